"""The demonstration tells what its plan has, says what was worked out back, and nothing else."""

import pytest

from incidents.yearbook import series_book
from incidents.yearbook.formulas import rate
from incidents.yearbook.indicator_queries import listed
from incidents.yearbook.series import Series
from incidents.yearbook.series_queries import all_series, series_value
from resources.database import transaction
from seed.plan_aims import FIGURES, tell_plan_aims
from tests.makers import make_act


@pytest.mark.usefixtures("application")
def test_the_plan_s_figures_and_aims_are_told_once_and_gdp_is_left_empty() -> None:
    for _ in range(2):
        with transaction() as session:
            tell_plan_aims(session, make_act())

    assert [(row.series, row.year, row.value, row.mark) for row in all_series()] == [
        ("resident", 2020, 585_714, "C"),
        ("registered", 2020, 833_333, "C"),
        ("firefighters", 2020, 164, "S"),
    ]
    assert series_value(Series.GDP, 2020) is None
    assert len(listed()) == 5


def test_the_populations_worked_out_back_give_the_printed_rates_again() -> None:
    told = {figure.series: figure.value for figure in FIGURES}

    # 164 / 58.5714 is 2.80; one station for 8.33333 × 100,000 is 0.12.
    assert rate(164, told[Series.RESIDENT], 10_000) == 28_000
    assert rate(1, told[Series.REGISTERED], 100_000) == 1_200
    assert all("倒推" in figure.source for figure in FIGURES if figure.mark == "C")


@pytest.mark.usefixtures("application")
def test_a_figure_somebody_struck_is_not_told_again_beside_the_others() -> None:
    with transaction() as session:
        tell_plan_aims(session, make_act())
        series_book.strike(session, Series.RESIDENT, 2020, None, "待核", make_act(1))

    with transaction() as session:
        tell_plan_aims(session, make_act(2))

    assert series_value(Series.RESIDENT, 2020) is None
