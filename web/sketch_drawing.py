"""The scene sketch as a drawing (SVG), true to scale, for pages, slips and paper: pure, no page.

Black on white, told apart by shape and word, so that any printer does. Nothing in it needs a
style sheet or a script: presentation attributes only, as the policy of our pages asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Final, TypeAlias

from incidents.sketch_marks import FORMS, MARK_LABELS, Form, Mark, MarkKind
from resources.geography import Position, local_m

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]

SYMBOLS: Final = Path(__file__).parent / "static" / "sketch"
FONT: Final = (
    "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)
RINGS_M: Final = (50, 100, 200)
LEAST_HALF_M: Final = 80.0
"""So much ground at least lies on each side of the middle, however near the marks stand."""
MARGIN: Final = 0.12
SYMBOL: Final = 32
LETTER: Final = 16
NICE: Final = (1, 2, 5)
INK: Final = "#14191e"
GREY: Final = "#5f6a74"
NOTE: Final = "示意图，按经纬度绘制，未经测绘"
MADE_UP: Final = "；道路为生成数据"


@dataclass(frozen=True, slots=True)
class RoadDrawn:
    """A piece of road under the sketch, with the name people say."""

    label: str
    line: tuple[Position, ...]
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn: the marks on their ground, and the words round them."""

    title: str
    told_at: str
    """The time of the sketch, as people read it."""
    scene: Position | None
    marks: tuple[Mark, ...]
    roads: tuple[RoadDrawn, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The frame of the ground on the paper, in units of the drawing."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Ground:
    """How metres become units of the drawing: the middle, and units to a metre."""

    origin: Position
    middle_m: Point
    scale: float
    sheet: _Sheet

    def at(self, position: Position) -> Point:
        """Return where a position lies on the sheet; north is up."""
        east, north = local_m(self.origin, position)
        sheet = self.sheet
        return (
            sheet.left + sheet.width / 2 + (east - self.middle_m[0]) * self.scale,
            sheet.top + sheet.height / 2 - (north - self.middle_m[1]) * self.scale,
        )


def whole_sheet(sketch: Sketch) -> str:
    """Return the sketch as a page of A4 across: title, ground, legend, scale, north, time."""
    width, height = 1123, 794
    sheet = _Sheet(16, 56, 890, 690)
    kinds = [kind for kind in MarkKind if any(mark.kind is kind for mark in sketch.marks)]
    parts = [
        _text(16, 36, f"现场标绘 {sketch.title}", 22, bold=True),
        _text(width - 16, 36, sketch.told_at, LETTER, anchor="end"),
        *_ground(sketch, sheet),
        _text(922, 78, "图例", LETTER, bold=True),
    ]
    for row, kind in enumerate(kinds):
        top = 92 + row * 44
        parts.append(f'<g transform="translate(922 {top})">{symbol(kind)}</g>')
        parts.append(_text(964, top + 22, f"{MARK_LABELS[kind]} {_count(sketch, kind)}", LETTER))
    parts.append(_text(922, 92 + len(kinds) * 44 + 22, "○ 警情位置 50/100/200 米", 14))
    made_up = any(road.is_synthetic for road in sketch.roads)
    parts.append(_text(16, 778, NOTE + (MADE_UP if made_up else ""), 14, fill=GREY))
    return _svg(width, height, f"现场标绘 {sketch.title}", parts)


def thumbnail(sketch: Sketch) -> str:
    """Return the ground alone, for the corner of a page or a slip."""
    width, height = 640, 480
    return _svg(
        *(width, height, f"现场标绘 {sketch.title}"),
        [*_ground(sketch, _Sheet(2, 2, width - 4, height - 4))],
    )


@cache
def symbol(kind: MarkKind) -> str:
    """Return the drawing of a symbol, 32 units wide, without its outermost element."""
    text = (SYMBOLS / f"{kind}.svg").read_text("utf-8")
    return text[text.index(">") + 1 : text.rindex("</svg>")]


def _count(sketch: Sketch, kind: MarkKind) -> int:
    return sum(mark.kind is kind for mark in sketch.marks)


def _ground(sketch: Sketch, sheet: _Sheet) -> list[str]:
    frame = f'<rect x="{sheet.left}" y="{sheet.top}" width="{sheet.width}" height="{sheet.height}"'
    known = [point for mark in sketch.marks for point in mark.points]
    known += [] if sketch.scene is None else [sketch.scene]
    if not known:
        middle = sheet.left + sheet.width / 2, sheet.top + sheet.height / 2
        return [
            f'{frame} fill="#ffffff" stroke="{INK}"/>',
            _text(*middle, "警情未定位，也没有标绘", 18, anchor="middle"),
        ]
    ground = _fitted(known, sheet)
    parts = [f'<clipPath id="ground">{frame}/></clipPath>', _HATCH]
    parts.append(f'{frame} fill="#ffffff" stroke="{INK}" stroke-width="1.5"/>')
    parts.append('<g clip-path="url(#ground)">')
    for road in sketch.roads:
        parts += _road(road, ground)
    if sketch.scene is not None:
        parts += _rings(sketch.scene, ground)
    order = sorted(sketch.marks, key=lambda mark: FORMS[mark.kind] is Form.POINT)
    for mark in order:
        parts += _mark(mark, ground)
    parts += _labels(order, ground)
    parts.append("</g>")
    return [*parts, *_scale_bar(ground), *_north(sheet)]


_HATCH: Final = (
    '<pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V14" stroke="#14191e" stroke-width="1" '
    'stroke-opacity="0.45"/></pattern>'
)


def _fitted(known: Sequence[Position], sheet: _Sheet) -> _Ground:
    origin = known[-1]
    places = [local_m(origin, one) for one in known]
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*places, strict=True))
    across = max((east - west) * (1 + 2 * MARGIN), 2 * LEAST_HALF_M)
    along = max((north - south) * (1 + 2 * MARGIN), 2 * LEAST_HALF_M)
    scale = min(sheet.width / across, sheet.height / along)
    return _Ground(origin, ((west + east) / 2, (south + north) / 2), scale, sheet)


def _road(road: RoadDrawn, ground: _Ground) -> list[str]:
    line = [ground.at(one) for one in road.line]
    sheet = ground.sheet
    parts = [
        f'<polyline points="{_points(line)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in (("#aab2ba", 9), ("#f1f3f4", 6))
    ]
    inside = [
        ((x + u) / 2, (y + v) / 2)
        for (x, y), (u, v) in pairwise(line)
        if sheet.left + 40 < (x + u) / 2 < sheet.left + sheet.width - 40
        and sheet.top + 20 < (y + v) / 2 < sheet.top + sheet.height - 20
    ]
    if road.label and inside:
        x, y = inside[len(inside) // 2]
        parts.append(_text(x, y + 5, road.label, 13, fill=GREY, anchor="middle"))
    return parts


def _rings(scene: Position, ground: _Ground) -> list[str]:
    x, y = ground.at(scene)
    parts = []
    for metres in RINGS_M:
        radius = metres * ground.scale
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="none" '
            f'stroke="{GREY}" stroke-dasharray="2 6"/>'
        )
        parts.append(_text(x, y - radius + 5, f"{metres} 米", 13, fill=GREY, anchor="middle"))
    parts.append(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#ffffff" stroke="{INK}" '
        'stroke-width="3" stroke-dasharray="6 4"/>'
    )
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>')
    return parts


def _mark(mark: Mark, ground: _Ground) -> list[str]:
    places = [ground.at(one) for one in mark.points]
    if mark.form is Form.POINT:
        x, y = places[0]
        half = SYMBOL / 2
        return [f'<g transform="translate({x - half:.1f} {y - half:.1f})">{symbol(mark.kind)}</g>']
    if mark.form is Form.AREA:
        return [
            f'<polygon points="{_points(places)}" fill="url(#hatch)" stroke="{INK}" '
            'stroke-width="2.5" stroke-dasharray="9 5"/>'
        ]
    line = _points(places)
    return [
        f'<polyline points="{line}" fill="none" stroke="#ffffff" stroke-width="8"/>',
        f'<polyline points="{line}" fill="none" stroke="{INK}" stroke-width="4"/>',
        f'<polygon points="{_points(_head(places))}" fill="{INK}" stroke="#ffffff"/>',
    ]


def _head(places: Sequence[Point]) -> list[Point]:
    """Return the corners of the arrow's head, which stands on the last point."""
    tip = places[-1]
    back = next(
        (one for one in reversed(places) if hypot(one[0] - tip[0], one[1] - tip[1]) > 1), tip
    )
    long = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    x, y = (tip[0] - back[0]) / long, (tip[1] - back[1]) / long
    foot = tip[0] - 20 * x, tip[1] - 20 * y
    return [tip, (foot[0] - 9 * y, foot[1] + 9 * x), (foot[0] + 9 * y, foot[1] - 9 * x)]


def _labels(marks: Sequence[Mark], ground: _Ground) -> list[str]:
    """Return the words beside the marks, each where it hides no other."""
    taken: list[Box] = []
    for mark in marks:
        if mark.form is Form.POINT:
            x, y = ground.at(mark.points[0])
            taken.append((x - 17, y - 17, x + 17, y + 17))
    parts = []
    for mark in marks:
        words = mark.label or MARK_LABELS[mark.kind]
        x, y = _anchor(mark, ground)
        half = len(words) * LETTER / 2
        gap = SYMBOL / 2 + 4 if mark.form is Form.POINT else 8
        spots = [
            (x, y + gap + 14),
            (x, y - gap),
            (x + gap + half, y + 5),
            (x - gap - half, y + 5),
            (x, y + gap + 12 + LETTER * 1.3),
        ]
        boxes = [(u - half, v - LETTER, u + half, v + 3) for u, v in spots]
        free = [at for at, box in enumerate(boxes) if not any(_meet(box, one) for one in taken)]
        best = free[0] if free else 0
        taken.append(boxes[best])
        parts.append(_text(*spots[best], words, LETTER, bold=True, anchor="middle"))
    return parts


def _anchor(mark: Mark, ground: _Ground) -> Point:
    places = [ground.at(one) for one in mark.points]
    if mark.form is Form.LINE:
        return places[0]
    if mark.form is Form.AREA:
        # Inside the upper edge: the middle belongs to what happens there.
        highest = min(y for _, y in places)
        return sum(x for x, _ in places) / len(places), highest + 4
    return places[0]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def nice_m(most_m: float) -> int:
    """Return the longest round length (1, 2 or 5 and noughts) of at most so many metres."""
    lengths = [step * 10**power for power in range(5) for step in NICE]
    return max((one for one in lengths if one <= most_m), default=1)


def _scale_bar(ground: _Ground) -> list[str]:
    sheet = ground.sheet
    metres = nice_m(sheet.width / 4 / ground.scale)
    long = metres * ground.scale
    x, y = sheet.left + 16, sheet.top + sheet.height - 18
    words = f"{metres} 米" if metres < 1000 else f"{metres // 1000} 公里"
    return [
        f'<path d="M{x} {y - 8}V{y}H{x + long:.1f}V{y - 8}" fill="none" stroke="#ffffff" '
        'stroke-width="6"/>',
        f'<path d="M{x} {y - 8}V{y}H{x + long:.1f}V{y - 8}" fill="none" stroke="{INK}" '
        'stroke-width="2.5"/>',
        _text(x + long / 2, y - 6, words, 14, bold=True, anchor="middle"),
    ]


def _north(sheet: _Sheet) -> list[str]:
    x, y = sheet.left + sheet.width - 30, sheet.top + 22
    return [
        f'<path d="M{x} {y}l10 34-10-8-10 8z" fill="{INK}" stroke="#ffffff" stroke-width="2"/>',
        _text(x, y + 50, "北", LETTER, bold=True, anchor="middle"),
        _text(
            sheet.left + sheet.width - 10, sheet.top + sheet.height - 12, "示意", 14, anchor="end"
        ),
    ]


def _points(places: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _text(
    x: float,
    y: float,
    words: str,
    size: int,
    bold: bool = False,
    anchor: str = "start",
    fill: str = INK,
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} text-anchor="{anchor}" '
        f'fill="{fill}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{escape(words)}</text>"
    )


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT}">'
        f'<title>{escape(title)}</title><rect width="{width}" height="{height}" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>\n"
    )
