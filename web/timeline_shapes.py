"""The log of an incident as its page shows it: who, from where, how late, and of which kind."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from incidents.queries import LogEntry
from incidents.timeline import KIND_LABELS, SOURCE_LABELS, Source
from resources.accounts import Principal
from web.shapes import Shape, entry

LATE_AFTER: Final = timedelta(seconds=60)
"""An entry written later than this after it happened says by how much (P)."""

GROUP_LABELS: Final = MappingProxyType(
    {"": "全部", "people": "人", "machine": "系统", "units": "车辆"}
)
"""What the timeline can be narrowed to, in the order of its buttons."""

OF_UNITS: Final = frozenset(
    {
        "status_reported",
        "unit_recalled",
        "unit_unassigned_status",
        "status_refused",
        "stamp_corrected",
    }
)
BY_MACHINE: Final = frozenset({Source.AUTOMATIC, Source.AVL})


def timeline(rows: Iterable[LogEntry], undoable: Collection[int], who: Principal) -> list[Shape]:
    """Every entry as a line, the oldest first."""
    return [{**line(row, who), "is_undoable": row.seq in undoable} for row in rows]


def line(row: LogEntry, who: Principal) -> Shape:
    """One entry with its words: its kind, its source, and the minutes it was entered late."""
    late = row.entered_at - row.at
    return {
        **entry(row, who),
        "kind_label": KIND_LABELS.get(row.kind, row.kind),
        "source_label": SOURCE_LABELS[Source(row.source)],
        "group": _group(row),
        "late_min": round(late / timedelta(minutes=1)) if late > LATE_AFTER else 0,
    }


def _group(row: LogEntry) -> str:
    if row.kind in OF_UNITS:
        return "units"
    return "machine" if row.source in BY_MACHINE else "people"


def wanted(lines: Sequence[Shape], group: str, words: str) -> list[Shape]:
    """The lines of one group that hold some words; an unknown group leaves nothing out."""
    sought = words.casefold()
    return [one for one in lines if _is_of(one, group) and sought in _words(one)]


def _is_of(line: Shape, group: str) -> bool:
    return group not in GROUP_LABELS or group in {"", line["group"]}


def _words(line: Shape) -> str:
    return " ".join(
        str(line[name]) for name in ("kind_label", "text", "by", "source_label")
    ).casefold()
