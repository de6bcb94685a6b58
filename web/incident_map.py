"""Where the call-outs of a question were: points without names, and counts by township."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from incidents.yearbook import record_queries
from incidents.yearbook.counting import Cell, Table
from incidents.yearbook.definitions import TOTAL_KEY
from incidents.yearbook.questions import Question
from resources import queries
from resources.errors import BadInput, FieldFault
from resources.geography import Position
from web import yearbook_tables

TABLE: Final = "calls"
COLUMN: Final = "total"
DECIMALS: Final = 3
"""Degrees are rounded to some 100 m (P): enough for a county's map, too little for an address."""
MOST_POINTS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Township:
    """One township with the number of its call-outs, and where its seat lies if that is known."""

    code: str
    name: str
    cell: Cell
    position: Position | None


@dataclass(frozen=True, slots=True)
class IncidentMap:
    """The call-outs of a question on a map: `points` are lon, lat and how many lie there."""

    points: tuple[tuple[float, float, int], ...]
    total: int
    unplaced: int


def by_township(question: Question, zone: str) -> tuple[Table, list[Township]]:
    """Return the table of townships, and its rows with their places."""
    table = yearbook_tables.answer(
        replace(question, table=TABLE, by="township"), zone, explain=False
    )
    places = {place.code: place.position for place in queries.places(("township",))}
    rows = []
    for row in table.rows:
        cell = next(cell for cell in row.cells if cell.key == COLUMN)
        rows.append(Township(row.key, row.label, cell, places.get(row.key)))
    return table, rows


def incident_map(question: Question, zone: str) -> IncidentMap:
    """Return the points of every call-out the question is about; raises BadInput if too many."""
    asked = replace(question, table=TABLE, by="township")
    behind = yearbook_tables.behind(asked, TOTAL_KEY, COLUMN, zone, most=MOST_POINTS)
    if behind.records > MOST_POINTS:
        told = f"这段时间有 {behind.records} 起警情，图上最多 {MOST_POINTS} 起，请缩短时间。"
        raise BadInput([FieldFault("from", told)])
    found = record_queries.positions(part.number for part in behind.parts)
    points = tuple((lon, lat, count) for (lon, lat), count in _gathered(found))
    return IncidentMap(points, behind.records, behind.records - len(found))


def _gathered(positions: Iterable[Position]) -> list[tuple[tuple[float, float], int]]:
    counts = Counter((round(one.lon, DECIMALS), round(one.lat, DECIMALS)) for one in positions)
    return sorted(counts.items())
