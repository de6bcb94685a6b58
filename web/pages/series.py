"""The pages of the county's figures by year: told, amended and struck with their source."""

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents.yearbook.series import MARKS
from incidents.yearbook.series_file import HEADINGS, as_file, decoded
from incidents.yearbook.series_queries import (
    SeriesValue,
    all_series,
    figure_of,
    series_changes,
    series_row,
)
from resources.database import transaction
from resources.errors import BadInput, Refusal
from web import series_deeds, series_shapes
from web.access import allow
from web.api.yearbook import COUNTERS
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import Context, faults_of, may_use
from web.reading import from_form
from web.series_deeds import SERIES_EDITORS, known_series

MOST_CHANGES = 200
MARK_CHOICES = [(letter, f"{letter} {words}") for letter, words in MARKS.items()]


@blueprint.get("/yearbook/series")
@allow(*COUNTERS)
def list_series() -> str:
    """Show population, GDP and firefighters by year, and the forms that tell them."""
    return _list({})


def _list(typed: Mapping[str, object], **more: object) -> str:
    rows = all_series()
    kept = (
        series_shapes.changes(series_changes(MOST_CHANGES)) if "changes" in request.args else None
    )
    page: Context = {
        "kinds": series_shapes.kinds(),
        "years": series_shapes.by_year(rows),
        "warnings": series_shapes.warnings(rows),
        "marks": MARK_CHOICES,
        "headings": ",".join(HEADINGS.values()),
        "changes": kept,
        "typed": typed,
        "faults": {},
        "may_edit": may_use("pages.tell_series"),
    }
    return render_template("series.html", **{**page, **more})


@blueprint.post("/yearbook/series")
@allow(*SERIES_EDITORS)
def tell_series() -> Response | tuple[str, int]:
    """Tell a figure; a refusal shows the form as it was typed."""
    reader = from_form()
    try:
        deed = series_deeds.tell(reader)
        with transaction() as session:
            deed(session)
    except BadInput as refused:
        page = _list(reader.values, faults=faults_of(refused), refusal=str(refused))
        return page, status_of(refused)
    flash("已填报；来源和填报人记入日志。")
    return redirect("/yearbook/series", 303)


@blueprint.post("/yearbook/series/file")
@allow(*SERIES_EDITORS)
def take_series_file() -> Response | tuple[str, int]:
    """Take figures from a CSV file or from pasted lines: all of them or none."""
    reader = from_form()
    sent = request.files.get("file")
    try:
        text = decoded(sent.stream.read()) if sent is not None and sent.filename else None
        deed = series_deeds.take_file(reader, text)
        with transaction() as session:
            new, amended, same = deed(session)
    except BadInput as refused:
        told = [fault.message for fault in refused.faults]
        return _list(reader.values, file_faults=told), status_of(refused)
    flash(f"已导入：新填 {new} 个，更正 {amended} 个，相同 {same} 个。")
    return redirect("/yearbook/series", 303)


@blueprint.get("/yearbook/series.csv")
@allow(*COUNTERS)
def download_series() -> Response:
    """Give the figures as the file that may be imported again."""
    text = as_file(figure_of(row) for row in reversed(all_series()))
    response = make_response(b"\xef\xbb\xbf" + text.encode())
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=series.csv"
    return response


@blueprint.get("/yearbook/series/<name>/<year>")
@allow(*COUNTERS)
def show_series(name: str, year: str) -> str:
    """Show one figure with everything that was changed in it."""
    return _one(_row(name, year))


def _row(name: str, year: str) -> SeriesValue:
    return series_row(*known_series(name, year))


def _one(row: SeriesValue, refused: Refusal | None = None, typed: object = None) -> str:
    figure = series_shapes.figure(row)
    unit = next(iter(series_shapes.units_of(row)))
    started = {**figure, "measure": unit, "value": series_shapes.in_unit(row, unit)}
    return render_template(
        "series_figure.html",
        figure=figure,
        typed=typed or started,
        units=[(one, one) for one in series_shapes.units_of(row)],
        marks=MARK_CHOICES,
        faults=faults_of(refused) if isinstance(refused, BadInput) else {},
        refusal="" if refused is None else str(refused),
        changes=series_shapes.changes(series_changes(MOST_CHANGES, row.series, row.year)),
        may_edit=may_use("pages.amend_series"),
    )


@blueprint.post("/yearbook/series/<name>/<year>")
@allow(*SERIES_EDITORS)
def amend_series(name: str, year: str) -> Response | tuple[str, int]:
    """Amend a figure for a reason; a refusal shows what was typed."""
    row, reader = _row(name, year), from_form()
    try:
        deed = series_deeds.amend(name, year, reader, None)
        with transaction() as session:
            deed(session)
    except Refusal as refused:
        return _one(row, refused, reader.values), status_of(refused)
    flash("已更正；原来的数和理由留在日志中。")
    return redirect("/yearbook/series", 303)


@blueprint.post("/yearbook/series/<name>/<year>/strike")
@allow(*SERIES_EDITORS)
def strike_series(name: str, year: str) -> Response | tuple[str, int]:
    """Strike a figure for a reason."""
    row, reader = _row(name, year), from_form()
    try:
        deed = series_deeds.strike(name, year, reader, None)
        with transaction() as session:
            deed(session)
    except Refusal as refused:
        return _one(row, refused), status_of(refused)
    flash("已撤销；撤销的数和理由留在日志中。")
    return redirect("/yearbook/series", 303)
