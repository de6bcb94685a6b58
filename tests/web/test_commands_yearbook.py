"""Past years taken in by command: every fault by row and column, nothing by halves."""

import io
import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import select

from incidents.records import Incident
from incidents.yearbook import queries, rebuilding
from incidents.yearbook.records import CallOutFact, ImportBatch, PastTurnOut, ReturnFigure
from resources.database import db, transaction
from tests.makers import count, make_county, make_place, take_a_call
from web.commands import main

REGISTER = """接警时间,警情类别,警情地址,乡镇,出动辆次,出动人次,抢救财产（万元）,备注
2014-03-05 08:12,火灾,桃花源路3号,龙潭镇,2,11,1.5000,=1+1
2014/3/6 9:30:15,抢险救援,渤海村,,1,6,0,
2014年12月31日 23时59分,其他出动,县城,,0,0,,
"""
CALLS = """年份,总警情,火灾扑救,抢险救援,社会救助,其他出动
2012,10,5,3,1,1
2013年,20,9,6,4,1
合计,30,14,9,5,2
"""


@pytest.fixture
def run(application, database_url, tmp_path, monkeypatch):
    """Run a command on a file of these contents, in a county of one township."""
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    with transaction() as session:
        make_county(session)
        make_place(session, "龙潭镇", kind="township")

    def command(name: str, content: str | bytes, *more: str, file: str = "台账.csv"):
        path = tmp_path / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(main, (name, str(path), *more), prog_name="fenghuo")

    return command


def incidents() -> list[Incident]:
    db.session.rollback()
    return list(db.session.scalars(select(Incident).order_by(Incident.received_at)))


def amounts(name: str, first: int, last: int) -> dict[str, list[int | None]]:
    db.session.rollback()
    table = queries.table(name, first, last, "Asia/Shanghai")
    return {row.key: [cell.amount for cell in row.cells] for row in (*table.rows, table.total)}


def refused(result) -> str:
    """Return the lines of a refusal that stored nothing."""
    assert result.exit_code == 1, result.output
    assert (count(Incident), count(ImportBatch), count(ReturnFigure)) == (0, 0, 0)
    return str(result.output)


def test_an_old_register_is_taken_in_whole_and_counted(run):
    done = run("import-incidents", REGISTER, "--source", "大队档案")

    assert done.exit_code == 0, done.output
    assert "接警时间 → received" in done.output
    assert "已导入 3 起，2014-03-05 至 2014-12-31。" in done.output
    fire, rescue, eve = incidents()
    assert (fire.category, fire.township_code, fire.state) == ("10000", "龙潭镇", "closed")
    assert (fire.narrative, rescue.category, eve.number) == ("=1+1", "20000", "20141231-001")
    assert amounts("calls", 2014, 2014)["2014"] == [3, 1, 1, 0, 1]
    # Incidents, brigades, vehicles, people, rescued, evacuated, 15,000 yuan saved, protected.
    assert amounts("results", 2014, 2014)["2014"] == [3, 0, 3, 17, 0, 0, 1_500_000, 0]
    assert all(db.session.scalars(select(CallOutFact.is_imported)))
    assert rebuilding.compare(db.session()).agrees


def test_the_batch_keeps_file_mapping_and_source_and_stands_in_the_log(run):
    run("import-incidents", REGISTER, "--source", "大队档案")

    batch = db.session.scalars(select(ImportBatch)).one()
    assert (batch.kind, batch.file_name, batch.rows, batch.source) == (
        "incidents", "台账.csv", 3, "大队档案",
    )  # fmt: skip
    assert json.loads(batch.mapping)["vehicles"] == "出动辆次"


def test_the_same_file_and_the_same_calls_are_not_taken_in_twice(run):
    run("import-incidents", REGISTER)

    again = run("import-incidents", REGISTER)
    other = run("import-incidents", REGISTER.replace("渤海村", "别处"))

    assert again.exit_code == other.exit_code == 1
    assert "这个文件已于 " in again.output and "3 行" in again.output
    assert "第 2 行与已有警情 20140305-001 相同" in other.output
    assert count(Incident) == 3


def test_every_fault_is_named_by_row_and_column_and_nothing_is_taken_in(run):
    lines = [
        "接警时间,警情类别,警情地址,乡镇,出动辆次,抢救财产（万元）",
        "2014-02-30 08:12,火灾,甲,,1,1",
        "2014-03-01,火灾,乙,,1,1",
        "2014-03-01 25:00,火灾,乙,,1,1",
        "2999-03-01 08:00,火灾,乙,,1,1",
        "2014-03-01 08:00,外星,丙,,1,1",
        "2014-03-01 08:00,火灾,丁,月亮镇,-1,=A1",
        "2014-03-01 09:00,火灾,戊,,1,0.00000001",
        "2014-03-01 10:00,火灾,己,,1,1",
        "2014-03-01 10:00,火灾,己,,1,1",
    ]

    said = refused(run("import-incidents", "\n".join(lines)))

    for words in (
        "第 2 行“接警时间”列：“2014-02-30”不是日历上的日子",
        "第 3 行“接警时间”列：没有时刻",
        "第 4 行“接警时间”列：“25:00”不是钟面上的时刻",
        "第 5 行“接警时间”列：“2999-03-01 08:00”还没有到",
        "第 6 行“警情类别”列：不认识警情类别“外星”",
        "第 7 行“乡镇”列：本县没有乡镇街道“月亮镇”",
        "第 7 行“出动辆次”列：“-1”不是非负整数",
        "第 7 行“抢救财产（万元）”列：“=A1”不是金额",
        "第 8 行“抢救财产（万元）”列：“0.00000001”细于 1 分",
        "第 10 行“（整行）”列：与第 9 行重复",
        "一行也没有导入",
    ):
        assert words in said


def test_a_gb_18030_file_with_tabs_reads_like_any_other(run):
    text = REGISTER.replace(",", "\t")

    done = run("import-incidents", text.encode("gb18030"))

    assert done.exit_code == 0 and count(Incident) == 3


def test_a_workbook_with_title_merged_headings_and_a_formula_is_read_as_it_stands(run):
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["某县2014年接处警台账"])
    sheet.append(["时间", None, "警情类别", "出动", None, "备注"])
    sheet.append(["日期", "时刻", None, "辆次", "人次", None])
    sheet.append(["2014-03-05", "08:12", "社会救助", 1, 6, "=HYPERLINK(1)"])
    for span in ("A1:F1", "A2:B2", "C2:C3", "D2:E2", "F2:F3"):
        sheet.merge_cells(span)
    stream = io.BytesIO()
    book.save(stream)

    done = run("import-incidents", stream.getvalue(), file="台账.xlsx")

    assert done.exit_code == 0, done.output
    (one,) = incidents()
    assert (one.number, one.category, one.narrative) == ("20140305-001", "50000", "=HYPERLINK(1)")
    turned_out = db.session.scalars(select(PastTurnOut)).one()
    assert (turned_out.vehicles, turned_out.people) == (1, 6)


def test_a_mapping_of_one_s_own_wins_and_a_wrong_one_is_named(run, tmp_path):
    strange = "何时,什么\n2014-03-05 08:12,火灾\n"
    told = tmp_path / "对照.json"

    assert "找不到必需的列" in refused(run("import-incidents", strange))
    told.write_text('{"何时": "when"}', encoding="utf-8")
    assert "“when” 不存在" in refused(run("import-incidents", strange, "--mapping", str(told)))
    told.write_text("[1]", encoding="utf-8")
    assert "应写成" in refused(run("import-incidents", strange, "--mapping", str(told)))
    told.write_text('{"何时": "received", "什么": "class"}', encoding="utf-8")
    assert run("import-incidents", strange, "--mapping", str(told)).exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "文件是空的"),
        ("接警时间,警情类别\n", "0 行"),
        (b"\xff\xfe\x00\x81", "不是 UTF-8 或 GB 18030"),
        (b"PK\x03\x04 broken", "不是完好的 XLSX"),
        ("接警时间,报警时间,警情类别\n", "两列都像 received"),
    ],
)
def test_a_file_that_is_no_register_says_why(run, content, words):
    assert words in refused(run("import-incidents", content))


def test_a_check_takes_nothing_in(run):
    done = run("import-incidents", REGISTER, "--check")

    assert done.exit_code == 0 and "可以导入 3 起" in done.output
    assert count(Incident) == 0


def test_yearly_totals_stand_in_the_table_beside_the_counted_years(run):
    done = run("import-returns", CALLS, "--source", "大队年报")
    take_a_call()

    assert done.exit_code == 0, done.output
    assert "按“警情统计表”读" in done.output
    told = amounts("calls", 2012, 2013)
    assert told["2012-return"] == [10, 5, 3, 1, 1]
    assert told["total"] == [30, 14, 9, 5, 2]
    table = queries.table("calls", 2012, 2013, "Asia/Shanghai")
    assert all(row.mark for row in table.rows)


def test_totals_that_do_not_add_up_are_named_by_row_and_column(run):
    wrong = CALLS.replace("2012,10", "2012,11").replace("合计,30,14", "合计,30,15")

    said = refused(run("import-returns", wrong))

    assert "第 2 行“总警情”列：5＋3＋1＋1＝10，与所写的 11 差 1" in said
    assert "第 4 行“总警情”列：各年之和 31，与所写的合计 30 不等" in said
    assert "第 4 行“火灾扑救”列：各年之和 14，与所写的合计 15 不等" in said


def test_a_year_that_has_returns_or_records_is_refused_with_its_reason(run):
    run("import-returns", CALLS)
    twice = run("import-returns", CALLS.replace("合计,30,14,9,5,2\n", ""))
    mixed = run("import-incidents", REGISTER.replace("2014", "2013"))
    run("import-incidents", REGISTER)
    late = run(
        "import-returns", "年份,总警情,火灾扑救,抢险救援,社会救助,其他出动\n2014,1,1,0,0,0\n"
    )

    assert "2012 年的“警情统计表”已有年报数" in twice.output
    assert "2013 年已导入年报数，再导入逐起台账会重复计数" in mixed.output
    assert "2014 年库中已有 3 条逐起记录" in late.output
    assert [one.exit_code for one in (twice, mixed, late)] == [1, 1, 1]
    assert count(ReturnFigure) == 10


def test_money_of_a_return_is_kept_to_the_fen_and_what_is_not_known_is_no_nought(run):
    done = run(
        "import-returns",
        "年度,火灾起数,死亡人数,受伤人数,直接财产损失（万元）\n2013,7,0,—,12.3456\n",
    )

    assert done.exit_code == 0, done.output
    kept = {row.column: row.amount for row in db.session.scalars(select(ReturnFigure))}
    assert kept == {"fires": 7, "dead": 0, "loss": 12_345_600}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2013,7,0,,1", "第 2 行“受伤人数”列：是空的"),
        ("201,7,0,0,1", "第 2 行“年份”列：“201”不是年份"),
        ("2013,7.5,0,0,1", "第 2 行“火灾起数”列：“7.5”不是非负整数"),
        ("2013,7,0,0,1\n2013,7,0,0,1", "第 3 行“年份”列：2013 年重复"),
        ("2998,7,0,0,1", "“2998”不是年份"),
        ("", "0 行"),
    ],
)
def test_a_return_that_cannot_be_right_is_refused(run, row, words):
    heading = "年份,火灾起数,死亡人数,受伤人数,直接财产损失\n"

    assert words in refused(run("import-returns", heading + row))
