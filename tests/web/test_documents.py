import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from incidents.categories import Disposition
from incidents.yearbook.counting import Cell, Check, Table, count_calls, count_fires
from incidents.yearbook.population import FireRow, IncidentRow
from incidents.yearbook.spans import year_spans
from web.documents import (
    csv_bytes,
    printable,
    text_width,
    to_csv,
    to_json_value,
    to_text,
    to_xlsx,
)

SPANS = year_spans(2024, 2025, "Asia/Shanghai")
JUNE = datetime(2025, 6, 1, tzinfo=UTC)
FIRES = count_fires(
    [
        FireRow("F1", JUNE, dead=1, injured=7, loss_fen=1_712_374_600, is_generated=True),
        FireRow("F2", JUNE.replace(year=2024), loss_fen=50),
    ],
    [],
    SPANS,
)
CALLS = count_calls([IncidentRow("1", "10000", Disposition.REAL, JUNE)], [], SPANS)
HOSTILE = "=cmd|' /C calc'!A0\x00\x1b\ud800\ufffe好𬭎"


def url_for(cell: Cell) -> str:
    return "/behind?" + "&".join(f"{name}={value}" for name, value in cell.filters)


def sheet_of(table: Table) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(table)))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_csv_is_utf_8_with_bom_and_crlf():
    written = to_csv(FIRES)

    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\r\n") == written.count(b"\n") == 4


def test_csv_holds_headings_years_and_total_and_nothing_else():
    lines = list(csv.reader(io.StringIO(to_csv(FIRES).decode("utf-8-sig"))))

    # 50 fen are 0.00005 万元, shown as 0.0001; the total is 1,712,374,650 fen = 1712.37465.
    assert lines == [
        ["年份", "火灾起数（起）", "死亡人数（人）", "受伤人数（人）", "直接财产损失（万元）"],
        ["2024年", "1", "0", "0", "0.0001"],
        ["2025年", "1", "1", "7", "1712.3746"],
        ["合计", "2", "1", "7", "1712.3747"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "\x00="])
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_guarded(start):
    written = csv_bytes([[f"{start}1+1"]]).decode("utf-8-sig")

    [[cell]] = csv.reader(io.StringIO(written, newline=""))
    assert cell.startswith("'")


def test_numbers_and_plain_text_are_not_guarded():
    written = csv_bytes([[-5, Decimal("-0.5"), "城南", "a=b"]])

    assert written.decode("utf-8-sig") == "-5,-0.5,城南,a=b\r\n"


def test_no_text_breaks_the_csv():
    written = csv_bytes([[HOSTILE, 'a"b,c\r\nd']]).decode("utf-8-sig")

    [[first, second]] = csv.reader(io.StringIO(written, newline=""))
    assert first == "'=cmd|' /C calc'!A0好𬭎"
    assert second == 'a"b,c\r\nd'


def test_a_workbook_holds_the_same_numbers_as_numbers():
    rows = sheet_of(FIRES)

    assert rows[1] == [
        "年份",
        "火灾起数（起）",
        "死亡人数（人）",
        "受伤人数（人）",
        "直接财产损失（万元）",
    ]
    assert rows[2:5] == [
        ["2024年", 1, 0, 0, 0.0001],
        ["2025年", 1, 1, 7, 1712.3746],
        ["合计", 2, 1, 7, 1712.3747],
    ]


def test_a_workbook_carries_title_mark_definition_and_notes():
    texts = [row[0] for row in sheet_of(FIRES)]

    assert texts[0] == "火灾统计表（2024—2025年）（含演示数据）"
    assert any(str(text).startswith(f"统计口径 {FIRES.definition.version}：") for text in texts)
    assert any("含生成的演示数据 1 起" in str(text) for text in texts)
    assert texts[-1] == f"核对：{len(FIRES.checks)} 项加总核对全部相符。"


def test_a_table_of_real_records_carries_no_demo_mark():
    assert "演示" not in str(sheet_of(CALLS))


def test_no_text_becomes_a_formula_or_breaks_the_workbook():
    table = replace(
        FIRES, notes=(HOSTILE, '=HYPERLINK("http://a.cn")', "+1", "@SUM(A1)", "x" * 40_000)
    )
    hostile_label = replace(table.rows[0], label="=1+1")

    written = to_xlsx(replace(table, rows=(hostile_label, *table.rows[1:])))

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"<f>" in part or b"<f " in part for part in parts.values())
    assert not any(b'TargetMode="External"' in part for part in parts.values())
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    # s is text, n a number or nothing, f would be a formula.
    assert kinds == {"s", "n"}
    assert sheet["A3"].value == "=1+1"


def test_a_broken_check_is_printed():
    table = replace(FIRES, checks=(Check("合计：1≠2", False), Check("好", True)))

    texts = [row[0] for row in sheet_of(table)]

    assert texts[-1] == "核对不符：合计：1≠2"


def test_each_cell_of_the_json_carries_the_address_of_its_incidents():
    value = json.loads(json.dumps(to_json_value(FIRES, url_for)))

    assert (value["table"], value["from"], value["to"], value["version"]) == (
        "fires",
        2024,
        2025,
        FIRES.definition.version,
    )
    loss = value["rows"][1]["cells"][3]
    assert loss == {
        "column": "loss",
        "value": 1712.3746,
        "fen": 1_712_374_600,
        "text": "1712.3746",
        "incidents": "/behind?table=fires&from=2024&to=2025&row=2025&column=loss",
    }
    assert value["total"]["cells"][0]["value"] == 2
    assert value["total"]["cells"][0]["incidents"].endswith("row=total&column=fires")
    assert all(check["holds"] for check in value["checks"])
    assert value["generated"] == 1


def test_a_chinese_character_is_two_columns_wide():
    assert text_width("2020年") == 6
    assert text_width("火灾（起）") == 10
    assert text_width("e\u0301") == 1


def test_the_columns_of_the_text_are_aligned():
    lines = to_text(CALLS).splitlines()

    grid = lines[2:8]
    assert len({text_width(line) for line in grid}) == 1
    assert lines[0] == "警情统计表（2024—2025年）"
    assert grid[0].split() == ["年份", *(column.printed for column in CALLS.definition.columns)]
    assert grid[-1].split() == ["合计", "1", "1", "0", "0", "0"]


def test_only_what_a_file_can_hold_is_printable():
    assert printable("a\x07b\tc\nd\ud83de\uffffé𠮷") == "ab\tc\ndeé𠮷"
