"""The pages of incidents: the list, one incident, and its buttons as they work without scripts."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from dispatch import alarms, status_reports
from dispatch.errors import ImpossibleStatus
from incidents import queries
from incidents.lifecycle import LABELS, OPEN
from incidents.yearbook.spans import year_span
from resources.accounts import Role
from resources.database import Session, transaction
from resources.errors import Refusal
from web import deeds, fire_deeds, quality_shapes, shapes
from web.access import allow
from web.api.calls import category_groups
from web.api.incidents import READERS
from web.clock import now
from web.pages import blueprint
from web.pages.frame import Context, act_and_return, is_own_address
from web.pages.incident_page import incident_page, refused_page
from web.pages.told_times import with_local_time
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

    # The list as it is narrowed here; a year is the time it is about.
    told = {"listing": "incidents", **kept}
    year = told.pop("year", "")
    told |= {"from": year, "to": year} if year else {}
    return {
        "export_url": f"/exports?{urlencode(told)}",
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
    return incident_page(number)


def _try(number: str, reader: Reader, read: Callable[[], deeds.Deed]) -> Response | tuple[str, int]:
    """Do what a form of the incident page asks; a refusal comes back with all that was typed."""
    try:
        return act_and_return(read(), f"/incidents/{number}")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)


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
    return _try(number, reader, lambda: deeds.reach_stage(number, with_local_time(reader)))


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
    answer = _try(number, reader, lambda: deeds.close(number, reader, seen))
    if isinstance(answer, Response):
        for words in quality_shapes.asked_at_closing(number, now()):
            flash(words)
    return answer


@blueprint.post("/incidents/<number>/fires")
@allow(Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)
def register_fire(number: str) -> Response | tuple[str, int]:
    """Register the fire the incident was."""
    reader = from_form()

    def read() -> deeds.Deed:
        deed = fire_deeds.register_of(number, reader)

        def act(session: Session) -> queries.Incident:
            deed(session)
            return queries.lock_incident(session, number)

        return act

    return _try(number, reader, read)


@blueprint.post("/units/<call_sign>/status")
@allow(Role.DISPATCHER, Role.CHIEF)
def report_status(call_sign: str) -> Response:
    """Report a unit's status from a button, or back-date it with its local time."""
    reader = with_local_time(from_form())
    back_to = reader.text("next")
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
