"""The buttons of callers on an incident's page, and the ledger of those who call for nothing."""

import io
from collections.abc import Callable

from flask import flash, redirect, render_template, request, send_file
from markupsafe import Markup
from werkzeug.wrappers import Response

from incidents import caller_queries
from incidents.queries import Incident
from incidents.yearbook.spans import year_span
from resources.accounts import Role
from resources.database import transaction
from resources.errors import Refusal
from resources.queries import county
from web import caller_deeds, caller_shapes, documents
from web.access import allow, current
from web.api.calls import CALL_ROOM
from web.clock import now
from web.deeds import Deed
from web.pages import blueprint
from web.pages.incident_page import refused_page
from web.pages.incidents import FIRST_YEAR
from web.presenting import SERVICE_ZONE, local_second
from web.reading import EARLIEST_YEAR, Reader, from_form
from web.shapes import Shape

LEDGER_READERS = (*CALL_ROOM, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
COLUMNS = (
    ("caller_number", "来电号码"),
    ("calls", "来电次数"),
    ("malicious", "谎报"),
    ("nuisance", "骚扰"),
    ("desk_minutes", "占用接警席（分钟）"),
    ("vehicle_minutes", "占用车辆（车·分钟）"),
    ("last_at", "最近一次"),
    ("called_back", "已回拨（起）"),
    ("confirmed_false", "承认不实（起）"),
)
"""What the file of the ledger holds; the page shows the same under the same words."""


def _act(
    number: str, reader: Reader, read: Callable[[], Deed], told: Callable[[Incident], str]
) -> Response | tuple[str, int]:
    """Do what a form asks and say so on the incident's page; a refusal keeps what was typed."""
    try:
        deed = read()
        with transaction() as session:
            words = told(deed(session))
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
    flash(words)
    return redirect(f"/incidents/{number}", 303)


def _link(row: Incident) -> Markup:
    return Markup('<a href="/incidents/{0}">{0}</a>').format(row.number)


@blueprint.post("/incidents/<number>/calls/<call_id>/detach")
@allow(*CALL_ROOM)
def detach_call(number: str, call_id: str) -> Response | tuple[str, int]:
    """Take a call out of the incident."""
    reader = from_form()
    return _act(
        number,
        reader,
        lambda: caller_deeds.detach(number, call_id, reader),
        lambda row: Markup("来电已移出，现在警情 {} 名下。").format(_link(row)),
    )


@blueprint.post("/incidents/<number>/split")
@allow(*CALL_ROOM)
def split_incident(number: str) -> Response | tuple[str, int]:
    """Make an incident of its own of the ticked calls."""
    reader = from_form()
    return _act(
        number,
        reader,
        lambda: caller_deeds.split(number, reader),
        lambda row: Markup("已拆分：所选来电另立为警情 {}。").format(_link(row)),
    )


@blueprint.post("/incidents/<number>/merge")
@allow(*CALL_ROOM)
def merge_incident(number: str) -> Response | tuple[str, int]:
    """Merge the incident into one chosen from the list, or typed by its number."""
    reader = from_form()
    typed = reader.text("into") or reader.text("near")
    asked = Reader({**reader.values, "into": typed}, reader.faults)
    return _act(
        number,
        reader,
        lambda: caller_deeds.merge(number, asked),
        lambda row: Markup("已并案：{} 并入 {}。").format(number, _link(row)),
    )


@blueprint.post("/incidents/<number>/undo")
@allow(*CALL_ROOM)
def undo_entry(number: str) -> Response | tuple[str, int]:
    """Undo an entry of the timeline."""
    reader = from_form()
    return _act(
        number,
        reader,
        lambda: caller_deeds.undo(number, reader),
        lambda row: f"已撤销第 {reader.text('seq')} 号记录；撤销本身也记入时间轴。",
    )


@blueprint.post("/incidents/<number>/call-back")
@allow(*CALL_ROOM)
def keep_call_back(number: str) -> Response | tuple[str, int]:
    """Keep what calling the caller back came to."""
    reader = from_form()
    return _act(
        number,
        reader,
        lambda: caller_deeds.call_back(number, reader),
        lambda row: "回拨结果已记录。",
    )


def _asked() -> tuple[int | None, list[Shape]]:
    """Read the year asked for (this one where none is told, None for all) and its ledger."""
    reader = Reader(dict(request.args.items()))
    this_year = now().astimezone(SERVICE_ZONE).year
    year = reader.whole("year", most=2200, least=EARLIEST_YEAR)
    reader.finish()
    if year is None and "year" not in request.args:
        year = this_year
    first, last = (EARLIEST_YEAR, this_year) if year is None else (year, year)
    since, before = (year_span(one, SERVICE_ZONE.key) for one in (first, last))
    rows = caller_queries.nuisance_ledger(since.start, before.end)
    return year, [caller_shapes.nuisance_caller(row, current()) for row in rows]


@blueprint.get("/nuisance")
@allow(*LEDGER_READERS)
def show_nuisance() -> str:
    """Show who has called for nothing, and what it cost."""
    year, callers = _asked()
    names = ("calls", "desk_minutes", "vehicle_minutes")
    return render_template(
        "nuisance.html",
        callers=callers,
        year=year,
        years=range(now().astimezone(SERVICE_ZONE).year, FIRST_YEAR - 1, -1),
        totals={name: sum(int(str(one[name])) for one in callers) for name in names},
    )


@blueprint.get("/nuisance.csv")
@allow(*LEDGER_READERS)
def download_nuisance() -> Response:
    """Download the ledger as a table for office programs."""
    year, callers = _asked()
    lines: list[list[documents.Value]] = [[label for _, label in COLUMNS]]
    lines += [[_cell(name, one) for name, _ in COLUMNS] for one in callers]
    here = county()
    mark = "-含演示数据" if here is not None and here.is_demo else ""
    return send_file(
        io.BytesIO(documents.csv_bytes(lines)),
        "text/csv",
        as_attachment=True,
        download_name=f"骚扰电话台账-{year or '全部'}{mark}.csv",
    )


def _cell(name: str, caller: Shape) -> documents.Value:
    value = caller[name]
    if name == "last_at":
        return local_second(str(value))
    return value if isinstance(value, int) else str(value)
