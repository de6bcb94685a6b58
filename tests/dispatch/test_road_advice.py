"""Advice along the roads of a county: who is sooner by road, what is said, when it is read anew."""

import pytest

from dispatch import advising
from dispatch.advising import Question
from dispatch.arrivals import Basis
from dispatch.recommendation import RoadsUsed
from dispatch.roads import queries as road_queries
from resources.database import db, transaction
from resources.geography import Position
from resources.records import County, Road, line_as_text
from tests.dispatch.road_makers import at
from tests.makers import DATASET, make_county, make_station, make_unit

FIRE = "10100"


def make_road(session, code: str, *line: Position, **told: object) -> None:
    whole = {"road_class": "county", "dataset_code": DATASET, "datum_in": "wgs84"}
    session.add(Road(code=code, line_text=line_as_text(line), **(whole | told)))
    session.flush()


@pytest.fixture(autouse=True)
def county(application) -> None:
    """A near station behind the river, a farther one on this side, and a place to go to."""
    with transaction() as session:
        make_county(session)
        for name, place in (("对岸", at(2, 1)), ("此岸", at(-2, 0))):
            station = make_station(session, name, position=place)
            make_unit(session, f"{name}1", station=station)


def roads(session, **told: object) -> None:
    """One road on this side; the other bank is reached by a bridge far away."""
    make_road(session, "here", at(-2, 0), at(0, 0), at(2, 0), **told)
    make_road(session, "there", at(2, 1), at(12, 1), **told)
    make_road(session, "bridge", at(12, 1), at(12, 0), at(2, 0), **told)


def test_the_sooner_by_road_goes_first_though_the_other_is_nearer():
    place = Question(FIRE, 1, at(1.9, 0))
    by_distance = [view.call_sign for view in advising.advise(place).candidates]
    with transaction() as session:
        roads(session)
        session.query(County).update({County.version: 2})

    answer = advising.advise(place)

    assert by_distance == ["对岸1", "此岸1"]
    assert [view.call_sign for view in answer.candidates] == ["此岸1", "对岸1"]
    assert {pick.basis for pick in answer.picks} == {Basis.BY_ROAD}
    assert any("按道路 3.8 公里" in reason for reason in answer.picks[0].reasons)
    assert answer.roads is RoadsUsed.REAL


def test_without_roads_times_are_estimates_and_are_called_so():
    answer = advising.advise(Question(FIRE, 1, at(1.9, 0)))

    assert answer.roads is RoadsUsed.NONE
    assert {pick.basis for pick in answer.picks} == {Basis.ESTIMATE}
    assert all("估算" in pick.reasons[1] for pick in answer.picks)


def test_roads_that_are_made_up_are_called_made_up():
    with transaction() as session:
        roads(session, is_synthetic=True)

    assert advising.advise(Question(FIRE, 1, at(1, 0))).roads is RoadsUsed.SYNTHETIC


def test_a_road_with_an_impossible_speed_or_limit_costs_the_sign_and_not_the_advice():
    with transaction() as session:
        roads(session, speed_kmh=-30.0, height_limit_m=0.0, weight_limit_t=-1.0)

    answer = advising.advise(Question(FIRE, 1, at(1.9, 0)))

    assert {pick.basis for pick in answer.picks} == {Basis.BY_ROAD}
    assert any("按道路 3.8 公里" in reason for reason in answer.picks[0].reasons)


def test_a_vehicle_that_is_cut_off_is_not_advised_but_may_be_ordered_by_hand():
    with transaction() as session:
        make_road(session, "here", at(-2, 0), at(0, 0), at(2, 0))
        make_road(session, "there", at(2, 1), at(12, 1))

    answer = advising.advise(Question(FIRE, 1, at(-1, 0)))

    assert [pick.call_sign for pick in answer.picks] == ["此岸1"]
    (cut,) = (view for view in answer.candidates if view.call_sign == "对岸1")
    assert (cut.available, cut.eta, cut.why_not) == (True, None, "道路不通")
    assert any("道路不通" in one.reason for one in answer.shortfall)


def test_the_network_is_kept_until_the_county_changes():
    with transaction() as session:
        roads(session)
    first = road_queries.network()

    again = road_queries.network()
    with transaction() as session:
        session.query(County).update({County.version: 2})
    db.session.rollback()
    changed = road_queries.network()

    assert first is not None
    assert again is first
    assert changed is not first
