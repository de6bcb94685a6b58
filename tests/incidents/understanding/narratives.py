"""The labelled narratives and how the suggestions fare on them.

Run as a program it writes the examples the package ships from the narratives kept here.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from incidents.understanding.examples import Example, prepare
from incidents.understanding.rules import DEFAULT_RULES, EXAMPLE_COLUMNS
from incidents.understanding.suggestion import Understanding, understand

KEPT = Path(__file__).parent / "narratives.csv"
SHIPPED = Path(__file__).parents[3] / "incidents" / "understanding" / "examples.csv"

# The kept narratives are the examples: they would answer for themselves.
RULES_ALONE = replace(DEFAULT_RULES, examples=prepare(()))


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
    return understand(text, rules=RULES_ALONE)


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


def examples() -> list[Example]:
    """Return the kept narratives as the package ships them."""
    return [Example(row.text, row.category) for row in narrative_rows(KEPT)]


def write_examples() -> None:
    """Write the examples the package ships."""
    with SHIPPED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(EXAMPLE_COLUMNS)
        writer.writerows((one.text, one.category) for one in examples())


if __name__ == "__main__":
    write_examples()
