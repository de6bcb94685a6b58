"""Cover and moving up over the interface and on the page, and the shapes advice shows."""

from datetime import timedelta
from typing import Any

from flask import Flask

from dispatch.move_up import move_up
from dispatch.water_shuttle import Tanker
from dispatch.water_sources import WaterPoint
from dispatch.water_supply import water_outlook, with_brought
from resources.accounts import Role
from resources.county_rows import WaterKind, WaterState
from resources.database import transaction
from resources.geography import Position
from resources.records import County, Place, Station
from tests.dispatch.cover_makers import make_map, stand
from tests.makers import make_place, make_unit
from tests.web.people import NEXT_TOWN, Cast, ordered_incident, told
from web import cover_shapes


def newer_county(session) -> None:
    session.query(County).one().version += 1


def a_village_by_the_second_station(cast: Cast) -> None:
    with transaction() as session:
        make_place(session, "板溪村", NEXT_TOWN)
        newer_county(session)


def test_the_county_is_covered_from_the_stations_that_have_engines(application: Flask) -> None:
    cast = Cast(application)
    a_village_by_the_second_station(cast)
    caller = cast.token(Role.DISPATCHER)

    said = told(caller.get("/api/v1/cover"))

    # Two places of one weight, each in reach of one station only (14 km apart): two engines at
    # the one, one at the other: (0.99 + 0.9) / 2.
    assert said["share"] == 0.945
    assert (said["places"], said["covered"]) == (2, 2)
    assert said["uncovered"] == said["empty_stations"] == []
    assert said["mark"] == "P"
    assert "15 分钟" in said["measure"]


def test_an_order_shows_in_cover_and_asks_for_a_move(application: Flask) -> None:
    cast = Cast(application)
    a_village_by_the_second_station(cast)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "板溪1")

    cover = told(caller.get("/api/v1/cover"))
    moves = told(caller.get("/api/v1/move-up"))

    assert cover["empty_stations"] == ["二站"]
    assert cover["uncovered"][0]["name"] == "板溪村"
    assert [(one["call_sign"], one["to_station"]) for one in moves["moves"]] == [("龙潭1", "二站")]
    # 0.9 of one place in two, less 0.09 of the other.
    assert moves["moves"][0]["gain"] == 0.405
    assert moves["gap"] == ""


def test_a_move_is_only_advice(application: Flask) -> None:
    cast = Cast(application)
    a_village_by_the_second_station(cast)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "板溪1")
    before = told(caller.get("/api/v1/board"))

    caller.get("/api/v1/move-up")

    assert told(caller.get("/api/v1/board")) == before


def test_a_county_without_stations_or_places_is_answered(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    with transaction() as session:
        session.query(Place).delete()
        newer_county(session)
    assert told(caller.get("/api/v1/cover"))["gap"] == "没有带坐标的村和乡镇，无法估算覆盖"
    assert told(caller.get("/api/v1/move-up"))["moves"] == []

    with transaction() as session:
        make_place(session, "甲村")
        session.query(Station).update({"lon": None, "lat": None})
        newer_county(session)
    said = told(caller.get("/api/v1/cover"))
    assert said["gap"] == "没有带坐标的队站，无法估算覆盖"
    (uncovered,) = said["uncovered"]
    assert (uncovered["name"], uncovered["first_s"]) == ("甲村", None)
    assert uncovered["position"]["datum"] == "wgs84"
    assert "没有带坐标的队站" in cast.person(Role.DISPATCHER).get("/readiness").text


def test_no_county_at_all_is_answered(application: Flask) -> None:
    cast = Cast(application, has_county=False)
    caller = cast.token(Role.ADMIN)

    assert told(caller.get("/api/v1/cover"))["gap"]
    assert told(caller.get("/api/v1/move-up"))["moves"] == []
    assert caller.get("/readiness").status_code == 200


def test_readiness_shows_who_should_move_up(application: Flask) -> None:
    cast = Cast(application)
    a_village_by_the_second_station(cast)
    dispatcher = cast.person(Role.DISPATCHER)
    assert "现在没有值得补防的调动" in dispatcher.get("/readiness").text
    ordered_incident(cast.token(Role.DISPATCHER), "板溪1")

    page = dispatcher.get("/readiness").text

    assert "龙潭1 → 二站" in page
    assert "15 分钟内可到 1/2 个村镇" in page
    assert "▲ 二站" in page


def test_a_chief_sees_the_moves_of_the_own_station_only(application: Flask) -> None:
    cast = Cast(application)
    a_village_by_the_second_station(cast)
    with transaction() as session:
        station = session.query(Station).filter_by(name="二站").one()
        make_unit(session, "板溪2", station=station)
        make_place(session, "三村", Position(108.60, 28.60))
        third = Station(
            code="三站", name="三站", kind="township_brigade", dataset_code=station.dataset_code
        )
        third.position = Position(108.60, 28.60)
        session.add(third)
        session.flush()
        make_unit(session, "三1", station=third, crew=0)
        newer_county(session)
    chief = cast.person(Role.CHIEF)

    page = chief.get("/readiness").text

    moves = told(cast.token(Role.DISPATCHER).get("/api/v1/move-up"))["moves"]
    assert [one["from_station"] for one in moves] == ["二站"]
    assert "三站" not in page
    assert "村镇" not in page


def test_the_cost_of_an_order_is_shown_in_shares_and_places() -> None:
    county = make_map({"东站": (5, 10, 20), "西站": (30, 12, 18)}, weights=(1, 1, 2))
    fleet = [stand("东1", "东站"), stand("西1", "西站")]

    shape = cover_shapes.cover(county.lost_by(["东1"], fleet))

    assert shape == {
        "before": 0.4725,
        "after": 0.225,
        "loss": 0.2475,
        "within_s": 900,
        "count": 1,
        "places": [{"name": "甲", "before_s": 300, "after_s": 1800}],
        "stations_emptied": ["东站"],
        "reason": "派出后 1 个村镇超出 15 分钟：甲 5→30 分钟；东站没有灭火车留守",
        "mark": "P",
    }


def test_moves_are_shown_with_their_seconds() -> None:
    county = make_map({"东站": (5, 40), "西站": (40, 5)}, between={"东站": (0, 9), "西站": (9, 0)})

    shape: Any = cover_shapes.moves(move_up(county, [stand("东1", "东站"), stand("东2", "东站")]))

    assert [(one["call_sign"], one["time_s"], one["gain"]) for one in shape] == [
        ("东1", 540, 0.405)
    ]


def test_water_is_shown_with_what_is_known_and_what_is_taken_for_it() -> None:
    fire = Position(108.77, 28.84)
    tank = WaterPoint("池1", "池1", WaterKind.TANK, WaterState.UNCHECKED, fire, None, 10.0)
    river = WaterPoint(
        *("河1", "河1", WaterKind.NATURAL_INTAKE, WaterState.INTACT, Position(108.80, 28.84))
    )
    found = water_outlook(
        fire,
        "10100",
        1,
        [tank, river],
        [Tanker("供水1", 12.0)],
        lambda places: [None] * len(places),
    )

    shape: Any = cover_shapes.water(with_brought(found, 6.0))

    assert shape["finding"] == "short"
    assert shape["finding_label"] == "水源不足"
    assert shape["sources"] == [
        {
            "code": "池1",
            "name": "池1",
            "kind": "tank",
            "kind_label": "消防水池",
            "state": "unchecked",
            "state_label": "待查",
            "metres": 0,
            "by_road": False,
            "flow_l_s": 20.0,
            "flow_is_known": False,
            "store_m3": 10.0,
        }
    ]
    assert shape["shuttle"]["source"]["code"] == "河1"
    assert shape["shuttle"]["call_signs"] == ["供水1"]
    assert shape["extra"] == [
        {"capability": "supply", "capability_label": "供水车", "count": 1, "mark": "P"}
    ]
    # 6,000 litres at 13 L/s.
    assert shape["lasts_s"] == round(timedelta(minutes=6_000 / 13 / 60).total_seconds())
