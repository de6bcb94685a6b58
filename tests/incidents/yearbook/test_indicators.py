"""An indicator beside its aim, and the lists of two plans exactly as printed."""

from datetime import date

import pytest

from incidents.yearbook.formulas import RULES
from incidents.yearbook.indicator_offers import OFFERS, offer_of
from incidents.yearbook.indicator_table import as_table
from incidents.yearbook.indicator_values import Basis, FireYear, Stock
from incidents.yearbook.indicator_words import sentences
from incidents.yearbook.indicators import (
    Attribute,
    Better,
    Figure,
    FigureKind,
    IndicatorFacts,
    Listed,
    Standing,
    fact_faults,
    read_figure,
    stand,
    written,
)
from incidents.yearbook.series import Series, SeriesFigure
from resources.errors import FieldFault

YEARS = (2016, 2017, 2018, 2019, 2020)
FACTS = IndicatorFacts(
    "年度火灾亡人最大数", "deaths", "人", Attribute.BINDING, Better.LOW, "规划", "S", 1
)


def basis(**more: object) -> Basis:
    dead = (1, 0, 0, 0, 0)
    known = {
        "fires": {
            year: FireYear(100, one, 0, 40, 0) for year, one in zip(YEARS, dead, strict=True)
        },
        "series": {},
        "stock": None,
        "today": date(2021, 1, 1),
    }
    return Basis(**{**known, **more})  # type: ignore[arg-type]


def listed(
    facts: IndicatorFacts = FACTS,
    aims: dict[int, str] | None = None,
    told: dict[int, str] | None = None,
) -> Listed:
    def figures(given: dict[int, str] | None) -> dict[int, Figure]:
        return {year: Figure(text, "专栏3") for year, text in (given or {}).items()}

    return Listed("A", facts, figures(aims), figures(told))


def standing(**more: object) -> Standing:
    return stand(listed(**more), YEARS, basis())  # type: ignore[arg-type]


def test_the_deadliest_year_is_laid_beside_the_aim_and_not_the_last() -> None:
    met, missed = standing(aims={2025: "1"}), standing(aims={2025: "0"})

    assert (met.present, met.gap, met.is_met) == (10_000, 0, True)
    assert (missed.gap, missed.is_met) == (10_000, False)
    assert sentences(met)[0] == "2016—2020 年合并 1，2025 年目标 ≤1，相等，达标。"
    assert sentences(missed)[0].endswith("2025 年目标 ≤0，高 1，未达标。")


def test_the_printed_figure_beside_another_worked_out_is_told_and_not_repaired() -> None:
    # 专栏3 prints 1 for 2020; 专栏1 of the same plan has nobody dead in 2020.
    words = sentences(standing(aims={2025: "1"}, told={2020: "1"}))

    assert any("2020 年系统算得 0" in one and "填报值为 1（专栏3）" in one for one in words)


def test_a_told_value_is_compared_to_as_many_places_as_it_was_told() -> None:
    facts = IndicatorFacts("率", "human_caused", "", Attribute.UNSAID, Better.LOW, "规划", "S")

    # 40 / 100 = 0.4: "0.4" and "0.40" are that, "0.41" and "0" are not ("0" rounds 0.4 down).
    for text, agrees in (("0.4", True), ("0.40", True), ("0", True), ("0.41", False), ("1", False)):
        words = sentences(stand(listed(facts, told={2020: text}), YEARS, basis()))
        assert any("两者不同" in one for one in words) is not agrees, text


def test_the_aim_is_that_of_the_year_or_the_nearest_after_else_the_last() -> None:
    assert standing(aims={2020: "3", 2025: "1"}).aim_year == 2020
    assert standing(aims={2022: "3", 2025: "1"}).aim_year == 2022
    assert standing(aims={2015: "3", 2018: "1"}).aim_year == 2018
    assert standing().aim_year is None
    assert sentences(standing())[0] == "没有录入目标，不作比较。"


def test_a_value_told_by_hand_stands_where_nothing_is_worked_out() -> None:
    facts = IndicatorFacts(
        "抢险救援器材配备率", "", "%", Attribute.EXPECTED, Better.HIGH, "规划", "S"
    )

    told = stand(listed(facts, aims={2025: "100"}, told={2020: "71.5"}), YEARS, basis())
    untold = stand(listed(facts, aims={2025: "100"}), YEARS, basis())

    assert (told.present, told.gap, told.is_met) == (715_000, -285_000, False)
    assert sentences(told)[0] == "2020 年 71.5，2025 年目标 ≥100，低 28.5，未达标。"
    assert "2020 年 71.5 为填报值，来源：专栏3。" in sentences(told)
    assert (untold.present, untold.is_met) == (None, None)
    assert "缺 2020 年填报值，由统计员在本页填写。" in sentences(untold)


def test_a_year_that_is_not_over_and_a_reckoned_population_are_said() -> None:
    reckoned = SeriesFigure(Series.RESIDENT, 2020, 585_714, "由专栏3倒推", "C")
    facts = IndicatorFacts("率", "stations", "", Attribute.UNSAID, Better.HIGH, "规划", "S")
    stock = Stock(date(2020, 6, 1), 1, 9, 0, 0, 0, 0)
    found = stand(
        listed(facts, aims={2025: "0.23"}),
        YEARS,
        basis(series={(Series.RESIDENT, 2020): reckoned}, stock=stock, today=date(2020, 6, 1)),
    )

    words = sentences(found)

    # One station for 5.85714 × 100,000 people is 0.170732…
    assert words[0] == (
        "2020 年 0.1707（本年尚未结束，为至今的数），2025 年目标 ≥0.23，低 0.0593，未达标。"
    )
    assert "2020 年常住人口为 C 标记的数：由专栏3倒推" in words
    assert "2016、2017、2018、2019 年没有数值。" in words


def test_the_table_has_a_row_for_each_and_adds_none_of_them_up() -> None:
    table = as_table([standing(aims={2025: "1"})], YEARS, generated=7)

    assert [c.heading for c in table.definition.columns] == [
        *("2016年", "2017年", "2018年", "2019年", "2020年"),
        *("合并值", "目标", "与目标之差"),
    ]
    row = table.rows[0]
    assert row.label == "年度火灾亡人最大数（人，约束性）"
    assert [c.amount for c in row.cells] == [10_000, 0, 0, 0, 0, 10_000, 10_000, 0]
    assert not row.adds
    assert not table.has_total
    assert [column.printed for column in table.definition.columns][:1] == ["2016年"]
    assert table.notes[0] == "1 项指标：达标 1 项，未达标 0 项，不能判断 0 项。"
    assert table.notes[-1].startswith("依据的火灾含生成的演示数据 7 起")
    assert all(check.holds for check in table.checks)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0.12", 1_200), ("100", 1_000_000), ("4500", 45_000_000), ("0", 0), ("3.4700", 34_700)],
)
def test_a_figure_is_read_and_written_exactly(text: str, amount: int) -> None:
    assert read_figure(text) == amount
    assert read_figure(written(amount)) == amount


@pytest.mark.parametrize("text", ["", "≤0.1", "98%", "0.12345", "-1", "1e3", "=1", "１", "1,000"])
def test_a_text_that_is_no_such_number_is_refused(text: str) -> None:
    assert isinstance(read_figure(text), FieldFault)


def test_facts_that_say_nothing_are_refused_by_field() -> None:
    wrong = IndicatorFacts(" ", "magic", "", Attribute.UNSAID, Better.LOW, "=x", "Z", -1)

    assert [one.field for one in fact_faults(wrong)] == [
        *("name", "source", "formula", "mark", "rank")
    ]
    assert fact_faults(FACTS) == ()


def test_the_aims_of_youyang_are_offered_as_printed() -> None:
    offer = offer_of("youyang-3")

    assert offer is not None
    assert [
        (
            *(one.facts.name, one.facts.unit, one.facts.attribute.value),
            *((kind.value, year, figure.text) for kind, year, figure in one.figures),
        )
        for one in offer.indicators
    ] == [
        ("年度火灾亡人最大数", "人", "binding", ("aim", 2025, "1"), ("told", 2020, "1")),
        ("十万人拥有消防救援站", "个", "expected", ("aim", 2025, "0.23"), ("told", 2020, "0.12")),
        ("乡镇专职消防队覆盖率", "%", "binding", ("aim", 2025, "100"), ("told", 2020, "100")),
        ("万人专职消防员拥有率", "人", "expected", ("aim", 2025, "3.47"), ("told", 2020, "2.8")),
        ("万人消防车拥有率", "台", "expected", ("aim", 2025, "0.18"), ("told", 2020, "0.12")),
    ]
    assert {one.facts.mark for one in offer.indicators} == {"S"}


def test_the_aims_of_shuozhou_are_offered_without_the_base_it_does_not_print() -> None:
    offer = offer_of("shuozhou-1")

    assert offer is not None and len(offer.indicators) == 19
    first, second, third = offer.indicators[:3]
    assert [
        (one.facts.formula, one.facts.better.value, one.figures[0][2].text)
        for one in (first, second, third)
    ] == [
        ("death_rate", "low", "0.10"),
        ("loss_rate", "low", "4500"),
        ("human_caused", "low", "0.5"),
    ]
    assert all(len(one.figures) == 1 for one in offer.indicators)
    assert {one.figures[0][:2] for one in offer.indicators} == {(FigureKind.AIM, 2025)}
    twelfth = offer.indicators[12]
    assert twelfth.facts.name == "常规救援装备提质升级：抢险救援器材配备率"
    assert (twelfth.facts.unit, twelfth.figures[0][2].text) == ("%", "100")
    # "5" new stations and two rates are printed without a unit, and none is made up.
    without = [one.facts.name for one in offer.indicators if not one.facts.unit]
    assert without == ["年均10万人口火灾死亡率", "年均人为因素火灾发生率", "新建消防救援站"]


def test_every_offered_indicator_can_stand_in_a_list() -> None:
    for offer in OFFERS:
        for one in offer.indicators:
            assert fact_faults(one.facts) == (), one.code
    names = [one.facts.name for offer in OFFERS for one in offer.indicators]
    assert len(set(names)) == len(names)
    assert len(RULES) == 11
