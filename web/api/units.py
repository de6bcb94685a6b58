"""Units over the JSON interface: the fleet, a status report, a position, a crew."""

from flask import Response, jsonify

from dispatch import alarms, desk, status_reports, status_undo
from dispatch.errors import ImpossibleStatus
from incidents import queries as incident_queries
from resources import queries, roster
from resources.accounts import Role
from resources.database import Session, transaction
from resources.unit_status import LABELS
from web import crew_deeds, deeds, shapes, unit_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.api.answers import change, version_seen
from web.clock import now
from web.reading import submitted
from web.shapes import Shape


@blueprint.get("/units")
@allow(*EVERYONE_LOGGED_IN)
def list_units() -> Response:
    """List the fleet with status, position and its age, capabilities, station and crew."""
    on_incident = incident_queries.incidents_of_units()
    who = current()
    shown = unit_shapes.fleet(queries.units(), on_incident, now(), who.call_sign)
    if who.role is Role.DEVICE and who.call_sign is None:
        # A terminal sees its own station, and a token bound to nothing sees nothing.
        shown = [one for one in shown if one["station_code"] == who.station_code]
    return jsonify({"units": shown})


@blueprint.post("/units/<call_sign>/status")
@allow(Role.DISPATCHER, Role.CHIEF, Role.DEVICE)
def report_status(call_sign: str) -> Response:
    """Report a unit's status; a repeat changes nothing, an impossible one is refused and logged."""
    report, told = deeds.report_status(call_sign, submitted())

    def act(session: Session) -> Shape:
        is_new = status_reports.report_status(session, call_sign, report, told)
        session.flush()
        number = incident_queries.active_incident_number(session, call_sign)
        shape = unit_shapes.unit(queries.unit_called(call_sign), number, now())
        return {**shape, "changed": is_new}

    try:
        return change(act)
    except ImpossibleStatus as refusal:
        # The refusal is part of the record; the transaction it was raised in is gone.
        with transaction() as session:
            alarms.refuse_status(session, call_sign, str(refusal), told)
        raise


@blueprint.post("/units/<call_sign>/status/undo")
@allow(Role.DISPATCHER, Role.CHIEF)
def undo_status(call_sign: str) -> Response:
    """Take back the status the same person has just reported, by a counter-entry."""
    deeds.require_own(call_sign)
    submitted().finish()
    told = deeds.my_act()

    def act(session: Session) -> Shape:
        undone = status_undo.undo_status(session, call_sign, told)
        session.flush()
        number = incident_queries.active_incident_number(session, call_sign)
        shape = unit_shapes.unit(queries.unit_called(call_sign), number, now())
        return {**shape, "undone": LABELS[undone.status]}

    return change(act)


@blueprint.post("/units/<call_sign>/position")
@allow(Role.DISPATCHER, Role.DEVICE)
def report_position(call_sign: str) -> Response:
    """Report where a unit is; an older report than the last kept changes nothing."""
    deeds.require_own(call_sign)
    reader = submitted()
    position, _ = reader.position()
    at = reader.moment("at") or now()
    heading_deg, speed_kmh = reader.number("heading_deg"), reader.number("speed_kmh")
    if position is None:
        reader.blame("position", '请给出位置, 例如 {"lon": 108.96, "lat": 28.75}。')
    reader.finish()
    motion = roster.Motion(heading_deg, speed_kmh)
    assert position is not None, "finish refuses a request with a fault"
    if at > now() + roster.CLOCK_TOLERANCE:
        raise deeds.bad("at", "定位时间晚于现在，请核对终端时钟。")
    last = queries.unit_called(call_sign)
    jump = roster.jump_kmh(last, position, at)

    def act(session: Session) -> Shape:
        is_new = desk.report_position(session, call_sign, position, at, motion)
        marked = jump is not None and jump > roster.FASTEST_KMH
        return {
            "call_sign": call_sign,
            "position": shapes.place(position),
            "changed": is_new,
            "warning": f"与上次位置相比需 {jump:.0f} km/h, 请核对定位。" if marked else None,
        }

    return change(act)


@blueprint.patch("/units/<call_sign>/crew")
@allow(*crew_deeds.CREW_KEEPERS)
def set_crew(call_sign: str) -> Response:
    """Say who is on duty for a unit; the crew's version read goes in If-Match or the body."""
    deed = crew_deeds.set_crew(call_sign, submitted(), version_seen())

    def act(session: Session) -> Shape:
        row = deed(session)
        session.flush()
        number = incident_queries.active_incident_number(session, call_sign)
        return unit_shapes.unit(row, number, now())

    return change(act)
