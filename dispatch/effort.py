"""What a call costs its dispatcher: keys, mouse and seconds, by release and never by person.

The figures are for those who build and those who work with the console. They tell which release
is slower to use, and which field is; they say nothing about anybody at a desk, and small
numbers are not shown, because a room knows who was on duty.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

FEWEST: Final = 5
"""Fewer calls than these are not shown (P)."""
FIELDS: Final = {
    "narrative": "警情描述",
    "place": "地点",
    "category": "类别",
    "level": "等级",
    "caller_number": "报警电话",
    "caller_name": "报警人",
    "trapped": "被困人数",
    "floors": "总楼层",
    "fire_floor": "着火层",
    "burning": "燃烧物",
    "lon": "经度",
    "lat": "纬度",
    "other": "其他处",
}
MEASURED: Final = {
    "seconds": "接听到首次下达（秒）",
    "keys": "功能键",
    "typed": "输入字符",
    "mouse": "鼠标点击",
    "undone": "撤销",
}
MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class CallEffort:
    """One call: deliberate keys, typed characters, clicks, undos, and seconds in all and by field.

    Raises ValueError for what cannot be.
    """

    keys: int
    typed: int
    mouse: int
    undone: int
    seconds: float
    was_ordered: bool
    fields: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts = (self.keys, self.typed, self.mouse, self.undone)
        spans = (self.seconds, *self.fields.values())
        if not all(0 <= one <= MOST for one in (*counts, *spans)):
            raise ValueError("effort is counted from nought")
        if not set(self.fields) <= set(FIELDS):
            raise ValueError("seconds of an unknown field")


@dataclass(frozen=True, slots=True)
class Figure:
    """The middle of some values, and what nine of ten do not exceed."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class ReleaseEffort:
    """What calls cost under one release; no figures where too few calls were measured."""

    release: str
    calls: int
    ordered: int
    figures: Mapping[str, Figure]
    fields: Mapping[str, Figure]

    @property
    def is_shown(self) -> bool:
        """Whether enough calls were measured."""
        return bool(self.figures)


def figure(values: Sequence[float]) -> Figure:
    """Return median and 90th percentile by nearest rank; raises IndexError for no values."""
    in_order = sorted(values)
    return Figure(_rank(in_order, 0.5), _rank(in_order, 0.9))


def _rank(in_order: Sequence[float], share: float) -> float:
    # The nearest rank is a value that was measured: ceil(n * share), counted from one.
    return in_order[max(0, -int(-len(in_order) * share // 1) - 1)]


def of_release(release: str, calls: Sequence[CallEffort]) -> ReleaseEffort:
    """Sum up the calls of a release; fewer than FEWEST give no figures."""
    ordered = [one for one in calls if one.was_ordered]
    if len(ordered) < FEWEST:
        return ReleaseEffort(release, len(calls), len(ordered), {}, {})
    figures = {name: figure([getattr(one, name) for one in ordered]) for name in MEASURED}
    spans = {name: [c.fields[name] for c in ordered if name in c.fields] for name in FIELDS}
    fields = {name: figure(told) for name, told in spans.items() if len(told) >= FEWEST}
    return ReleaseEffort(release, len(calls), len(ordered), figures, fields)


def as_text(fields: Mapping[str, float]) -> str:
    """Return the seconds by field as the text that is kept."""
    return json.dumps(dict(sorted(fields.items())))


def from_text(kept: str) -> dict[str, float]:
    """Read the seconds by field back; fields a later release no longer has are left out."""
    return {name: told for name, told in json.loads(kept).items() if name in FIELDS}


def table(releases: Iterable[ReleaseEffort]) -> list[list[str]]:
    """Lay the figures out as the rows of a CSV file, heads first."""
    heads = [
        "版本",
        "通数",
        "已下达",
        *(f"{m}{w}" for m in MEASURED.values() for w in (" 中位", " P90")),
    ]
    rows = [heads]
    for one in releases:
        if one.is_shown:
            told = [one.figures[name] for name in MEASURED]
            pairs = [f"{value:g}" for each in told for value in (each.median, each.p90)]
            rows.append([one.release, str(one.calls), str(one.ordered), *pairs])
    return rows
