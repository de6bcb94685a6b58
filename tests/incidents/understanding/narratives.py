"""The labelled narratives and how the suggestions fare on them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from incidents.understanding.suggestion import Understanding, understand

KEPT = Path(__file__).parent / "narratives.csv"


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a caller said, the kinds it may be filed as, and the least level of the facts."""

    text: str
    category: str
    also: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the rows: right kind first, right kind among three, level not below the facts."""

    rows: int
    first: float
    among_three: float
    level_kept: float


def narrative_rows(path: Path) -> list[Labelled]:
    """Read the labelled narratives of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(row["text"], row["category"], tuple(row["also"].split()), int(row["level"]))
            for row in csv.DictReader(file)
        ]


@cache
def understood(text: str) -> Understanding:
    """Return what the rules make of a narrative, asked once a run."""
    return understand(text)


def rate(rows: Sequence[Labelled]) -> Figures:
    """Return how the rules fare; a kind the label also accepts is right."""
    first = among_three = level_kept = 0
    for row in rows:
        found = understood(row.text)
        right = {row.category, *row.also}
        first += found.category in right
        among_three += bool(right & {one.category for one in found.ranked[:3]})
        level_kept += found.level.level >= row.level
    count = len(rows) or 1
    return Figures(len(rows), first / count, among_three / count, level_kept / count)
