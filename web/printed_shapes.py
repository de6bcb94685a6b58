"""Printed tables as pages and the JSON interface show them: as printed, beside ours."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import url_for

from incidents.yearbook import periods, queries, references
from incidents.yearbook.counting import Table
from incidents.yearbook.lines import RETURN_SUFFIX
from incidents.yearbook.plan_checks import Finding, findings, findings_about
from incidents.yearbook.plans import PLANS, Plan, plan_of
from incidents.yearbook.printed import INDICATORS, Printed
from incidents.yearbook.printed_queries import printed_for
from incidents.yearbook.questions import Question
from incidents.yearbook.references import Compared, Reference
from incidents.yearbook.tables import DEFINITIONS, plain
from resources.queries import county
from web.presenting import SERVICE_ZONE
from web.shapes import Json, Shape

Filters = tuple[tuple[str, str], ...]
Link = Callable[[Filters], str]


def page_link(filters: Filters) -> str:
    """The page of the records behind a cell; nothing where no records stand behind it."""
    return f"{url_for('pages.show_records')}?{urlencode(filters)}" if filters else ""


def api_link(filters: Filters) -> str:
    """The address of the records behind a cell in the JSON interface."""
    told = dict(filters)
    if not told:
        return ""
    return f"{url_for('api.show_behind', table=told.pop('table'))}?{urlencode(told)}"


def here_code() -> str:
    """The code of the county at hand; nothing where none is loaded."""
    here = county()
    return here.code if here else ""


def title_of(name: str) -> str:
    """The name of the table of ours a printed one is laid beside."""
    return "指标" if name == INDICATORS else DEFINITIONS[name].title


def listed(printed: Printed) -> Shape:
    """One line of the list of printed tables."""
    return {
        "key": printed.key,
        "table": printed.name,
        "table_title": title_of(printed.name),
        "paper": printed.paper,
        "box": printed.box,
        "title": printed.title,
        "mark": printed.mark,
        "note": printed.note,
        "is_shipped": printed.is_shipped,
        "is_comparable": is_comparable(printed),
        "entered_by": printed.entered,
        "version": printed.version,
    }


def is_comparable(printed: Printed) -> bool:
    """Whether it is about the county at hand and of a table of ours."""
    return printed.name != INDICATORS and printed.county_code in ("", here_code())


def finding(one: Finding) -> Shape:
    """What laying printed figures side by side showed."""
    places: list[Json] = [*one.places]
    return {
        "about": one.about,
        "holds": one.holds,
        "sentence": one.sentence,
        "places": places,
    }


def findings_shown(printed: Printed) -> list[Json]:
    """What is wrong with a printed table by itself: sums, and its own paper's other words."""
    found: list[Json] = []
    if printed.name != INDICATORS:
        for sentence in references.printed_faults(references.reference_of(printed)):
            found.append(finding(Finding("sum", "合计", False, sentence, ())))
    if printed.is_shipped:
        found += [finding(one) for one in findings_about(plan_of(printed), printed)]
    return found


def plan_findings(plan: Plan) -> list[Json]:
    """Every finding of a plan, those that do not agree first."""
    return [finding(one) for one in findings(plan)]


def plan_of_here() -> Plan | None:
    """The shipped plan of the county at hand, if there is one."""
    return next((plan for plan in PLANS if plan.county_code == here_code()), None)


def own_table(reference: Reference) -> Table | None:
    """Our table of the years a printed one is about; None where it prints a total only."""
    years = [int(year) for year in reference.years]
    if not years:
        return None
    period = periods.years(min(years), max(years), SERVICE_ZONE.key)
    asked = Question(reference.definition.name, period)
    return queries.answer(asked, SERVICE_ZONE.key, explain=False)


def compared(cell: Compared, link: Link) -> Shape:
    """One cell that both have: ours, as printed, and by how much they differ."""
    return {
        "row": cell.row,
        "row_label": cell.label,
        "column": cell.column.key,
        "heading": cell.column.heading,
        "unit": cell.column.unit,
        "ours": plain(cell.column, cell.ours),
        "printed": plain(cell.column, cell.printed),
        "difference": cell.signed,
        "differs": bool(cell.size),
        "incidents": link(cell.filters),
    }


def comparison(table: Table, printed: Printed, link: Link) -> Shape:
    """A table of ours beside a printed one, cell by cell."""
    cells = references.compare(table, references.reference_of(printed))
    return {
        "key": printed.key,
        "paper": printed.paper,
        "box": printed.box,
        "mark": printed.mark,
        "is_shipped": printed.is_shipped,
        "compared": len(cells),
        "differing": sum(bool(cell.size) for cell in cells),
        "cells": [compared(cell, link) for cell in cells],
        "findings": findings_shown(printed),
    }


def comparisons(table: Table, link: Link) -> list[Json]:
    """Every printed table of this kind beside ours; one that shares no row is left out."""
    years = [row.key.removesuffix(RETURN_SUFFIX) for row in table.rows]
    if not all(len(year) == 4 and year.isdigit() for year in years):
        return []
    found = [
        comparison(table, printed, link)
        for printed in printed_for(here_code(), table.definition.name)
        if is_comparable(printed)
    ]
    return [one for one in found if one["compared"]]


def shown(printed: Printed, link: Link) -> Shape:
    """One printed table whole: as printed, checked by itself, and beside ours."""
    rows: list[Json] = [
        {
            "row": row,
            "label": printed.row_label(row) if printed.name != INDICATORS else row,
            "texts": {column: texts.get(column, "") for column in printed.headings},
        }
        for row, texts in printed.texts.items()
    ]
    beside: Json = None
    if is_comparable(printed):
        table = own_table(references.reference_of(printed))
        beside = comparison(table, printed, link) if table is not None else None
    headings: list[Json] = [{"key": k, "heading": v} for k, v in printed.headings.items()]
    return {
        **listed(printed),
        "headings": headings,
        "rows": rows,
        "findings": findings_shown(printed),
        "comparison": beside,
    }
