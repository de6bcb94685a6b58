"""The closing report and the fire record: what must be told, what is implausible."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from incidents.categories import Disposition
from incidents.causes import ELECTRICAL_CODES_START, Cause
from incidents.fire_grades import MINOR_BELOW_FEN, FireOwner
from resources.errors import BadInput, FieldFault

MOST_PEOPLE = 100_000
MOST_FEN = 10_000_000_000_000
CAUSE_CODE = re.compile(r"[0-9]{6}")


class FireForm(StrEnum):
    """Which form a fire is registered on: the full one, or 轻微火灾简易登记."""

    FULL = "full"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an incident came to; None means not told yet."""

    disposition: str | None = None
    rescued: int | None = None
    evacuated: int | None = None
    dead: int | None = None
    injured: int | None = None
    property_saved_fen: int | None = None
    property_protected_fen: int | None = None
    loss_fen: int | None = None
    occupancy: str | None = None
    is_urban: bool | None = None
    summary: str = ""
    call_back: str | None = None
    """What calling back came to, a value of `CallBack`; None leaves what is kept."""


@dataclass(frozen=True, slots=True)
class FireLoss:
    """What a fire cost, by the parts of XF 185-2014 (S/R), in fen; None where nobody has told."""

    property_fen: int
    site_cost_fen: int | None = None
    people_cost_fen: int | None = None

    @property
    def economic_fen(self) -> int:
        """直接经济损失: the direct property loss and the other parts as far as they are told."""
        return self.property_fen + (self.site_cost_fen or 0) + (self.people_cost_fen or 0)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the parts nobody has told: the sum is at least what it says."""
        parts = (("火灾现场处置费", self.site_cost_fen), ("人身伤亡支出", self.people_cost_fen))
        return tuple(name for name, fen in parts if fen is None)


@dataclass(frozen=True, slots=True)
class FireFacts:
    """One fire to be registered; money in fen, `occurred_at` aware.

    `dead` are those at the fire; who died later is told as a death of its own. None and an empty
    word mean that nobody has told.
    """

    occurred_at: datetime
    form: FireForm
    place_text: str = ""
    is_urban: bool | None = None
    occupancy: str = ""
    cause: str = ""
    dead: int = 0
    seriously_injured: int = 0
    lightly_injured: int = 0
    loss_fen: int = 0
    is_generated: bool = False
    owner: FireOwner = FireOwner.BRIGADE
    households: int | None = None
    site_cost_fen: int | None = None
    people_cost_fen: int | None = None
    cause_code: str = ""
    township_code: str | None = None


DISPOSITION_FAULT = FieldFault("disposition", "请选择警情性质（真警、误报等）。")
_PEOPLE = {
    "rescued": "抢救人数",
    "evacuated": "疏散人数",
    "dead": "死亡人数",
    "injured": "受伤人数",
}
_MONEY = {
    "property_saved_fen": ("property_saved_yuan", "抢救财产价值"),
    "property_protected_fen": ("property_protected_yuan", "保护财产价值"),
    "loss_fen": ("loss_yuan", "财产损失"),
}


def require_disposition(told: str) -> None:
    """Refuse a disposition that there is not; raises BadInput."""
    if told not in set(Disposition):
        raise BadInput((DISPOSITION_FAULT,))


def missing_of(outcome: Outcome, is_fire: bool) -> tuple[FieldFault, ...]:
    """Name every field a closing report still lacks or that cannot be right."""
    return tuple(_faults(outcome, is_fire))


def _faults(outcome: Outcome, is_fire: bool) -> Iterator[FieldFault]:
    if outcome.disposition not in set(Disposition):
        yield DISPOSITION_FAULT
    for name, label in _PEOPLE.items():
        value = getattr(outcome, name)
        if value is None:
            yield FieldFault(name, f"请填写{label}，没有则填 0。")
        elif not 0 <= value <= MOST_PEOPLE:
            yield FieldFault(name, f"{label} {value} 不合理，应在 0 到 {MOST_PEOPLE} 之间。")
    for name, (field, label) in _MONEY.items():
        value = getattr(outcome, name)
        if value is None:
            yield FieldFault(field, f"请填写{label}（元），没有则填 0。")
        elif not 0 <= value <= MOST_FEN:
            yield FieldFault(field, f"{label}不合理，应为 0 到 1000 亿元。")
    if is_fire and outcome.disposition == "real" and not outcome.occupancy:
        yield FieldFault("occupancy", "火灾须选择起火场所。")
    if outcome.is_urban is None:
        yield FieldFault("is_urban", "请选择城市或农村。")


def check_fire(facts: FireFacts) -> None:
    """Refuse a fire record that contradicts its own form.

    Raises:
        BadInput: every bad field at once.
    """
    faults = list(_fire_faults(facts))
    if faults:
        raise BadInput(tuple(faults))


def _fire_faults(facts: FireFacts) -> Iterator[FieldFault]:
    for name in ("dead", "seriously_injured", "lightly_injured"):
        if not 0 <= getattr(facts, name) <= MOST_PEOPLE:
            yield FieldFault(name, f"人数应在 0 到 {MOST_PEOPLE} 之间。")
    if not 0 <= facts.loss_fen <= MOST_FEN:
        yield FieldFault("loss_yuan", "直接财产损失应为 0 到 1000 亿元。")
    if not 0 <= (facts.households or 0) <= MOST_PEOPLE:
        yield FieldFault("households", f"受灾户应在 0 到 {MOST_PEOPLE} 户之间。")
    if not 0 <= (facts.site_cost_fen or 0) <= MOST_FEN:
        yield FieldFault("site_cost_yuan", "火灾现场处置费应为 0 到 1000 亿元。")
    if not 0 <= (facts.people_cost_fen or 0) <= MOST_FEN:
        yield FieldFault("people_cost_yuan", "人身伤亡支出应为 0 到 1000 亿元。")
    yield from _cause_faults(facts)
    if facts.form is FireForm.SIMPLE:
        yield from _simple_form_faults(facts)
        return
    if not facts.occupancy:
        yield FieldFault("occupancy", "完整登记须选择起火场所。")
    if not facts.cause:
        yield FieldFault("cause", "完整登记须选择起火原因（未查明选“原因不明”）。")


def _simple_form_faults(facts: FireFacts) -> Iterator[FieldFault]:
    if facts.dead or facts.seriously_injured or facts.lightly_injured:
        yield FieldFault("form", "有人员伤亡的火灾不适用轻微火灾简易登记，请改用完整登记。")
    if facts.loss_fen >= MINOR_BELOW_FEN:
        yield FieldFault("loss_yuan", "直接财产损失 1000 元及以上不适用简易登记，请改用完整登记。")


def _cause_faults(facts: FireFacts) -> Iterator[FieldFault]:
    code = facts.cause_code
    if not code:
        return
    if not CAUSE_CODE.fullmatch(code):
        yield FieldFault("cause_code", f"起火原因细码“{code}”应为六位数字（GA/T 974.33）。")
        return
    is_electrical = facts.cause == Cause.ELECTRICAL
    if code.startswith(ELECTRICAL_CODES_START) and not is_electrical:
        yield FieldFault("cause_code", f"细码 {code} 属电气火灾，与所选起火原因不符。")
    if is_electrical and not code.startswith(ELECTRICAL_CODES_START):
        yield FieldFault("cause_code", f"电气火灾的细码以 01 开头，现为 {code}。")
