"""Loading a county refreshes what it has, and leaves alone what is going on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from resources import queries, roster
from resources.county import CountyRows
from resources.county_rows import (
    CountyRow,
    CrewRow,
    DatasetRow,
    Origin,
    PartnerKind,
    PartnerRow,
    PlaceKind,
    PlaceRow,
    Point,
    StationKind,
    StationRow,
    UnitRow,
    WaterKind,
    WaterSourceRow,
    WaterState,
)
from resources.database import db, transaction
from resources.datums import Datum
from resources.errors import BadCountyFolder
from resources.geography import Position
from resources.loading import GONE, LoadSummary, OtherCounty, load_county
from resources.records import County, Crew, Dataset, Place, Station, Unit, WaterSource
from resources.unit_status import UnitStatus

NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HERE = Point(Position(109.5, 29.3), Datum.GCJ02)


def make_unit(call_sign: str, station_code: str = "S1") -> UnitRow:
    return UnitRow(
        origin=Origin("vehicles.csv", 2),
        call_sign=call_sign,
        station_code=station_code,
        vehicle_type="water_tanker",
        extra_capabilities=("rescue", "smoke_light"),
        plate_number="应急0001",
        water_t=6,
        foam_t=0,
        ladder_m=0,
        pump_l_s=60,
        seats=6,
        minimum_crew=4,
        in_service_on=date(2019, 5, 20),
        initial_status=UnitStatus.IN_STATION,
        initial_note="",
        dataset_code="survey",
        is_synthetic=False,
    )


def make_station(code: str, name: str) -> StationRow:
    return StationRow(
        origin=Origin("stations.csv", 2),
        code=code,
        name=name,
        kind=StationKind.NATIONAL_STATION,
        station_class="二级站",
        township_code="T1",
        point=HERE,
        dataset_code="survey",
        is_synthetic=False,
    )


TOWNSHIP = PlaceRow(
    origin=Origin("townships.csv", 2),
    code="T1",
    name="青禾镇",
    kind=PlaceKind.TOWNSHIP,
    parent_code=None,
    township_code="T1",
    point=HERE,
    radius_m=4000,
    is_urban=True,
    aliases=("县城", "青禾"),
    dataset_code="survey",
    is_synthetic=False,
)
WATER = WaterSourceRow(
    origin=Origin("water_sources.csv", 2),
    code="X1",
    kind=WaterKind.MUNICIPAL_HYDRANT,
    name="东门消火栓",
    township_code="T1",
    point=HERE,
    flow_l_s=15,
    capacity_m3=None,
    state=WaterState.INTACT,
    remark="",
    dataset_code="survey",
    is_synthetic=False,
)
ROWS = CountyRows(
    county=CountyRow(
        Origin("county.csv", 2),
        "990101",
        "青禾县",
        "青禾",
        "Asia/Shanghai",
        ("白石", "云溪"),
        False,
    ),
    datasets=(
        DatasetRow(Origin("datasets.csv", 2), "survey", "实测", "内部使用", "大队", False),
        DatasetRow(Origin("datasets.csv", 3), "guess", "待测", "内部使用", "大队", True),
    ),
    places=(TOWNSHIP,),
    stations=(make_station("S1", "县城站"), make_station("S2", "柳林站")),
    units=(make_unit("青禾1"), make_unit("柳林1", "S2")),
    crews=(CrewRow(Origin("crews.csv", 2), "青禾1", 5, True, "张某", "survey", False),),
    water_sources=(WATER,),
)


def load(rows: CountyRows, now: datetime = NOW) -> LoadSummary:
    with transaction() as session:
        return load_county(session, rows, now)


def unit_called(session: Session, call_sign: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.call_sign == call_sign)).unique().one()


def test_an_empty_database_receives_the_whole_county(application: Flask):
    summary = load(ROWS)

    county = db.session.scalars(select(County)).one()
    unit = unit_called(db.session(), "青禾1")
    place = db.session.scalars(select(Place)).one()
    assert (county.code, county.version, county.neighbours) == ("990101", 1, "白石 云溪")
    assert county.loaded_at == NOW
    assert (unit.station.name, unit.status, unit.status_since) == ("县城站", "in_station", NOW)
    assert unit.extra_capabilities == "rescue smoke_light"
    assert unit.crew is not None and (unit.crew.people, unit.crew.leader) == (5, "张某")
    assert (place.aliases, place.township_code, place.datum_in) == ("县城 青禾", "T1", "gcj02")
    assert place.position == HERE.position
    assert [(each.noun, each.added) for each in summary.layers] == [
        ("地点", 1),
        ("路段", 0),
        ("门牌号", 0),
        ("队站", 2),
        ("车辆", 2),
        ("水源", 1),
        ("增援力量", 0),
        ("重点单位", 0),
    ]


def test_loading_again_changes_nothing_but_the_version(application: Flask):
    load(ROWS)

    summary = load(ROWS, LATER)

    assert summary.version == 2
    assert [(each.added, each.removed) for each in summary.layers] == [(0, 0)] * 8
    assert summary.kept_crews == 1
    assert unit_called(db.session(), "青禾1").status_since == NOW


def test_a_new_vehicle_may_begin_out_of_service(application: Flask):
    broken = replace(
        make_unit("青禾2"), initial_status=UnitStatus.OUT_OF_SERVICE, initial_note="年检"
    )

    load(replace(ROWS, units=(*ROWS.units, broken)))

    unit = unit_called(db.session(), "青禾2")
    assert (unit.status, unit.status_note) == ("out_of_service", "年检")


def test_a_vehicle_at_work_keeps_its_status_and_position(application: Flask):
    load(ROWS)
    away = Position(109.6, 29.4)
    with transaction() as session:
        unit = unit_called(session, "青禾1")
        roster.set_status(unit, UnitStatus.ON_SCENE, NOW)
        roster.set_position(unit, away, NOW)
    larger = replace(ROWS.units[0], water_t=8, seats=5)

    load(replace(ROWS, units=(larger, ROWS.units[1])), LATER)

    unit = unit_called(db.session(), "青禾1")
    assert (unit.status, unit.status_since, unit.position) == ("on_scene", NOW, away)
    assert (unit.water_t, unit.seats) == (8, 5)


def test_the_crew_of_the_present_shift_is_not_overwritten(application: Flask):
    load(ROWS)
    with transaction() as session:
        crew = session.scalars(select(Crew)).one()
        crew.people, crew.leader = 3, "李某"

    load(ROWS, LATER)

    crew = db.session.scalars(select(Crew)).one()
    assert (crew.people, crew.leader) == (3, "李某")


def test_a_shared_crew_comes_from_the_folder(application: Flask):
    shared = tuple(replace(row, pool="一班") for row in ROWS.crews)

    load(replace(ROWS, crews=shared))

    assert db.session.scalars(select(Crew.pool)).all() == ["一班"]


def test_a_load_raises_the_version_of_the_vehicles_it_changes_and_of_no_other(
    application: Flask,
):
    load(ROWS)
    before = {one: unit_called(db.session(), one).version for one in ("青禾1", "柳林1")}
    larger = replace(ROWS.units[0], water_t=8)

    load(replace(ROWS, units=(larger, ROWS.units[1])), LATER)

    after = {one: unit_called(db.session(), one).version for one in ("青禾1", "柳林1")}
    assert after == {"青禾1": before["青禾1"] + 1, "柳林1": before["柳林1"]}


def test_places_and_water_that_left_the_folder_are_removed(application: Flask):
    load(ROWS)
    village = replace(TOWNSHIP, code="V1", kind=PlaceKind.VILLAGE, parent_code="T1")

    summary = load(replace(ROWS, places=(TOWNSHIP, village), water_sources=()), LATER)

    assert db.session.scalars(select(Place.code).order_by(Place.code)).all() == ["T1", "V1"]
    assert db.session.scalars(select(WaterSource)).all() == []
    assert [each.removed for each in summary.layers] == [0, 0, 0, 0, 0, 1, 0, 0]


def test_a_vehicle_that_left_the_folder_stays_and_is_out_of_service(application: Flask):
    load(ROWS)

    summary = load(replace(ROWS, units=ROWS.units[:1], stations=ROWS.stations[:1]), LATER)

    unit = unit_called(db.session(), "柳林1")
    assert (unit.status, unit.status_note, unit.status_since) == ("out_of_service", GONE, LATER)
    assert unit.station.name == "柳林站"
    assert summary.withdrawn == ("柳林1",)
    assert any("柳林1" in sentence for sentence in summary.sentences())


def test_a_vehicle_that_comes_back_to_the_folder_is_in_its_station_again(application: Flask):
    load(ROWS)
    load(replace(ROWS, units=ROWS.units[:1]), LATER)

    load(ROWS, LATER)

    unit = unit_called(db.session(), "柳林1")
    assert (unit.status, unit.status_note) == ("in_station", "")


def test_a_vehicle_put_out_of_service_by_its_chief_stays_so(application: Flask):
    load(ROWS)
    with transaction() as session:
        unit = unit_called(session, "柳林1")
        roster.set_status(unit, UnitStatus.OUT_OF_SERVICE, NOW, "水泵故障")

    load(replace(ROWS, units=ROWS.units[:1]), LATER)
    load(ROWS, LATER)

    unit = unit_called(db.session(), "柳林1")
    assert (unit.status, unit.status_note) == ("out_of_service", "水泵故障")


def test_a_vehicle_at_work_that_left_the_folder_is_named_and_left_alone(application: Flask):
    load(ROWS)
    with transaction() as session:
        roster.set_status(unit_called(session, "柳林1"), UnitStatus.EN_ROUTE, NOW)

    summary = load(replace(ROWS, units=ROWS.units[:1]), LATER)

    assert unit_called(db.session(), "柳林1").status == "en_route"
    assert (summary.withdrawn, summary.still_out) == ((), ("柳林1",))


def test_stations_may_swap_their_names(application: Flask):
    load(ROWS)
    swapped = (make_station("S1", "柳林站"), make_station("S2", "县城站"))

    load(replace(ROWS, stations=swapped), LATER)

    names = db.session.scalars(select(Station.name).order_by(Station.code)).all()
    assert names == ["柳林站", "县城站"]


def test_a_name_that_history_keeps_cannot_go_to_another_station(application: Flask):
    load(ROWS)
    renumbered = (ROWS.stations[0], make_station("S3", "柳林站"))
    rows = replace(ROWS, stations=renumbered, units=(make_unit("青禾1"), make_unit("柳林1", "S3")))

    with pytest.raises(BadCountyFolder) as refusal:
        load(rows, LATER)

    assert "S2" in str(refusal.value)
    assert db.session.scalars(select(Station.code).order_by(Station.code)).all() == ["S1", "S2"]


def test_another_county_is_refused_and_nothing_is_changed(application: Flask):
    load(ROWS)
    other = replace(ROWS, county=replace(ROWS.county, code="990102", name="柳林县"))

    with pytest.raises(OtherCounty) as refusal:
        load(other, LATER)

    assert "青禾县" in str(refusal.value)
    assert "柳林县" in str(refusal.value)
    assert db.session.scalars(select(County)).one().version == 1


def test_a_dataset_leaves_with_its_last_row(application: Flask):
    load(ROWS)
    kept = replace(ROWS, datasets=ROWS.datasets[:1])

    load(kept, LATER)

    assert db.session.scalars(select(Dataset.code)).all() == ["survey"]


def test_a_dataset_stays_while_a_kept_vehicle_names_it(application: Flask):
    guessed = replace(ROWS.units[1], dataset_code="guess", is_synthetic=True)
    load(replace(ROWS, units=(ROWS.units[0], guessed)))

    load(replace(ROWS, datasets=ROWS.datasets[:1], units=ROWS.units[:1]), LATER)

    assert db.session.scalars(select(Dataset.code).order_by(Dataset.code)).all() == [
        "guess",
        "survey",
    ]


def make_partner(code: str = "N1", **told: object) -> PartnerRow:
    whole: dict[str, object] = {
        "origin": Origin("partners.csv", 2),
        "code": code,
        "name": "白石县消防救援大队",
        "rung": 3,
        "kind": PartnerKind.NEIGHBOUR_BRIGADE,
        "is_commanded": False,
        "contact": "值班室",
        "point": None,
        "vehicles": 3,
        "people": 16,
        "capabilities": ("water", "ladder"),
        "remark": "",
        "dataset_code": "survey",
        "is_synthetic": False,
    }
    return PartnerRow(**(whole | told))  # type: ignore[arg-type]


def test_partners_are_loaded_refreshed_and_removed_with_their_rows(application: Flask):
    dataset = ROWS.datasets[0].code
    first, second = make_partner(dataset_code=dataset), make_partner("N2", dataset_code=dataset)
    load(replace(ROWS, partners=(first, second)))

    summary = load(replace(ROWS, partners=(replace(first, vehicles=5, point=HERE),)), LATER)

    (partner,) = queries.partners()
    assert (partner.code, partner.rung, partner.vehicles) == ("N1", 3, 5)
    assert (partner.capabilities, partner.position) == ("water ladder", HERE.position)
    counts = [(each.noun, each.refreshed, each.removed) for each in summary.layers]
    assert counts[-2] == ("增援力量", 1, 1)
