"""Reads of what was changed of a place in the product, from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from incidents.ledger import facts_of
from incidents.place_facts import FIELD_LABELS, FieldChange
from incidents.records import LogEntry
from incidents.timeline import KIND_LABELS
from resources.database import db

PLACE_KINDS: Final = ("place_added", "place_revised", "place_withdrawn", "place_restored")
"""The kinds of log entries that tell of a place."""


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One edit of a place: when, by whom, and each fact before and after."""

    at: datetime
    by: str
    kind: str
    text: str
    reason: str
    changes: tuple[FieldChange, ...]

    @property
    def label(self) -> str:
        """The word shown for the kind of edit."""
        return KIND_LABELS[self.kind]


def history_of_place(code: str) -> list[PlaceChange]:
    """The edits of a place, oldest first; empty for one never edited in the product."""
    query = (
        select(LogEntry)
        .where(
            LogEntry.kind.in_(PLACE_KINDS),
            # The facts are canonical JSON; a quotation mark inside a value would be escaped.
            LogEntry.facts.contains(f'"place":"{code}"', autoescape=True),
        )
        .order_by(LogEntry.seq)
    )
    return [_change(row) for row in db.session.scalars(query)]


def point_told(edits: Sequence[PlaceChange]) -> PlaceChange | None:
    """The edit of a history that last said where the place is; None where its dataset does."""
    moves = [edit for edit in edits if any(change.field == "position" for change in edit.changes)]
    return moves[-1] if moves else None


def _change(row: LogEntry) -> PlaceChange:
    facts = facts_of(row)
    changed = tuple(
        FieldChange(field, str(facts[f"{field}_before"] or ""), str(facts[field] or ""))
        for field in FIELD_LABELS
        if f"{field}_before" in facts
    )
    return PlaceChange(
        at=row.at,
        by=row.by,
        kind=row.kind,
        text=row.text,
        reason=str(facts.get("reason") or ""),
        changes=changed,
    )
