"""What of a table one picture shows: its rows, the columns that share a unit, and the gist."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, log10
from typing import Final

from incidents.yearbook.axes import AXES
from incidents.yearbook.counting import Row, Table
from incidents.yearbook.definitions import ADDING, Column, Kind, in_unit, plain
from resources.errors import Refusal

MOST_PARTS: Final = 6
MOST_ROWS: Final = 400
"""More rows than pixels of the plot tell nothing."""


MOST_NAMES: Final = 60
"""Of more names than these, one under another, nobody sees the whole."""
LONGEST_SIDE: Final = 40
"""A grid with more squares in a row than these has no room for their figures."""
DERIVED: Final = "~"
FEW_ROWS: Final = 24
"""Of more moments than these the course is told better by a line than by bars."""
TIME_HEADINGS: Final = frozenset(
    AXES[key].heading
    for key in ("year", "quarter", "month", "calendar_month", "day", "hour", "band", "weekday")
)
ROUND_SECONDS: Final = (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)

_ENDS: Final = {
    Kind.SECONDS: ("最长", "最短"),
    Kind.SHARE: ("最高", "最低"),
    Kind.RATE: ("最高", "最低"),
}


class NoPicture(Refusal):
    """The table has nothing that this picture could show."""


class ChartKind(StrEnum):
    """How a table is drawn: bars of one column, parts piled up, lines, or shaded squares."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"
    HEAT = "heat"


KIND_LABELS: Final = {
    ChartKind.BARS: "柱形图",
    ChartKind.STACKED: "堆积图",
    ChartKind.LINES: "折线图",
    ChartKind.HEAT: "热力图",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One picture's content: the rows from first to last and the columns drawn of them."""

    table: Table
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def unit(self) -> str:
        """The unit all columns share."""
        return self.columns[0].unit

    @property
    def title(self) -> str:
        """The title over the picture: the table's, with the column where there is one only."""
        if len(self.columns) == 1 and len(self.table.definition.columns) > 1:
            return f"{self.table.caption}：{self.columns[0].heading}"
        return self.table.caption

    def amounts(self, column: Column) -> list[int | None]:
        """The figures of a column, row by row."""
        return [row.known(column.key) for row in self.rows]


def subject_of(table: Table, kind: ChartKind, column: str = "") -> Subject:
    """Choose what a picture shows; raises NoPicture and UnknownTable."""
    rows = drawn_rows(table)
    if not rows:
        raise NoPicture(f"“{table.caption}”没有行，画不出图。")
    if len(rows) > MOST_ROWS:
        raise NoPicture(
            f"“{table.caption}”有 {len(rows)} 行，图上最多画 {MOST_ROWS} 行，请换一个分组。"
        )
    chosen = _columns(table, kind, column)
    if not chosen:
        raise NoPicture(f"“{table.definition.title}”不能画成{KIND_LABELS[kind]}。")
    return Subject(table, rows, chosen)


def drawn_rows(table: Table) -> tuple[Row, ...]:
    """Return the rows a picture shows; one that stands beside another of its time is left out."""
    return tuple(row for row in table.rows if row.adds)


def kinds_of(table: Table) -> tuple[ChartKind, ...]:
    """Tell which pictures a table has, the most telling first."""
    rows = drawn_rows(table)
    if not rows or len(rows) > MOST_ROWS:
        return ()
    counted = table.definition
    found = [ChartKind.BARS]
    if 0 < len(counted.parts) <= MOST_PARTS:
        found.insert(0, ChartKind.STACKED)
    across = len(_columns(table, ChartKind.HEAT, ""))
    if MOST_PARTS < across <= LONGEST_SIDE and len(rows) <= LONGEST_SIDE:
        found.insert(0, ChartKind.HEAT)
    is_course = counted.row_heading in TIME_HEADINGS
    if not is_course and len(rows) > MOST_NAMES:
        return ()
    if is_course and len(rows) > 1:
        # A line tells of a course; between two townships there is none.
        found.insert(0 if len(rows) > FEW_ROWS else len(found), ChartKind.LINES)
    return tuple(found)


def _columns(table: Table, kind: ChartKind, key: str) -> tuple[Column, ...]:
    counted = table.definition
    if kind is ChartKind.STACKED:
        # A pile without all of its parts would be a wrong one.
        piled = len(counted.parts) <= MOST_PARTS
        return tuple(counted.column(part) for part in counted.parts) if piled else ()
    chosen = counted.column(key) if key else _first(table)
    if kind is ChartKind.BARS or (kind is ChartKind.LINES and key):
        return (chosen,)
    alike = _same_unit(table, chosen)
    if kind is ChartKind.LINES:
        return alike[:MOST_PARTS]
    return tuple(column for column in alike if column.key != counted.whole)


def _first(table: Table) -> Column:
    counted = table.definition
    return counted.column(counted.whole) if counted.whole else counted.columns[0]


def _same_unit(table: Table, like: Column) -> tuple[Column, ...]:
    return tuple(
        column
        for column in table.definition.columns
        if (column.kind, column.unit) == (like.kind, like.unit) and not _is_derived(column)
    )


def _is_derived(column: Column) -> bool:
    # What stands beside a figure (last year's, the change) would be drawn as one more part.
    return DERIVED in column.key


def drawn(column: Column, amount: int) -> float:
    """Return how far a figure reaches: seconds as they are, anything else in its unit."""
    return float(amount) if column.kind is Kind.SECONDS else float(in_unit(column, amount))


def labelled(column: Column, value: float) -> str:
    """Write a value of the axis as short as it can be."""
    if column.kind is Kind.SECONDS:
        return plain(column, round(value))
    return f"{value:.10g}"


def shortly(column: Column, amount: int) -> str:
    """Write a figure into the picture: money to two decimals, for the table has the rest."""
    if column.kind is Kind.MONEY:
        return f"{in_unit(column, amount):.2f}"
    return plain(column, amount)


def gist(subject: Subject, kind: ChartKind) -> str:
    """Say what the picture shows, for who cannot see it: the sum, the highest and the lowest."""
    caption = f"{subject.table.caption}。"
    if kind is ChartKind.HEAT:
        return caption + _gist_of_grid(subject)
    return caption + "".join(_gist_of(subject, column) for column in subject.columns)


def _gist_of(subject: Subject, column: Column) -> str:
    known = [(row.label, row.known(column.key)) for row in subject.rows]
    total = subject.table.total.known(column.key)
    words = []
    if column.kind in ADDING and total is not None:
        words.append(f"合计 {told_amount(column, total)}")
    return f"{column.heading}：{'，'.join((*words, *_ends(column, known)))}。"


def _gist_of_grid(subject: Subject) -> str:
    known = [
        (f"{row.label}{column.heading}", row.known(column.key))
        for row in subject.rows
        for column in subject.columns
    ]
    return f"{'，'.join(_ends(subject.columns[0], known))}。"


def _ends(column: Column, known: Sequence[tuple[str, int | None]]) -> list[str]:
    """Name the highest and the lowest; the earlier wins a tie, so the sentence stays the same."""
    figures = [(label, amount) for label, amount in known if amount is not None]
    if not figures:
        return ["没有数据"]
    unknown = [label for label, amount in known if amount is None]
    lacking = [f"缺{'、'.join(unknown)}"] if unknown else []
    most, least = _ENDS.get(column.kind, ("最多", "最少"))
    highest = max(figures, key=lambda pair: pair[1])
    lowest = min(figures, key=lambda pair: pair[1])
    if highest[1] == lowest[1]:
        return [f"各项均为 {told_amount(column, highest[1])}", *lacking]
    ends = ((most, highest), (least, lowest))
    return [
        *(f"{word} {label} {told_amount(column, amount)}" for word, (label, amount) in ends),
        *lacking,
    ]


def told_amount(column: Column, amount: int) -> str:
    """Write a figure with its unit into a sentence; minutes and seconds carry their own."""
    words = plain(column, amount)
    return words if column.kind is Kind.SECONDS else f"{words} {column.unit}"


def spread(values: Sequence[float], kind: Kind) -> list[float]:
    """Return round marks for an axis from nought, or below it, to the highest value."""
    low, high = min((0.0, *values)), max((0.0, *values))
    step = _step((high - low) / 5, kind)
    first = -_up(-low / step)
    last = max(first + 1, _up(high / step))
    return [number * step for number in range(first, last + 1)]


def _up(number: float) -> int:
    # A hair above a whole number is that number: 0.3 / 0.1 must not ask for a fourth mark.
    return ceil(number - 1e-9)


def _step(least: float, kind: Kind) -> float:
    if kind is Kind.SECONDS:
        return float(
            next((step for step in ROUND_SECONDS if step >= least), 3600 * _up(least / 3600))
        )
    if kind in (Kind.COUNT, Kind.PEOPLE):
        least = max(least, 1.0)
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    # Nobody dispatches two vehicles and a half: quarters are for tens and more of them.
    factors = (1, 2, 5, 10) if power == 1.0 else (1, 2, 2.5, 5, 10)
    return next(power * factor for factor in factors if power * factor >= least - 1e-12)
