import pytest

from incidents.yearbook.entries import Part, call_entries, fire_entries, parts_of
from incidents.yearbook.tables import CALLS, FIRES, UnknownTable
from tests.incidents.yearbook.makers import RESCUE, SPANS, in_year, make_fire, make_incident

FIRE_ENTRIES = fire_entries(
    [
        make_fire("F1", dead=2, loss_fen=700, incident_number="1"),
        make_fire("F2", loss_fen=50),
        make_fire("F3", dead=1, occurred_at=in_year(2024)),
    ],
    SPANS,
)


def test_only_what_adds_to_a_cell_is_behind_it():
    parts = parts_of(FIRES, FIRE_ENTRIES, SPANS, "2025", "dead")

    assert parts == (Part("F1", "1", 2),)


def test_behind_a_total_stand_all_years():
    parts = parts_of(FIRES, FIRE_ENTRIES, SPANS, "total", "dead")

    assert [(part.number, part.amount) for part in parts] == [("F1", 2), ("F3", 1)]


def test_a_call_out_is_behind_its_class_and_no_other():
    entries = call_entries([make_incident("1"), make_incident("2", RESCUE)], SPANS)

    fire = parts_of(CALLS, entries, SPANS, "2025", "fire")
    social = parts_of(CALLS, entries, SPANS, "2025", "social")

    assert [part.number for part in fire] == ["1"]
    assert social == ()


@pytest.mark.parametrize(("row", "column"), [("2023", "dead"), ("all", "dead"), ("2025", "deaths")])
def test_a_cell_that_is_not_there_is_refused(row, column):
    with pytest.raises(UnknownTable, match="没有"):
        parts_of(FIRES, FIRE_ENTRIES, SPANS, row, column)
