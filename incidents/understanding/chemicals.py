"""Dangerous goods as callers name them, read from `chemicals.csv` (mark G: check before use)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from incidents.understanding.rules import BadWordRules, checked_mark, split_words, table_rows
from incidents.understanding.wording import Narrative, find_words
from resources.errors import RowFault

COLUMNS: Final = ("name", "said", "un", "hazard", "mark")


@dataclass(frozen=True, slots=True)
class Chemical:
    """A dangerous good: its name, how it is said, its UN number ("" where there is none)."""

    name: str
    said: tuple[str, ...]
    un: str
    hazard: str
    mark: str


def load_chemicals(path: Path) -> tuple[Chemical, ...]:
    """Read the list of dangerous goods; raises BadWordRules naming every bad row."""
    faults: list[RowFault] = []
    found: dict[str, Chemical] = {}
    for line, row in table_rows(path, COLUMNS, faults):
        try:
            name, said, un = row["name"], split_words(row["said"]), row["un"]
            if not name or name in found or not said:
                raise ValueError(f"危化品“{name}”没有名称、没有说法或重复")
            if un and not (len(un) == 4 and un.isascii() and un.isdigit()):
                raise ValueError(f"联合国编号“{un}”应为四位数字，没有就留空")
            found[name] = Chemical(name, said, un, row["hazard"], checked_mark(row["mark"]))
        except ValueError as wrong:
            faults.append(RowFault(path.name, line, str(wrong)))
    if faults:
        raise BadWordRules(tuple(faults))
    return tuple(found.values())


def named(narrative: Narrative, chemicals: tuple[Chemical, ...]) -> tuple[Chemical, ...]:
    """Return the dangerous goods a caller names, first named first.

    Of two where one name lies inside the other (苯 in 甲苯) the longer counts.
    """
    found: list[tuple[int, int, Chemical]] = []
    for one in chemicals:
        found.extend((hit.start, hit.end, one) for hit in find_words(narrative, one.said))
    kept = [
        (start, one)
        for start, end, one in found
        if not any(
            other is not one and a <= start and end <= b and b - a > end - start
            for a, b, other in found
        )
    ]
    kept.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(one for _, one in kept))


DEFAULT_CHEMICALS: Final = load_chemicals(Path(__file__).parent / "chemicals.csv")
"""The list as shipped."""
