"""The page of exports (导出): ask for a long list, see how far it is, fetch the file."""

from dataclasses import replace
from typing import Final

from flask import redirect, render_template, request, send_file
from werkzeug.wrappers import Response

from incidents.categories import CATEGORIES
from incidents.exporting import LISTING_LABELS, Listing, Wanted, size_of
from incidents.lifecycle import LABELS, OPEN
from incidents.yearbook.questions import read_question
from resources.accounts import Role
from resources.database import db
from resources.errors import BadInput
from resources.queries import county
from web import documents, exports
from web.access import allow, current
from web.api.calls import category_groups
from web.clock import now
from web.deeds import my_act
from web.office.words import DEMO_MARK
from web.pages import blueprint
from web.pages.frame import Context, faults_of
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form

EXPORTERS: Final = (Role.CHIEF, Role.STATISTICIAN, Role.ADMIN, Role.AUDITOR)
LOG_READERS: Final = frozenset({Role.ADMIN, Role.AUDITOR})
"""Who may take the whole log along: it names who did what."""
ALL_TIME: Final = "全部时间"
FIELDS: Final = ("listing", "from", "to", "state", "category", "place", "form")


def _listings() -> list[Listing]:
    may_take_log = current().role in LOG_READERS
    return [one for one in Listing if one is not Listing.LOG or may_take_log]


def _page(typed: dict[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "exports.html",
        typed=typed,
        faults=faults,
        listings=[(one.value, LISTING_LABELS[one]) for one in _listings()],
        states=[("open", "未结案"), *((str(state), label) for state, label in LABELS.items())],
        category_groups=category_groups(),
        forms=[(form, form.upper()) for form in exports.FORMS],
        exports=[_shown(one) for one in exports.exports_of(current().name)],
        kept_hours=int(exports.KEPT_FOR.total_seconds() // 3600),
    )


def _shown(export: exports.Export) -> Context:
    return {
        "key": export.key,
        "name": export.name,
        "asked": export.asked,
        "state": export.state,
        "done": export.done,
        "rows": export.rows,
        "fault": export.fault,
        "sha256": export.sha256,
        "size_kb": -(-export.size_bytes // 1024),
    }


@blueprint.get("/exports")
@allow(*EXPORTERS)
def show_exports() -> str:
    """Show what can be exported, and the exports of the one who asks."""
    reader = Reader(dict(request.args.items()))
    typed = {name: reader.text(name) for name in FIELDS}
    reader.finish()
    return _page(typed, {})


@blueprint.post("/exports")
@allow(*EXPORTERS)
def start_export() -> Response | tuple[str, int]:
    """Begin an export, and go where its progress is shown."""
    reader = from_form()
    try:
        order = _order(reader)
    except BadInput as bad:
        typed = {name: request.form.get(name, "") for name in FIELDS}
        return _page(typed, faults_of(bad)), 422
    export = exports.start(order, my_act())
    return redirect(f"/exports/{export.key}", 303)


@blueprint.get("/exports/<key>")
@allow(*EXPORTERS)
def show_export(key: str) -> str:
    """Show how far an export is."""
    export = exports.export_of(key, current().name)
    return render_template("export.html", export=_shown(export), is_over=export.is_over)


@blueprint.get("/exports/<key>/file")
@allow(*EXPORTERS)
def fetch_export(key: str) -> Response:
    """Hand out the finished file."""
    export = exports.export_of(key, current().name)
    path = exports.file_of(export)
    kind = documents.MEDIA_TYPES[export.form]
    return send_file(path, kind, as_attachment=True, download_name=export.name)


def _order(reader: Reader) -> exports.Order:
    """Read what is to be exported; raises BadInput."""
    listing, form = reader.text("listing"), reader.text("form")
    if listing not in {one.value for one in _listings()}:
        reader.blame("listing", "请选择要导出的清单：警情、火灾；日志限管理员和审计员。")
    if form not in exports.FORMS:
        reader.blame("form", "请选择文件格式：CSV 或 XLSX。")
    narrowed, words = _narrowed(reader, listing)
    reader.finish()
    told = {name: reader.text(name) for name in ("from", "to")}
    period = read_question(told, SERVICE_ZONE.key, now()).period if any(told.values()) else None
    wanted = replace(
        narrowed,
        listing=Listing(listing),
        since=period.start if period else None,
        before=period.end if period else None,
    )
    label = period.label if period else ALL_TIME
    return exports.Order(
        wanted=wanted,
        asked="，".join((label, *words)),
        form=form,
        name=_name(Listing(listing), label, form),
        rows=size_of(db.session(), wanted),
        account=current().name,
    )


def _narrowed(reader: Reader, listing: str) -> tuple[Wanted, list[str]]:
    """Read what narrows a list of incidents, and say it in words."""
    state, place, category = reader.text("state"), reader.text("place"), reader.category()
    states: dict[str, tuple[str, ...]] = {str(one): (one,) for one in LABELS}
    states |= {"": (), "open": tuple(sorted(OPEN))}
    if state not in states:
        reader.blame("state", f"没有状态“{state}”，请从列表中选择。")
    if listing != Listing.INCIDENTS and (state or place or category):
        reader.blame("state", "状态、类别、地点只用于警情清单，请清空或改选警情。")
    labels = {str(one): label for one, label in LABELS.items()} | {"open": "未结案"}
    words = [labels[state]] if state in labels else []
    words += [CATEGORIES[category].name] if category else []
    words += [f"地点或编号含“{place}”"] if place else []
    # A top class stands for all kinds below it.
    prefix = category.rstrip("0") if category and category.endswith("0000") else category
    return Wanted(Listing.INCIDENTS, None, None, states.get(state, ()), prefix, place), words


def _name(listing: Listing, period: str, form: str) -> str:
    here = county()
    mark = f"-{DEMO_MARK}" if here is not None and here.is_demo else ""
    return f"{LISTING_LABELS[listing]}清单-{documents.in_a_name(period)}{mark}.{form}"
