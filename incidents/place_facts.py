"""What a person says of a place when entering or revising it, and what of that cannot be."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from resources.county import FARTHEST_M
from resources.county_rows import PLACE_KIND_LABELS, PlaceKind
from resources.datums import Datum
from resources.errors import FieldFault
from resources.geography import Position, distance_m

LONGEST_NAME: Final = 60
LONGEST_REACH_M: Final = 50_000

FIELD_LABELS: Final = {
    "name": "名称",
    "kind": "类别",
    "township_code": "所属乡镇",
    "parent_code": "所在地点",
    "position": "坐标",
    "datum_in": "坐标系",
    "radius_m": "范围半径",
    "is_urban": "城镇",
    "aliases": "别名",
    "former_names": "曾用名",
}
"""The facts of a place with the word shown for each."""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place as told: `position` is WGS 84, `datum_in` the datum its numbers came in.

    `parent_code` is the smallest place that holds it; None is the township itself.
    """

    name: str
    kind: str
    township_code: str
    parent_code: str | None = None
    position: Position | None = None
    datum_in: str = Datum.WGS84
    radius_m: int = 200
    is_urban: bool = False
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a place before and after; empty where there was, or is, none."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """The word shown for the field."""
        return FIELD_LABELS.get(self.field, self.field)


def fact_faults(facts: PlaceFacts, middle: Position | None) -> Iterator[FieldFault]:
    """Yield what is wrong with the facts by themselves; `middle` is the county's, if known."""
    yield from _name_faults("name", "名称", facts.name)
    for field in ("aliases", "former_names"):
        for name in getattr(facts, field):
            yield from _name_faults(field, FIELD_LABELS[field], name)
    if facts.kind not in PLACE_KIND_LABELS:
        yield FieldFault("kind", f"没有“{facts.kind}”这类地点，请从列表中选择。")
    if facts.datum_in not in list(Datum):
        known = "、".join(each.value for each in Datum)
        yield FieldFault("datum_in", f"坐标系“{facts.datum_in}”不认识，可填：{known}。")
    if not 0 < facts.radius_m <= LONGEST_REACH_M:
        yield FieldFault(
            "radius_m", f"范围半径 {facts.radius_m} 米应大于 0、不超过 {LONGEST_REACH_M} 米。"
        )
    if facts.position is not None and middle is not None:
        away_m = distance_m(middle, facts.position)
        if away_m > FARTHEST_M:
            yield FieldFault(
                "position", f"坐标离全县中心约 {away_m / 1000:.0f} 千米，请核对经纬度和坐标系。"
            )


def _name_faults(field: str, word: str, name: str) -> Iterator[FieldFault]:
    if not name.strip():
        yield FieldFault(field, f"{word}不能为空。")
    elif len(name) > LONGEST_NAME:
        yield FieldFault(field, f"{word}有 {len(name)} 个字，最多 {LONGEST_NAME} 个字。")
    elif any(unicodedata.category(mark) in ("Cc", "Cf", "Cs") for mark in name):
        yield FieldFault(field, f"{word}含有看不见的字符，请重新输入。")
    elif field != "name" and any(mark.isspace() for mark in name):
        yield FieldFault(field, f"{word}“{name}”中间不能有空格，几个名称请分开填写。")


def kind_label(kind: str) -> str:
    """Return the word shown for a kind of place."""
    return PLACE_KIND_LABELS[PlaceKind(kind)]


def changes(before: PlaceFacts | None, after: PlaceFacts) -> tuple[FieldChange, ...]:
    """Return what differs, in the order of the facts; before a place is there, all is empty."""
    found = []
    for each in fields(after):
        old = "" if before is None else _written(getattr(before, each.name))
        new = _written(getattr(after, each.name))
        if old != new:
            found.append(FieldChange(each.name, old, new))
    return tuple(found)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Position):
        return f"{value.lon:.6f},{value.lat:.6f}"
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
