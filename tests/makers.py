"""Makers of a county, its vehicles, calls and acts, each with one telling keyword.

Row makers take the session of the transaction they stand in. The acts below them (`take_a_call`,
`order`, `report`) open and commit one transaction each, as a request does.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from dispatch import desk, status_reports
from incidents import queries
from incidents.calls import Elements, EmergencyCall, Whereabouts
from incidents.records import Assignment, Incident
from incidents.reports import Outcome
from incidents.timeline import Act, Source
from resources.database import Base, db, transaction
from resources.geography import Position
from resources.records import (
    County,
    Crew,
    Dataset,
    Partner,
    Place,
    Road,
    Station,
    Unit,
    line_as_text,
)
from resources.unit_status import UnitStatus

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)
"""Noon of New Year's Day in the county."""
TOWN = Position(108.770, 28.841)
"""Where the county's first station stands."""
DATASET = "test"


def minute(count: float) -> datetime:
    """Return the moment so many minutes after noon."""
    return NOON + timedelta(minutes=count)


def make_act(
    at: float = 0, told: float | None = None, by: str = "甲", source: Source = Source.OPERATOR
) -> Act:
    """Make an act entered so many minutes after noon, told to be of another minute."""
    return Act(by, minute(at), source, None if told is None else minute(told))


def make_dataset(session: Session) -> Dataset:
    """Make the source all rows of a test come from, once."""
    row = session.get(Dataset, DATASET)
    if row is None:
        row = Dataset(code=DATASET, name="测试", licence="无", attribution="无", is_synthetic=True)
        session.add(row)
        session.flush()
    return row


def make_county(session: Session, code: str = "500242") -> County:
    """Make the county served."""
    make_dataset(session)
    row = County(
        code=code,
        name="测试县",
        short_name="测试",
        time_zone="Asia/Shanghai",
        is_demo=True,
        loaded_at=NOON,
    )
    session.add(row)
    session.flush()
    return row


def make_place(
    session: Session,
    name: str,
    position: Position | None = TOWN,
    kind: str = "village",
    township_code: str | None = None,
) -> Place:
    """Make a village of this name; its code is its name."""
    make_dataset(session)
    row = Place(code=name, name=name, kind=kind, radius_m=1_000, dataset_code=DATASET)
    row.position = position
    row.parent_code = township_code
    row.township_code = name if kind == "township" else township_code
    session.add(row)
    session.flush()
    return row


def make_road(session: Session, code: str, *line: Position, **told: object) -> Road:
    """Make a piece of county road along some points."""
    make_dataset(session)
    whole = {"road_class": "county", "dataset_code": DATASET, "datum_in": "wgs84"}
    row = Road(code=code, line_text=line_as_text(line), **(whole | told))
    session.add(row)
    session.flush()
    return row


def make_station(
    session: Session,
    name: str = "一站",
    kind: str = "national_station",
    position: Position | None = TOWN,
    township_code: str | None = None,
) -> Station:
    """Make a station; its code is its name."""
    make_dataset(session)
    row = Station(
        code=name, name=name, kind=kind, township_code=township_code, dataset_code=DATASET
    )
    row.position = position
    session.add(row)
    session.flush()
    return row


def make_partner(
    session: Session,
    code: str = "N1",
    position: Position | None = TOWN,
    rung: int = 3,
    capabilities: str = "water foam ladder rescue",
    vehicles: int = 9,
) -> Partner:
    """Make a neighbour's force that can be asked for help; its name is its code."""
    make_dataset(session)
    row = Partner(
        code=code,
        name=f"{code}大队",
        rung=rung,
        kind="neighbour_brigade",
        is_commanded=False,
        contact="值班室",
        vehicles=vehicles,
        people=5 * vehicles,
        capabilities=capabilities,
        dataset_code=DATASET,
        is_synthetic=True,
    )
    row.position = position
    session.add(row)
    session.flush()
    return row


def make_unit(
    session: Session,
    call_sign: str,
    vehicle_type: str = "water_tanker",
    station: Station | None = None,
    crew: int = 5,
    status: UnitStatus = UnitStatus.IN_STATION,
    status_note: str = "",
) -> Unit:
    """Make a staffed vehicle; without a station it stands at the first one there is."""
    home = station or session.scalars(select(Station).order_by(Station.id)).first()
    home = home or make_station(session)
    row = Unit(
        call_sign=call_sign,
        station_id=home.id,
        vehicle_type=vehicle_type,
        seats=6,
        minimum_crew=3,
        dataset_code=DATASET,
        status=status,
        status_note=status_note,
        status_since=minute(-60),
    )
    session.add(row)
    session.flush()
    session.add(Crew(unit_id=row.id, people=crew, has_driver=crew > 0))
    session.flush()
    return row


def a_county_with(*call_signs: str) -> None:
    """Store a county of one station with water tankers of these call signs."""
    with transaction() as session:
        make_county(session)
        for call_sign in call_signs:
            make_unit(session, call_sign)


def make_call(
    at: float = 0,
    number: str = "",
    place: str = "龙潭镇",
    position: Position | None = TOWN,
    category: str | None = "10100",
    level: int | None = None,
    narrative: str = "",
    elements: Elements | None = None,
) -> EmergencyCall:
    """Make a call received so many minutes after noon: a house fire unless told otherwise."""
    return EmergencyCall(
        received_at=minute(at),
        caller_number=number,
        narrative=narrative,
        where=Whereabouts(place, position=position),
        elements=elements or Elements(),
        category=category,
        level=level,
    )


def take_a_call(at: float = 0, attach_to: str | None = None, **told: object) -> str:
    """Take a call as the desk does and return the number of its incident."""
    with transaction() as session:
        call = make_call(at, **told)  # type: ignore[arg-type]
        return desk.take_call(session, call, ZONE, make_act(at), attach_to).incident.number


def order(number: str, *call_signs: str, at: float = 1, by: str = "甲") -> None:
    """Order units to an incident."""
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, call_signs, make_act(at, by=by))


def report(
    call_sign: str,
    status: UnitStatus,
    at: float,
    told: float | None = None,
    device_seq: int | None = None,
    reason: str = "",
    source: Source = Source.OPERATOR,
) -> bool:
    """Report a unit's status; False for a repeat."""
    with transaction() as session:
        told_of = status_reports.StatusReport(status, reason, device_seq)
        act = make_act(at, told, source=source)
        return status_reports.report_status(session, call_sign, told_of, act)


def recall(number: str, call_sign: str, at: float) -> None:
    """Call a unit back."""
    with transaction() as session:
        desk.recall(session, queries.lock_incident(session, number), call_sign, make_act(at))


def make_outcome(**changes: object) -> Outcome:
    """Make a complete closing report of a real house fire in a village."""
    whole: dict[str, object] = {
        "disposition": "real",
        "rescued": 0,
        "evacuated": 0,
        "dead": 0,
        "injured": 0,
        "property_saved_fen": 0,
        "property_protected_fen": 0,
        "loss_fen": 0,
        "occupancy": "residence",
        "is_urban": False,
    }
    return Outcome(**(whole | changes))  # type: ignore[arg-type]


def close(number: str, at: float = 120, **outcome: object) -> None:
    """Close an incident."""
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.close(session, incident, make_outcome(**outcome), make_act(at))


def incident(number: str) -> Incident:
    """Read an incident as it stands in the database now."""
    db.session.rollback()
    return queries.incident_numbered(number)


def unit(call_sign: str) -> Unit:
    """Read a unit as it stands in the database now."""
    db.session.rollback()
    return db.session.scalars(select(Unit).where(Unit.call_sign == call_sign)).one()


def assignment(number: str, call_sign: str) -> Assignment:
    """Read the one assignment of a unit to an incident."""
    return next(row for row in incident(number).assignments if row.unit.call_sign == call_sign)


def count(table: type[Base]) -> int:
    """Count the rows of a table."""
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def unguard_log(session: Session) -> None:
    """Take away the triggers of the log, as a database administrator could."""
    if db.engine.dialect.name == "sqlite":
        guards = ["log_entry_no_update", "log_entry_no_delete", "log_entry_no_replace"]
        statements = [f"DROP TRIGGER {name}" for name in guards]
    else:
        guards = ["log_entry_append_only", "log_entry_no_truncate"]
        statements = [f"DROP TRIGGER {name} ON log_entry" for name in guards]
    for statement in statements:
        session.execute(text(statement))
