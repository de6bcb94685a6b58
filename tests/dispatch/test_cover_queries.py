from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from dispatch import cover_queries, water_queries
from dispatch.cover import CoverPolicy, DemandPoint, Post
from dispatch.cover_points import Ground
from dispatch.cover_times import TimesByRoad
from dispatch.roads import queries as road_queries
from dispatch.water_supply import WaterFinding
from incidents.records import Incident
from resources.county_rows import WaterKind, WaterState
from resources.database import db, transaction
from resources.geography import Position
from resources.records import County, Crew, Place, Road, Unit, WaterSource, line_as_text
from resources.unit_status import UnitStatus
from tests.dispatch.road_makers import at, make_network, make_piece
from tests.makers import (
    DATASET,
    NOON,
    TOWN,
    make_county,
    make_place,
    make_station,
    make_unit,
    order,
    take_a_call,
)

NEAR = Position(TOWN.lon + 0.01, TOWN.lat)
FAR = Position(TOWN.lon + 0.2, TOWN.lat)


@pytest.fixture(autouse=True)
def county(application: Flask) -> Iterator[None]:
    with transaction() as session:
        make_county(session)
        make_place(session, "近村", NEAR)
        make_place(session, "远村", FAR)
        make_place(session, "无坐标村", None)
        make_station(session, "一站")
        make_unit(session, "水一")
        make_unit(session, "水二")
        make_unit(session, "抢险", "rescue")
        make_station(session, "微站", "micro_station", FAR)
    yield


def change(act) -> None:
    with transaction() as session:
        act(session)
        session.query(County).one().version += 1


def share_of(name: str) -> float:
    ground, _ = cover_queries.present(NOON)
    return next(point.weight for point in ground.points if point.name == name)


def test_villages_with_a_place_are_reached_from_stations_with_engines() -> None:
    ground, standing = cover_queries.present(NOON)

    now = ground.now(standing)

    assert [post.station for post in ground.posts] == ["一站"]
    assert (now.places, now.covered) == (2, 1)
    assert [one.name for one in now.uncovered] == ["远村"]
    assert {one.call_sign: one.station for one in standing} == {
        "水一": "一站",
        "水二": "一站",
        "抢险": None,
    }


def test_a_unit_on_an_incident_covers_nothing_while_it_is_out() -> None:
    order(take_a_call(), "水一")

    ground, standing = cover_queries.present(NOON)

    assert {one.call_sign for one in standing if one.station} == {"水二"}
    assert ground.lost_by(["水二"], standing).stations_emptied == ("一站",)


def test_vehicles_that_share_people_are_one_engine() -> None:
    with transaction() as session:
        for crew in session.query(Crew):
            crew.pool = "甲班"

    ground, standing = cover_queries.present(NOON)

    assert ground.counts(standing).tolist() == [1]


def test_a_place_weighs_more_by_the_fires_and_rescues_near_it() -> None:
    for category in ("10100", "20200", "50100"):
        take_a_call(position=NEAR, category=category)

    # Two of the three count, over the one year that the least record stands for.
    assert share_of("近村") == 3.0
    assert share_of("远村") == 1.0


def test_incidents_merged_false_or_long_ago_weigh_nothing() -> None:
    numbers = [take_a_call(position=NEAR) for _ in range(3)]
    with transaction() as session:
        merged, false, old = (
            session.query(Incident).filter_by(number=number).one() for number in numbers
        )
        merged.merged_into = numbers[1]
        false.disposition = "mistaken"
        old.received_at = NOON - timedelta(days=5 * 365 + 1)

    assert share_of("近村") == 1.0


def test_times_by_road_are_made_once_for_a_network_and_ground() -> None:
    network = make_network(make_piece((0, 0), (9, 0)))
    times = TimesByRoad()
    ground = Ground((Post("一站", "national_station", at(0, 0)),), (DemandPoint("甲", at(5, 0)),))
    heavier = Ground(ground.posts, (DemandPoint("甲", at(5, 0), 7.0),))
    moved = Ground(ground.posts, (DemandPoint("甲", at(9, 0)),))

    first = times.at_hand(network, ground, 60.0)

    assert first is not None
    assert times.at_hand(network, heavier, 60.0) is first
    other = times.at_hand(network, moved, 60.0)
    assert other is not None
    assert other[0][0, 0] > first[0][0, 0]


def test_the_map_is_kept_until_the_day_the_county_or_the_roads_change() -> None:
    first, _ = cover_queries.present(NOON)
    same, _ = cover_queries.present(NOON + timedelta(hours=1))
    next_day, _ = cover_queries.present(NOON + timedelta(days=1))
    change(lambda session: make_place(session, "新村", NEAR))
    edited, _ = cover_queries.present(NOON + timedelta(days=1))

    assert same is first
    assert next_day is not first
    assert len(edited.points) == 3


def test_until_the_times_by_road_are_made_the_straight_line_is_taken_and_said_to_be() -> None:
    with transaction() as session:
        bend = (TOWN, Position(TOWN.lon, TOWN.lat + 0.02), NEAR)
        session.add(
            Road(
                code="弯路",
                road_class="county",
                line_text=line_as_text(bend),
                dataset_code=DATASET,
                datum_in="wgs84",
            )
        )
    network = road_queries.network()
    assert network is not None

    at_once = cover_queries.cover_map(NOON, network, patience_s=0.0)
    cover_queries.TIMES.finish()
    later = cover_queries.cover_map(NOON, network, patience_s=0.0)

    straight, by_road = (float(one.seconds[0, 0]) for one in (at_once, later))
    if at_once.note:
        assert at_once.note == "道路用时还在计算，暂按直线估算"
        # A kilometre across the hill, some 4.7 by the bend.
        assert straight < by_road / 2
    assert later.note == ""
    assert cover_queries.cover_map(NOON, network) is later
    assert cover_queries.cover_map(NOON, None).note == "没有路网，用时按直线估算"


def test_other_standards_make_another_map() -> None:
    usual = cover_queries.cover_map(NOON, None)
    strict = cover_queries.cover_map(NOON, None, CoverPolicy(within=timedelta(minutes=1)))

    assert usual.cover(cover_queries.standings(usual)) > 0
    assert strict.cover(cover_queries.standings(strict)) == 0


def test_a_withdrawn_village_is_not_asked_for() -> None:
    change(
        lambda session: session.query(Place).filter_by(name="远村").update({"is_withdrawn": True})
    )

    ground, _ = cover_queries.present(NOON)

    assert [point.name for point in ground.points] == ["近村"]


def test_an_engine_by_its_extra_ability_makes_its_station_a_post() -> None:
    def lend(session) -> None:
        station = make_station(session, "林场", "volunteer_brigade", FAR)
        make_unit(session, "林1", "pickup", station).extra_capabilities = "water"

    change(lend)

    ground, standing = cover_queries.present(NOON)

    assert [post.station for post in ground.posts] == ["一站", "林场"]
    assert ground.counts(standing).tolist() == [2, 1]


def test_an_engine_posted_elsewhere_covers_from_there() -> None:
    def post(session) -> None:
        station = make_station(session, "二站", position=FAR)
        make_unit(session, "二水", station=station, status=UnitStatus.OUT_OF_SERVICE)
        posted = session.query(Unit).filter_by(call_sign="水一").one()
        posted.status, posted.position = UnitStatus.STANDBY, FAR

    change(post)

    ground, standing = cover_queries.present(NOON)

    assert ground.counts(standing).tolist() == [1, 1]


def make_water(session, code, position=NEAR, kind=WaterKind.MUNICIPAL_HYDRANT, flow=20.0) -> None:
    row = WaterSource(
        code=code,
        name=code,
        kind=kind,
        state=WaterState.INTACT,
        flow_l_s=flow,
        dataset_code=DATASET,
    )
    row.position = position
    session.add(row)


def outlook(position=NEAR):
    network = road_queries.network()
    return water_queries.outlook(position, ("10100", 1), [], network)


def test_a_county_without_water_says_so_until_some_is_entered() -> None:
    assert outlook().finding is WaterFinding.NOT_ENTERED

    change(lambda session: make_water(session, "栓1"))

    assert outlook().finding is WaterFinding.ENOUGH
    assert outlook(FAR).finding is WaterFinding.NONE


def test_water_without_a_place_is_read_and_helps_nobody() -> None:
    change(lambda session: make_water(session, "栓1", None))

    assert water_queries.sources()[0].position is None
    assert outlook().finding is WaterFinding.NOT_ENTERED


def test_metres_follow_the_road() -> None:
    corner = Position(TOWN.lon, TOWN.lat + 0.02)
    with transaction() as session:
        line = line_as_text((TOWN, corner, Position(TOWN.lon + 0.005, TOWN.lat)))
        session.add(
            Road(
                code="弯路",
                road_class="county",
                line_text=line,
                dataset_code=DATASET,
                datum_in="wgs84",
            )
        )
    change(lambda session: make_water(session, "栓1", TOWN))

    told = outlook(Position(TOWN.lon + 0.005, TOWN.lat))

    # 490 m across the hill, some 4.5 km round the bend.
    assert told.finding is WaterFinding.NONE
    assert told.shuttle is not None
    assert told.shuttle.source.is_by_road
    assert 4_300 < told.shuttle.source.metres < 4_700


def test_without_a_county_nothing_is_read_and_nothing_breaks() -> None:
    with transaction() as session:
        session.query(County).delete()
    db.session.rollback()

    ground, standing = cover_queries.present(NOON)

    assert len(standing) == 3
    assert ground.now(standing).places == 2
