"""One CSV file of a county folder: its text, its heading, and its cells read by column.

What is wrong is collected as faults instead of raised, so that one look shows all of it.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from resources.county_rows import Origin, Point
from resources.datums import Datum, to_wgs84
from resources.errors import BadPosition, RowFault
from resources.geography import Position

# Nine digits are more than anything measured here, and fit every database's integer.
NUMBER: Final = re.compile(r"-?\d{1,9}(\.\d+)?")
WHOLE: Final = re.compile(r"-?\d{1,9}")
DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
YES: Final = frozenset({"1", "是", "true", "yes"})
NO: Final = frozenset({"0", "否", "false", "no"})

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns a file must have, the first of them its key, and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Every column the file may have."""
        return self.required + self.optional


class Cells:
    """The cells of one line; reading a bad one notes a fault and gives a stand-in value.

    A row built from stand-ins must be thrown away: look at `faults` before keeping it.
    """

    def __init__(self, origin: Origin, cells: Mapping[str, str]) -> None:
        self.origin = origin
        self.faults: list[RowFault] = []
        self._cells = cells

    def note(self, reason: str) -> None:
        """Note a fault of this line."""
        self.faults.append(RowFault(self.origin.file, self.origin.line, reason))

    def optional(self, column: str) -> str:
        """Return the text of a cell; empty when the column is left out."""
        return self._cells.get(column, "")

    def text(self, column: str) -> str:
        """Return the text of a cell that must be filled."""
        text = self.optional(column)
        if not text:
            self.note(f"{column} 不能为空。")
        return text

    def words(self, column: str) -> tuple[str, ...]:
        """Return the words of a cell, parted by spaces."""
        return tuple(self.optional(column).split())

    def amount(self, column: str) -> float:
        """Return a number; an empty cell is 0."""
        return self.measured(column) or 0.0

    def measured(self, column: str) -> float | None:
        """Return a number; an empty cell is None, which says it is not known."""
        text = self.optional(column)
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self.note(f"{column} 的“{text}”不是数字，请只填数字，不要带单位。")
            return None
        return float(text)

    def whole(self, column: str) -> int:
        """Return a whole number that must be given."""
        text = self.text(column)
        if text and not WHOLE.fullmatch(text):
            self.note(f"{column} 的“{text}”不是整数，请只填整数，不要带单位。")
            return 0
        return int(text or 0)

    def counted(self, column: str) -> int | None:
        """Return a whole number; an empty cell is None, which says there is none."""
        return self.whole(column) if self.optional(column) else None

    def yes(self, column: str) -> bool:
        """Return whether a cell says yes; it must say yes or no."""
        text = self.text(column).lower()
        if text and text not in YES | NO:
            self.note(f"{column} 的“{text}”应填 1（是）或 0（否）。")
        return text in YES

    def day(self, column: str) -> date | None:
        """Return a day written 2024-03-09 or 2024/3/9; an empty cell is None."""
        text = self.optional(column)
        if not text:
            return None
        found = DAY.fullmatch(text)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                self.note(f"{column} 的“{text}”不是日历上的日子，请核对。")
                return None
        self.note(f"{column} 的“{text}”不是日期，请写成 2024-03-09 的形式。")
        return None

    def word(self, column: str, labels: Mapping[Word, str], default: Word | None = None) -> Word:
        """Return the one of a list of words that a cell holds, as a word or by its label."""
        text = self.optional(column)
        if not text and default is not None:
            return default
        for word, label in labels.items():
            if text in (word.value, label):
                return word
        choices = "、".join(f"{word.value}（{label}）" for word, label in labels.items())
        self.note(f"{column} 的“{text}”不在可填的词中，可填：{choices}。")
        return next(iter(labels))

    def point(self) -> Point | None:
        """Return the point of lon, lat and datum; None when lon and lat are both empty."""
        if not self.optional("lon") and not self.optional("lat"):
            return None
        lon, lat = self._degrees("lon"), self._degrees("lat")
        datum = self._datum()
        if datum is None or lon is None or lat is None:
            return None
        position = self._in_wgs84(lon, lat, datum)
        return None if position is None else Point(position, datum)

    def line(self, column: str) -> tuple[tuple[Position, ...], Datum]:
        """Return the points of a line written "lon lat;lon lat", converted one by one."""
        datum = self._datum() or Datum.WGS84
        points = []
        for written in filter(None, (part.strip() for part in self.text(column).split(";"))):
            numbers = written.split()
            if len(numbers) != 2 or not all(NUMBER.fullmatch(number) for number in numbers):
                self.note(
                    f"{column} 中的“{written[:40]}”应是经度和纬度两个数，中间用空格隔开；"
                    "点与点之间用分号隔开。"
                )
                break
            position = self._in_wgs84(float(numbers[0]), float(numbers[1]), datum)
            if position is None:
                break
            points.append(position)
        return tuple(points), datum

    def _datum(self) -> Datum | None:
        written = self.text("datum")
        if not written:
            return None
        try:
            return Datum(written.lower().replace("-", "").replace("_", ""))
        except ValueError:
            known = "、".join(each.value for each in Datum)
            self.note(f"坐标系“{written}”不认识，可填：{known}。")
            return None

    def _in_wgs84(self, lon: float, lat: float, datum: Datum) -> Position | None:
        try:
            return to_wgs84(lon, lat, datum)
        except BadPosition as refusal:
            self.note(str(refusal))
            return None

    def _degrees(self, column: str) -> float | None:
        if not self.optional(column):
            self.note(f"{column} 为空，经度和纬度要么都填，要么都不填。")
        return self.measured(column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one file, and the faults of the file itself."""

    lines: tuple[Cells, ...]
    faults: tuple[RowFault, ...]


def read_sheet(path: Path, heading: Heading) -> Sheet:
    """Read one CSV file; a fault of its text or heading leaves it without lines."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return _refused(path, 1, "缺少这个文件。没有内容也要保留文件，只写表头一行。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refused(
            path, line, "不是 UTF-8 编码。请在表格软件中另存为“CSV UTF-8（逗号分隔）”。"
        )
    if "\0" in text:
        # A workbook renamed to .csv has such bytes, and PostgreSQL keeps none of them.
        line = text.count("\n", 0, text.index("\0")) + 1
        return _refused(path, line, "含有不可见的空字符，不像文本文件，请重新导出为 CSV。")
    return _parse(path, text, heading)


def _parse(path: Path, text: str, heading: Heading) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    numbered: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            numbered.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        return _refused(path, line, "不是完整的 CSV：请检查这一行的双引号是否成对。")
    if not numbered:
        return _refused(path, 1, f"文件是空的，第一行应为表头：{','.join(heading.known)}")
    columns = _without_empty_end(numbered[0][1])
    reasons = _heading_reasons(columns, heading)
    if reasons:
        return Sheet((), tuple(RowFault(path.name, 1, reason) for reason in reasons))
    return Sheet(_lines(path, columns, numbered[1:]), ())


def _heading_reasons(columns: Sequence[str], heading: Heading) -> list[str]:
    reasons = [f"缺少列 {name}。" for name in heading.required if name not in columns]
    for index, name in enumerate(columns):
        if name not in heading.known:
            near = get_close_matches(name, heading.known, n=1)
            hint = f"是不是 {near[0]}？" if near else f"可用的列：{','.join(heading.known)}"
            reasons.append(f"不认识列“{name}”，{hint}")
        elif name in columns[:index]:
            reasons.append(f"列 {name} 出现了两次。")
    return reasons


def _lines(
    path: Path, columns: list[str], numbered: list[tuple[int, list[str]]]
) -> tuple[Cells, ...]:
    lines = []
    for line, cells in numbered:
        cells = _without_empty_end(cells)
        if not cells:
            continue
        padded = cells + [""] * (len(columns) - len(cells))
        read = Cells(Origin(path.name, line), dict(zip(columns, padded, strict=False)))
        if len(cells) > len(columns):
            read.note(
                f"有 {len(cells)} 格，表头只有 {len(columns)} 列，内容里的逗号要用双引号括起来。"
            )
        lines.append(read)
    return tuple(lines)


def _without_empty_end(cells: list[str]) -> list[str]:
    """Drop the empty cells that spreadsheets leave at the end of a line."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _refused(path: Path, line: int, reason: str) -> Sheet:
    return Sheet((), (RowFault(path.name, line, reason),))
