from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import queries
from incidents.yearbook.tables import DEFINITIONS, TOTAL_KEY, UnknownTable
from resources.database import db, transaction
from resources.errors import BadInput
from resources.records import Dataset, Station, Unit
from tests.incidents.yearbook.makers import FIRE, RESCUE, SOCIAL, ZONE

JUNE = datetime(2025, 6, 1, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2024, 12, 31, 16, 0, tzinfo=UTC)


def open_incident(number: str, category: str = FIRE, at: datetime = JUNE, **more) -> Incident:
    """Make a closed incident row."""
    columns = {"state": "closed", "level": 1, "filed_at": at} | more
    return Incident(number=number, category=category, received_at=at, **columns)


def register_fire(number: str, at: datetime = JUNE, **more) -> Fire:
    """Make a registered fire row."""
    return Fire(
        number=number,
        occurred_at=at,
        form="full",
        registered_by="统计员",
        registered_at=at,
        **more,
    )


def send(incident: Incident, unit: Unit, people: int, **stamps: datetime) -> Assignment:
    """Make a finished assignment row."""
    return Assignment(
        incident=incident,
        unit=unit,
        people=people,
        ordered_at=JUNE,
        ordered_by="调度员",
        released_at=JUNE + timedelta(hours=2),
        **stamps,
    )


def garage() -> tuple[Unit, Unit, Unit]:
    """Make two vehicles of one station and one of another."""
    dataset = Dataset(code="test", name="测试", licence="无", attribution="无", is_synthetic=True)
    db.session.add(dataset)
    stations = [
        Station(code=code, name=code, kind="national_station", dataset_code="test")
        for code in ("S1", "S2")
    ]
    return tuple(  # type: ignore[return-value]
        Unit(
            call_sign=call_sign,
            station=station,
            vehicle_type="water_tanker",
            seats=6,
            minimum_crew=2,
            in_service_on=date(2020, 1, 1),
            dataset_code="test",
            status_since=JUNE,
        )
        for call_sign, station in zip(
            ("101", "102", "201"), (stations[0], stations[0], stations[1]), strict=True
        )
    )


@pytest.fixture
def a_year(application) -> Iterator[None]:
    """One year of a small county, and a little of the year before."""
    with transaction() as session:
        house = open_incident("HOUSE", is_generated=True)
        units = garage()
        session.add_all(
            [
                house,
                open_incident("EVE", SOCIAL, MIDNIGHT - timedelta(seconds=1)),
                open_incident("MIDNIGHT", RESCUE, MIDNIGHT),
                open_incident("FALSE", disposition="mistaken"),
                open_incident("MERGED", state="merged", merged_into="HOUSE"),
                open_incident("TEST", disposition="test"),
                open_incident("OPEN", RESCUE, state="on_scene"),
                send(house, units[0], 6, en_route_at=JUNE),
                # Nobody pressed "en route", yet it arrived.
                send(house, units[1], 5, on_scene_at=JUNE),
                send(house, units[2], 4),
                ClosingReport(
                    incident=house,
                    rescued=2,
                    evacuated=15,
                    property_saved_fen=3_000_000,
                    property_protected_fen=90_000_000,
                    reported_by="值班长",
                    reported_at=JUNE,
                ),
                register_fire(
                    "F1",
                    incident=house,
                    dead=1,
                    seriously_injured=2,
                    lightly_injured=3,
                    loss_fen=1_712_374_600,
                    is_generated=True,
                ),
                register_fire("F2", MIDNIGHT - timedelta(seconds=1)),
            ]
        )
    yield


def figures(name: str, from_year: int = 2024, to_year: int = 2025) -> dict[str, list[int]]:
    """Return a table as its rows' numbers by row key."""
    table = queries.table(name, from_year, to_year, ZONE)
    rows = (*table.rows, table.total)
    return {row.key: [row.amount(cell.key) for cell in row.cells] for row in rows}


@pytest.mark.usefixtures("a_year")
def test_call_outs_are_read_by_local_year_and_class():
    # total, fire, rescue, social, other
    assert figures("calls") == {
        "2024": [1, 0, 0, 1, 0],
        "2025": [4, 2, 2, 0, 0],
        "total": [5, 2, 2, 1, 0],
    }


@pytest.mark.usefixtures("a_year")
def test_fires_are_read_by_the_local_year_they_burned_in():
    assert figures("fires") == {
        "2024": [1, 0, 0, 0],
        "2025": [1, 1, 5, 1_712_374_600],
        "total": [2, 1, 5, 1_712_374_600],
    }


@pytest.mark.usefixtures("a_year")
def test_results_are_read_with_stations_vehicles_and_people():
    # Two vehicles of S1 left with 11 people; the one of S2 never did.
    assert figures("results")["2025"] == [4, 1, 2, 11, 2, 15, 3_000_000, 90_000_000]


@pytest.mark.usefixtures("a_year")
def test_notes_name_what_is_open_generated_left_out_and_different():
    notes = queries.table("calls", 2025, 2025, ZONE).notes

    assert "含生成的演示数据 1 起，不是真实统计。" in notes
    assert "其中尚未结案 1 起，类别和战果可能变动。" in notes
    assert "未计入：并案或重复报警 1 起。" in notes
    assert "未计入：测试 1 起。" in notes
    assert notes[-1] == (
        "2025年：火灾扑救警情 2 次，登记火灾 1 起，相差 1：1 次为虚假警（误报、谎报等）。"
    )


def test_a_fire_of_the_year_before_is_known_when_only_the_later_year_is_asked_for(application):
    with transaction() as session:
        after_midnight = open_incident("LATE", at=MIDNIGHT + timedelta(minutes=5))
        fire = register_fire("F", MIDNIGHT - timedelta(minutes=5), incident=after_midnight)
        session.add_all([after_midnight, fire])

    notes = queries.table("fires", 2025, 2025, ZONE).notes

    assert notes[-1].endswith("相差 1：1 次的火灾登记在其他年度。")
    assert figures("fires", 2025, 2025)["2025"] == [0, 0, 0, 0]


@pytest.mark.usefixtures("a_year")
def test_what_is_behind_every_cell_adds_up_to_it():
    for name in DEFINITIONS:
        table = queries.table(name, 2024, 2025, ZONE)
        for row in (*table.rows, table.total):
            for cell in (cell for cell in row.cells if cell.filters):
                behind = queries.incidents_behind(name, row.key, cell.key, 2024, 2025, ZONE)
                assert sum(part.amount for part in behind) == cell.amount, (name, row.key, cell.key)


@pytest.mark.usefixtures("a_year")
def test_the_incidents_behind_a_cell_are_named_oldest_first():
    rescues = queries.incidents_behind("calls", "2025", "rescue", 2024, 2025, ZONE)
    fires = queries.incidents_behind("fires", TOTAL_KEY, "fires", 2024, 2025, ZONE)

    assert [part.number for part in rescues] == ["MIDNIGHT", "OPEN"]
    assert [(part.number, part.incident_number) for part in fires] == [
        ("F2", None),
        ("F1", "HOUSE"),
    ]


def test_an_empty_database_gives_rows_of_zero(application):
    table = queries.table("calls", 2020, 2021, ZONE)

    assert [row.label for row in table.rows] == ["2020年", "2021年"]
    assert table.total.amount("total") == 0
    assert all(check.holds for check in table.checks)
    assert table.notes == (
        *table.definition.notes,
        "没有任何记录；表中的 0 不表示没有发生。",
    )


def test_the_question_is_not_asked_once_per_row(application):
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    queries.table("calls", 2025, 2025, ZONE)
    of_one_year = len(asked)
    queries.table("calls", 2016, 2025, ZONE)

    # On SQLite the first of them also begins the transaction.
    assert len(asked) - of_one_year <= of_one_year < 15


def test_an_unknown_table_and_years_out_of_order_are_refused(application):
    with pytest.raises(UnknownTable, match="没有统计表“losses”"):
        queries.table("losses", 2020, 2021, ZONE)
    with pytest.raises(BadInput, match="晚于"):
        queries.table("calls", 2021, 2020, ZONE)
