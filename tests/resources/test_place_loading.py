"""Loading places again keeps what was edited in the product, and refreshes roads and houses."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from resources import queries
from resources.county_rows import HouseNumberRow, Origin, PlaceKind, Point, RoadClass, RoadRow
from resources.database import db, transaction
from resources.datums import Datum
from resources.geography import Position
from resources.records import HouseNumber, Place, Road
from tests.resources.test_loading import HERE, LATER, NOW, ROWS, TOWNSHIP, load

ROAD = RoadRow(
    origin=Origin("roads.csv", 2),
    code="R1",
    name="东门路",
    ref="",
    road_class=RoadClass.COUNTY,
    line=(Position(109.5, 29.3), Position(109.5123457, 29.3)),
    datum=Datum.GCJ02,
    start_stake_m=None,
    end_stake_m=None,
    is_oneway=False,
    speed_kmh=40,
    height_limit_m=None,
    weight_limit_t=None,
    dataset_code="survey",
    is_synthetic=False,
)
HOUSE = HouseNumberRow(Origin("house_numbers.csv", 2), "J1", 1, HERE, "survey", False)


def test_places_edited_in_the_product_stay_as_edited_and_are_counted(application: Flask):
    load(ROWS)
    with transaction() as session:
        place = session.scalars(select(Place)).one()
        place.name, place.edited_at, place.edited_by = "新青禾镇", NOW, "李某"
    renamed = replace(TOWNSHIP, name="老青禾镇", former_names=("青禾乡",))
    other = replace(TOWNSHIP, code="T2", township_code="T2")

    summary = load(replace(ROWS, places=(renamed, other)), LATER)

    names = db.session.scalars(select(Place.name).order_by(Place.code)).all()
    assert names == ["新青禾镇", "青禾镇"]
    assert summary.kept_places == 1
    assert "1 处地点已在系统内修订，保留修订。" in summary.sentences()
    assert [(each.added, each.refreshed) for each in summary.layers[:1]] == [(1, 0)]


def test_places_entered_in_the_product_outlive_a_folder_without_them(application: Flask):
    load(ROWS)
    with transaction() as session:
        place = Place(code="P9", name="新桥", kind="bridge", radius_m=50, dataset_code="survey")
        place.edited_at = NOW
        session.add(place)

    summary = load(ROWS, LATER)

    assert db.session.scalars(select(Place.code).order_by(Place.code)).all() == ["P9", "T1"]
    assert (summary.layers[0].removed, summary.kept_places) == (0, 1)


def test_roads_and_house_numbers_are_added_refreshed_and_removed(application: Flask):
    street = replace(TOWNSHIP, code="J1", name="东街", kind=PlaceKind.STREET, parent_code="T1")
    first = replace(ROWS, places=(TOWNSHIP, street), roads=(ROAD,), house_numbers=(HOUSE,))
    load(first)
    ids = (
        db.session.scalars(select(Road.id)).all(),
        db.session.scalars(select(HouseNumber.id)).all(),
    )
    moved = replace(HOUSE, point=Point(Position(109.52, 29.3), Datum.WGS84))
    limited = replace(ROAD, weight_limit_t=10.0)
    again = replace(
        first,
        roads=(limited, replace(ROAD, code="R2")),
        house_numbers=(moved, replace(HOUSE, number=3)),
    )

    summary = load(again, LATER)

    road, _ = queries.roads()
    house, _ = queries.house_numbers()
    assert (road.line, road.weight_limit_t, road.datum_in) == (ROAD.line, 10.0, "gcj02")
    assert house.position == Position(109.52, 29.3)
    assert ([road.id], [house.id]) == ids
    assert [(each.added, each.refreshed, each.removed) for each in summary.layers[1:3]] == [
        (1, 1, 0)
    ] * 2
    assert [each.removed for each in load(ROWS, LATER).layers] == [1, 2, 2, 0, 0, 0, 0, 0]
