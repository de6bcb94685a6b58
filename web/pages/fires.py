"""The fire register on pages: the list, a new fire on either form, one fire and its history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents import fire_queries
from incidents.causes import CAUSE_LABELS, FINER_CAUSES, Cause
from incidents.errors import StaleEdit, UnknownFire
from incidents.fire_grades import GRADE_LABELS, OWNER_LABELS, FireGrade, FireOwner
from incidents.fire_queries import FireFilter
from incidents.premises import OCCUPANCY_LABELS
from incidents.queries import Incident, incident_numbered
from incidents.reports import FireForm
from incidents.yearbook.spans import year_span
from resources.county_rows import PlaceKind
from resources.database import db, transaction
from resources.errors import BadInput, Refusal
from resources.queries import places
from web import fire_deeds, fire_shapes, shapes
from web.access import allow, current
from web.api.fires import AMENDERS, REGISTRARS
from web.api.yearbook import COUNTERS
from web.clock import now
from web.errors import status_of
from web.fire_forms import require_told
from web.pages import blueprint
from web.pages.frame import Context, faults_of
from web.pages.told_times import with_local_time
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form
from web.shapes import Shape

PER_PAGE: Final = 50
EVERY_OWNER: Final = "all"
FIRST_YEAR: Final = 2016
DONE: Final = {
    "correction": "更正已保存，原内容和原因留在历史中。",
    "death": "续报死亡已记录。",
    "strike": "续报死亡已划去。",
}
PEOPLE: Final = ("dead", "seriously_injured", "lightly_injured")


@blueprint.get("/fires")
@allow(*COUNTERS)
def list_fires() -> str:
    """List registered fires, newest first; those of other owners when they are asked for."""
    reader = Reader(dict(request.args.items()))
    year = reader.whole("year", most=2200, least=1949)
    page = max(reader.whole("page", most=100_000) or 1, 1)
    owner = reader.text("owner") or str(FireOwner.BRIGADE)
    if owner != EVERY_OWNER:
        owner = str(reader.choice("owner", FireOwner) or owner)
    span = year_span(year, SERVICE_ZONE.key) if year else None
    wanted = FireFilter(
        span.start if span else None,
        span.end if span else None,
        owner="" if owner == EVERY_OWNER else owner,
        form=str(reader.choice("form", FireForm) or ""),
        cause=str(reader.choice("cause", Cause) or ""),
        grade=str(reader.choice("grade", FireGrade) or ""),
        township=reader.text("township"),
        text=reader.text("q"),
    )
    reader.finish()
    rows, total = fire_queries.fires_matching(wanted, PER_PAGE, (page - 1) * PER_PAGE)
    return render_template(
        "fires.html",
        fires=fire_shapes.fires(rows),
        owners=[(EVERY_OWNER, "全部"), *OWNER_LABELS.items()],
        filters={**request.args, "owner": owner},
        years=range(now().astimezone(SERVICE_ZONE).year, FIRST_YEAR - 1, -1),
        grades=list(GRADE_LABELS.items()),
        others=_others(wanted, owner),
        page=_paging(page, total),
        **_choices(),
    )


def _others(wanted: FireFilter, owner: str) -> int:
    """How many fires of the same filter other owners have, while one owner's are shown."""
    if owner == EVERY_OWNER:
        return 0
    every = replace(wanted, owner="")
    counted = [fire_queries.fires_matching(one, 0)[1] for one in (every, wanted)]
    return counted[0] - counted[1]


def _paging(page: int, total: int) -> Context:
    pages = max(1, -(-total // PER_PAGE))
    kept = {name: value for name, value in request.args.items() if name != "page" and value}

    def address(number: int) -> str:
        return f"/fires?{urlencode({**kept, 'page': number})}"

    return {
        "total": total,
        "number": page,
        "pages": pages,
        "previous_url": address(min(page - 1, pages)) if page > 1 else None,
        "next_url": address(page + 1) if page < pages else None,
    }


def _choices() -> Context:
    return {
        "causes": list(CAUSE_LABELS.items()),
        "finer_causes": list(FINER_CAUSES.items()),
        "occupancies": list(OCCUPANCY_LABELS.items()),
        "townships": _townships(),
        "forms": list(fire_shapes.FORM_LABELS.items()),
    }


@blueprint.get("/fires/new")
@allow(*REGISTRARS)
def show_new_fire() -> str:
    """Show an empty form: the short one for a minor fire, or the full one."""
    reader = Reader(dict(request.args.items()))
    number = reader.text("incident")
    form = reader.choice("form", FireForm) or FireForm.FULL
    reader.finish()
    typed: Context = {"form": str(form), "incident": number, **dict.fromkeys(PEOPLE, 0)}
    if number:
        row = incident_numbered(number)
        typed |= {**_where(row, row.received_at), "occupancy": row.occupancy or ""}
    return _form(typed)


def _form(typed: object, **more: object) -> str:
    return render_template(
        "fire_form.html",
        typed=typed,
        owners=list(OWNER_LABELS.items()),
        **_choices(),
        **more,
    )


@blueprint.post("/fires")
@allow(*REGISTRARS)
def register_any_fire() -> Response | tuple[str, int]:
    """Register a fire; a refusal comes back with all that was typed."""
    reader = from_form()
    told = with_local_time(reader, "occurred_at")
    if reader.values.get("form") == FireForm.FULL:
        require_told(told, *PEOPLE)
    try:
        deed = fire_deeds.register(told)
        with transaction() as session:
            fire = deed(session)
            session.flush()
            number = fire.number
    except Refusal as refusal:
        faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
        return _form(reader.values, faults=faults, refusal=str(refusal)), status_of(refusal)
    flash(f"火灾 {number} 已登记。")
    return redirect(f"/fires/{number}", 303)


@blueprint.get("/fires/<number>")
@allow(*COUNTERS)
def show_fire(number: str) -> str:
    """Show one fire: its grade and why, its loss, its later deaths, its history."""
    return _page(number)


def _page(number: str, **more: object) -> str:
    row = fire_queries.fire_called(number)
    shape = fire_shapes.whole(row)
    entries = fire_queries.history_of(db.session(), row)
    township = dict(_townships()).get(row.township_code or "")
    context: Context = {
        "typed": _as_typed(row, shape),
        "typed_beside": {},
        "faults": {},
        "doing": "",
        **more,
    }
    return render_template(
        "fire.html",
        fire=shape,
        township=township or row.township_code,
        registered={"by": row.registered_by, "at": row.registered_at},
        history=fire_shapes.history(entries, current()),
        owners=list(OWNER_LABELS.items()),
        counted_before=list(fire_shapes.COUNTED_BEFORE_LABELS.items()),
        today=now().astimezone(SERVICE_ZONE).date(),
        **_choices(),
        **context,
    )


def _townships() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in places([PlaceKind.TOWNSHIP])]


def _as_typed(row: fire_queries.Fire, shape: Shape) -> Context:
    """A fire as its correction form begins: a place that must be masked stays out of it."""
    names = ("form", "owner", "cause", "cause_code", "occupancy", "households", *PEOPLE)
    told = {name: "" if shape[name] is None else shape[name] for name in names}
    money = {
        f"{name}_yuan": _yuan(getattr(row, f"{name}_fen"))
        for name in ("loss", "site_cost", "people_cost")
    }
    return {**told, **money, **_where(row, row.occurred_at)}


def _where(row: fire_queries.Fire | Incident, moment: datetime) -> Context:
    """When and where, as both forms begin."""
    may_see = shapes.words_for(current(), row.place_text) == row.place_text
    return {
        "occurred_at": f"{moment.astimezone(SERVICE_ZONE):%Y-%m-%dT%H:%M:%S}",
        "place": row.place_text if may_see else "",
        "township": row.township_code or "",
        "is_urban": "" if row.is_urban is None else str(row.is_urban).lower(),
    }


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


def _try(
    number: str,
    typed: Reader,
    told: Reader,
    doing: str,
    read: Callable[[int | None], fire_deeds.Deed],
) -> Response | tuple[str, int]:
    """Do what a form of a fire's page asks; a refusal comes back with all that was typed."""
    try:
        deed = read(told.whole("version", most=2**31 - 1))
        with transaction() as session:
            deed(session)
    except UnknownFire:
        raise
    except Refusal as refusal:
        faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
        quarrel = shapes.quarrel(refusal.quarrel) if isinstance(refusal, StaleEdit) else None
        more: Context = {"doing": doing, "faults": faults, "refusal": str(refusal)}
        name = "typed" if doing == "correction" else "typed_beside"
        return _page(number, quarrel=quarrel, **{name: typed.values}, **more), status_of(refusal)
    flash(DONE[doing.partition("-")[0]])
    return redirect(f"/fires/{number}", 303)


@blueprint.post("/fires/<number>/correction")
@allow(*AMENDERS)
def amend_fire(number: str) -> Response | tuple[str, int]:
    """Correct a fire as its form says; a refusal comes back with all that was typed."""
    reader = from_form()
    told = with_local_time(reader, "occurred_at")
    require_told(told, "loss_yuan", *PEOPLE)
    return _try(number, reader, told, "correction", lambda v: fire_deeds.amend(number, told, v))


@blueprint.post("/fires/<number>/deaths")
@allow(*REGISTRARS)
def tell_death(number: str) -> Response | tuple[str, int]:
    """Tell a death by its day."""
    reader = from_form()
    return _try(number, reader, reader, "death", lambda v: fire_deeds.tell_death(number, reader, v))


@blueprint.post("/fires/<number>/deaths/<death_id>/strike")
@allow(*AMENDERS)
def strike_death(number: str, death_id: str) -> Response | tuple[str, int]:
    """Strike a death told by mistake."""
    reader = from_form()
    doing = f"strike-{death_id}"
    return _try(
        *(number, reader, reader, doing),
        lambda v: fire_deeds.strike_death(number, death_id, reader, v),
    )
