"""Whether an editor of a fire record still sees what stands there; if not, field by field."""

import json
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from incidents.causes import CAUSE_LABELS, Cause
from incidents.edits import Difference, Quarrel
from incidents.errors import StaleEdit
from incidents.fire_grades import OWNER_LABELS, FireOwner
from incidents.fire_queries import history_of
from incidents.premises import OCCUPANCY_LABELS, Occupancy
from incidents.records import Fire
from incidents.reports import FireFacts

FIELD_LABELS: Final = {
    "occurred_at": "起火时间",
    "form": "登记方式",
    "place_text": "地点",
    "is_urban": "城乡",
    "occupancy": "起火场所",
    "cause": "起火原因",
    "cause_code": "起火原因细码",
    "dead": "死亡",
    "seriously_injured": "重伤",
    "lightly_injured": "轻伤",
    "loss_fen": "直接财产损失",
    "site_cost_fen": "火灾现场处置费",
    "people_cost_fen": "人身伤亡支出",
    "households": "受灾户",
    "owner": "统计归属",
    "township_code": "乡镇",
}
"""The fields of a fire record a correction may change, with their words."""

_TOLD_AS: Final = {
    "place_text": "place",
    "loss_fen": "loss_yuan",
    "site_cost_fen": "site_cost_yuan",
    "people_cost_fen": "people_cost_yuan",
    "township_code": "township",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "form": {"full": "完整登记", "simple": "简易登记"},
    "is_urban": {"True": "城市", "False": "农村"},
    "cause": {str(cause): CAUSE_LABELS[cause] for cause in Cause},
    "occupancy": {str(one): OCCUPANCY_LABELS[one] for one in Occupancy},
    "owner": {str(owner): OWNER_LABELS[owner] for owner in FireOwner},
}


def require_fire_version(
    session: Session, fire: Fire, version: int, wanted: FireFacts | None = None
) -> None:
    """Refuse an edit of another version than the present one; raises StaleEdit.

    The quarrel names each field that was changed since and that the editor wants otherwise.
    """
    if version == fire.version:
        return
    sentence = (
        f"火灾记录 {fire.number} 刚被他人修改（现为第 {fire.version} 版，您看到的是第 {version} "
        "版），您的更正没有保存；请逐项核对后再提交。"
    )
    raise StaleEdit(sentence, _quarrel(session, fire, version, wanted))


def _quarrel(session: Session, fire: Fire, version: int, wanted: FireFacts | None) -> Quarrel:
    since = [
        (entry, facts)
        for entry in history_of(session, fire)
        if int((facts := json.loads(entry.facts)).get("version", 0)) > version
    ]
    before: dict[str, str] = {}
    for _, facts in since:
        for name in FIELD_LABELS:
            if f"{name}_before" in facts:
                before.setdefault(name, str(facts[f"{name}_before"]))
    differences = tuple(
        Difference(
            _TOLD_AS.get(name, name),
            label,
            in_words(name, str(getattr(wanted, name))),
            in_words(name, str(getattr(fire, name))),
            in_words(name, before[name]),
        )
        for name, label in FIELD_LABELS.items()
        if wanted is not None and name in before and getattr(wanted, name) != getattr(fire, name)
    )
    last = since[-1][0] if since else None
    return Quarrel(
        differences, fire.version, last.by if last else None, last.entered_at if last else None
    )


def in_words(name: str, kept: str) -> str:
    """Write a value of a field as the log keeps it in the words of people; money in 元."""
    if kept in {"None", ""}:
        return "未填"
    if name.endswith("_fen"):
        return f"{int(kept) // 100}.{int(kept) % 100:02d} 元"
    return _WORDS.get(name, {}).get(kept, kept)
