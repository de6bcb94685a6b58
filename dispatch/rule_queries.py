"""Reads of the rules: which version holds at a moment, and what versions there are."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.errors import UnknownRules
from dispatch.plan_rows import Mark, RuleSet
from dispatch.plan_table import BadRules, read_rules
from dispatch.records import RuleVersion
from dispatch.response_plans import DEFAULT_RULES
from resources.database import db

log = logging.getLogger(__name__)

DEFAULT_AUTHOR: Final = "烽火"

_HELD: Final = select(RuleVersion.id, RuleVersion.in_force_from).order_by(
    RuleVersion.in_force_from.desc(), RuleVersion.id.desc()
)

_lock = Lock()
# One for each database: two may hold a version of the same key. A version in force never changes.
_kept: WeakKeyDictionary[object, dict[tuple[int, datetime], RuleSet | None]] = WeakKeyDictionary()


def rules_at(now: datetime) -> RuleSet:
    """Return the table in force at a moment; the default table where none is.

    One that cannot be read any more is passed over, because advice must never fail: the version
    the advice names is then an earlier one. The log says so.
    """
    for key, since in db.session.execute(_HELD.where(RuleVersion.in_force_from <= now)):
        assert since is not None, "only dated versions were asked for"
        rules = _read_once(key, since)
        if rules is not None:
            return rules
    return DEFAULT_RULES


def _read_once(key: int, since: datetime) -> RuleSet | None:
    with _lock:
        kept = _kept.setdefault(db.engine, {})
        if (key, since) not in kept:
            row = db.session.get_one(RuleVersion, key)
            try:
                kept[key, since] = _rules_of(row)
            except BadRules as unreadable:
                log.error("rules %s in force cannot be read: %s", row.version, unreadable)
                kept[key, since] = None
        return kept[key, since]


def _rules_of(row: RuleVersion) -> RuleSet:
    return replace(read_rules(row.table_text, row.version), in_force_from=row.in_force_from)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What is known of a version beside its table.

    `in_force_from` is None for a draft. The default table has no dates and is always there.
    `rehearsed` tells incidents and changed first dispatches of the last rehearsal, where that was
    of the present revision.
    """

    version: str
    author: str
    mark: Mark
    note: str
    created_at: datetime | None = None
    edited_at: datetime | None = None
    edited_by: str = ""
    in_force_from: datetime | None = None
    put_in_force_by: str | None = None
    revision: int = 1
    rehearsed: tuple[int, int] | None = None

    @property
    def is_default(self) -> bool:
        """Tell whether it is the table the product comes with."""
        return self.version == DEFAULT_RULES.version

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be edited."""
        return not self.is_default and self.in_force_from is None


DEFAULT_LINE: Final = VersionLine(
    DEFAULT_RULES.version, DEFAULT_AUTHOR, Mark.PROPOSED, "随软件提供的默认规则，须支队确认"
)


def _line(row: RuleVersion) -> VersionLine:
    is_present = row.rehearsed_revision == row.revision
    return VersionLine(
        version=row.version,
        author=row.author,
        mark=Mark(row.mark),
        note=row.note,
        created_at=row.created_at,
        edited_at=row.edited_at,
        edited_by=row.edited_by,
        in_force_from=row.in_force_from,
        put_in_force_by=row.put_in_force_by,
        revision=row.revision,
        rehearsed=(row.rehearsed_incidents, row.rehearsed_changes) if is_present else None,
    )


def versions() -> tuple[VersionLine, ...]:
    """Every version: drafts, the last edited first; then by date in force, newest first."""
    rows = [_line(row) for row in db.session.scalars(select(RuleVersion).order_by(RuleVersion.id))]
    drafts = sorted((one for one in rows if one.is_draft), key=_edited, reverse=True)
    held = sorted((one for one in rows if not one.is_draft), key=_since, reverse=True)
    return (*drafts, *held, DEFAULT_LINE)


def _edited(line: VersionLine) -> datetime:
    assert line.edited_at is not None, "a stored version was edited"
    return line.edited_at


def _since(line: VersionLine) -> datetime:
    assert line.in_force_from is not None, "it is no draft"
    return line.in_force_from


def version_called(version: str) -> VersionLine:
    """What is known of a version; raises UnknownRules."""
    if version == DEFAULT_RULES.version:
        return DEFAULT_LINE
    return _line(_row(version))


def rules_called(version: str) -> RuleSet:
    """Return the table of a version; raises UnknownRules, and BadRules for one no longer read."""
    if version == DEFAULT_RULES.version:
        return DEFAULT_RULES
    return _rules_of(_row(version))


def _row(version: str) -> RuleVersion:
    query = select(RuleVersion).where(RuleVersion.version == version)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise _unknown(version)
    return row


def _unknown(version: str) -> UnknownRules:
    return UnknownRules(f"没有名为“{version}”的规则版本，请从版本列表中选择。")


def lock_version(session: Session, version: str) -> RuleVersion:
    """Lock a version for the rest of the transaction; raises UnknownRules."""
    query = select(RuleVersion).where(RuleVersion.version == version).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise _unknown(version)
    return row


def is_known(session: Session, version: str) -> bool:
    """Tell whether a version of the name is there."""
    query = select(RuleVersion.id).where(RuleVersion.version == version)
    return version == DEFAULT_RULES.version or session.scalar(query) is not None


def holder_since(session: Session, moment: datetime) -> str | None:
    """The version that is in force from exactly this moment on, or None."""
    query = select(RuleVersion.version).where(RuleVersion.in_force_from == moment)
    return session.scalars(query.order_by(RuleVersion.id)).first()
