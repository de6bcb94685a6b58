"""Indicators worked out by hand, and what they say where a figure is missing."""

from datetime import date

import pytest

from incidents.yearbook.formulas import RULES, Formula, Reading, Span, rate, read_formula
from incidents.yearbook.indicator_values import Basis, FireYear, Stock, Worked, of_year, of_years
from incidents.yearbook.series import Series, SeriesFigure

STOCK = Stock(
    day=date(2021, 6, 1),
    stations=1,
    vehicles=9,
    hydrants=40,
    hydrants_intact=39,
    townships=39,
    townships_with_brigade=39,
)


def told(series: Series, year: int, value: int) -> tuple[tuple[Series, int], SeriesFigure]:
    return (series, year), SeriesFigure(series, year, value, "公报", "S")


def basis(**more: object) -> Basis:
    known = {
        "fires": {
            2016: FireYear(182, 1, 1_712_374_600, 91, 0),
            2017: FireYear(213, 0, 1_263_996_400, 100, 1),
            2018: FireYear(0, 0, 0, 0, 0),
            2019: FireYear(338, 0, 170_875_000, None, None, is_return=True),
        },
        "series": dict(
            [
                told(Series.RESIDENT, 2016, 555_000),
                told(Series.RESIDENT, 2017, 560_000),
                told(Series.RESIDENT, 2021, 600_000),
                told(Series.REGISTERED, 2021, 850_000),
                told(Series.GDP, 2016, 12_500_000_000),
                told(Series.GDP, 2017, 13_500_000_000),
                told(Series.FIREFIGHTERS, 2021, 164),
            ]
        ),
        "stock": STOCK,
        "today": date(2021, 6, 1),
    }
    return Basis(**{**known, **more})  # type: ignore[arg-type]


def year_of(code: str, year: int, **more: object) -> Worked:
    reading = read_formula(code)
    assert reading is not None
    return of_year(reading, year, basis(**more))


@pytest.mark.parametrize(
    ("code", "year", "value"),
    [
        # 1 / 5.55 = 0.18018 people for each 100,000.
        ("death_rate", 2016, 1_802),
        # 17,123,746 yuan over 125 亿元 = 136,989.968 yuan.
        ("loss_rate", 2016, 1_369_899_680),
        # 91 / 182 is a half exactly; 100 / 213 = 0.469484.
        ("human_caused", 2016, 5_000),
        ("human_caused", 2017, 4_695),
        ("deaths", 2016, 10_000),
        ("most_serious", 2017, 10_000),
        # 1 / 6 = 0.166667; among the registered 1 / 8.5 = 0.117647.
        ("stations", 2021, 1_667),
        ("stations:registered", 2021, 1_176),
        # 164 / 60 = 2.733333; of all people 164 / 600,000 = 0.027333 %.
        ("firefighters", 2021, 27_333),
        ("firefighter_share", 2021, 273),
        # 9 / 60 = 0.15; 39 of 40 are 97.5 %.
        ("vehicles", 2021, 1_500),
        ("hydrants", 2021, 975_000),
        ("brigades", 2021, 1_000_000),
    ],
)
def test_each_formula_gives_what_the_hand_gives(code: str, year: int, value: int) -> None:
    worked = year_of(code, year)

    assert worked.value == value
    assert worked.missing == ()


def test_years_together_are_sums_divided_and_not_the_mean_of_rates() -> None:
    deaths = of_years(Reading(Formula.DEATH_RATE), (2016, 2017), basis())
    losses = of_years(Reading(Formula.LOSS_RATE), (2016, 2017), basis())

    # One death among 1,115,000 person-years; 29,763,710 yuan over 260 亿元.
    assert deaths.value == 897
    assert losses.value == 1_144_758_077
    assert of_years(Reading(Formula.DEATHS), (2016, 2017, 2018), basis()).value == 10_000
    assert of_years(Reading(Formula.MOST_SERIOUS), (2016, 2017, 2018), basis()).value == 10_000


def test_the_shuozhou_check_of_the_reference_comes_out() -> None:
    # 8 deaths in five years among 1.6 million people: 0.10 for each 100,000 and year.
    fires = {
        year: FireYear(370, dead, 0)
        for year, dead in zip(range(2016, 2021), (2, 2, 2, 1, 1), strict=True)
    }
    people = dict(told(Series.RESIDENT, year, 1_600_000) for year in fires)

    worked = of_years(Reading(Formula.DEATH_RATE), tuple(fires), basis(fires=fires, series=people))

    assert worked.value == 1_000


@pytest.mark.parametrize(
    ("code", "year", "words"),
    [
        ("death_rate", 2018, "缺 2018 年常住人口，由统计员在“统计基数”页填报"),
        ("death_rate:registered", 2016, "缺 2016 年户籍人口"),
        ("loss_rate", 2018, "缺 2018 年地区生产总值"),
        ("firefighters", 2016, "缺 2016 年专职消防员人数"),
        ("deaths", 2015, "没有火灾和警情记录，不能当作 0"),
        ("deaths", 2022, "尚未到来"),
        ("human_caused", 2019, "只有年报数"),
        ("most_serious", 2019, "只有年报数"),
        ("human_caused", 2018, "没有登记火灾，比率无从计算"),
        ("stations", 2020, "系统只知道今天的"),
        ("stations", 2016, "系统只知道今天的"),
    ],
)
def test_a_missing_figure_is_named_and_never_guessed(code: str, year: int, words: str) -> None:
    worked = year_of(code, year)

    assert worked.value is None
    assert len(worked.missing) == 1 and words in worked.missing[0]


def test_every_missing_year_is_named_once_and_a_year_of_the_return_still_counts_its_dead() -> None:
    years = of_years(Reading(Formula.DEATH_RATE), (2016, 2018, 2019), basis())

    assert [words[:8] for words in years.missing] == ["缺 2018 年", "缺 2019 年"]
    assert year_of("deaths", 2019).value == 0
    assert year_of("deaths", 2018).value == 0


def test_a_county_without_hydrants_or_stock_has_no_share() -> None:
    empty = Stock(date(2021, 6, 1), 0, 0, 0, 0, 0, 0)

    assert "没有市政消火栓和水鹤" in year_of("hydrants", 2021, stock=empty).missing[0]
    assert year_of("stations", 2021, stock=empty).value == 0
    assert year_of("stations", 2021, stock=None).value is None


def test_a_value_tells_what_it_is_made_of() -> None:
    worked = year_of("stations:registered", 2021)

    assert worked.words == "国家综合性消防救援站 1 个（2021-06-01 存量）÷ 850000 人"
    assert [figure.series for figure in worked.series] == [Series.REGISTERED]


def test_rates_are_rounded_half_up_once() -> None:
    # 1 / 16 = 0.0625 exactly; 1 / 32 = 0.03125, half a ten-thousandth is taken up.
    assert rate(1, 16) == 625
    assert rate(1, 32) == 313
    assert rate(0, 7) == 0
    assert rate(2, 3, 100) == 666_667


def test_a_formula_is_stored_by_its_name_and_its_population() -> None:
    for formula in Formula:
        assert read_formula(Reading(formula).code) == Reading(formula)
    registered = Reading(Formula.STATIONS, Series.REGISTERED)
    assert registered.code == "stations:registered"
    assert read_formula("stations:registered") == registered
    assert "户籍人口（P）" in registered.words
    for wrong in ("", "nothing", "stations:gdp", "stations:", "deaths;", "deaths:registered"):
        assert read_formula(wrong) is None


def test_only_what_fires_make_has_a_value_of_several_years() -> None:
    spans = {formula for formula, rule in RULES.items() if rule.span is not Span.NONE}

    assert spans == {
        Formula.DEATH_RATE,
        Formula.LOSS_RATE,
        Formula.HUMAN_CAUSED,
        Formula.DEATHS,
        Formula.MOST_SERIOUS,
    }
    assert of_years(Reading(Formula.STATIONS), (2020, 2021), basis()).value is None
