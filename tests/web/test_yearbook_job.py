"""The nightly check and its command: what is kept of the yearbook against the records."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from incidents import queries
from resources.database import db, transaction
from tests.makers import a_county_with, close, take_a_call
from web.commands import main
from web.yearbook_job import YearbookJob

NIGHT = datetime(2026, 1, 2, 19, 30, tzinfo=UTC)
"""Half past three in the county."""


class Clock:
    """A clock that a test moves by hand."""

    now = NIGHT


@pytest.fixture
def a_record(application) -> str:
    a_county_with()
    number = take_a_call()
    close(number, rescued=3)
    return number


@pytest.fixture
def job(application):
    clock = Clock()
    return YearbookJob(application, lambda: clock.now), clock


def spoil() -> None:
    with transaction() as session:
        session.execute(text("UPDATE call_out_sum SET rescued = 4 WHERE period = 2026"))


def reminders() -> list[str]:
    db.session.rollback()
    return [row.text for row in queries.events_since(0) if row.kind == "reminder"]


def test_a_night_is_checked_once_and_not_before_three(a_record, job):
    check, clock = job

    clock.now = NIGHT - timedelta(hours=1)
    assert check.run() is None
    clock.now = NIGHT
    assert check.run() == 0
    assert check.run() is None
    assert reminders() == []


def test_a_figure_that_is_off_is_told_loudly_once_a_night(a_record, job, caplog):
    check, clock = job
    spoil()

    assert check.run() == 1
    (told,) = reminders()
    assert "1 处与记录不符" in told and "fenghuo rebuild-yearbook" in told
    assert "call_out" not in told and "rescued" in caplog.text
    clock.now = NIGHT + timedelta(days=1)
    assert check.run() == 1
    assert len(reminders()) == 2


@pytest.fixture
def run(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    return lambda *told: CliRunner().invoke(main, told, prog_name="fenghuo")


def test_the_command_checks_tells_what_is_off_and_mends_it(a_record, run):
    spoil()

    found = run("rebuild-yearbook", "--check")
    mended = run("rebuild-yearbook")
    again = run("rebuild-yearbook", "--check")

    assert found.exit_code == 1
    assert "有 1 处与记录不符" in found.output
    assert "rescued 现为 4，按记录应为 3" in found.output
    assert (mended.exit_code, again.exit_code) == (0, 0)
    assert again.output == "已核对：警情 1 起、火灾 0 起，底数与汇总均与记录一致。\n"


def test_init_db_counts_what_an_older_program_left(a_record, run):
    with transaction() as session:
        session.execute(text("DELETE FROM call_out_fact"))

    done = run("init-db")

    assert done.exit_code == 0 and "已由现有记录生成统计底数" in done.output
    assert run("rebuild-yearbook", "--check").exit_code == 0
    assert "生成统计底数" not in run("init-db").output


def test_the_health_page_says_that_nothing_was_counted_yet(a_record, application):
    client = application.test_client()
    assert client.get("/healthz").json["checks"]["yearbook"] == "ok"

    with transaction() as session:
        session.execute(text("DELETE FROM call_out_fact"))

    assert "rebuild-yearbook" in client.get("/healthz").json["checks"]["yearbook"]
