"""A file of the county's figures: six named columns, read whole or refused line by line."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.yearbook.series import (
    SERIES_LABELS,
    UNITS,
    Series,
    SeriesFigure,
    figure_faults,
    read_series,
    read_value,
)
from resources.errors import BadInput, FieldFault

HEADINGS: Final[Mapping[str, str]] = {
    "series": "指标",
    "year": "年份",
    "value": "数值",
    "measure": "单位",
    "source": "来源",
    "mark": "标记",
}
"""The columns by key, as a file may also name them."""
MOST_ROWS: Final = 1_000
MOST_FAULTS: Final = 50


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure and the line of the file it was read from (the heading is line 1)."""

    line: int
    figure: SeriesFigure


def row_fault(line: int, column: str, message: str) -> FieldFault:
    """Return a fault of one line, and of its column where one is to blame."""
    heading = f"“{HEADINGS[column]}”列" if column else ""
    return FieldFault("csv", f"第 {line} 行{heading}：{message}")


def decoded(content: bytes) -> str:
    """Read the bytes of a file as text: UTF-8, else GB 18030; raises BadInput."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput((FieldFault("csv", "文件不是 UTF-8 或 GB 18030 文字；请另存为 CSV 后再导入。"),))


def read_file(text: str) -> tuple[NamedFigure, ...]:
    """Read figures from comma- or tab-separated text; raises BadInput naming every bad line."""
    lines = _lines(text.lstrip("\ufeff"))
    if not lines:
        raise BadInput((FieldFault("csv", "没有内容；第一行应为表头：" + _heading_words()),))
    order, faults = _heading(lines[0][1])
    figures: list[NamedFigure] = []
    if not faults:
        for line, cells in lines[1:]:
            read = _read_row(line, cells, order)
            if isinstance(read, NamedFigure):
                figures.append(read)
            else:
                faults += read
        if not lines[1:]:
            faults.append(FieldFault("csv", "表头之下没有一行数据。"))
        if len(lines) > MOST_ROWS + 1:
            faults.insert(0, FieldFault("csv", f"超过 {MOST_ROWS} 行，请分开导入。"))
    faults += _twice(figures)
    if faults:
        more = len(faults) - MOST_FAULTS
        tail = [FieldFault("csv", f"另有 {more} 处错误未列出。")] if more > 0 else []
        raise BadInput([*faults[:MOST_FAULTS], *tail])
    return tuple(figures)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",", strict=True)
    try:
        read = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as broken:
        fault = FieldFault("csv", f"第 {reader.line_num} 行不是有效的 CSV，请检查引号。")
        raise BadInput((fault,)) from broken
    return [(line, cells) for line, cells in read if any(cells)]


def _heading_words() -> str:
    return ",".join(HEADINGS.values())


def _heading(cells: Sequence[str]) -> tuple[dict[str, int], list[FieldFault]]:
    known = {**{key: key for key in HEADINGS}, **{word: key for key, word in HEADINGS.items()}}
    order: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(cells):
        key = known.get(cell)
        if key is None:
            if cell:
                faults.append(
                    FieldFault("csv", f"表头“{cell[:40]}”不认识；应为 {_heading_words()}。")
                )
        elif key in order:
            faults.append(FieldFault("csv", f"表头“{cell}”出现两次。"))
        else:
            order[key] = place
    faults += [
        FieldFault("csv", f"缺少表头“{word}”；应为 {_heading_words()}。")
        for key, word in HEADINGS.items()
        if key not in order
    ]
    return order, faults


def _read_row(
    line: int, cells: Sequence[str], order: Mapping[str, int]
) -> NamedFigure | list[FieldFault]:
    if len(cells) > len(order) and any(cells[len(order) :]):
        return [row_fault(line, "", "单元格比表头多，请检查逗号；数值不写千分位逗号。")]
    told = {key: cells[place] if place < len(cells) else "" for key, place in order.items()}
    faults: list[FieldFault] = []
    series = read_series(told["series"])
    if series is None:
        known = "、".join(SERIES_LABELS.values())
        words = told["series"][:40]
        return [row_fault(line, "series", f"没有“{words}”；可填 {known}。")]
    if not (told["year"].isascii() and told["year"].isdigit() and len(told["year"]) == 4):
        faults.append(row_fault(line, "year", f"“{told['year'][:40]}”不是年份，应为四位数字。"))
    value = read_value(series, told["value"], told["measure"])
    if isinstance(value, FieldFault):
        faults.append(row_fault(line, value.field, value.message))
    if faults or isinstance(value, FieldFault):
        return faults
    year, source, mark = int(told["year"]), told["source"], told["mark"]
    wrong = figure_faults(year, value, source, mark, series)
    if wrong:
        return [row_fault(line, fault.field, fault.message) for fault in wrong]
    return NamedFigure(line, SeriesFigure(series, year, value, source, mark))


def _twice(figures: Iterable[NamedFigure]) -> list[FieldFault]:
    seen: dict[tuple[Series, int], int] = {}
    faults = []
    for one in figures:
        key = (one.figure.series, one.figure.year)
        if key in seen:
            label = SERIES_LABELS[one.figure.series]
            words = f"{one.figure.year} 年{label}在第 {seen[key]} 行已有，同一年只能填一次。"
            faults.append(row_fault(one.line, "year", words))
        else:
            seen[key] = one.line
    return faults


def as_file(figures: Iterable[SeriesFigure]) -> str:
    """Write figures as such a file, in whole people and yuan; what it says is read back alike."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    for one in figures:
        unit = next(unit for unit, factor in UNITS[one.series].items() if factor == 1)
        label = SERIES_LABELS[one.series]
        writer.writerow((label, one.year, one.value, unit, one.source, one.mark))
    return written.getvalue()
