"""The store: what every connection is set to, and the one transaction of an act."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, bindparam, event, select, text
from sqlalchemy.exc import OperationalError, StatementError

from incidents import ledger, queries
from incidents.records import DailyCounter, LogEntry
from incidents.timeline import Act, Entry
from resources.database import (
    StoreBusy,
    StoreRefusal,
    UtcMoment,
    check_sqlite_version,
    db,
    make_engine,
    transaction,
    usable_url,
)
from resources.records import Dataset
from tests.conftest import KIND
from tests.makers import count, make_dataset

only_sqlite = pytest.mark.skipif(KIND != "sqlite", reason="a matter of SQLite")
AT_ONCE = {"sqlite_begin": "IMMEDIATE"}


def impatient(engine: Engine) -> Engine:
    """Let an engine's next connections give up a lock at once instead of after seconds."""
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=0").close())
    return engine


def add_day(session_or_connection, day: str) -> None:
    statement = text("INSERT INTO daily_counter (day, last) VALUES (:day, 1)")
    session_or_connection.execute(statement, {"day": day})


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    # synchronous 2 is FULL: a commit told to a dispatcher survives a power cut.
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_of_the_application_has_its_pragmas(application, pragma, value):
    with db.engine.connect() as one, db.engine.connect() as other:
        found = {c.exec_driver_sql(f"PRAGMA {pragma}").scalar() for c in (one, other)}

    assert found == {value}


@only_sqlite
def test_an_engine_made_for_commands_has_the_same_pragmas(database_url):
    engine = make_engine(database_url)

    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()

    assert found == ["wal", 2, 1]


def test_a_row_that_points_nowhere_is_refused(application):
    dangling = text(
        "INSERT INTO place (code, name, kind, radius_m, aliases, is_urban, is_synthetic, "
        "dataset_code) VALUES ('p', 'p', 'village', 1, '', FALSE, FALSE, 'nowhere')"
    )

    with pytest.raises(Exception, match=r"(?i)foreign key"), transaction() as session:
        session.execute(dangling)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_sqlite_that_can_lose_a_frame_is_refused(version):
    with pytest.raises(StoreRefusal, match=r"过旧.*3\.51\.3"):
        check_sqlite_version(version)


def test_the_oldest_sound_sqlite_is_taken():
    check_sqlite_version((3, 51, 3))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("mysql://h/d", "不支持 mysql"),
        ("sqlite://", "SQLite 文件"),
        ("sqlite:///:memory:", "SQLite 文件"),
        ("no address", "不是数据库地址"),
    ],
)
def test_a_store_that_would_lose_incidents_is_refused(told, sentence):
    with pytest.raises(StoreRefusal, match=sentence):
        usable_url(told)


def test_postgresql_is_reached_by_the_driver_shipped_with_a_percent_sign_kept():
    assert usable_url("postgresql://u:p%40%25@h/d") == "postgresql+psycopg://u:p%40%25@h/d"


def test_a_naive_moment_is_refused_by_the_store(application):
    moment = datetime(2026, 1, 1)

    with pytest.raises((StatementError, AssertionError), match="naive"):
        db.session.execute(select(bindparam("at", moment, type_=UtcMoment())))


def test_a_moment_comes_back_aware_and_in_utc_whatever_zone_it_came_in(application):
    noon_in_the_county = datetime(2026, 1, 1, 12, 0, 0, 123456, timezone(timedelta(hours=8)))
    act = Act("甲", noon_in_the_county)
    with transaction() as session:
        ledger.note(session, Entry("note", "记事", act))

    found = queries.events_since(0)[0].at

    assert found == noon_in_the_county
    assert found.tzinfo is UTC


def test_what_an_act_changed_is_stored_when_it_ends(application):
    with transaction() as session:
        make_dataset(session)

    db.session.remove()
    assert count(Dataset) == 1


def test_an_act_that_fails_stores_nothing_and_drops_its_log_entries(application):
    act = Act("甲", datetime(2026, 1, 1, tzinfo=UTC))

    with pytest.raises(ZeroDivisionError), transaction() as session:
        make_dataset(session)
        ledger.note(session, Entry("note", "未发生", act))
        raise ZeroDivisionError
    with transaction() as session:
        session.add(DailyCounter(day="d", last=1))

    assert (count(Dataset), count(LogEntry)) == (0, 0)


def test_acts_do_not_nest(application):
    with (
        pytest.raises(AssertionError, match="does not nest"),
        transaction() as session,
    ):
        make_dataset(session)
        with transaction():
            pass

    assert count(Dataset) == 0
    with transaction():
        pass


def test_a_change_made_outside_an_act_is_a_bug_that_is_told(application):
    db.session.add(DailyCounter(day="d", last=1))

    with pytest.raises(AssertionError, match="outside"), transaction():
        pass

    db.session.rollback()


def test_an_act_forgets_what_was_read_before_it(application):
    with transaction() as session:
        make_dataset(session)
    remembered = db.session.scalars(select(Dataset)).one()
    elsewhere = make_engine(db.engine.url.render_as_string(hide_password=False))
    db.session.rollback()
    assert remembered.name == "测试"
    db.session.connection().exec_driver_sql("SELECT 1")
    with elsewhere.begin() as connection:
        connection.execute(text("UPDATE dataset SET name = '改名'"))
    elsewhere.dispose()

    with transaction():
        inside = remembered.name

    assert inside == "改名"


@only_sqlite
def test_an_act_holds_the_write_lock_from_its_beginning(application):
    engine = impatient(db.engine)

    with transaction(), engine.connect() as other:
        other = other.execution_options(**AT_ONCE)
        with pytest.raises(OperationalError, match="locked"):
            other.execute(text("SELECT 1"))


@only_sqlite
def test_a_reader_does_not_hold_the_write_lock(application):
    engine = impatient(db.engine)
    with engine.connect() as reader:
        reader.execute(text("SELECT * FROM daily_counter"))

        with transaction() as session:
            add_day(session, "d")

    assert count(DailyCounter) == 1


@only_sqlite
def test_an_act_that_cannot_have_the_lock_says_so_and_stores_nothing(application):
    engine = impatient(db.engine)

    with engine.connect() as other:
        other = other.execution_options(**AT_ONCE)
        add_day(other, "other")
        with pytest.raises(StoreBusy, match="未保存"), transaction() as session:
            add_day(session, "mine")
        other.rollback()

    assert count(DailyCounter) == 0
    with transaction() as session:
        add_day(session, "again")
    assert count(DailyCounter) == 1


@only_sqlite
def test_without_begin_immediate_a_reader_that_turns_writer_fails_at_once(database_url):
    # The red twin: why transaction() does not begin DEFERRED, whatever the busy timeout.
    engine = make_engine(database_url)
    with engine.connect() as mine, engine.connect() as other:
        mine.execute(text("SELECT * FROM daily_counter")).all()
        add_day(other, "other")
        other.commit()

        with pytest.raises(OperationalError, match="locked"):
            add_day(mine, "mine")
    engine.dispose()


@only_sqlite
def test_two_acts_that_read_and_then_write_wait_for_each_other(application, database_url):
    def raise_by_one(name: int) -> None:
        with application.app_context():
            for _ in range(10):
                with transaction() as session:
                    row = session.get(DailyCounter, "d")
                    assert row is not None
                    row.last += 1

    with transaction() as session:
        session.add(DailyCounter(day="d", last=0))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(raise_by_one, range(4)))

    row = db.session.get(DailyCounter, "d")
    assert row is not None
    assert row.last == 40
