"""Printed figures: the text exactly as printed, and what number it stands for."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR
from incidents.yearbook.tables import (
    ADDING,
    DEFINITIONS,
    FEN_PER_WAN_YUAN,
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    Kind,
)
from resources.errors import BadInput, FieldFault

INDICATORS: Final = "indicators"
"""The name of a list of aims; it is no counted table."""
BLANKS: Final = frozenset({"", "-", "—", "－", "–", "/", "／"})
"""What a paper prints where it has no figure."""
YEAR: Final = "year"
MOST_ROWS: Final = 100
MOST_FAULTS: Final = 30
LONGEST_FIGURE: Final = 40
_WIDE: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_YEAR: Final = re.compile(r"(\d{4})年?")
_MOST_DIGITS: Final = 15

Texts = Mapping[str, Mapping[str, str]]
"""Row, column, and what is printed there."""


class NotANumber(ValueError):
    """A printed text that stands for no number; the words say why."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed table: where it stands, and every text of it exactly as printed.

    `name` is the table of ours it is compared with, or `INDICATORS`; `headings` are its columns
    with their printed heading, in order. `county_code` is empty for the county at hand.
    """

    key: str
    name: str
    paper: str
    box: str
    mark: str
    headings: Mapping[str, str]
    texts: Texts
    note: str = ""
    title: str = ""
    county_code: str = ""
    is_shipped: bool = False
    version: int = 0
    entered: str = field(default="", compare=False)
    """By whom and when it was entered, in words."""

    def __post_init__(self) -> None:
        assert self.texts, "a printed table has at least one row"
        known = set(self.headings)
        assert all(set(row) <= known for row in self.texts.values()), "a text stands in no column"

    @property
    def source(self) -> str:
        """The paper and where in it."""
        return f"{self.paper} {self.box}".strip()

    def row_label(self, row: str) -> str:
        """The name of a row for people: a year, the total, or the name of an aim."""
        if self.name == INDICATORS:
            return self.texts[row].get("name", row)
        return label_of(row)


def label_of(row: str) -> str:
    """Return the name of a row of years."""
    return TOTAL_LABEL if row == TOTAL_KEY else f"{row}年"


def number_of(text: str) -> Decimal | None:
    """Return the number a text stands for, None where nothing was printed.

    Thousands may be parted by commas, digits may be wide. Raises NotANumber.
    """
    plain = re.sub(r"\s", "", text.translate(_WIDE))
    if plain in BLANKS:
        return None
    if not _NUMBER.fullmatch(plain):
        raise NotANumber(f"“{text[:LONGEST_FIGURE]}”不是数字")
    if len(plain) > _MOST_DIGITS + 5:
        raise NotANumber("位数过多")
    return Decimal(plain.replace(",", ""))


def amount_of(column: Column, text: str) -> int | None:
    """Return a text in the unit of its column's kind (money in fen); raises NotANumber."""
    number = number_of(text)
    if number is None:
        return None
    if column.kind is Kind.MONEY:
        number *= FEN_PER_WAN_YUAN
        if number != int(number):
            raise NotANumber(f"“{text}”万元细于一分")
    elif number != int(number):
        raise NotANumber(f"“{text}”不是整数")
    return int(number)


def by_year() -> tuple[Definition, ...]:
    """Return the tables of ours a printed one can be laid beside: counted, and by years."""
    return tuple(one for one in DEFINITIONS.values() if one.counts and one.by == YEAR)


def comparable(definition: Definition) -> tuple[Column, ...]:
    """Return the columns a printed table may be told for: those that add up."""
    return tuple(column for column in definition.columns if column.kind in ADDING)


def read_texts(definition: Definition, pasted: str) -> Texts:
    """Read a table as it was pasted or typed: headings first, then one line per year.

    Columns are parted by tabs or, where the first line has none, by commas. Every text is kept as
    it stands; what cannot be read is named by its row and column, all at once.

    Raises:
        BadInput: no such column, no such row, one told twice, a text that is no number.
    """
    faults: list[str] = []
    lines = [line for line in _cells(pasted) if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise _bad(["至少要有一行列名和一行数字。"])
    columns = list(_columns(definition, lines[0][1:], faults))
    texts: dict[str, Mapping[str, str]] = {}
    for number, line in enumerate(lines[1:], start=2):
        row = _row_key(line[0])
        if row is None or row in texts:
            why = "重复" if row in texts else "应为年份（如 2016年）或合计"
            faults.append(f"第 {number} 行：行名“{line[0].strip()[:LONGEST_FIGURE]}”{why}。")
            continue
        if len(line) - 1 > len(columns):
            faults.append(f"第 {number} 行（{label_of(row)}）：有 {len(line)} 格，多于列名。")
            continue
        told = {
            column.key: text
            for column, text in zip(columns, line[1:], strict=False)
            if column is not None
        }
        faults += _text_faults(definition, row, told)
        texts[row] = MappingProxyType(told)
    if len(texts) > MOST_ROWS:
        faults.append(f"共 {len(texts)} 行，最多 {MOST_ROWS} 行。")
    if faults:
        raise _bad(faults)
    return MappingProxyType(texts)


def checked_texts(definition: Definition, told: Mapping[str, Mapping[str, str]]) -> Texts:
    """Check texts a program tells, row by row; raises BadInput like `read_texts`."""
    faults: list[str] = []
    columns = {column.key for column in comparable(definition)}
    if not told:
        raise _bad(["至少要有一行数字。"])
    if len(told) > MOST_ROWS:
        raise _bad([f"共 {len(told)} 行，最多 {MOST_ROWS} 行。"])
    for row, cells in told.items():
        if _row_key(row) != row:
            faults.append(f"行“{row[:LONGEST_FIGURE]}”应为年份（如 2016）或 {TOTAL_KEY}。")
            continue
        for key in sorted(set(cells) - columns):
            faults.append(f"{label_of(row)}：没有列“{key[:LONGEST_FIGURE]}”。")
        faults += _text_faults(definition, row, cells)
    if faults:
        raise _bad(faults)
    return MappingProxyType({row: MappingProxyType(dict(cells)) for row, cells in told.items()})


def rows_in_order(texts: Mapping[str, Mapping[str, str]]) -> Texts:
    """Return rows by year with the total last."""
    order = sorted(texts, key=lambda row: (row == TOTAL_KEY, row))
    return MappingProxyType({row: MappingProxyType(dict(texts[row])) for row in order})


def pasted_of(definition: Definition, texts: Texts) -> str:
    """Write texts as they can be pasted again, for the form of an edit."""
    columns = [c for c in comparable(definition) if any(c.key in row for row in texts.values())]
    lines = ["\t".join([definition.row_heading, *(column.printed for column in columns)])]
    for row, cells in texts.items():
        lines.append("\t".join([label_of(row), *(cells.get(c.key, "") for c in columns)]))
    return "\n".join(lines)


def _bad(faults: Sequence[str]) -> BadInput:
    told = list(faults[:MOST_FAULTS])
    if len(faults) > MOST_FAULTS:
        told.append(f"……另有 {len(faults) - MOST_FAULTS} 处。")
    return BadInput(FieldFault("figures", one) for one in told)


def _cells(pasted: str) -> Iterator[list[str]]:
    separator = "\t" if "\t" in pasted.lstrip("\n\r").split("\n", 1)[0] else ","
    text = pasted if separator == "\t" else pasted.replace("，", ",")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise _bad(["引号没有配对，读不出表格；请删去引号后重贴。"]) from error


def _columns(
    definition: Definition, headings: Sequence[str], faults: list[str]
) -> Iterator[Column | None]:
    """Find the column of each heading: its key, its heading, with or without the unit."""
    seen: set[str] = set()
    for number, heading in enumerate(headings, start=2):
        plain = re.sub(r"\s", "", heading).replace("(", "（").replace(")", "）")
        if not plain:
            yield None
            continue
        found = next(
            (
                column
                for column in comparable(definition)
                if plain in {column.key, column.heading, column.printed}
            ),
            None,
        )
        if found is None or found.key in seen:
            known = "、".join(column.printed for column in comparable(definition))
            why = "重复" if found else f"不在表中，可用：{known}"
            faults.append(f"第 {number} 列：列名“{plain[:LONGEST_FIGURE]}”{why}。")
            yield None
            continue
        seen.add(found.key)
        yield found


def _row_key(text: str) -> str | None:
    plain = re.sub(r"\s", "", text.translate(_WIDE))
    if plain in {TOTAL_KEY, TOTAL_LABEL}:
        return TOTAL_KEY
    year = _YEAR.fullmatch(plain)
    if year and FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        return year[1]
    return None


def _text_faults(definition: Definition, row: str, told: Mapping[str, str]) -> Iterator[str]:
    for column in comparable(definition):
        text = told.get(column.key, "")
        try:
            if len(text) > LONGEST_FIGURE:
                raise NotANumber(f"过长：{len(text)} 字，最多 {LONGEST_FIGURE} 字")
            amount_of(column, text)
        except NotANumber as wrong:
            yield f"{label_of(row)} {column.heading}：{wrong}。"
