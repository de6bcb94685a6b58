"""The scene sketch: what may be drawn, that nothing is deleted, and two who act at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from incidents import queries, sketch_queries, sketching
from incidents.errors import IncidentIsClosed, MarkStruck, SketchIsFull, UnknownMark
from incidents.lifecycle import IncidentState
from incidents.sketch_marks import (
    FORMS,
    LONGEST_LABEL,
    MARK_LABELS,
    MOST_MARKS,
    MOST_POINTS,
    Mark,
    MarkKind,
    require_near,
)
from resources.database import db, transaction
from resources.errors import BadInput
from resources.geography import Position
from tests.makers import TOWN, make_act, make_county, take_a_call

NORTH = Position(TOWN.lon, TOWN.lat + 0.001)
EAST = Position(TOWN.lon + 0.001, TOWN.lat)
TRIANGLE = (TOWN, NORTH, EAST)


def faults(kind: MarkKind, *points: Position, label: str = "") -> list[str]:
    with pytest.raises(BadInput) as refused:
        Mark(kind, points, label)
    return [fault.field for fault in refused.value.faults]


def draw(number: str, mark: Mark, at: float = 1, by: str = "甲") -> int:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        return sketching.draw(session, row, mark, make_act(at, by=by)).id


def strike(number: str, mark_id: int, at: float = 2, by: str = "甲") -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        sketching.strike(session, row, mark_id, make_act(at, by=by))


@pytest.fixture
def number(application: Flask) -> str:
    with transaction() as session:
        make_county(session)
    return take_a_call(position=TOWN)


def test_every_kind_has_a_name_and_a_form() -> None:
    assert set(MARK_LABELS) == set(FORMS) == set(MarkKind)


def test_a_symbol_is_one_point_a_line_two_an_area_three() -> None:
    Mark(MarkKind.NOZZLE, (TOWN,), "一号")
    Mark(MarkKind.ATTACK, (TOWN, NORTH))
    Mark(MarkKind.CORDON, TRIANGLE)

    assert faults(MarkKind.NOZZLE) == ["points"]
    assert faults(MarkKind.NOZZLE, TOWN, NORTH) == ["points"]
    assert faults(MarkKind.ATTACK, TOWN) == ["points"]
    assert faults(MarkKind.CORDON, TOWN, NORTH) == ["points"]


def test_points_on_one_spot_are_one_point() -> None:
    assert faults(MarkKind.ATTACK, TOWN, TOWN) == ["points"]
    assert faults(MarkKind.CORDON, TOWN, NORTH, TOWN, NORTH) == ["points"]


def test_too_many_points_and_too_many_words_are_refused_together() -> None:
    line = tuple(Position(TOWN.lon, TOWN.lat + 0.0001 * at) for at in range(MOST_POINTS + 1))

    assert faults(MarkKind.ATTACK, *line, label="长" * (LONGEST_LABEL + 1)) == ["points", "label"]


def test_a_mark_on_another_place_is_refused_with_the_distance() -> None:
    # A tenth of a degree of latitude is 11.1 km.
    far = Mark(MarkKind.WATER, (Position(TOWN.lon, TOWN.lat + 0.1),))

    with pytest.raises(BadInput, match=r"11\.1 公里"):
        require_near(far, TOWN)
    require_near(Mark(MarkKind.WATER, (Position(TOWN.lon, TOWN.lat + 0.04),)), TOWN)


def test_a_drawn_mark_is_kept_and_told_in_the_log(number: str) -> None:
    key = draw(number, Mark(MarkKind.CORDON, TRIANGLE, "东侧"))

    (row,) = sketch_queries.marks_of(number)
    assert (row.id, row.kind, row.label, row.drawn_by) == (key, "cordon", "东侧", "甲")
    assert [(round(p.lon, 6), round(p.lat, 6)) for p in sketch_queries.points_of(row)] == [
        (108.77, 28.841),
        (108.77, 28.842),
        (108.771, 28.841),
    ]
    entry = queries.log_of(number)[-1]
    assert (entry.kind, entry.text) == ("sketch_drawn", "标绘 警戒区“东侧”")


def test_a_struck_mark_leaves_the_sketch_and_stays_in_the_record(number: str) -> None:
    key = draw(number, Mark(MarkKind.NOZZLE, (TOWN,)))

    strike(number, key, by="乙")

    assert list(sketch_queries.marks_of(number)) == []
    (row,) = sketch_queries.marks_of(number, with_struck=True)
    assert (row.struck_by, row.kind) == ("乙", "nozzle")
    kinds = [entry.kind for entry in queries.log_of(number)]
    assert kinds[-2:] == ["sketch_drawn", "sketch_struck"]
    with pytest.raises(MarkStruck, match="已由乙撤销"):
        strike(number, key)


def test_a_mark_is_struck_only_under_its_own_incident(number: str) -> None:
    other = take_a_call(at=5, position=TOWN)
    key = draw(number, Mark(MarkKind.NOZZLE, (TOWN,)))

    with pytest.raises(UnknownMark):
        strike(other, key)

    assert len(sketch_queries.marks_of(number)) == 1


def test_where_the_incident_has_no_point_the_first_mark_is_the_scene(application: Flask) -> None:
    with transaction() as session:
        make_county(session)
    number = take_a_call(position=None)
    draw(number, Mark(MarkKind.COMMAND_POST, (TOWN,)))

    with pytest.raises(BadInput, match="公里"):
        draw(number, Mark(MarkKind.WATER, (Position(TOWN.lon + 0.2, TOWN.lat),)))

    assert len(sketch_queries.marks_of(number)) == 1


def test_a_full_sketch_takes_no_more_until_one_is_struck(number: str) -> None:
    keys = [draw(number, Mark(MarkKind.NOZZLE, (TOWN,)), at) for at in range(MOST_MARKS)]

    with pytest.raises(SketchIsFull, match=str(MOST_MARKS)):
        draw(number, Mark(MarkKind.WATER, (TOWN,)))

    strike(number, keys[0])
    draw(number, Mark(MarkKind.WATER, (TOWN,)))


def test_nobody_draws_into_a_closed_incident(number: str) -> None:
    key = draw(number, Mark(MarkKind.NOZZLE, (TOWN,)))
    with transaction() as session:
        queries.lock_incident(session, number).state = IncidentState.CLOSED

    with pytest.raises(IncidentIsClosed):
        draw(number, Mark(MarkKind.NOZZLE, (TOWN,)))
    with pytest.raises(IncidentIsClosed):
        strike(number, key)


def test_of_two_who_strike_at_once_one_is_told_and_two_who_draw_both_keep(
    application: Flask, number: str
) -> None:
    key = draw(number, Mark(MarkKind.NOZZLE, (TOWN,)))
    start = Barrier(4)

    def act(at: int) -> str:
        with application.app_context():
            start.wait()
            try:
                if at < 2:
                    strike(number, key, by=f"{at}席")
                else:
                    draw(number, Mark(MarkKind.WATER, (TOWN,), f"{at}"))
            except MarkStruck:
                return "told"
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(4) as desks:
        answers = sorted(desks.map(act, range(4)))

    assert answers == ["done", "done", "done", "told"]
    db.session.rollback()
    assert sorted(row.label for row in sketch_queries.marks_of(number)) == ["2", "3"]
