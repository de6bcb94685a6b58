"""Workbooks read back: numbers are numbers, sums are sums, and no text is ever a formula."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from incidents.yearbook.counting import Cell, Check, Row, Table
from incidents.yearbook.references import YOUYANG_CALLS, YOUYANG_FIRES
from incidents.yearbook.tables import Column, Definition, Kind
from tests.incidents.yearbook.slow_tables import make_call_out, make_fire_fact, slow_table
from tests.web.printed_tables import plan_table
from web.documents import Letterhead, table_paper, to_text
from web.office.official_letter import to_docx
from web.office.workbook import sheet_names, to_xlsx

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


def sheet_of(table: Table, as_shown: bool = False) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(table)), data_only=as_shown)
    return book.worksheets[0]


def values_of(table: Table, as_shown: bool = True) -> list[list[object]]:
    return [list(row) for row in sheet_of(table, as_shown).iter_rows(values_only=True)]


def a_table(kind: Kind, rows: list[int | None], total: int | None) -> Table:
    """Return a table of one column with these amounts."""
    definition = Definition(
        name="one",
        title="试表",
        population="试",
        columns=(Column("n", "数", "个", kind),),
        version="1",
        source="试（P）",
        notes=(),
    )
    lines = tuple(Row(str(at), f"{at}", (Cell("n", one),)) for at, one in enumerate(rows))
    last = Row("total", "合计", (Cell("n", total),))
    return Table(definition, 2024, 2025, lines, last, (), (), 0)


def test_a_workbook_holds_the_printed_numbers_as_numbers():
    rows = values_of(FIRES)

    assert rows[1] == [
        "年份",
        "火灾起数（起）",
        "死亡人数（人）",
        "受伤人数（人）",
        "直接财产损失（万元）",
    ]
    # What a reader of the file sees without calculating: the total row has its numbers, too.
    assert rows[2:5] == [
        ["2024年", 1, 0, 0, 0.0001],
        ["2025年", 1, 1, 7, 1712.3746],
        ["合计", 2, 1, 7, 1712.3747],
    ]
    assert [cell.number_format for cell in sheet_of(FIRES)[4]][1:] == ["0", "0", "0", "0.0000"]


def test_the_tables_of_the_plan_stand_in_the_workbook_as_printed():
    calls = values_of(plan_table(YOUYANG_CALLS))
    fires = values_of(plan_table(YOUYANG_FIRES))

    # 专栏2 and 专栏1 of the plan (S); the plan's 2020 is 299 in one and 229 in the other.
    assert calls[2] == ["2016年", 282, 182, 59, 40, 1]
    assert calls[6:8] == [["2020年", 450, 299, 92, 55, 4], ["合计", 1844, 1271, 320, 235, 18]]
    assert fires[6:8] == [["2020年", 229, 0, 2, 674.8198], ["合计", 1201, 1, 21, 4782.9298]]
    assert values_of(plan_table(YOUYANG_FIRES), as_shown=False)[7][4] == "=SUM(E3:E7)"


def test_the_total_row_adds_up_the_rows_above_it():
    rows = values_of(FIRES, as_shown=False)

    assert rows[4] == ["合计", *(f"=SUM({letter}3:{letter}4)" for letter in "BCDE")]


@pytest.mark.parametrize(
    ("kind", "rows", "total"),
    [
        # A rate of the whole is no sum of the rates, even where the numbers happen to agree.
        (Kind.RATE, [1, 2], 3),
        (Kind.SHARE, [5000, 5000], 10_000),
        # A percentile in seconds neither.
        (Kind.SECONDS, [60, 120], 180),
        # One record may stand in two rows.
        (Kind.COUNT, [2, 2], 3),
        # A row nobody knows cannot have been added.
        (Kind.COUNT, [2, None], 2),
        # Two times 0.00005 万元 print as 0.0001 each, and together as 0.0001.
        (Kind.MONEY, [50, 50], 100),
        (Kind.COUNT, [], 0),
    ],
)
def test_what_is_no_sum_of_the_printed_rows_is_no_formula(kind, rows, total):
    sheet = sheet_of(a_table(kind, rows, total))

    assert sheet.cell(3 + len(rows), 2).data_type != "f"


def test_a_table_without_total_or_rows_is_written_all_the_same():
    rates = replace(a_table(Kind.RATE, [12_000, None], None), total=Row("total", "", ()))
    nothing = replace(a_table(Kind.RATE, [], None), total=Row("total", "", ()))

    assert [row[:2] for row in values_of(rates)][2:4] == [["0", 1.2], ["1", "—"]]
    assert "合计" not in str(values_of(rates))
    assert values_of(nothing)[1] == [nothing.definition.row_heading, "数（个）"]
    assert to_docx(table_paper(nothing, Letterhead(""))).startswith(b"PK")
    assert to_text(rates).count("─" * 5) < to_text(FIRES).count("─" * 5)


def test_times_are_minutes_and_seconds_and_none_is_below_nought():
    sheet = sheet_of(a_table(Kind.SECONDS, [485, -5, None], 3605))

    assert sheet["B3"].number_format == "[m]:ss"
    assert sheet["B3"].value == timedelta(minutes=8, seconds=5)
    assert (sheet["B4"].value, sheet["B5"].value) == ("-0:05", "—")
    assert sheet["B6"].value == timedelta(hours=1, seconds=5)


def test_a_workbook_carries_title_mark_definition_and_notes():
    texts = [row[0] for row in values_of(FIRES)]

    assert texts[0] == "火灾统计表（2024—2025年）（含演示数据）"
    assert any(str(text).startswith("统计口径 2026-2：") for text in texts)
    assert any("含生成的演示数据 1 起" in str(text) for text in texts)
    assert texts[-2] == f"核对：{len(FIRES.checks)} 项加总核对全部相符。"
    assert str(texts[-1]).startswith("查询：火灾统计表，2024—2025年，按年份分组；统计口径：2026-2")


def test_a_table_of_real_records_carries_no_demo_mark():
    assert "演示" not in str(values_of(CALLS))


def test_several_tables_share_a_workbook_and_a_sheet_explains_them():
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(CALLS, FIRES, CALLS)))

    assert book.sheetnames == ["警情统计表", "火灾统计表", "警情统计表（2）", "口径与说明"]
    told = {str(value) for row in book["口径与说明"].iter_rows(values_only=True) for value in row}
    assert {FIRES.caption, CALLS.caption, FIRES.definition.population} <= told
    assert {check.text for check in FIRES.checks} <= told


def test_a_sheet_is_called_what_a_sheet_may_be_called():
    def titled(title: str) -> Table:
        return replace(CALLS, definition=replace(CALLS.definition, title=title))

    long = "很长的标题" * 8
    titles = ["a/b:c*[d]'", "A", "a", "口径与说明", long, long, "///"]

    names = sheet_names([titled(title) for title in titles])

    assert names[:5] == ["abcd", "A", "a（2）", "口径与说明（2）", long[:31]]
    assert names[5:] == [f"{long[:28]}（2）", "表"]


def test_a_wide_table_is_printed_across_and_every_page_has_its_headings():
    sheet = sheet_of(FIRES)

    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
    assert "— &P —" in str(sheet.oddFooter.center.text)
    wide = replace(
        CALLS,
        definition=replace(
            CALLS.definition,
            columns=tuple(Column(f"c{at}", "列", "次", Kind.COUNT) for at in range(7)),
            whole="",
            parts=(),
        ),
        rows=(),
        total=Row("total", "合计", tuple(Cell(f"c{at}", 0) for at in range(7))),
    )
    assert sheet_of(wide).page_setup.orientation == "landscape"


def test_no_text_becomes_a_formula_or_breaks_the_workbook():
    table = replace(
        FIRES,
        notes=(HOSTILE, '=HYPERLINK("http://a.cn")', "+1", "@SUM(A1)", "x" * 40_000),
        asked=("=1+1", "{=SUM(A1)}"),
    )
    hostile_label = replace(table.rows[0], label="=1+1", mark="=2")
    definition = replace(table.definition, title="=1+1", row_heading="=3")

    written = to_xlsx(replace(table, rows=(hostile_label, *table.rows[1:]), definition=definition))

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b'TargetMode="External"' in part for part in parts.values())
    book = openpyxl.load_workbook(io.BytesIO(written))
    formulas = {
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {f"=SUM({letter}3:{letter}4)" for letter in "BCDE"}
    assert book.worksheets[0]["A3"].value == "=1+1（=2）"


def test_a_broken_check_is_printed():
    table = replace(FIRES, checks=(Check("合计：1≠2", False), Check("好", True)))

    texts = [row[0] for row in values_of(table)]

    assert texts[-2] == "核对不符：合计：1≠2"
