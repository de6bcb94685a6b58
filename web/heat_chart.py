"""Shaded squares: rows against columns, the more the darker, each with its figure."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement

from web.chart_looks import WIDTH, Box, rectangle, sheet, text_length, write
from web.chart_subject import ChartKind, Subject, gist, shortly

TOP: Final = 96
LEAST_HEIGHT: Final = 26
SCALE_STEPS: Final = 5
FOOT: Final = 64
DARK_FROM: Final = 0.55
"""From here on a figure is written in the colour of the paper."""


def draw_heat(subject: Subject) -> Element:
    """Draw a grid of rows and columns; the longer side lies level."""
    rows = [row.label for row in subject.rows]
    columns = [column.heading for column in subject.columns]
    cells = [[row.known(column.key) for column in subject.columns] for row in subject.rows]
    if len(rows) > len(columns):
        rows, columns = columns, rows
        cells = [list(line) for line in zip(*cells, strict=True)]
    left = max(map(text_length, rows)) + 32
    step = (WIDTH - left - 20) / len(columns)
    tall = max(LEAST_HEIGHT, min(40, round(step)))
    root = sheet(TOP + tall * len(rows) + FOOT, subject.title, gist(subject, ChartKind.HEAT))
    write(root, (20, 54), f"单位：{subject.unit}", looks="quiet")
    grid = SubElement(root, "g", {"transform": f"translate({left:.0f},{TOP})"})
    _write_headings(grid, columns, step)
    highest = max((amount or 0 for line in cells for amount in line), default=0)
    for number, (label, line) in enumerate(zip(rows, cells, strict=True)):
        write(grid, (-10, tall * number + tall / 2 + 5), label, anchor="end")
        for place, amount in enumerate(line):
            box = (place * step, tall * number, step, tall)
            _draw_square(grid, subject, box, amount, highest)
    _draw_scale(root, subject, TOP + tall * len(rows) + 20, highest)
    return root


def _write_headings(grid: Element, columns: list[str], step: float) -> None:
    widest = max(map(text_length, columns))
    every = max(1, -int(-(widest + 6) // step))
    for place, heading in enumerate(columns):
        if place % every == 0:
            write(grid, (place * step + step / 2, -8), heading, anchor="middle", looks="quiet")


def _draw_square(
    grid: Element,
    subject: Subject,
    box: Box,
    amount: int | None,
    highest: int,
) -> None:
    x, y, width, height = box
    rectangle(grid, box, "cool guide", **{"stroke-width": "1"})
    if amount is None:
        return
    share = amount / highest if highest > 0 else 0.0
    if amount > 0:
        rectangle(grid, box, "hot", **{"fill-opacity": f"{0.08 + 0.92 * share:.3f}"})
    words = shortly(subject.columns[0], amount)
    if text_length(words, 12) <= width:
        place = (x + width / 2, y + height / 2 + 4)
        looks = "on-hot" if share >= DARK_FROM else ""
        write(grid, place, words, size=12, anchor="middle", looks=looks)


def _draw_scale(root: Element, subject: Subject, top: float, highest: int) -> None:
    """Say what the shades mean."""
    write(root, (20, top + 14), "少", looks="quiet")
    for step in range(SCALE_STEPS):
        box = (44.0 + step * 34, top, 34.0, 18.0)
        rectangle(root, box, "cool guide", **{"stroke-width": "1"})
        opacity = 0.08 + 0.92 * step / (SCALE_STEPS - 1)
        rectangle(root, box, "hot", **{"fill-opacity": f"{opacity:.3f}"})
    words = f"多（{shortly(subject.columns[0], highest)} {subject.unit}）"
    write(root, (52 + SCALE_STEPS * 34, top + 14), words, looks="quiet")
