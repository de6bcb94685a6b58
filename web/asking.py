"""The question to the yearbook as pages and interface read it, and its words and addresses."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode

from incidents.yearbook.counting import Row, Table
from incidents.yearbook.definitions import TOTAL_KEY, Column, UnknownTable
from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import Question, read_question
from resources.queries import county
from web.clock import now
from web.office.words import note_line
from web.presenting import SERVICE_ZONE

FIRST_OF_PLAN, LAST_OF_PLAN = "2016", "2020"
"""The demo county opens on the five years its plan prints."""
COMPARE_LABELS: Final = {Compare.YEAR_BACK: "同比", Compare.ONE_BACK: "环比"}
PER_LABELS: Final = {"people": "每万人", "gdp": "每亿元 GDP"}


def asked_question(args: Mapping[str, str]) -> Question:
    """Read a question as the form of the page sends it; raises BadInput.

    The form has a field of its own for what stands across, and sends both the named time and the
    days it shows: the name wins, unless it is a shift, which needs its day.
    """
    told = dict(args)
    across = told.pop("across", "")
    if across:
        told["by"] = "*".join(filter(None, (told.get("by", ""), across)))
    word = told.get("period", "")
    if word and not (word == "shift" and _is_day(told.get("from", ""))):
        told.pop("from", None)
    if word:
        told.pop("to", None)
    if not any(told.get(name) for name in ("period", "from", "to")):
        told |= usual_years()
    return read_question(told, SERVICE_ZONE.key, now())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-01")


def usual_years() -> dict[str, str]:
    """The years a page opens on: the last five, or those of the plan in the demo."""
    if _is_demo():
        return {"from": FIRST_OF_PLAN, "to": LAST_OF_PLAN}
    this_year = now().astimezone(SERVICE_ZONE).year
    return {"from": str(this_year - 4), "to": str(this_year)}


def latest_year() -> int:
    """The year a page of one year opens on: the last one that is over, the plan's in the demo."""
    return int(usual_years()["to"]) - (0 if _is_demo() else 1)


def _is_demo() -> bool:
    here = county()
    return here is not None and here.is_demo


def address(path: str, question: Question, **more: str) -> str:
    """The address of a path that asks a question; empty parameters are left out."""
    told = dict(question.parameters) | {name: value for name, value in more.items() if value}
    return f"{path}?{urlencode(told)}"


def query_words(question: Question, table: Table) -> str:
    """Say in one line how a table was asked and what it rests on, as every form of it prints."""
    per = f"{PER_LABELS.get(question.per, question.per)}。" if question.per else ""
    return f"{note_line(table)}{per}"


def row_of(table: Table, key: str) -> Row:
    """Return a row of a table by its key, the total among them; raises UnknownTable."""
    for row in (*table.rows, table.total):
        if row.key == key:
            return row
    raise UnknownTable(f"表“{table.caption}”没有行“{key[:40]}”，请从表中的数字打开。")


def cell_words(table: Table, row: Row, column: Column) -> str:
    """Name a cell: its table, time, row and column."""
    label = "合计" if row.key == TOTAL_KEY else row.label
    return f"{table.caption}：{label} {column.heading}"
