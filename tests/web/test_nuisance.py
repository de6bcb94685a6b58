"""The ledger of nuisance calls: who reads it, what it counts, what its file holds."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from resources.accounts import Role
from tests.makers import NOON
from tests.web.people import OUTCOME, Caller, Cast, new_incident

LOUD, QUIET, HONEST = "13812345678", "+8613912345678", "15023456789"
READERS = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)


def close(cast: Cast, caller: Caller, number: str, **more: object) -> None:
    """Close an incident three minutes after it was told, with nothing found."""
    cast.clock.moment += timedelta(minutes=3)
    outcome = {**OUTCOME, "rescued": 0, **more}
    answer = caller.post(f"/api/v1/incidents/{number}/close", {"outcome": outcome})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def cast(application: Flask) -> Cast:
    """Let one number call twice for nothing, one once without a number shown, one honestly."""
    found = Cast(application)
    caller = found.token(Role.DISPATCHER)
    for kind, back in (("nuisance", "confirmed_false"), ("malicious", "no_answer")):
        number = new_incident(caller, caller_number=LOUD)
        close(found, caller, number, disposition=kind, call_back=back)
    close(found, caller, new_incident(caller, caller_number=""), disposition="nuisance")
    close(found, caller, new_incident(caller, caller_number=HONEST), disposition="mistaken")
    return found


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_ledger_gathers_calls_and_minutes_by_number(cast: Cast) -> None:
    answer = cast.token(Role.DISPATCHER).get("/nuisance.csv")

    assert answer.mimetype == "text/csv"
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    # Twice three minutes; the honest caller and what he cost are not in it.
    assert rows(answer.text)[1:] == [
        [LOUD, "2", "1", "1", "6", "0", "2026-01-01 12:03:00", "2", "1"],
        ["未显示号码", "1", "0", "1", "3", "0", "2026-01-01 12:06:00", "0", "0"],
    ]


def test_the_page_tells_the_same_and_leads_to_the_incidents(cast: Cast) -> None:
    page = cast.person(Role.CALL_TAKER).get("/nuisance").text

    assert "2 个号码，3 次来电，占用接警席 9 分钟、车辆 0 车·分钟" in page
    assert LOUD in page
    assert HONEST not in page
    assert 'href="/incidents/20260101-001"' in page
    assert '<a href="/nuisance" aria-current="page">骚扰电话</a>' in page


@pytest.mark.parametrize("path", ["/nuisance", "/nuisance.csv"])
@pytest.mark.parametrize("role", READERS, ids=str)
def test_a_number_is_whole_only_for_who_may_call_back(cast: Cast, role: Role, path: str) -> None:
    answer = cast.person(role).get(path)

    assert answer.status_code == 200
    is_whole = role in {Role.CALL_TAKER, Role.DISPATCHER}
    assert (LOUD in answer.text) is is_whole
    assert ("138****5678" in answer.text) is not is_whole


@pytest.mark.parametrize("path", ["/nuisance", "/nuisance.csv"])
@pytest.mark.parametrize("role", [Role.STATISTICIAN, Role.DEVICE], ids=str)
def test_who_has_no_use_for_it_is_refused(cast: Cast, role: Role, path: str) -> None:
    assert cast.person(role).get(path).status_code == 403


def test_a_year_is_that_of_the_service_and_none_is_all(cast: Cast) -> None:
    caller = cast.person(Role.DISPATCHER)

    before, all_years = caller.get("/nuisance?year=2025").text, caller.get("/nuisance?year=").text

    assert "2025 年没有性质为谎报或骚扰的来电" in before
    assert LOUD not in before
    assert "历年" in all_years
    assert LOUD in all_years


def test_a_year_begins_at_midnight_of_the_service(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    # Five minutes before and after midnight in Chongqing, both the day before in UTC.
    for minutes, number in ((-5, LOUD), (5, HONEST)):
        cast.clock.moment = NOON - timedelta(hours=12) + timedelta(minutes=minutes)
        close(cast, caller, new_incident(caller, caller_number=number), disposition="nuisance")

    old, new = (caller.get(f"/nuisance?year={year}").text for year in (2025, 2026))

    assert (LOUD in old, HONEST in old) == (True, False)
    assert (LOUD in new, HONEST in new) == (False, True)


@pytest.mark.parametrize("year", ["1800", "9999", "abc", "2026%00"])
def test_a_year_that_is_none_is_refused_with_a_sentence(cast: Cast, year: str) -> None:
    caller = cast.person(Role.DISPATCHER)

    for path in ("/nuisance", "/nuisance.csv"):
        answer = caller.get(f"{path}?year={year}")
        assert answer.status_code == 422
        assert "year" in answer.text or "年" in answer.text


def test_a_number_that_looks_like_a_formula_is_none_in_the_file(cast: Cast) -> None:
    caller = cast.person(Role.DISPATCHER)
    close(cast, caller, new_incident(caller, caller_number=QUIET), disposition="nuisance")

    found = [row[0] for row in rows(caller.get("/nuisance.csv").text)]

    assert f"'{QUIET}" in found
