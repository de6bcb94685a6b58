"""The elements of an alarm (警情要素) in a caller's words, each with the words it came from.

The words stand in `element_words.csv`, which a brigade may edit; all of them are proposed (P).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from incidents.premises import Occupancy
from incidents.understanding.chemicals import DEFAULT_CHEMICALS, Chemical, named
from incidents.understanding.numerals import NUMERAL, read_number
from incidents.understanding.people import People, read_people
from incidents.understanding.rules import BadWordRules, split_words, table_rows
from incidents.understanding.wording import Narrative, find_words
from resources.errors import RowFault

COLUMNS: Final = ("element", "value", "words", "note")
HIGHEST_FLOOR: Final = 120
HIGH_RISE_FLOOR: Final = 10
"""From so many storeys a house counts as high-rise here: 27 m are about ten storeys (G)."""


class Element(StrEnum):
    """An element whose words stand in the table."""

    VULNERABLE = "vulnerable"
    EXPLOSIVE = "explosive"
    OCCUPANCY = "occupancy"
    FIRE = "fire"
    SMOKE = "smoke"
    WATER = "water"
    WIND = "wind"
    CALLER = "caller"
    BURNING = "burning"
    EXTENT = "extent"


@dataclass(frozen=True, slots=True)
class Named:
    """A value of an element as code and label, with the words it came from."""

    value: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey, below ground negative, with the words it came from."""

    number: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldElements:
    """All that a caller's words say of the elements; empty or None where nothing was said."""

    people: People
    fire_floor: Floor | None
    floors: Floor | None
    burning: tuple[str, ...]
    chemicals: tuple[Chemical, ...]
    fire: tuple[Named, ...]
    smoke: tuple[Named, ...]
    vulnerable: tuple[Named, ...]
    explosives: tuple[Named, ...]
    occupancy: tuple[Named, ...]
    extent: tuple[Named, ...]
    short_of_water: Named | None
    strong_wind: Named | None
    caller_trapped: Named | None

    def says_fire(self, *values: str) -> Named | None:
        """Return the first of these states of the fire that was said."""
        return next((one for one in self.fire if one.value in values), None)

    def says_extent(self, *values: str) -> Named | None:
        """Return the first of these extents of a rescue that was said."""
        return next((one for one in self.extent if one.value in values), None)


@dataclass(frozen=True, slots=True)
class ElementWords:
    """One row of the table."""

    element: Element
    value: str
    words: tuple[str, ...]
    label: str


def load_element_words(path: Path) -> tuple[ElementWords, ...]:
    """Read the table of element words; raises BadWordRules naming every bad row."""
    faults: list[RowFault] = []
    rows = []
    for line, row in table_rows(path, COLUMNS, faults):
        try:
            rows.append(_read_row(row))
        except ValueError as wrong:
            faults.append(RowFault(path.name, line, str(wrong)))
    if faults:
        raise BadWordRules(tuple(faults))
    return tuple(rows)


def _read_row(row: Mapping[str, str]) -> ElementWords:
    name, value = row["element"], row["value"]
    if name not in {one.value for one in Element}:
        raise ValueError(f"没有要素“{name}”，应为 {'、'.join(Element)} 之一")
    element, words = Element(name), split_words(row["words"])
    if not words:
        raise ValueError(f"要素“{name}”没有词语")
    if element == Element.OCCUPANCY and value not in {one.value for one in Occupancy}:
        raise ValueError(f"没有场所类型“{value}”")
    return ElementWords(element, value, words, row["note"])


def read_elements(
    narrative: Narrative,
    rows: tuple[ElementWords, ...] | None = None,
    chemicals: tuple[Chemical, ...] | None = None,
) -> ToldElements:
    """Return the elements a caller's words tell of."""
    table = DEFAULT_ELEMENT_WORDS if rows is None else rows
    told = {element: _named(narrative, table, element) for element in Element}
    fire_floor, floors = read_floors(narrative)
    return ToldElements(
        people=read_people(narrative),
        fire_floor=fire_floor,
        floors=floors,
        burning=_burning(narrative, told[Element.BURNING]),
        chemicals=named(narrative, DEFAULT_CHEMICALS if chemicals is None else chemicals),
        fire=told[Element.FIRE],
        smoke=told[Element.SMOKE],
        vulnerable=told[Element.VULNERABLE],
        explosives=told[Element.EXPLOSIVE],
        occupancy=told[Element.OCCUPANCY],
        extent=told[Element.EXTENT],
        short_of_water=next(iter(told[Element.WATER]), None),
        strong_wind=next(iter(told[Element.WIND]), None),
        caller_trapped=next(iter(told[Element.CALLER]), None),
    )


def _named(
    narrative: Narrative, rows: tuple[ElementWords, ...], element: Element
) -> tuple[Named, ...]:
    found = []
    for row in rows:
        if row.element != element:
            continue
        hits = find_words(narrative, row.words)
        # What only says where is no property of the place itself, but explosives near it matter.
        kept = [hit for hit in hits if element == Element.EXPLOSIVE or not hit.beside]
        if kept:
            words = tuple(dict.fromkeys(hit.word for hit in kept))
            found.append((kept[0].start, Named(row.value, row.label, words)))
    found.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in found)


_FIRE_WORD: Final = re.compile(
    r"起火|着火|失火|燃起|烧起|在燃|在烧|燃了|自燃|冒火|冒烟|浓烟|冒黑烟|明火|引燃|爆燃|都烧|都燃|打火"
)


def _burning(narrative: Narrative, objects: tuple[Named, ...]) -> tuple[str, ...]:
    """Return what burns: things named in a clause that tells of fire."""
    burning: dict[str, None] = {}
    for clause in narrative.clauses:
        if _FIRE_WORD.search(clause.text) is None:
            continue
        for thing in objects:
            burning.update((word, None) for word in thing.words if word in clause.text)
    longest = [
        word for word in burning if not any(word != other and word in other for other in burning)
    ]
    return tuple(longest)


_FLOOR: Final = re.compile(rf"(?P<below>负|地下|-)?(?P<n>{NUMERAL})\s*(?:楼|层(?!高|楼房|的楼))")
_FLOORS: Final = re.compile(
    rf"(?:一共|总共|总高|共|有|高)\s*(?P<a>{NUMERAL})\s*(?:层|楼)|(?P<b>{NUMERAL})\s*层(?:高|楼房|的|楼)"
)
_NO_FLOOR: Final = re.compile(r"[号栋幢区\d]$")
_TRAPPED_FLOOR: Final = re.compile(r"困|下不来|没下来|出不")


def read_floors(narrative: Narrative) -> tuple[Floor | None, Floor | None]:
    """Return the storey that burns and the number of storeys."""
    total: Floor | None = None
    spoken: list[tuple[bool, Floor]] = []
    for clause in narrative.clauses:
        text = clause.text
        whole = _FLOORS.search(text)
        if whole is not None:
            total = _floor(whole.group("a") or whole.group("b"), False, whole.group()) or total
            text = text[: whole.start()] + " " * len(whole.group()) + text[whole.end() :]
        burns = _FIRE_WORD.search(text) is not None
        if not burns and _TRAPPED_FLOOR.search(text):
            continue
        for found in _FLOOR.finditer(text):
            floor = _floor(found.group("n"), found.group("below") is not None, found.group())
            if floor is not None and not _NO_FLOOR.search(text[: found.start()]):
                spoken.append((burns, floor))
    spoken.sort(key=lambda pair: not pair[0])
    return (spoken[0][1] if spoken else None), total


def _floor(numeral: str, below: bool, words: str) -> Floor | None:
    span = read_number(numeral)
    if span is None or span.least != span.most or not 1 <= span.most <= HIGHEST_FLOOR:
        return None
    return Floor(-span.most if below else span.most, (words,))


def high_floor(narrative: Narrative) -> str | None:
    """Return the words that tell of ten storeys or more, None where none do."""
    for clause in narrative.clauses:
        for pattern in (_FLOOR, _FLOORS):
            for found in pattern.finditer(clause.text):
                groups = found.groupdict()
                floor = _floor(
                    groups.get("n") or groups.get("a") or groups.get("b") or "", False, "-"
                )
                if (
                    floor is not None
                    and floor.number >= HIGH_RISE_FLOOR
                    and not groups.get("below")
                ):
                    return found.group()
    return None


DEFAULT_ELEMENT_WORDS: Final = load_element_words(Path(__file__).parent / "element_words.csv")
"""The words as shipped."""
