"""The pages of printed tables: the list, one beside ours, and the form to enter one."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents.yearbook.errors import PrintedStands, UnknownPrinted
from incidents.yearbook.plans import PLANS
from incidents.yearbook.printed import Printed, by_year, comparable, pasted_of
from incidents.yearbook.printed_book import MARKS
from incidents.yearbook.printed_queries import printed_called, printed_tables
from incidents.yearbook.tables import definition
from resources.database import transaction
from resources.errors import BadInput, Refusal
from web import disagreements, printed_deeds, printed_shapes
from web.access import allow
from web.api.printed import asked_years
from web.api.yearbook import COUNTERS
from web.asking import usual_years
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import may_use
from web.printed_deeds import PRINTED_EDITORS
from web.printed_shapes import page_link
from web.reading import Reader, from_form

MOST_VERSION = 2**31 - 1


@blueprint.get("/yearbook/printed")
@allow(*COUNTERS)
def list_printed() -> str:
    """List the printed tables, and what each plan says against itself."""
    return render_template(
        "printed.html",
        tables=[printed_shapes.listed(one) for one in printed_tables()],
        plans=[
            {"paper": plan.paper, "findings": printed_shapes.plan_findings(plan)} for plan in PLANS
        ],
        may_edit=may_use("pages.enter_printed"),
    )


@blueprint.get("/yearbook/disagreements")
@allow(*COUNTERS)
def show_disagreements() -> str | tuple[str, int]:
    """Show where tables disagree, by how much, why, and which records."""
    told = dict(request.args.items()) or usual_years()
    try:
        first, last = asked_years(Reader(told))
    except BadInput as bad:
        refused = render_template("disagreements.html", found=None, typed=told, refusal=str(bad))
        return refused, 422
    return render_template(
        "disagreements.html",
        found=disagreements.gathered(first, last, page_link),
        typed={"from": first, "to": last},
        refusal="",
    )


@blueprint.get("/yearbook/printed/<key>")
@allow(*COUNTERS)
def show_printed(key: str) -> str:
    """Show a printed table, checked by itself and beside ours."""
    printed = printed_called(key)
    return render_template(
        "printed_table.html",
        printed=printed_shapes.shown(printed, page_link),
        may_edit=not printed.is_shipped and may_use("pages.enter_printed"),
    )


@blueprint.get("/yearbook/printed/new")
@allow(*PRINTED_EDITORS)
def show_new_printed() -> str:
    """Show the empty form of a printed table."""
    return _form(None, {"mark": "S", "table": "calls"})


@blueprint.get("/yearbook/printed/<key>/edit")
@allow(*PRINTED_EDITORS)
def show_printed_form(key: str) -> str:
    """Show the form of an entered table."""
    printed = printed_called(key)
    if printed.is_shipped:
        raise PrintedStands("随系统附带的印刷表照原文收录，不能修改。")
    return _form(printed, _typed(printed))


def _typed(printed: Printed) -> Mapping[str, object]:
    return {
        "table": printed.name,
        "paper": printed.paper,
        "box": printed.box,
        "mark": printed.mark,
        "note": printed.note,
        "figures": pasted_of(definition(printed.name), printed.texts),
    }


def _form(
    printed: Printed | None,
    typed: Mapping[str, object],
    refused: Refusal | None = None,
    seen: object = None,
) -> str:
    faults = refused.faults if isinstance(refused, BadInput) else ()
    return render_template(
        "printed_form.html",
        printed=printed,
        typed=typed,
        faults={one.field: one.message for one in faults if one.field != "figures"},
        figure_faults=[one.message for one in faults if one.field == "figures"],
        refusal="" if refused is None or faults else str(refused),
        version=seen or (printed.version if printed else 0),
        tables=[(one.name, one.title) for one in by_year()],
        columns=[
            (one.title, "、".join(column.printed for column in comparable(one)))
            for one in by_year()
        ],
        marks=[(letter, letter) for letter in MARKS],
    )


@blueprint.post("/yearbook/printed")
@allow(*PRINTED_EDITORS)
def enter_printed() -> Response | tuple[str, int]:
    """Enter a table another paper printed; a refusal shows the form as it was typed."""
    reader = from_form()
    try:
        deed = printed_deeds.enter(reader)
        with transaction() as session:
            key = deed(session)
    except Refusal as refused:
        return _form(None, reader.values, refused), status_of(refused)
    flash("已录入。下面逐格与本系统的数对照，哪一边都不修改。")
    return redirect(f"/yearbook/printed/{key}", 303)


@blueprint.post("/yearbook/printed/<key>")
@allow(*PRINTED_EDITORS)
def revise_printed(key: str) -> Response | tuple[str, int]:
    """Put an entered table right against its paper."""
    reader = from_form()
    printed = printed_called(key)
    seen = _seen(reader)
    try:
        deed = printed_deeds.revise(key, reader, seen)
        with transaction() as session:
            deed(session)
    except UnknownPrinted:
        raise
    except Refusal as refused:
        return _form(printed, reader.values, refused, seen), status_of(refused)
    flash("已修改；原来的数字留在日志里。")
    return redirect(f"/yearbook/printed/{key}", 303)


@blueprint.post("/yearbook/printed/<key>/withdraw")
@allow(*PRINTED_EDITORS)
def withdraw_printed(key: str) -> Response:
    """Take an entered table out."""
    reader = from_form()
    seen = _seen(reader)
    reader.finish()
    deed = printed_deeds.withdraw(key, seen)
    with transaction() as session:
        deed(session)
    flash("已撤下；数字留在日志里。")
    return redirect("/yearbook/printed", 303)


def _seen(reader: Reader) -> int | None:
    return reader.whole("version", most=MOST_VERSION, least=1)
