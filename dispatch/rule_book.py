"""The verbs of the rules: begin a draft, edit it, rehearse it, put it in force, throw it away.

A version in force, or with a date to come, is never edited: who was sent by which rule must stay
readable. A better one is drafted from it.
"""

import re
from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch.errors import RulesChanged, RulesNotRehearsed, RulesStand
from dispatch.plan_rows import Mark
from dispatch.plan_table import BadRules, read_rules, write_rules
from dispatch.records import RuleVersion
from dispatch.response_plans import DEFAULT_RULES
from dispatch.rule_changes import RuleChange, TableTold
from dispatch.rule_queries import holder_since, is_known, lock_version, rules_called
from incidents import ledger
from incidents.timeline import FUTURE_TOLERANCE, Act, Entry, Facts
from resources.errors import BadInput, FieldFault

VERSION_NAME: Final = re.compile(r"\w[\w.-]{0,39}")
NOT_A_NAME: Final = frozenset({"overrides", "new"})
"""Words that stand in addresses where a version could."""


def draft_from(
    session: Session, base_version: str, new_version: str, act: Act, note: str = ""
) -> RuleVersion:
    """Begin a draft with the table of another version, under a name nobody has used.

    Raises UnknownRules, BadInput, and BadRules where the table of the base cannot be read.
    """
    if not VERSION_NAME.fullmatch(new_version) or new_version in NOT_A_NAME:
        said = "版本名由汉字、字母、数字、点和横线组成，最长 40 字，例如 酉阳-2026-12。"
        raise BadInput((FieldFault("version", said),))
    if is_known(session, new_version):
        raise BadInput((FieldFault("version", f"已有名为“{new_version}”的版本，请换一个名字。"),))
    row = RuleVersion(
        version=new_version,
        author=act.by,
        created_at=act.at,
        edited_at=act.at,
        edited_by=act.by,
        mark=str(Mark.PROPOSED),
        note=note,
        table_text=write_rules(rules_called(base_version)),
        revision=1,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        said = f"已有名为“{new_version}”的版本，请换一个名字。"
        raise BadInput((FieldFault("version", said),)) from error
    _note(session, "rules_drafted", f"起草规则 {new_version}（由 {base_version}）", row, act)
    return row


def revise(
    session: Session, version: str, seen_revision: int | None, change: RuleChange, act: Act
) -> RuleVersion:
    """Change the table of a draft; `seen_revision` is the one the editor read, None for any.

    Raises UnknownRules, RulesStand, RulesChanged, BadInput.
    """
    row = _lock_draft(session, version, seen_revision)
    known = DEFAULT_RULES if isinstance(change, TableTold) else read_rules(row.table_text, version)
    row.table_text = write_rules(change.applied(known))
    _edited(row, act)
    _note(session, "rules_revised", f"修改规则 {version}：{change.words}", row, act)
    return row


def describe(
    session: Session,
    version: str,
    seen_revision: int | None,
    note: str,
    mark: Mark,
    act: Act,
) -> RuleVersion:
    """Tell what a draft is for and how well it is founded.

    The table stays what was rehearsed. Raises UnknownRules, RulesStand, RulesChanged.
    """
    row = _lock_draft(session, version, seen_revision)
    was_rehearsed = row.rehearsed_revision == row.revision
    row.note, row.mark = note, str(mark)
    _edited(row, act)
    if was_rehearsed:
        row.rehearsed_revision = row.revision
    _note(session, "rules_revised", f"修改规则 {version}：说明与标记（{mark}）", row, act)
    return row


def _edited(row: RuleVersion, act: Act) -> None:
    row.revision += 1
    row.edited_at, row.edited_by = act.at, act.by


def keep_rehearsal(
    session: Session, version: str, revision: int, told: tuple[str, int, int], act: Act
) -> RuleVersion:
    """Note that a revision of a draft was rehearsed: over what, incidents, changed dispatches.

    A rehearsal of an older revision is on the log and lets nothing be put in force.
    Raises UnknownRules, RulesStand.
    """
    row = _lock_draft(session, version, None)
    over, incidents, changes = told
    if row.revision == revision:
        row.rehearsed_revision = revision
        row.rehearsed_incidents, row.rehearsed_changes = incidents, changes
    words = (
        f"预演规则 {version} 第 {revision} 稿（{over}）：{incidents} 起，首批调派改变 {changes} 起"
    )
    _note(session, "rules_rehearsed", words, row, act)
    return row


def put_in_force(
    session: Session,
    version: str,
    seen_revision: int | None,
    from_moment: datetime | None,
    act: Act,
) -> RuleVersion:
    """Give a draft its date in force, now unless told; from then on it is never edited.

    Raises UnknownRules, RulesStand, RulesChanged, RulesNotRehearsed, BadInput, and BadRules for
    a table that is not whole.
    """
    row = _lock_draft(session, version, seen_revision)
    since = from_moment or act.at
    if act.at - since > FUTURE_TOLERANCE:
        raise BadInput((FieldFault("from", "生效时间早于现在，已发生的调派不能改用新规则。"),))
    if other := holder_since(session, since):
        raise BadInput((FieldFault("from", f"{other} 也在此刻生效，请换一个时间。"),))
    try:
        read_rules(row.table_text, version)
    except BadRules as refused:
        raise BadInput(FieldFault("table", f"{one}。") for one in refused.faults) from refused
    if row.rehearsed_revision != row.revision:
        raise RulesNotRehearsed(
            f"规则 {version} 第 {row.revision} 稿还没有预演，请先预演，看过改变的调派再生效。"
        )
    row.in_force_from, row.put_in_force_by = since, act.by
    told = f"生效规则 {version}：自 {since.isoformat(timespec='seconds')}，预演改变首批调派"
    words = f"{told} {row.rehearsed_changes} 起"
    _note(session, "rules_in_force", words, row, act)
    return row


def discard(session: Session, version: str, act: Act) -> None:
    """Throw a draft away; what it was stays in the log by name only. Raises as `revise`."""
    row = _lock_draft(session, version, None)
    _note(session, "rules_discarded", f"作废规则草稿 {version}", row, act)
    session.delete(row)


def _lock_draft(session: Session, version: str, seen_revision: int | None) -> RuleVersion:
    if version == DEFAULT_RULES.version:
        raise RulesStand(f"{version} 是随软件提供的默认规则，不能修改；请由它起草新版本。")
    row = lock_version(session, version)
    if row.in_force_from is not None:
        raise RulesStand(f"规则 {version} 已生效或已定生效时间，不能修改；请由它起草新版本。")
    if seen_revision is not None and seen_revision != row.revision:
        raise RulesChanged(
            f"规则草稿 {version} 刚被{row.edited_by}修改（现为第 {row.revision} 稿），"
            "您的修改没有保存；请重新打开后再改。"
        )
    return row


def _note(session: Session, kind: str, words: str, row: RuleVersion, act: Act) -> None:
    facts: Facts = {"version": row.version, "revision": row.revision}
    ledger.note(session, Entry(kind, words, act, facts=facts))
