"""The circle of reinforcement over the JSON interface and on its page."""

import pytest
from flask import Flask

from resources.accounts import Role
from resources.database import transaction
from resources.geography import Position
from resources.records import Road, line_as_text
from tests.makers import DATASET, TOWN, make_partner
from tests.web.people import NEXT_TOWN, Cast, new_incident, told

CIRCLE = "/api/v1/roads/isochrone"
HERE = f"{CIRCLE}?lon={TOWN.lon}&lat={TOWN.lat}"
FAR = Position(109.77, 29.84)


@pytest.fixture
def cast(application: Flask) -> Cast:
    """One county road from the next town to the town, generated; a neighbour far beyond."""
    made = Cast(application)
    with transaction() as session:
        road = {"road_class": "county", "dataset_code": DATASET, "datum_in": "wgs84"}
        line = line_as_text((NEXT_TOWN, TOWN))
        session.add(Road(code="R1", line_text=line, is_synthetic=True, **road))
        make_partner(session, "N1", FAR)
    return made


def test_the_road_is_cut_by_minutes_and_says_its_seconds(cast: Cast) -> None:
    answer = told(cast.token(Role.DISPATCHER).get(f"{HERE}&minutes=10,30"))

    assert answer["type"] == "FeatureCollection"
    assert answer["minutes"] == [10, 30]
    near, far = sorted(answer["features"], key=lambda one: one["properties"]["within_min"])
    assert near["properties"]["within_min"] == 10
    assert {near["properties"]["from_s"], near["properties"]["to_s"]} == {0, 600}
    # 14.6 km at 40 km/h are some 22 minutes: the whole road lies within 30.
    assert min(far["properties"]["from_s"], far["properties"]["to_s"]) == 600
    assert 1200 < max(far["properties"]["from_s"], far["properties"]["to_s"]) < 1500
    assert answer["synthetic"] is True


def test_stations_and_forces_are_listed_by_time_with_what_it_rests_on(cast: Cast) -> None:
    answer = told(cast.token(Role.DISPATCHER).get(f"{HERE}&minutes=30,240"))

    found = {one["name"]: one for one in answer["reached"]}
    assert list(found) == ["一站", "二站", "N1大队"]
    assert (found["一站"]["eta_basis"], found["一站"]["within_min"]) == ("by_road", 30)
    assert found["N1大队"]["eta_basis"] == "estimate"
    assert found["N1大队"]["note"].startswith("县域路网以外，按直线")
    assert found["N1大队"]["within_min"] == 240
    assert found["N1大队"]["synthetic"] is True


def test_without_limits_the_usual_three_are_taken(cast: Cast) -> None:
    assert told(cast.token(Role.CHIEF).get(HERE))["minutes"] == [30, 60, 120]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("", "position"),
        ("lon=108.77", "position"),
        ("lon=x&lat=28", "position"),
        ("lon=nan&lat=28", "position"),
        ("lon=1e400&lat=28", "position"),
        ("lon=28.8&lat=108.7", "position"),
        ("lon=0&lat=0", "position"),
        ("lon=108.77&lat=28.84&minutes=0", "minutes"),
        ("lon=108.77&lat=28.84&minutes=-1", "minutes"),
        ("lon=108.77&lat=28.84&minutes=241", "minutes"),
        ("lon=108.77&lat=28.84&minutes=1,2,3,4,5,6", "minutes"),
        ("lon=108.77&lat=28.84&minutes=,", "minutes"),
        ("lon=108.77&lat=28.84&minutes=12.5", "minutes"),
        ("lon=108.77&lat=28.84&minutes=²", "minutes"),
        ("lon=108.77&lat=28.84&minutes=" + "9" * 150, "minutes"),
        ("lon=108.77&lat=28.84&minutes=" + "9" * 5000, "minutes"),
        ("lon=108.77&lat=28.84&minutes=%00", "minutes"),
        ("lon=108.77&lat=28.84&minutes='; --", "minutes"),
    ],
)
def test_a_bad_question_is_refused_by_field(cast: Cast, asked: str, field: str) -> None:
    answer = cast.token(Role.DISPATCHER).get(f"{CIRCLE}?{asked}")

    assert answer.status_code == 422
    assert field in {fault["field"] for fault in told(answer)["faults"]}


def test_a_place_far_from_roads_is_answered_without_lines(cast: Cast) -> None:
    answer = told(cast.token(Role.DISPATCHER).get(f"{CIRCLE}?lon=100&lat=40"))

    assert answer["features"] == []
    assert answer["note"].startswith("没有可用路网")


def test_the_page_lists_each_band_even_without_scripts(cast: Cast) -> None:
    number = new_incident(cast.token(Role.DISPATCHER), position={"lon": TOWN.lon, "lat": TOWN.lat})

    page = cast.person(Role.DISPATCHER).get(f"/incidents/{number}/circle").text

    assert [f"{limit} 分钟内" in page for limit in (30, 60, 120)] == [True] * 3
    assert "一站" in page and "按道路" in page
    assert "路网为生成数据" in page


def test_an_unplaced_incident_has_no_circle_and_says_so(cast: Cast) -> None:
    number = new_incident(cast.token(Role.DISPATCHER), place="不知道的地方")
    person = cast.person(Role.DISPATCHER)

    assert "警情地点未定" in person.get(f"/incidents/{number}/circle").text
    assert person.get("/incidents/20200101-009/circle").status_code == 404
