"""The pages of the county's indicators: the list beside its aims, and one with its figures."""

from collections.abc import Mapping
from typing import Final

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents.yearbook.indicator_queries import (
    indicator_changes,
    listed,
    listed_coded,
    standings,
    trend_years,
)
from incidents.yearbook.indicators import (
    ATTRIBUTE_LABELS,
    BETTER_LABELS,
    FIGURE_LABELS,
    Listed,
)
from incidents.yearbook.series import MARKS
from resources.database import transaction
from resources.errors import BadInput, Refusal
from resources.queries import county
from web import indicator_deeds, indicator_shapes
from web.access import allow
from web.api.yearbook import COUNTERS
from web.clock import now
from web.errors import status_of
from web.indicator_deeds import INDICATOR_EDITORS, UNSAID, IndicatorDeed
from web.indicator_years import asked_years
from web.pages import blueprint
from web.pages.frame import faults_of, may_use
from web.presenting import SERVICE_ZONE
from web.reading import from_form

ATTRIBUTES: Final = [(one.value or UNSAID, label) for one, label in ATTRIBUTE_LABELS.items()]


@blueprint.get("/yearbook/indicators")
@allow(*COUNTERS)
def list_indicators() -> str | tuple[str, int]:
    """Show the indicators of the county year by year beside their aims."""
    refusal, code = "", 200
    try:
        years = asked_years(request.args)
    except BadInput as bad:
        refusal, code = str(bad), status_of(bad)
        years = trend_years(now().year, now().year)
    stood = standings(years, SERVICE_ZONE.key, now())
    here = county()
    every = listed(with_withdrawn=True)
    known = {one.code for one in every} | {one.facts.name for one in every}
    page = render_template(
        "indicators.html",
        years=years,
        indicators=[
            {**indicator_shapes.standing(one), "aim_words": indicator_shapes.aim_words(one)}
            for one in stood.found
        ],
        withdrawn=[indicator_shapes.listed(one) for one in every if one.is_withdrawn],
        offers=indicator_shapes.offers(here.code if here else ""),
        known=known,
        generated=stood.generated,
        synthetic=stood.synthetic,
        refusal=refusal,
        may_edit=may_use("pages.add_indicator"),
    )
    return (page, code) if refusal else page


@blueprint.get("/yearbook/indicators/new")
@allow(*INDICATOR_EDITORS)
def show_new_indicator() -> str:
    """Show the form that adds an indicator."""
    return _form(None, {"better": "high", "mark": "S", "attribute": UNSAID})


@blueprint.get("/yearbook/indicators/<code>")
@allow(*COUNTERS)
def show_indicator(code: str) -> str:
    """Show one indicator with its figures, its changes, and the forms that edit it."""
    return _form(listed_coded(code), None)


def _form(
    one: Listed | None,
    typed: Mapping[str, object] | None,
    refused: Refusal | None = None,
    doing: str = "facts",
) -> str:
    shape = indicator_shapes.listed(one) if one else None
    stored = {**shape, "attribute": shape["attribute"] or UNSAID} if shape else {}
    faults = faults_of(refused) if isinstance(refused, BadInput) else {}
    return render_template(
        "indicator.html",
        indicator=shape,
        typed=typed if typed is not None and doing == "facts" else stored,
        figure=typed if typed is not None and doing == "figure" else {},
        faults=faults if doing == "facts" else {},
        figure_faults=faults if doing == "figure" else {},
        refusal="" if refused is None else str(refused),
        formulas=indicator_shapes.formulas(),
        formula_words=one.facts.reading.words if one and one.facts.reading else "",
        attributes=ATTRIBUTES,
        betters=[(way.value, label) for way, label in BETTER_LABELS.items()],
        kinds=[(kind.value, label) for kind, label in FIGURE_LABELS.items()],
        marks=[(letter, f"{letter} {words}") for letter, words in MARKS.items()],
        changes=indicator_shapes.changes(indicator_changes(one.code))[::-1] if one else [],
        may_edit=may_use("pages.add_indicator"),
    )


def _done(deed: IndicatorDeed, sentence: str, to_list: bool = False) -> Response:
    with transaction() as session:
        code = deed(session).code
    flash(sentence)
    return redirect("/yearbook/indicators" if to_list else f"/yearbook/indicators/{code}", 303)


@blueprint.post("/yearbook/indicators")
@allow(*INDICATOR_EDITORS)
def add_indicator() -> Response | tuple[str, int]:
    """Add an indicator to the list."""
    reader = from_form()
    try:
        return _done(indicator_deeds.add(reader), "已加入清单；请接着填写各年目标。")
    except BadInput as refused:
        return _form(None, reader.values, refused), status_of(refused)


@blueprint.post("/yearbook/indicators/<code>")
@allow(*INDICATOR_EDITORS)
def revise_indicator(code: str) -> Response | tuple[str, int]:
    """Change an indicator; a refusal shows what was typed."""
    one, reader = listed_coded(code), from_form()
    try:
        return _done(indicator_deeds.revise(code, reader, None), "已修改；原来的内容留在日志中。")
    except Refusal as refused:
        return _form(one, reader.values, refused), status_of(refused)


@blueprint.post("/yearbook/indicators/<code>/figures")
@allow(*INDICATOR_EDITORS)
def set_indicator_figure(code: str) -> Response | tuple[str, int]:
    """Tell the aim or the value of a year."""
    one, reader = listed_coded(code), from_form()
    try:
        return _done(indicator_deeds.set_figure(code, reader), "已填写；同一年原来的数留在日志中。")
    except Refusal as refused:
        return _form(one, reader.values, refused, "figure"), status_of(refused)


@blueprint.post("/yearbook/indicators/<code>/figures/strike")
@allow(*INDICATOR_EDITORS)
def strike_indicator_figure(code: str) -> Response | tuple[str, int]:
    """Strike the aim or told value of a year."""
    one, reader = listed_coded(code), from_form()
    try:
        return _done(indicator_deeds.strike_figure(code, reader), "已撤销；撤销的数留在日志中。")
    except Refusal as refused:
        return _form(one, {}, refused, "figure"), status_of(refused)


@blueprint.post("/yearbook/indicators/<code>/withdraw")
@allow(*INDICATOR_EDITORS)
def withdraw_indicator(code: str) -> Response | tuple[str, int]:
    """Take an indicator off the list."""
    one, reader = listed_coded(code), from_form()
    try:
        deed = indicator_deeds.withdraw(code, reader, None)
        return _done(deed, f"“{one.facts.name}”已撤销，可以恢复。", to_list=True)
    except Refusal as refused:
        return _form(one, None, refused), status_of(refused)


@blueprint.post("/yearbook/indicators/<code>/restore")
@allow(*INDICATOR_EDITORS)
def restore_indicator(code: str) -> Response | tuple[str, int]:
    """Put a withdrawn indicator back on the list."""
    one = listed_coded(code)
    try:
        return _done(indicator_deeds.restore(code), f"“{one.facts.name}”已恢复。")
    except Refusal as refused:
        return _form(one, None, refused), status_of(refused)


@blueprint.post("/yearbook/indicators/offers")
@allow(*INDICATOR_EDITORS)
def take_indicator_offer() -> Response:
    """Take a shipped list of aims into the county's own."""
    deed = indicator_deeds.take_over(from_form())
    with transaction() as session:
        taken = deed(session)
    flash(f"规划清单共 {taken.offered} 项，新加入 {taken.new} 项；已有的同名指标没有改动。")
    return redirect("/yearbook/indicators", 303)
