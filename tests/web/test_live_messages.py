"""What a page is told of a board that changed, and how an event is written."""

from typing import Any

from web.live.messages import changes, event, moved
from web.shapes import Shape


def board(**parts: Any) -> Shape:
    """Make a board of two units and two incidents, with some parts other than usual."""
    whole: Shape = {
        "now": "2026-01-01T04:00:00Z",
        "log_seq": 7,
        "counts": {"waiting": 1},
        "units": [unit("龙潭1"), unit("龙潭2")],
        "incidents": [incident("001"), incident("002")],
        "overdue": [],
    }
    return whole | parts


def unit(call_sign: str, **told: Any) -> Shape:
    still: Shape = {"call_sign": call_sign, "status": "in_station", "version": 1}
    return still | {"position": None, "position_at": None, "position_age_s": None} | told


def incident(number: str, **told: Any) -> Shape:
    return {"number": number, "state": "filed", "version": 1, **told}


def test_an_event_is_one_line_of_json_with_the_place_to_resume_from() -> None:
    assert event("log", {"text": "甲\n乙"}, 7) == (
        'id: 7\nevent: log\ndata: {"text":"甲\\n乙"}\n\n'.encode()
    )
    assert event("typing", []) == b"event: typing\ndata: []\n\n"


def test_of_equal_boards_nothing_is_told_however_much_time_has_passed() -> None:
    later = board(now="2026-01-01T04:00:02Z", log_seq=8)

    assert changes(board(), later) == {}


def test_only_the_unit_that_changed_is_told() -> None:
    gone = unit("龙潭2", status="alerted")

    told = changes(board(), board(units=[unit("龙潭1"), gone]))

    assert told == {"units": {"changed": [gone]}}


def test_an_incident_that_closed_is_missing_from_the_order() -> None:
    told = changes(board(), board(incidents=[incident("002")]))

    assert told == {"incidents": {"changed": [], "order": ["002"]}}


def test_a_new_incident_is_told_with_its_place_in_the_order() -> None:
    new = incident("003")

    told = changes(board(), board(incidents=[new, incident("001"), incident("002")]))

    assert told == {"incidents": {"changed": [new], "order": ["003", "001", "002"]}}


def test_driving_makes_no_new_board_but_every_step_of_an_incident_does() -> None:
    here = {"lon": 108.7, "lat": 28.8, "datum": "wgs84"}
    driving = unit("龙潭1", position=here, position_at="x", position_age_s=3, version=2)
    edited = incident("001", version=2)

    assert changes(board(), board(units=[driving, unit("龙潭2")])) == {}
    told = changes(board(), board(incidents=[edited, incident("002")]))
    assert told == {"incidents": {"changed": [edited]}}


def test_any_other_part_is_told_whole_also_one_that_is_new() -> None:
    told = changes(board(), board(counts={"waiting": 2}, roads={"version": "x"}))

    assert told == {"counts": {"waiting": 2}, "roads": {"version": "x"}}


def test_positions_are_put_into_the_board_that_the_next_reader_gets() -> None:
    held = board()

    moved(held, [{"call_sign": "龙潭2", "position_at": "y", "speed_kmh": 40.0}])
    moved(held, [{"call_sign": "没有", "position_at": "y"}])

    assert held["units"] == [unit("龙潭1"), unit("龙潭2", position_at="y")]
