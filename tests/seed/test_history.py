"""The generated past in the database: equal to its figures, repeatable, resumable, verifiable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from dispatch.records import Advice
from incidents import ledger
from incidents.queries import counted_generated
from incidents.records import Assignment, Call, Fire, Incident, LogEntry
from incidents.yearbook.counting import Row
from incidents.yearbook.queries import table
from resources.database import db, transaction
from resources.geography import Position
from resources.records import County, Crew, Dataset, Place, Station, Unit
from resources.unit_status import UnitStatus
from seed import history
from seed.history import NoCounty, generate_history, history_is_there
from seed.plan_figures import YearFigures
from seed.playing import Playing
from seed.scenes import draw_scenes

ZONE = "Asia/Shanghai"
LOADED = datetime(2026, 1, 1, tzinfo=UTC)

PLAN = (
    YearFigures(
        year=2020,
        fire_call_outs=8,
        rescues=3,
        social_aid=2,
        others=1,
        fires=5,
        dead=1,
        injured=2,
        loss_yuan=12_345,
        rural_fires=5,
        rescued=4,
        evacuated=9,
        protected_yuan=60_001,
    ),
)
CALL_OUTS = 14


class Cut(Exception):
    """The run is ended from outside."""


@pytest.fixture
def county(application):
    """Six stations with a tanker and a rescue vehicle each, one tanker without a crew."""
    with transaction() as session:
        session.add(
            County(code="500242", name="酉阳", short_name="酉阳", time_zone=ZONE, loaded_at=LOADED)
        )
        session.add(
            Dataset(code="made", name="测试", licence="无", attribution="无", is_synthetic=True)
        )
        session.flush()
        for code, name, kind, is_urban in (
            ("T1", "龙潭镇", "township", False),
            ("V1", "城东社区", "village", True),
            ("V2", "川主村", "village", False),
        ):
            place = Place(
                code=code,
                name=name,
                kind=kind,
                township_code="T1",
                radius_m=800,
                is_urban=is_urban,
                dataset_code="made",
            )
            place.position = Position(108.8, 28.8)
            session.add(place)
        for number in range(6):
            session.add(make_station(number))
    return application


def make_station(number: int) -> Station:
    station = Station(
        code=f"S{number}", name=f"站{number}", kind="township_brigade", dataset_code="made"
    )
    station.position = Position(108.7 + 0.03 * number, 28.8)
    for kind in ("water_tanker", "rescue"):
        unit = Unit(
            call_sign=f"{number}{kind}",
            vehicle_type=kind,
            seats=6,
            minimum_crew=3,
            dataset_code="made",
            status_since=LOADED,
        )
        if (number, kind) != (3, "water_tanker"):
            unit.crew = Crew(people=5, has_driver=True)
        station.units.append(unit)
    return station


def generate(progress=lambda stored, wanted: None) -> None:
    generate_history(progress, PLAN)


def cut_after(transactions: int):
    """Return a progress that ends the run after some transactions."""
    told = []

    def progress(stored: int, wanted: int) -> None:
        told.append((stored, wanted))
        if len(told) == transactions:
            raise Cut

    return progress


def log_texts() -> list[tuple[datetime, str, str]]:
    query = select(LogEntry.at, LogEntry.kind, LogEntry.text).order_by(LogEntry.seq)
    return [(at, kind, text) for at, kind, text in db.session.execute(query)]


def amounts(row: Row) -> dict[str, int]:
    return {cell.key: row.amount(cell.key) for cell in row.cells}


def test_the_yearbook_shows_the_figures_of_the_plan(county):
    generate()

    calls = amounts(table("calls", 2020, 2020, ZONE).total)
    fires = amounts(table("fires", 2020, 2020, ZONE).total)
    results = amounts(table("results", 2020, 2020, ZONE).total)
    assert calls == {"total": 14, "fire": 8, "rescue": 3, "social": 2, "other": 1}
    assert fires == {"fires": 5, "dead": 1, "injured": 2, "loss": 1_234_500}
    assert (results["rescued"], results["evacuated"], results["protected"]) == (4, 9, 6_000_100)


def test_fires_and_closing_reports_tell_the_same_losses(county):
    generate()

    incidents = db.session.scalars(select(Incident)).all()
    for incident in incidents:
        report = incident.report
        assert report is not None
        assert report.loss_fen == sum(fire.loss_fen for fire in incident.fires)
        assert report.dead == sum(fire.dead for fire in incident.fires)
        assert report.injured == sum(
            fire.seriously_injured + fire.lightly_injured for fire in incident.fires
        )
        assert incident.category.startswith("1") or not incident.fires


def test_everything_is_marked_as_generated_and_nobody_is_left_out(county):
    generate()

    assert db.session.scalars(select(Incident.is_generated).distinct()).all() == [True]
    assert db.session.scalars(select(Call.is_generated).distinct()).all() == [True]
    assert db.session.scalars(select(Fire.is_generated).distinct()).all() == [True]
    assert db.session.scalars(select(Fire.form).distinct()).all() == ["full"]
    assert db.session.scalars(select(Incident.state).distinct()).all() == ["closed"]
    assert db.session.scalars(select(Unit.status).distinct()).all() == [UnitStatus.IN_STATION]


def test_every_vehicle_is_home_before_it_is_ordered_again(county, monkeypatch):
    # The whole year in one afternoon: the vehicles are wanted by several incidents at once.
    monkeypatch.setattr(history, "draw_scenes", crowded(draw_scenes))

    generate()

    turns = db.session.scalars(select(Assignment).order_by(Assignment.ordered_at)).all()
    by_unit: dict[str, list[Assignment]] = {}
    for turn in turns:
        by_unit.setdefault(turn.unit.call_sign, []).append(turn)
    assert max(len(one) for one in by_unit.values()) > 1
    assert "3water_tanker" not in by_unit
    for of_unit in by_unit.values():
        for earlier, later in pairwise(of_unit):
            assert earlier.in_station_at is not None
            assert earlier.in_station_at <= later.ordered_at
    moments = [at for at, kind, _ in log_texts() if kind != "call_taken"]
    assert moments == sorted(moments)


def crowded(draw):
    """Make scenes follow each other by a quarter of an hour."""

    def drawn(*told):
        scenes = draw(*told)
        first = scenes[0].received_at
        return [
            replace(scene, received_at=first + timedelta(minutes=15 * place))
            for place, scene in enumerate(scenes)
        ]

    return drawn


def test_the_stamps_of_a_vehicle_are_in_the_order_of_events(county):
    generate()

    for turn in db.session.scalars(select(Assignment)):
        told = (
            turn.ordered_at,
            turn.acknowledged_at,
            turn.en_route_at,
            turn.on_scene_at or turn.recalled_at,
            turn.water_on_at,
            turn.water_off_at,
            turn.returning_at,
            turn.in_station_at,
        )
        known = [moment for moment in told if moment is not None]
        assert known == sorted(known)


def test_an_order_follows_the_advice_that_is_kept_with_it(county):
    generate()

    advice = db.session.scalars(select(Advice)).all()
    assert len(advice) == CALL_OUTS
    for one in advice:
        if not one.override_reason:
            assert all(f'"{call_sign}"' in one.advised for call_sign in one.ordered.split())


def test_a_rescue_is_done_and_not_extinguished(county):
    generate()

    query = (
        select(LogEntry.text)
        .join(Incident, Incident.number == LogEntry.incident_number)
        .where(LogEntry.kind == "stage_reached", Incident.category.not_like("1%"))
    )
    assert set(db.session.scalars(query)) == {"处置完毕"}


def test_the_log_of_the_past_verifies(county):
    generate()

    chain = ledger.verify(db.session())
    assert chain.entries > 10 * CALL_OUTS
    assert chain.faults == ()


def test_a_second_run_adds_nothing(county):
    generate()
    before = log_texts()

    generate()

    assert history_is_there(PLAN)
    assert log_texts() == before


def test_a_run_that_was_cut_goes_on_with_the_next_incident(county, monkeypatch):
    monkeypatch.setattr(history, "AT_LEAST_TOGETHER", 3)
    with pytest.raises(Cut):
        generate(cut_after(2))
    stored = counted_generated()
    assert 6 <= stored < CALL_OUTS
    assert not history_is_there(PLAN)

    generate()

    assert counted_generated() == CALL_OUTS
    calls = amounts(table("calls", 2020, 2020, ZONE).total)
    fires = amounts(table("fires", 2020, 2020, ZONE).total)
    assert calls == {"total": 14, "fire": 8, "rescue": 3, "social": 2, "other": 1}
    assert fires == {"fires": 5, "dead": 1, "injured": 2, "loss": 1_234_500}
    assert ledger.verify(db.session()).faults == ()


def test_the_same_seed_gives_the_same_log(county):
    scenes, zone = history._scenes(PLAN, history.SEED)
    rehearsed: list[tuple[datetime, str, str]] = []
    with pytest.raises(Cut), transaction() as session:
        Playing(session, zone).until_quiet(scenes, len(scenes))
        entries = session.info[ledger._PENDING]
        rehearsed = [(entry.act.at, entry.kind, entry.text) for entry in entries]
        raise Cut

    generate()

    assert rehearsed
    assert log_texts() == rehearsed


def test_without_a_county_there_is_no_past(application):
    with pytest.raises(NoCounty):
        generate()
