"""Vehicles and crews used: by vehicle, by station, equal to the table of results."""

import pytest

from incidents.yearbook import periods, queries, use_queries
from incidents.yearbook.definitions import UnknownTable
from incidents.yearbook.questions import Question
from resources.errors import BadInput
from tests.incidents.yearbook.makers import ZONE
from tests.incidents.yearbook.test_queries import a_year as a_year

YEAR = periods.year(2025, ZONE)


@pytest.mark.usefixtures("a_year")
def test_the_vehicles_that_left_are_counted_and_the_idle_one_is_listed():
    table = use_queries.answer(Question("vehicle_use", YEAR), ZONE)

    # vehicles, share in ten-thousandths, reinforcements, people; 201 never left.
    assert {row.key: [cell.amount for cell in row.cells] for row in table.rows} == {
        "101": [1, 5_000, 0, 6],
        "102": [1, 5_000, 0, 5],
        "201": [0, 0, 0, 0],
    }
    assert all(check.holds for check in table.checks)
    results = queries.table("results", 2025, 2025, ZONE)
    for column in ("vehicles", "people"):
        assert table.total.known(column) == results.total.known(column)
    assert table.generated == 1


@pytest.mark.usefixtures("a_year")
def test_every_figure_opens_its_incidents():
    for by in ("", "station"):
        question = Question("vehicle_use", YEAR, by)
        table = use_queries.answer(question, ZONE)
        for row in (*table.rows, table.total):
            for cell in (cell for cell in row.cells if cell.filters):
                assert use_queries.behind(question, row.key, cell.key, ZONE).total == cell.amount
    by_station = use_queries.answer(Question("vehicle_use", YEAR, "station"), ZONE)
    assert {row.key: row.known("people") for row in by_station.rows} == {"S1": 11, "S2": 0}


def test_what_it_cannot_answer_is_refused(application):
    with pytest.raises(BadInput, match="by=station"):
        use_queries.answer(Question("vehicle_use", YEAR, "township"), ZONE)
    with pytest.raises(UnknownTable, match="由其他列算出"):
        use_queries.behind(Question("vehicle_use", YEAR), "total", "share", ZONE)
