"""Incidents over the JSON interface: read, edit, order, recall, stage, note, close."""

from collections.abc import Mapping

from flask import Response, jsonify, request

from dispatch import clock_queries
from incidents import queries
from incidents.categories import category
from incidents.lifecycle import OPEN, IncidentState
from incidents.reports import Outcome, missing_of
from resources.accounts import Role
from resources.database import Session
from web import caller_shapes, clock_shapes, deeds, fire_deeds, scene_shapes, shapes
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change, version_seen
from web.reading import Reader, submitted
from web.shapes import Json, Shape

READERS = (
    *(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF),
    *(Role.STATISTICIAN, Role.ADMIN, Role.AUDITOR),
)
MOST_ROWS = 200


def missing_fields(row: queries.Incident) -> list[Json]:
    """Name what the closing report of an incident still lacks."""
    if row.state not in OPEN:
        return []
    is_fire = category(row.category).group_code == "10000"
    told = Outcome(occupancy=row.occupancy, is_urban=row.is_urban)
    faults = missing_of(told, is_fire)
    return [{"field": one.field, "message": one.message} for one in faults]


def shown(number: str) -> Shape:
    """An incident as the one who asks may see it."""
    row = queries.incident_numbered(number)
    stamps = queries.stamps_of(one.id for one in row.assignments)
    told = shapes.incident(row, stamps, missing_fields(row), current())
    clocks = clock_shapes.clocks(clock_queries.clocks_of(row))
    beside = scene_shapes.beside(row, current())
    return {**told, **caller_shapes.standing(row), "clocks": clocks, **beside}


@blueprint.get("/incidents")
@allow(*READERS)
def list_incidents() -> Response:
    """List incidents: the open ones, or a page of all."""
    reader = Reader(dict(request.args.items()))
    status = reader.text("status")
    limit = reader.whole("limit", most=MOST_ROWS, least=1) or MOST_ROWS
    offset = reader.whole("offset", most=10_000_000) or 0
    since, before = reader.moment("since"), reader.moment("before")
    reader.finish()
    if status == "open":
        opened = queries.open_incidents()
        return jsonify({"incidents": [shapes.incident_row(row) for row in opened]})
    if status and status not in set(IncidentState):
        raise deeds.bad("status", f"没有状态“{status}”，可用 open 或具体状态。")
    wanted = queries.IncidentFilter((status,) if status else (), since, before)
    page, total = queries.incidents_matching(wanted, limit, offset)
    rows = [shapes.incident_row(row) for row in page]
    return jsonify({"incidents": rows, "total": total})


@blueprint.get("/incidents/<number>")
@allow(*READERS)
def show_incident(number: str) -> Response:
    """Show an incident with its calls, stamps, report and fires."""
    response = jsonify(shown(number))
    row = queries.incident_numbered(number)
    response.headers["ETag"] = f'"{row.version}"'
    return response


def answer(deed: deeds.Deed, code: int = 200) -> Response:
    """Do a deed and answer with the incident as it then is."""

    def act(session: Session) -> Shape:
        number = deed(session).number
        session.flush()
        return shown(number)

    return change(act, code)


@blueprint.patch("/incidents/<number>")
@allow(Role.CALL_TAKER, Role.DISPATCHER)
def revise_incident(number: str) -> Response:
    """Change an open incident; the version read goes in If-Match."""
    return answer(deeds.revise(number, submitted(), version_seen()))


@blueprint.post("/incidents/<number>/assignments")
@allow(Role.DISPATCHER)
def send_units(number: str) -> Response:
    """Order units to an incident: all of them or none."""
    return answer(deeds.send_units(number, submitted()), 201)


@blueprint.post("/incidents/<number>/recall")
@allow(Role.DISPATCHER)
def recall_unit(number: str) -> Response:
    """Call a unit back before it arrives."""
    return answer(deeds.recall_unit(number, submitted()))


@blueprint.post("/incidents/<number>/stage")
@allow(Role.DISPATCHER)
def reach_stage(number: str) -> Response:
    """Stamp 控制 or 熄灭 as the scene commander reports it."""
    return answer(deeds.reach_stage(number, submitted()))


@blueprint.post("/incidents/<number>/notes")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def add_note(number: str) -> Response:
    """Add a note to the timeline."""
    return answer(deeds.add_note(number, submitted()), 201)


@blueprint.post("/incidents/<number>/close")
@allow(Role.DISPATCHER)
def close_incident(number: str) -> Response:
    """Close an incident with its report, or name every field it lacks."""
    told = submitted().values
    outcome = told.get("outcome", told)
    if not isinstance(outcome, Mapping):
        raise deeds.bad("outcome", "应为一个对象 {…}。")
    return answer(deeds.close(number, Reader(outcome), version_seen()))


@blueprint.post("/incidents/<number>/correction")
@allow(Role.CHIEF, Role.STATISTICIAN)
def correct_incident(number: str) -> Response:
    """Correct a closed incident; what stood there stays in the log with the reason."""
    return answer(deeds.correct(number, submitted(), version_seen()))


@blueprint.post("/incidents/<number>/fires")
@allow(Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)
def register_fire(number: str) -> Response:
    """Register the fire an incident was, on the full or the simple form."""
    deed = fire_deeds.register_of(number, submitted())

    def act(session: Session) -> Shape:
        fire = deed(session)
        session.flush()
        return shapes.fire(fire)

    return change(act, 201)


@blueprint.get("/incidents/<number>/log")
@allow(*READERS)
def show_log(number: str) -> Response:
    """Show the log entries of an incident, in order."""
    queries.incident_numbered(number)
    who = current()
    return jsonify({"entries": [shapes.entry(row, who) for row in queries.log_of(number)]})
