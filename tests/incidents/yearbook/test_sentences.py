"""Sentences of the year report: made by hand once, and every number in them is a cell."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from incidents.yearbook import sentences
from incidents.yearbook.comparing import derived_amounts, with_derived
from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.definitions import (
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    Kind,
    Takes,
    plain,
)
from incidents.yearbook.periods import Compare
from incidents.yearbook.shares import SHARE, turned, with_share

YEAR_BACK = Compare.YEAR_BACK
ADDED = Takes()


def a_table(
    columns: tuple[Column, ...],
    rows: dict[str, tuple[int | None, ...]],
    total: tuple[int | None, ...],
    parts: tuple[str, ...] = (),
) -> Table:
    """Return a table of 2020 of these amounts; the first column is the whole of the parts."""
    definition = Definition(
        name="t",
        title="试表",
        population="试",
        columns=columns,
        version="1",
        source="试（P）",
        notes=(),
        whole=columns[0].key if parts else "",
        parts=parts,
        row_heading="乡镇街道",
    )

    def row(key: str, label: str, amounts: tuple[int | None, ...]) -> Row:
        told = zip(columns, amounts, strict=True)
        return Row(key, label, tuple(Cell(column.key, amount) for column, amount in told))

    lines = tuple(row(label, label, amounts) for label, amounts in rows.items())
    last = row(TOTAL_KEY, TOTAL_LABEL, total)
    return Table(definition, 2020, 2020, lines, last, (), (), 0)


def calls(now: tuple[int, int, int], before: tuple[int, int, int] | None) -> Table:
    """Return a compared table of all calls, fires and rescues, turned."""
    plain_columns = tuple(
        Column(key, heading, "次", Kind.COUNT, ADDED)
        for key, heading in (("total", "总警情"), ("fire", "火灾扑救"), ("rescue", "抢险救援"))
    )
    keys = [column.key for column in plain_columns]
    amounts = dict(zip(keys, now, strict=True))
    then = dict(zip(keys, before, strict=True)) if before else None
    columns = with_derived(plain_columns, YEAR_BACK, "")
    told = {**amounts, **derived_amounts(columns, amounts, then, None)}
    total = tuple(told[column.key] for column in columns)
    return turned(a_table(columns, {}, total, ("fire", "rescue")), YEAR_BACK, "类别")


def by_place(rows: dict[str, int | None], unit: str = "次") -> Table:
    column = Column("total", "总警情", unit, Kind.COUNT, ADDED)
    total = sum(amount or 0 for amount in rows.values())
    table = a_table((column,), {label: (amount,) for label, amount in rows.items()}, (total,))
    untold = tuple(replace(row, key="untold") if row.key == "未填" else row for row in table.rows)
    return with_share(replace(table, rows=untold), "total")


def test_the_whole_is_compared_with_the_year_before_and_its_parts_are_named():
    told = sentences.overall(calls((450, 300, 150), (472, 300, 172)))

    # 450 - 472 = -22; 22 / 472 = 4.66 %. 150 - 172 = -22; 22 / 172 = 12.79 %.
    assert told == (
        "2020年共接报警情450次，比上年同期（472次）减少22次，下降4.66%。",
        "其中火灾扑救300次，占66.67%，与上年同期持平；"
        "抢险救援150次，占33.33%，比上年同期（172次）减少22次，下降12.79%。",
        "各类警情中火灾扑救最多，为300次（占66.67%）。",
    )


def test_without_a_base_there_is_no_comparison():
    unknown = sentences.overall(calls((450, 300, 150), None))
    from_nothing = sentences.overall(calls((3, 2, 1), (0, 0, 0)))

    assert unknown[0] == "2020年共接报警情450次，没有上年同期数据，不作同比。"
    assert "上升" not in "".join(from_nothing)
    # A share of nothing is no number: the rise is told, the per cent is not.
    assert from_nothing[0] == "2020年共接报警情3次，比上年同期（0次）增加3次。"


def test_a_year_without_calls_has_no_largest_class():
    assert sentences.overall(calls((0, 0, 0), (0, 0, 0))) == (
        "2020年共接报警情0次，与上年同期持平。",
    )


def test_money_is_told_as_it_is_printed():
    loss = Column("loss", "直接财产损失", "万元", Kind.MONEY, ADDED)
    columns = with_derived((loss,), YEAR_BACK, "")
    amounts = {"loss": 6_748_198_00}
    told = {**amounts, **derived_amounts(columns, amounts, {"loss": 1_708_750_00}, None)}
    table = a_table(columns, {}, tuple(told[column.key] for column in columns))

    # 674.8198 - 170.8750 = 503.9448; 503.9448 / 170.8750 = 294.92 %.
    assert sentences.totals(table, ("loss",), "登记火灾") == (
        "2020年登记火灾直接财产损失674.8198万元，比上年同期（170.8750万元）增加503.9448万元，"
        "上升294.92%。",
    )


def test_the_highest_and_the_lowest_are_named_and_ties_together():
    peak = sentences.peaks(by_place({"1月": 5, "2月": 9, "3月": 5}), "total", "从月份看，")
    tied = sentences.peaks(by_place({"1月": 9, "2月": 9, "3月": 5}), "total", "从月份看，")
    flat = sentences.peaks(by_place({"1月": 4, "2月": 4}), "total", "从月份看，")
    none = sentences.peaks(by_place({"1月": 0, "2月": 0}), "total", "从月份看，")

    assert peak == ("从月份看，2月最多，为9次（占47.37%）；1月、3月最少，均为5次。",)
    assert tied == ("从月份看，1月、2月并列最多，均为9次；3月最少，为5次。",)
    assert flat == ("从月份看，1月、2月并列最多，均为4次。",)
    assert none == ()


def test_leaders_stand_in_order_and_what_nobody_placed_is_told():
    table = by_place({"甲镇": 1, "乙镇": 6, "丙镇": 0, "丁镇": 2, "戊镇": 1, "未填": 10})

    told = sentences.leaders(table, "total", "较多的")

    # 甲镇 and 戊镇 tie for the third place: both are named.
    assert told == (
        "较多的：乙镇6次（占30.00%）、丁镇2次（占10.00%）、甲镇1次（占5.00%）、戊镇1次（占5.00%）。",
        "另有10次没有填写乡镇街道。",
    )


def test_too_many_that_tie_for_the_last_place_are_all_left_out():
    table = by_place({"甲镇": 6, "乙镇": 5, **{f"{one}村": 1 for one in "一二三四五六"}})

    assert sentences.leaders(table, "total", "较多的") == (
        "较多的：甲镇6次（占35.29%）、乙镇5次（占29.41%）。",
    )


def test_town_and_country_are_told_with_their_shares():
    assert sentences.each(by_place({"城市": 1, "农村": 3}), "total", "按城乡分") == (
        "按城乡分：城市1次（占25.00%）；农村3次（占75.00%）。",
    )


def test_demo_data_returns_open_incidents_and_gaps_are_said():
    table = by_place({"2018年": 3, "2019年": None})
    marked = replace(table.rows[0], mark="年报数")
    told = sentences.provisos(
        [replace(table, rows=(marked, table.rows[1]), generated=2, incomplete=1)]
    )

    assert told == (
        sentences.DEMO,
        "部分警情尚未结案或缺项，条数见各表注行，数字可能变动。",
        "2018年为年报数，没有逐起记录，不能查到背后的警情。",
        "2019年有的数字没有数据，表中以“—”表示，不是零。",
    )
    assert sentences.provisos([by_place({"2018年": 3})]) == ()


def numbers_in(words: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", words))


def cells_of(table: Table) -> set[str]:
    """Every figure of a table as printed, without its sign, and the year it is about."""
    told = {
        plain(column, abs(cell.amount))
        for row in (*table.rows, table.total)
        for column, cell in zip(table.definition.columns, row.cells, strict=True)
        if cell.amount is not None
    }
    return {*told, "2020"}


amounts = st.integers(0, 10**6)
names = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=4)
tables = st.dictionaries(names, st.none() | amounts, max_size=8)


@given(tables, st.booleans())
def test_every_number_about_rows_is_a_cell(rows, has_untold):
    table = by_place({**rows, "未填": 7} if has_untold else rows)

    for told in (
        sentences.peaks(table, "total", "最"),
        sentences.leaders(table, "total", "多"),
        sentences.each(table, "total", "各"),
        sentences.provisos([table]),
    ):
        assert numbers_in("".join(told)) <= cells_of(table)


triples = st.tuples(amounts, amounts).map(lambda pair: (sum(pair), *pair))


@given(triples, st.none() | triples)
def test_every_number_about_the_whole_is_a_cell(now, before):
    table = calls(now, before)

    told = "".join(sentences.overall(table))

    assert numbers_in(told) <= cells_of(table)
    assert str(now[0]) in numbers_in(told)
    if before is None:
        assert "上升" not in told and "下降" not in told


@given(tables)
def test_shares_are_of_the_total_and_never_of_nothing(rows):
    table = by_place(rows)
    total = table.total.known("total")

    for row in table.rows:
        amount = row.known("total")
        if not total or amount is None:
            assert row.known(SHARE) is None
        else:
            exact = amount * 10_000 / total
            assert abs((row.known(SHARE) or 0) - exact) <= 0.5
