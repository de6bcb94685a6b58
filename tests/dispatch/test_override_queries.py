"""Orders that differ from the advice as a table: counted, added up, opened."""

import pytest
from flask import Flask

from dispatch import desk, override_queries
from dispatch.overrides import OverrideReason
from incidents import queries
from incidents.yearbook import periods
from incidents.yearbook.definitions import UnknownTable
from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import Question
from resources.database import transaction
from resources.errors import BadInput
from tests.makers import a_county_with, make_act, minute, take_a_call

ZONE = "Asia/Shanghai"
YEAR = periods.year(minute(0).year, ZONE)


def test_orders_are_counted_by_reason_and_every_figure_opens(application: Flask) -> None:
    a_county_with("龙潭1", "龙潭2")
    number = take_a_call()
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, ["龙潭2"], make_act(1), override_code=OverrideReason.ROAD)
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, ["龙潭1"], make_act(2))

    for by in override_queries.BY:
        question = Question("overrides", YEAR, by)
        table = override_queries.answer(question, ZONE)
        assert table.total.known("orders") == 2
        assert all(check.holds for check in table.checks)
        for row in (*table.rows, table.total):
            for cell in (cell for cell in row.cells if cell.filters):
                found = override_queries.behind(question, row.key, cell.key, ZONE)
                assert found.total == cell.amount
                assert sum(part.amount for part in found.parts) == cell.amount
    assert table.total.known("road") == 1


def test_what_the_table_cannot_answer_is_refused(application: Flask) -> None:
    for question in (
        Question("overrides", YEAR, "township"),
        Question("overrides", YEAR, compare=Compare.YEAR_BACK),
        Question("overrides", YEAR, filters=(("urban", "rural"),)),
    ):
        with pytest.raises(BadInput, match="调派调整统计表"):
            override_queries.answer(question, ZONE)
    with pytest.raises(UnknownTable, match="没有行"):
        override_queries.behind(Question("overrides", YEAR), "no~row", "orders", ZONE)
