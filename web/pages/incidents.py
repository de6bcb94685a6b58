"""The pages of incidents: the list, one incident, and its buttons as they work without scripts."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from dispatch import advising, alarms, status_reports
from dispatch.errors import ImpossibleStatus
from incidents import callers, queries
from incidents.categories import CHANNEL_LABELS, DISPOSITION_LABELS, Channel
from incidents.causes import CAUSE_LABELS, Cause
from incidents.false_alarms import CALL_BACK_LABELS, CHOSEN_WHEN
from incidents.lifecycle import LABELS, OPEN, IncidentState
from incidents.premises import OCCUPANCY_LABELS
from incidents.timeline import SOURCE_LABELS, Source
from incidents.yearbook.spans import year_span
from resources.accounts import Role
from resources.database import Session, db, transaction
from resources.errors import BadInput, Refusal
from resources.queries import units
from web import advice_shapes, caller_shapes, deeds, reinforcement_shapes, shapes
from web.access import allow, current
from web.api.calls import category_groups
from web.api.incidents import READERS, shown
from web.clock import now
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import Context, act_and_return, faults_of, is_own_address, may
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form

PER_PAGE = 50
FIRST_YEAR = 2016


@blueprint.get("/incidents")
@allow(*READERS)
def list_incidents() -> str:
    """List incidents by state, year, category and place, newest first."""
    reader = Reader(dict(request.args.items()))
    state, place = reader.text("state"), reader.text("place")
    year, number = reader.whole("year", most=2200, least=1949), reader.whole("page", most=100_000)
    category = reader.category()
    reader.finish()
    states = tuple(sorted(OPEN)) if state == "open" else ((state,) if state in LABELS else ())
    span = year_span(year, SERVICE_ZONE.key) if year else None
    since, before = (span.start, span.end) if span else (None, None)
    prefix = category.rstrip("0") if category and category.endswith("0000") else category
    wanted = queries.IncidentFilter(states, since, before, prefix, place)
    page = max(number or 1, 1)
    rows, total = queries.incidents_matching(wanted, PER_PAGE, (page - 1) * PER_PAGE)
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "incidents.html",
        incidents=[shapes.incident_row(row) for row in rows],
        states=[("open", "未结案"), *LABELS.items()],
        years=range(now().astimezone(SERVICE_ZONE).year, FIRST_YEAR - 1, -1),
        category_groups=category_groups(),
        filters={"state": state, "year": year, "category": category, "place": place},
        page=_paging(page, total, kept),
    )


def _paging(page: int, total: int, kept: dict[str, str]) -> Context:
    pages = max(1, -(-total // PER_PAGE))

    def address(number: int) -> str:
        return f"/incidents?{urlencode({**kept, 'page': number})}"

    return {
        "total": total,
        "number": page,
        "pages": pages,
        "previous_url": address(page - 1) if page > 1 else None,
        "next_url": address(page + 1) if page < pages else None,
    }


@blueprint.get("/incidents/<number>")
@allow(*READERS)
def show_incident(number: str) -> str:
    """Show one incident."""
    return _page(number)


def _page(number: str, **more: object) -> str:
    row = queries.incident_numbered(number)
    shape = shown(number)
    _add_labels(shape)
    advice = reinforcement = None
    if IncidentState(row.state) in OPEN and may("dispatch"):
        advice, reinforcement = _advice_of(row)
    rows = queries.log_of(number)
    undoable = callers.not_undone(rows)
    entries = [shapes.entry(entry, current()) for entry in rows]
    for entry in entries:
        entry["is_undoable"] = entry["seq"] in undoable
        entry["source"] = SOURCE_LABELS[Source(str(entry["source"]))]
    return render_template(
        "incident.html",
        incident=shape,
        log=entries,
        recommendation=advice,
        reinforcement=reinforcement,
        dispositions=[
            (value, f"{label}：{CHOSEN_WHEN[value]}") for value, label in DISPOSITION_LABELS.items()
        ],
        call_backs=list(CALL_BACK_LABELS.items()),
        near=caller_shapes.near(row) if IncidentState(row.state) in OPEN else [],
        occupancies=list(OCCUPANCY_LABELS.items()),
        causes=list(CAUSE_LABELS.items()),
        **more,
    )


def _advice_of(row: queries.Incident) -> tuple[shapes.Shape, shapes.Shape | None]:
    """Return the advice and whom to ask for help; where the engine fails, the whole fleet."""
    try:
        advised = advising.advise_whole(advising.question_of(row, now()))
        return (
            advice_shapes.advice(advised),
            reinforcement_shapes.reinforcement(row, advised.answer, now()),
        )
    except Exception:
        # A dispatcher must be able to send by hand whatever is wrong with the advice.
        current_app.logger.exception("no advice for %s: the engine failed", row.number)
        db.session.rollback()
        return advice_shapes.by_hand(units()), None


def _add_labels(shape: shapes.Shape) -> None:
    """Put the words people read beside the words programs read."""
    calls, fires, rows = shape["calls"], shape["fires"], shape["assignments"]
    assert isinstance(calls, list) and isinstance(fires, list) and isinstance(rows, list)
    for call in calls:
        assert isinstance(call, dict)
        call["channel_label"] = CHANNEL_LABELS[Channel(str(call["channel"]))]
    for fire in fires:
        assert isinstance(fire, dict)
        cause = str(fire["cause"])
        fire["cause_label"] = CAUSE_LABELS[Cause(cause)] if cause else None
    for row in rows:
        assert isinstance(row, dict) and isinstance(row["stamps"], list)
        for stamp in row["stamps"]:
            assert isinstance(stamp, dict)
            stamp["source"] = SOURCE_LABELS[Source(str(stamp["source"]))]


def _try(number: str, reader: Reader, read: Callable[[], deeds.Deed]) -> Response | tuple[str, int]:
    """Do what a form of the incident page asks; a refusal comes back with all that was typed."""
    try:
        return act_and_return(read(), f"/incidents/{number}")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)


def refused_page(number: str, reader: Reader, refusal: Refusal) -> tuple[str, int]:
    """Show the incident again with what was refused, why, and all that was typed."""
    faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
    page = _page(number, typed=reader.values, faults=faults, refusal=str(refusal))
    return page, status_of(refusal)


@blueprint.post("/incidents/<number>/assignments")
@allow(Role.DISPATCHER)
def send_units(number: str) -> Response | tuple[str, int]:
    """Order the ticked units."""
    reader = from_form()
    return _try(number, reader, lambda: deeds.send_units(number, reader))


@blueprint.post("/incidents/<number>/recall")
@allow(Role.DISPATCHER)
def recall_unit(number: str) -> Response | tuple[str, int]:
    """Call a unit back before it arrives."""
    reader = from_form()
    return _try(number, reader, lambda: deeds.recall_unit(number, reader))


@blueprint.post("/incidents/<number>/stage")
@allow(Role.DISPATCHER)
def reach_stage(number: str) -> Response | tuple[str, int]:
    """Stamp a stage."""
    reader = from_form()
    return _try(number, reader, lambda: deeds.reach_stage(number, reader))


@blueprint.post("/incidents/<number>/level")
@allow(Role.CALL_TAKER, Role.DISPATCHER)
def raise_level(number: str) -> Response | tuple[str, int]:
    """Raise the level, or confirm the category."""
    reader = from_form()
    seen = reader.whole("version", most=2**31 - 1)
    return _try(number, reader, lambda: deeds.revise(number, reader, seen))


@blueprint.post("/incidents/<number>/notes")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def add_note(number: str) -> Response | tuple[str, int]:
    """Add a note."""
    reader = from_form()
    return _try(number, reader, lambda: deeds.add_note(number, reader))


@blueprint.post("/incidents/<number>/close")
@allow(Role.DISPATCHER)
def close_incident(number: str) -> Response | tuple[str, int]:
    """Close the incident with its report."""
    reader = from_form()
    seen = reader.whole("version", most=2**31 - 1)
    return _try(number, reader, lambda: deeds.close(number, reader, seen))


@blueprint.post("/incidents/<number>/fires")
@allow(Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)
def register_fire(number: str) -> Response | tuple[str, int]:
    """Register the fire the incident was."""
    reader = from_form()

    def read() -> deeds.Deed:
        deed = deeds.register_fire(number, reader)

        def act(session: Session) -> queries.Incident:
            deed(session)
            return queries.lock_incident(session, number)

        return act

    return _try(number, reader, read)


@blueprint.post("/units/<call_sign>/status")
@allow(Role.DISPATCHER, Role.CHIEF)
def report_status(call_sign: str) -> Response:
    """Report a unit's status from a button, or back-date it with its local time."""
    reader = from_form()
    back_to = reader.text("next")
    told_at = reader.text("at")
    if told_at:
        local = _local_moment(told_at)
        reader = Reader({**reader.values, "at": local})
    elif "at" in reader.values:
        reader = Reader({name: told for name, told in reader.values.items() if name != "at"})
    report, act = deeds.report_status(call_sign, reader)
    try:
        with transaction() as session:
            status_reports.report_status(session, call_sign, report, act)
    except ImpossibleStatus as refusal:
        with transaction() as session:
            alarms.refuse_status(session, call_sign, str(refusal), act)
        raise
    flash(f"{call_sign} 状态已记录。")
    return redirect(back_to if is_own_address(back_to) else "/", 303)


def _local_moment(told: str) -> str:
    """Read what a date-time field of a page says as local time."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    return moment.replace(tzinfo=SERVICE_ZONE).isoformat()
