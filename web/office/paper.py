"""A paper as data: title, headings, sentences, tables and pictures, before anybody sets it.

DOCX and PDF are two settings of the same paper. How a table is laid out (upright or across, in
which size, in how many parts) is decided here from the width of its words, once for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from incidents.yearbook.counting import Table
from web.office.words import all_rows, common_unit, row_label, text_width, texts

SIZES: Final = ((False, 12.0, 73), (True, 10.5, 131), (True, 9.0, 153), (True, 7.5, 183))
"""How a table may lie: across, its size in points, and how many half characters a line holds.

The text is 156 mm wide upright and 243 mm across (GB/T 9704 margins); a Chinese character is as
wide as its size and two half characters.
"""
HEADING_LINES: Final = 3
"""A heading may be broken into so many lines before its column grows."""
CELL_PADDING: Final = 2
CONTINUED: Final = "（续）"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or second order (一、and （一）)."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """One paragraph in the small letters of notes."""

    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its caption above and all that belongs under it."""

    table: Table
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, with its caption below."""

    svg: str
    caption: str


Block = Heading | Words | Note | Shown | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: whose it is, what it is called, and what stands in it, in order."""

    county: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Blocks that follow each other on pages of one orientation."""

    is_across: bool
    blocks: tuple[Block, ...]


def leaves(paper: Paper) -> tuple[Leaf, ...]:
    """Part the blocks of a paper where the page turns: before and after a wide table.

    A heading goes with what it heads, so that it is not left alone on the page before.
    """
    found: list[Leaf] = []
    is_across = False
    for block in reversed(paper.blocks):
        if isinstance(block, Shown):
            is_across = lay_out(block.table).is_across
        elif not isinstance(block, Heading):
            is_across = False
        if found and found[0].is_across == is_across:
            found[0] = Leaf(is_across, (block, *found[0].blocks))
        else:
            found.insert(0, Leaf(is_across, (block,)))
    return tuple(found) or (Leaf(False, ()),)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a table."""

    words: tuple[str, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Part:
    """As many columns of a table as fit beside each other, with the weight of each."""

    headings: tuple[str, ...]
    weights: tuple[int, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """How a table lies on paper; `unit` is told above it where all columns share one."""

    is_across: bool
    size_pt: float
    unit: str
    parts: tuple[Part, ...]


def lay_out(table: Table) -> Laid:
    """Decide how a table lies on paper: the largest size in which it fits, else in parts."""
    unit = common_unit(table.definition.columns)
    names = [column.heading if unit else column.printed for column in table.definition.columns]
    labels = [row_label(row) for row in all_rows(table)]
    lines = [texts(table, row) for row in all_rows(table)]
    first = _weight(table.definition.row_heading, labels)
    weights = [_weight(name, [line[place] for line in lines]) for place, name in enumerate(names)]
    is_across, size_pt, room = next(
        (one for one in SIZES if first + sum(weights) <= one[2]), SIZES[-1]
    )
    parts = tuple(
        Part(
            headings=(table.definition.row_heading, *(names[at] for at in places)),
            weights=(first, *(weights[at] for at in places)),
            lines=tuple(
                Line((label, *(line[at] for at in places)), is_total=row is table.total)
                for row, label, line in zip(all_rows(table), labels, lines, strict=True)
            ),
        )
        for places in _fitting(weights, room - first)
    )
    return Laid(is_across, size_pt, unit, parts)


def _weight(heading: str, words: Sequence[str]) -> int:
    broken = -(-text_width(heading) // HEADING_LINES)
    return max([broken, *map(text_width, words)]) + CELL_PADDING


def _fitting(weights: Sequence[int], room: int) -> list[range]:
    """Part the columns, by their places, into as few runs as fit a line, about equally long."""
    for runs in range(1, len(weights) + 1):
        ends = [len(weights) * number // runs for number in range(runs + 1)]
        places = [range(start, end) for start, end in pairwise(ends)]
        if all(sum(weights[at] for at in run) <= room for run in places):
            return places
    return [range(at, at + 1) for at in range(len(weights))]


def table_caption(number: int, table: Table, part: int = 0) -> str:
    """The caption of a table in a paper, such as 表1　警情统计表（2020年）."""
    return f"表{number}　{table.caption}{CONTINUED if part else ''}"


def picture_caption(number: int, picture: Picture) -> str:
    """The caption of a picture in a paper."""
    return f"图{number}　{picture.caption}"
