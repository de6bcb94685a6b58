from dataclasses import replace

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.definitions import Definition
from incidents.yearbook.differences import DIFFERENCES
from incidents.yearbook.disagreements import call_outs_against_fires, year_against_months
from incidents.yearbook.tables import FIRES


def make_row(definition: Definition, key: str, mark: str = "", **amounts: int) -> Row:
    cells = tuple(
        Cell(column.key, amounts.get(column.key, 0), (("row", key), ("column", column.key)))
        for column in definition.columns
    )
    return Row(key, f"{key}年", cells, mark)


def make_table(definition: Definition, *rows: Row) -> Table:
    return Table(definition, 2019, 2020, rows, make_row(definition, "total"), (), (), 0)


def test_call_outs_that_are_no_fires_say_why_and_by_which_records():
    # Five call-outs, of them one false and two not registered, and one fire nobody called about:
    # 5 - 1 - 2 + 1 = 3.
    table = make_table(
        DIFFERENCES,
        make_row(
            DIFFERENCES, "2020", call_outs=5, false_alarms=1, unregistered=2, no_incident=1, fires=3
        ),
    )

    (found,) = call_outs_against_fires(table)

    assert found.explained
    assert found.sentence == (
        "2020年 火灾扑救警情与登记火灾：火灾扑救警情 5 次，登记火灾 3 起，相差 2："
        "－虚假警 1；－尚未登记火灾 2；＋没有警情记录 1。"
    )
    assert found.reasons[1].filters == (("row", "2020"), ("column", "unregistered"))


def test_equal_figures_of_different_records_are_told_too():
    row = make_row(DIFFERENCES, "2020", call_outs=3, false_alarms=1, no_incident=1, fires=3)

    (found,) = call_outs_against_fires(make_table(DIFFERENCES, row))

    assert (found.size, found.explained) == ("0", True)


def test_a_year_whose_fires_are_its_call_outs_is_not_told():
    row = make_row(DIFFERENCES, "2020", call_outs=3, fires=3)

    assert call_outs_against_fires(make_table(DIFFERENCES, row)) == ()


def test_reasons_that_do_not_add_up_say_so():
    row = make_row(DIFFERENCES, "2020", call_outs=5, false_alarms=1, fires=3)

    (found,) = call_outs_against_fires(make_table(DIFFERENCES, row))

    assert not found.explained and "（未能全部说明）" in found.sentence


def test_a_year_is_the_sum_of_its_months_or_says_by_how_much_it_is_not():
    years = make_table(FIRES, make_row(FIRES, "2020", fires=3, loss=20_000))
    months = make_table(
        FIRES,
        make_row(FIRES, "2020-01", fires=1, loss=20_000),
        make_row(FIRES, "2020-12", fires=1),
        make_row(FIRES, "2021-01", fires=9),
    )

    (found,) = year_against_months(years, months)

    assert found.sentence == (
        "2020年 火灾统计表火灾起数：全年 3，各月之和 2，相差 1："
        "原因不明：汇总数与逐条记录不符，请运行 fenghuo rebuild-yearbook 核对（未能全部说明）。"
    )


def test_a_yearly_return_has_no_months_and_that_is_the_reason():
    returned = make_row(FIRES, "2019-return", "年报数", fires=338)
    besides = replace(make_row(FIRES, "2020-return", "年报数", fires=9), adds=False)

    found = year_against_months(make_table(FIRES, returned, besides), make_table(FIRES))

    assert [(one.size, one.explained) for one in found] == [("338", True)]
    assert "年报数只有全年，没有月份" in found[0].sentence
