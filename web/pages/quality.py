"""The forms and the page that keep records right, as they work without scripts."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents.quality.seen import MENDER_LABELS
from incidents.quality.work_list import KIND_LABELS
from resources.accounts import Role
from resources.database import transaction
from resources.errors import BadInput, Refusal, UnknownStation
from resources.queries import stations
from web import deeds, quality_deeds, work_list
from web.access import allow, current
from web.api.quality import REMARKERS, REOPENERS, REVIEWERS
from web.api.yearbook import COUNTERS
from web.clock import now
from web.deeds import Deed
from web.errors import status_of
from web.pages import blueprint
from web.pages.incident_page import refused_page
from web.reading import Reader, from_form


def _act(
    number: str, reader: Reader, read: Callable[[Reader, int | None], Deed], done: str
) -> Response | tuple[str, int]:
    """Do what a form of the incident page asks; a refusal comes back with all that was typed."""
    seen = reader.whole("version", most=2**31 - 1)
    try:
        deed = read(reader, seen)
        with transaction() as session:
            deed(session)
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
    flash(done)
    return redirect(f"/incidents/{number}", 303)


@blueprint.post("/incidents/<number>/reopening")
@allow(*REOPENERS)
def reopen_incident(number: str) -> Response | tuple[str, int]:
    """Open the incident again."""
    return _act(
        number,
        from_form(),
        lambda reader, seen: quality_deeds.reopen(number, reader, seen),
        f"警情 {number} 已重开；原结案报告留在时间轴，请在核对后重新结案。",
    )


@blueprint.post("/incidents/<number>/remarks")
@allow(*REMARKERS)
def make_remark(number: str) -> Response | tuple[str, int]:
    """Remark on what is odd."""
    return _act(
        number,
        from_form(),
        lambda reader, seen: quality_deeds.remark(number, reader),
        "批注已保存，并记入时间轴。",
    )


@blueprint.post("/incidents/<number>/reviews")
@allow(*REVIEWERS)
def take_step(number: str) -> Response | tuple[str, int]:
    """Return, mend or confirm the record."""
    return _act(
        number,
        from_form(),
        lambda reader, seen: quality_deeds.take_step(number, reader, seen),
        f"警情 {number} 的复核已记录。",
    )


OUTCOME: Final = (
    *("rescued", "evacuated", "dead", "injured", "occupancy", "is_urban", "summary"),
    *("property_saved_yuan", "property_protected_yuan", "loss_yuan"),
)
"""The fields of the form that the interface takes as `outcome`."""


@blueprint.post("/incidents/<number>/correction")
@allow(Role.CHIEF, Role.STATISTICIAN)
def correct_incident(number: str) -> Response | tuple[str, int]:
    """Correct a closed record; what stood there stays in the log with the reason."""
    return _act(
        number,
        from_form(),
        lambda reader, seen: deeds.correct(number, _with_outcome(reader), seen),
        "更正已保存；原内容和原因记入时间轴。",
    )


def _with_outcome(reader: Reader) -> Reader:
    """Return the form with its fields as the interface takes them; what is empty stays as is."""
    told = {name: value for name, value in reader.values.items() if value != ""}
    outcome = {name: told[name] for name in OUTCOME if name in told}
    return Reader({**told, **({"outcome": outcome} if outcome else {})}, reader.faults)


@blueprint.get("/yearbook/quality")
@allow(*COUNTERS)
def list_work() -> str | tuple[str, int]:
    """Show what is late, missing, odd or returned; a refused filter shows the usual list."""
    typed = dict(request.args.items())
    refusal, code = "", 200
    try:
        asked = work_list.read(Reader(typed), current(), now())
    except (BadInput, UnknownStation) as bad:
        refusal, code = str(bad), status_of(bad)
        asked = work_list.read(Reader({}), current(), now())
    shown = work_list.work_list(asked, current(), now())
    page = render_template(
        "work_list.html",
        work=shown,
        typed=typed if refusal else {},
        refusal=refusal,
        kinds=list(KIND_LABELS.items()),
        menders=list(MENDER_LABELS.items()),
        stations=_stations(),
        previous=_address(asked, asked.page - 1) if asked.page > 1 else None,
        next=_address(asked, asked.page + 1) if asked.page < int(str(shown["pages"])) else None,
    )
    return (page, code) if refusal else page


def _stations() -> list[tuple[str, str]]:
    who = current()
    if who.role is Role.CHIEF and who.station_code is not None:
        return []
    return [(row.code, row.name) for row in stations()]


def _address(asked: work_list.Asked, page: int) -> str:
    return f"/yearbook/quality?{urlencode({**asked.parameters, 'page': page})}"
