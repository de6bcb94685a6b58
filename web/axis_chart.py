"""Pictures with two axes. pygal works out where everything lies; it is drawn in our own look.

Its style sheet, scripts, tooltips and letters are left behind: they would need what the strict
policy of the pages refuses, and they reckon a Chinese character at half its width.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import pygal
from pygal.style import Style

from incidents.yearbook.counting import Row
from web.chart_looks import SVG, WIDTH, Box, Place, hatches, rectangle, sheet, text_length, write
from web.chart_subject import ChartKind, Subject, drawn, gist, labelled, shortly, spread

# pygal leaves a finder behind for map plug-ins we do not use. It is of a kind Python 3.12 no longer
# asks, and until then every later import that finds nothing warns of it.
sys.meta_path[:] = [one for one in sys.meta_path if hasattr(one, "find_spec")]

TOP: Final = 64
PLOT_HEIGHT: Final = 380
BAR_HEIGHT: Final = 26
UNDER_PLOT: Final = 62
LEGEND_LINE: Final = 28
BOX_SIDE: Final = 16
SMALL: Final = 12
MOST_FIGURES: Final = 80
"""More figures than these in one picture are read in the table."""
DASHES: Final = ("", "9 4", "2 4", "12 4 2 4", "5 5", "1 3")


@dataclass(frozen=True, slots=True)
class Plot:
    """How one picture is laid out: its rows in the order drawn, its marks, its edges in px."""

    subject: Subject
    kind: ChartKind
    rows: tuple[Row, ...]
    marks: tuple[float, ...]
    is_level: bool
    left: float
    height: int

    @property
    def width(self) -> float:
        """The width of the plot itself."""
        return WIDTH - self.left - 20


def draw_plot(subject: Subject, kind: ChartKind) -> Element:
    """Draw a subject as bars, piled bars or lines."""
    plot = _laid_out(subject, kind)
    columns = subject.columns
    legend = _legend_rows(subject) if len(columns) > 1 else 0
    foot = TOP + plot.height
    root = sheet(foot + UNDER_PLOT + legend * LEGEND_LINE, subject.title, gist(subject, kind))
    hatches(root, len(columns))
    write(root, (20, 52), f"单位：{subject.unit}", looks="quiet")
    _draw_inside(SubElement(root, "g", {"transform": f"translate({plot.left:.0f},{TOP})"}), plot)
    heading = subject.table.definition.row_heading
    place = (20, foot + 24) if plot.is_level else (WIDTH - 20, foot + 48)
    write(root, place, heading, anchor="start" if plot.is_level else "end", looks="quiet")
    if legend:
        _draw_legend(root, plot, foot + UNDER_PLOT)
    return root


def _laid_out(subject: Subject, kind: ChartKind) -> Plot:
    widest = max(text_length(row.label) for row in subject.rows) + 12
    # Names that would run into each other stand one under another, beside level bars.
    is_level = kind is not ChartKind.LINES and widest * len(subject.rows) > WIDTH - 100
    marks = _marks(subject, kind)
    first = subject.columns[0]
    margin = widest if is_level else max(text_length(labelled(first, mark)) for mark in marks) + 14
    return Plot(
        subject=subject,
        kind=kind,
        # Level bars are numbered from below; the first row belongs on top.
        rows=subject.rows[::-1] if is_level else subject.rows,
        marks=tuple(marks),
        is_level=is_level,
        left=margin + 20,
        height=BAR_HEIGHT * len(subject.rows) + 16 if is_level else PLOT_HEIGHT,
    )


def _marks(subject: Subject, kind: ChartKind) -> list[float]:
    reach = [
        [drawn(column, row.amount(column.key)) for row in subject.rows]
        for column in subject.columns
    ]
    if kind is ChartKind.STACKED:
        values = [sum(parts) for parts in zip(*reach, strict=True)]
    else:
        values = [value for column in reach for value in column]
    return spread(values, subject.columns[0].kind)


def _computed(plot: Plot) -> Element:
    """Have pygal place guides, bars and lines."""
    makers = {
        ChartKind.BARS: pygal.HorizontalBar if plot.is_level else pygal.Bar,
        ChartKind.STACKED: pygal.HorizontalStackedBar if plot.is_level else pygal.StackedBar,
        ChartKind.LINES: pygal.Line,
    }
    chart = makers[plot.kind](
        width=plot.width,
        height=plot.height,
        margin=0,
        spacing=0,
        show_legend=False,
        no_prefix=True,
        allow_interruptions=True,
        js=(),
        css=(),
        range=(plot.marks[0], plot.marks[-1]),
        # Letters without size leave the whole sheet to the plot: ours are written beside it.
        style=Style(label_font_size=0.01, major_label_font_size=0.01),
    )
    # Places in the order instead of names and figures: both are ours to write.
    chart.x_labels = [str(place) for place in range(len(plot.rows))]
    chart.y_labels = [{"value": mark, "label": str(place)} for place, mark in enumerate(plot.marks)]
    for column in plot.subject.columns:
        known = [row.known(column.key) for row in plot.rows]
        chart.add("", [None if amount is None else drawn(column, amount) for amount in known])
    return ElementTree.fromstring(chart.render())


def _with_class(root: Element, tag: str, name: str) -> Iterator[Element]:
    for found in root.iter(f"{{{SVG}}}{tag}"):
        if name in found.get("class", "").split():
            yield found


def _draw_inside(parent: Element, plot: Plot) -> None:
    computed = _computed(plot)
    values, names = ("x", "y") if plot.is_level else ("y", "x")
    for axis in _with_class(computed, "g", "axis"):
        if values in axis.get("class", "").split():
            _draw_value_axis(parent, plot, axis)
        elif names in axis.get("class", "").split():
            _draw_name_axis(parent, plot, axis)
    for number in range(len(plot.subject.columns)):
        for series in _with_class(computed, "g", f"serie-{number}"):
            _draw_bars(parent, plot, series, number)
            _draw_line(parent, plot, series, number)
    if plot.kind is ChartKind.STACKED and len(plot.rows) <= MOST_FIGURES:
        _write_wholes(parent, plot, computed)


def _places(axis: Element) -> Iterator[tuple[int, float, float]]:
    for label in axis.iter(f"{{{SVG}}}text"):
        yield int(label.text or "0"), float(label.get("x", "0")), float(label.get("y", "0"))


def _draw_value_axis(parent: Element, plot: Plot, axis: Element) -> None:
    column = plot.subject.columns[0]
    for number, x, y in _places(axis):
        mark = plot.marks[number]
        looks = "axis-line" if mark == 0 else "guide"
        words = labelled(column, mark)
        if plot.is_level:
            SubElement(parent, "path", {"d": f"M{x:.1f},0 V{plot.height}", "class": looks})
            write(parent, (x, plot.height + 20), words, anchor="middle", looks="quiet")
        else:
            SubElement(parent, "path", {"d": f"M0,{y:.1f} H{plot.width:.1f}", "class": looks})
            write(parent, (-8, y + 5), words, anchor="end", looks="quiet")


def _draw_name_axis(parent: Element, plot: Plot, axis: Element) -> None:
    places = list(_places(axis))
    widest = max(text_length(row.label) for row in plot.rows) + 12
    # Every second name, every third: as many as find room; the last one tells where it ends.
    every = 1 if plot.is_level else max(1, round(0.5 + widest * len(places) / plot.width))
    for number, x, y in places:
        label = plot.rows[number].label
        if plot.is_level:
            write(parent, (-8, y + 5), label, anchor="end")
        elif number % every == 0:
            write(parent, (x, plot.height + 22), label, anchor="middle")


def _draw_bars(parent: Element, plot: Plot, series: Element, number: int) -> None:
    column = plot.subject.columns[number]
    shows_figures = len(plot.rows) * len(plot.subject.columns) <= MOST_FIGURES
    for bar in _with_class(series, "g", "bar"):
        box = _box(bar)
        row = plot.rows[_row_number(bar)]
        amount = row.known(column.key)
        if amount is None:
            continue
        looks = {"fill": f"url(#part-{number})", "stroke-width": "0.8"}
        rectangle(parent, box, "edge", **looks)
        if shows_figures:
            _write_figure(parent, plot, box, shortly(column, amount))


def _row_number(bar: Element) -> int:
    return int(next(_with_class(bar, "desc", "x_label")).text or "0")


def _box(bar: Element) -> Box:
    shape = next(bar.iter(f"{{{SVG}}}rect"))
    x, y, width, height = (float(shape.get(k, "0")) for k in ("x", "y", "width", "height"))
    return x, y, width, height


def _write_figure(parent: Element, plot: Plot, box: Box, words: str) -> None:
    x, y, width, height = box
    length = text_length(words, SMALL)
    if plot.kind is ChartKind.STACKED:
        # A part too small for its figure stays without: the table has it.
        if width < length + 6 or height < SMALL + 4:
            return
        middle = (x + width / 2, y + height / 2)
        ground = (middle[0] - length / 2 - 3, middle[1] - 9, length + 6, 17)
        rectangle(parent, ground, "paper", rx="3")
        write(parent, (middle[0], middle[1] + 4), words, size=SMALL, anchor="middle")
    elif plot.is_level:
        write(parent, (x + width + 5, y + height / 2 + 4), words, size=SMALL)
    elif length <= plot.width / len(plot.rows):
        write(parent, (x + width / 2, y - 5), words, size=SMALL, anchor="middle")


def _write_wholes(parent: Element, plot: Plot, computed: Element) -> None:
    """Write the figure of the whole at the end of each pile, as the record has it."""
    whole = plot.subject.table.definition.column(plot.subject.table.definition.whole)
    ends: dict[int, Box] = {}
    for bar in _with_class(computed, "g", "bar"):
        # The parts are drawn from the foot on, so the last box of a row is the outermost.
        ends[_row_number(bar)] = _box(bar)
    for number, (x, y, width, height) in ends.items():
        amount = plot.rows[number].known(whole.key)
        if amount is None:
            continue
        words = shortly(whole, amount)
        if plot.is_level:
            write(parent, (x + width + 6, y + height / 2 + 4), words, size=SMALL, weight="700")
        elif text_length(words, SMALL) <= plot.width / len(plot.rows):
            place = (x + width / 2, y - 6)
            write(parent, place, words, size=SMALL, anchor="middle", weight="700")


def _draw_line(parent: Element, plot: Plot, series: Element, number: int) -> None:
    looks = f"line-{number}"
    for line in _with_class(series, "path", "line"):
        dashes = {"stroke-dasharray": DASHES[number]} if DASHES[number] else {}
        more = {"fill": "none", "stroke-width": "2.5", **dashes}
        SubElement(parent, "path", {"d": line.get("d", ""), "class": looks, **more})
    if len(plot.rows) > MOST_FIGURES:
        return
    for dot in _with_class(series, "circle", "dot"):
        _draw_point(parent, (float(dot.get("cx", "0")), float(dot.get("cy", "0"))), number)


def _draw_point(parent: Element, place: Place, number: int) -> None:
    x, y = place
    shapes = (
        f"M{x - 4:.1f},{y:.1f} a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0",
        f"M{x - 4:.1f},{y - 4:.1f} h8 v8 h-8 z",
        f"M{x:.1f},{y - 5:.1f} l5,9 h-10 z",
        f"M{x:.1f},{y - 5:.1f} l5,5 l-5,5 l-5,-5 z",
        f"M{x:.1f},{y + 5:.1f} l5,-9 h-10 z",
        f"M{x - 5:.1f},{y - 1.5:.1f} h10 v3 h-10 z",
    )
    SubElement(parent, "path", {"d": shapes[number], "class": f"part-{number}"})


def _legend_width(subject: Subject) -> float:
    return max(text_length(column.heading) for column in subject.columns) + BOX_SIDE + 40


def _legend_columns(subject: Subject) -> int:
    return max(1, min(len(subject.columns), int((WIDTH - 60) // _legend_width(subject))))


def _legend_rows(subject: Subject) -> int:
    return -(-len(subject.columns) // _legend_columns(subject))


def _draw_legend(root: Element, plot: Plot, top: float) -> None:
    subject = plot.subject
    across, wide = _legend_columns(subject), _legend_width(subject)
    start = (WIDTH - across * wide) / 2
    for number, column in enumerate(subject.columns):
        x, y = start + number % across * wide, top + number // across * LEGEND_LINE
        if plot.kind is ChartKind.LINES:
            dashes = {"stroke-dasharray": DASHES[number]} if DASHES[number] else {}
            line = {"d": f"M{x - 14:.1f},{y + 8:.1f} h34", "class": f"line-{number}", **dashes}
            SubElement(root, "path", {**line, "stroke-width": "2.5", "fill": "none"})
            _draw_point(root, (x + 3, y + 8), number)
        else:
            fill = {"fill": f"url(#part-{number})", "stroke-width": "0.8"}
            rectangle(root, (x, y, BOX_SIDE, BOX_SIDE), "edge", **fill)
        write(root, (x + BOX_SIDE + 8, y + 13), column.heading)
