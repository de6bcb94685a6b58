"""Where tables disagree, gathered for the page and the JSON interface, each with its records."""

from typing import Final

from incidents.yearbook import disagreements, periods, queries, references
from incidents.yearbook.definitions import TOTAL_KEY
from incidents.yearbook.differences import DIFFERENCES
from incidents.yearbook.disagreements import Disagreement
from incidents.yearbook.printed import by_year
from incidents.yearbook.printed_queries import printed_for
from incidents.yearbook.questions import Question
from web import printed_shapes
from web.presenting import SERVICE_ZONE
from web.printed_shapes import Link
from web.shapes import Json, Shape

MOST_LISTED: Final = 20
"""So many records of a reason are named at once; the link leads to all of them."""
MOST_YEARS: Final = 20
ZONE: Final = SERVICE_ZONE.key


def gathered(first: int, last: int, link: Link) -> Shape:
    """Everything that disagrees in some years: ours with ours, ours with printed, printed alone."""
    period = periods.years(first, last, ZONE)
    apart = queries.answer(Question(DIFFERENCES.name, period), ZONE, explain=False)
    months: list[Json] = []
    for definition in by_year():
        years = queries.answer(Question(definition.name, period), ZONE, explain=False)
        by_month = queries.answer(Question(definition.name, period, by="month"), ZONE, False)
        months += [_shape(one, link) for one in disagreements.year_against_months(years, by_month)]
    return {
        "from": first,
        "to": last,
        "call_outs_and_fires": [
            _shape(one, link) for one in disagreements.call_outs_against_fires(apart)
        ],
        "years_and_months": months,
        "printed": _printed(first, last, link),
        "plan": _plan(),
    }


def _shape(one: Disagreement, link: Link) -> Shape:
    reasons: list[Json] = [
        {
            "words": reason.words,
            "count": reason.count,
            "incidents": link(reason.filters),
            "records": _records(reason.filters),
        }
        for reason in one.reasons
    ]
    return {
        "label": one.label,
        "about": one.about,
        "one": one.one,
        "other": one.other,
        "difference": one.size,
        "explained": one.explained,
        "sentence": one.sentence,
        "reasons": reasons,
    }


def _records(filters: tuple[tuple[str, str], ...]) -> list[Json]:
    """The first records a reason stands for."""
    told = dict(filters)
    if not told:
        return []
    period = periods.years(int(told["from"]), int(told["to"]), ZONE)
    question = Question(told["table"], period, by=told.get("by", ""))
    found = queries.behind(question, told["row"], told["column"], ZONE, most=MOST_LISTED)
    return [{"number": one.number, "incident": one.incident_number} for one in found.parts]


def _printed(first: int, last: int, link: Link) -> list[Json]:
    """The cells of printed tables that are not ours, for the years asked about."""
    found: list[Json] = []
    for definition in by_year():
        for printed in printed_for(printed_shapes.here_code(), definition.name):
            reference = references.reference_of(printed)
            asked = {year for year in reference.years if first <= int(year) <= last}
            if not asked:
                continue
            if len(asked) == len(reference.years):
                asked.add(TOTAL_KEY)
            table = printed_shapes.own_table(reference)
            if table is None:
                continue
            cells: list[Json] = [
                printed_shapes.compared(cell, link)
                for cell in references.differences(table, reference)
                if cell.row in asked
            ]
            if cells:
                told = printed_shapes.listed(printed)
                found.append({**told, "cells": cells})
    return found


def _plan() -> list[Json]:
    """What the plan of this county says against itself."""
    plan = printed_shapes.plan_of_here()
    return printed_shapes.plan_findings(plan) if plan is not None else []
