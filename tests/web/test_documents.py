import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from incidents.yearbook.counting import Cell
from tests.incidents.yearbook.slow_tables import make_call_out, make_fire_fact, slow_table
from web.documents import (
    csv_bytes,
    printable,
    text_width,
    to_csv,
    to_json_value,
    to_text,
)
from web.office.words import note_line

JUNE = datetime(2025, 6, 1, tzinfo=UTC)
FIRES = slow_table(
    "fires",
    [
        make_fire_fact("F1", dead=1, lightly_injured=7, loss_fen=1_712_374_600, is_generated=True),
        make_fire_fact("F2", occurred_at=JUNE.replace(year=2024), loss_fen=50),
    ],
)
CALLS = slow_table("calls", [make_call_out("1")])
HOSTILE = "=cmd|' /C calc'!A0\x00\x1b\ud800\ufffe好𬭎"


def url_for(cell: Cell) -> str:
    return "/behind?" + "&".join(f"{name}={value}" for name, value in cell.filters)


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


def test_each_cell_of_the_json_carries_the_address_of_its_incidents():
    value = json.loads(json.dumps(to_json_value(FIRES, url_for)))

    assert (value["table"], value["from"], value["to"], value["version"]) == (
        "fires",
        2024,
        2025,
        "2026-2",
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


def test_the_json_tells_what_is_unknown_marked_and_asked():
    total = replace(FIRES.total, cells=(Cell("fires", None), *FIRES.total.cells[1:]))
    marked = replace(FIRES.rows[0], mark="年报数")
    asked = replace(
        FIRES,
        rows=(marked, FIRES.rows[1]),
        total=total,
        period="2025年第2季度",
        asked=("乡镇：钟多街道",),
        incomplete=3,
        log_seq=1234,
    )

    value = json.loads(json.dumps(to_json_value(asked, url_for)))

    assert value["total"]["cells"][0] == {
        "column": "fires",
        "value": None,
        "text": "—",
        "incidents": None,
    }
    assert value["rows"][0]["mark"] == "年报数"
    assert (value["period"], value["asked"]) == ("2025年第2季度", ["乡镇：钟多街道"])
    assert (value["incomplete"], value["log_seq"]) == (3, 1234)
    assert value["note_line"] == (
        "查询：火灾统计表，2025年第2季度，按年份分组，乡镇：钟多街道；统计口径：2026-2；"
        "日志位置：第 1234 条；不完整记录：3 条；其中生成的演示记录：1 条。"
    )


def test_the_text_and_the_csv_say_which_rows_are_returns_and_what_is_unknown():
    unknown = replace(
        FIRES.rows[0], mark="年报数", cells=(Cell("fires", None), *FIRES.rows[0].cells[1:])
    )
    table = replace(FIRES, rows=(unknown, FIRES.rows[1]))

    line = next(line for line in to_text(table).splitlines() if line.startswith("2024年"))

    assert line.split() == ["2024年（年报数）", "—", "0", "0", "0.0001"]
    assert "“—”表示没有数据或无法计算，不是零。" in to_text(table)
    assert "2024年（年报数）,—,0,0,0.0001" in to_csv(table).decode("utf-8-sig")


def test_the_end_of_the_log_is_told_only_where_somebody_looked():
    assert note_line(CALLS) == "查询：警情统计表，2024—2025年，按年份分组；统计口径：2026-1。"


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
