"""Tables made of facts that are in no database, counted one by one."""

from collections import Counter, defaultdict
from datetime import UTC, datetime

from incidents.yearbook import periods, table_notes
from incidents.yearbook.axes import Names
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import Value, holds
from incidents.yearbook.layouts import Layout, layout_of
from incidents.yearbook.lines import lines_of
from incidents.yearbook.questions import Question
from incidents.yearbook.records import CallOutFact, FireFact
from incidents.yearbook.sum_queries import FLAGS
from incidents.yearbook.tables import DEFINITIONS
from incidents.yearbook.tabulating import Told, tabulate
from incidents.yearbook.tallies import Group, counts_of
from tests.incidents.yearbook.fact_rows import Fact, local_columns
from tests.incidents.yearbook.makers import FIRE, ZONE

JUNE = datetime(2025, 6, 1, 4, tzinfo=UTC)


def make_call_out(number: str, category: str = FIRE, **changes: object) -> CallOutFact:
    """Make a real, closed house fire of 2025 that nobody was sent to, unless told otherwise."""
    at = changes.get("received_at", JUNE)
    assert isinstance(at, datetime)
    words = dict.fromkeys(("township_code", "urban", "occupancy", "station_code"), "")
    people = dict.fromkeys(
        ("brigades", "vehicles", "people", "reinforcements", "rescued", "evacuated", "dead"), 0
    )
    money = dict.fromkeys(("injured", "saved_fen", "protected_fen", "fires"), 0)
    told: dict[str, object] = {
        **words, **people, **money, **local_columns(at, ZONE),
        **dict.fromkeys(("is_counted", "is_closed"), True),
        **dict.fromkeys(("is_generated", "is_back_entered", "is_imported"), False),
        "number": number, "category": category, "received_at": at, "disposition": "real",
        "level": 1,
    }  # fmt: skip
    return CallOutFact(**(told | changes))


def make_fire_fact(number: str, **changes: object) -> FireFact:
    """Make a fire of 2025 that cost nobody and nothing, unless told otherwise."""
    at = changes.get("occurred_at", JUNE)
    assert isinstance(at, datetime)
    told: dict[str, object] = {
        **dict.fromkeys(("cause", "cause_code", "occupancy", "urban", "township_code"), ""),
        **dict.fromkeys(("is_human_caused", "is_generated", "is_imported"), False),
        **dict.fromkeys(("dead", "seriously_injured", "lightly_injured"), 0),
        **dict.fromkeys(("loss_fen", "economic_loss_fen"), 0),
        **local_columns(at, ZONE),
        "number": number, "occurred_at": at, "form": "full", "owner": "brigade",
        "grade": "ordinary",
    }  # fmt: skip
    return FireFact(**(told | changes))


def slow_table(name: str, facts: list[Fact], first: int = 2024, last: int = 2025) -> Table:
    """Count facts one by one into a table of whole years; facts of other years are left out."""
    layout = layout_of(Question(name, periods.years(first, last, ZONE)), DEFINITIONS[name], Names())
    within = [fact for fact in facts if first <= fact.year <= last and holds(layout.where, fact)]
    counted = [fact for fact in within if getattr(fact, "is_counted", True)]
    left_out = [fact for fact in within if fact not in counted]
    flags = _flags(layout, counted), _flags(layout, left_out)
    totals = [Group((), _sums(layout, counted))]
    counts = counts_of(layout, _grouped(layout, counted), totals, *flags)
    notes = tuple(table_notes.record_notes(layout, counts))
    return tabulate(layout, counts, lines_of(layout, counts), Told(notes=notes))


def _grouped(layout: Layout, facts: list[Fact]) -> list[Group]:
    found: defaultdict[tuple[Value, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        found[tuple(getattr(fact, name) for name in layout.fields)].append(fact)
    return [Group(values, _sums(layout, alike)) for values, alike in found.items()]


def _sums(layout: Layout, facts: list[Fact]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for key, takes in layout.takes.items():
        sums[key] = sum(map(takes.added_by, facts))
    return sums


def _flags(layout: Layout, facts: list[Fact]) -> dict[str, int]:
    flags = FLAGS[layout.population]
    return {name: sum(map(takes.added_by, facts)) for name, takes in flags.items()}
