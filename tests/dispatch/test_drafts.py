"""Drafts are kept for their writer alone, until sent, dropped or a day old."""

from datetime import timedelta

import pytest
from flask import Flask

from dispatch import drafts
from dispatch.records import CallDraft
from incidents.records import LogEntry
from resources.accounts import Role
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import NOON, count, minute
from tests.web.people import Cast


def keep(key: str, content: str, at: float = 0, account: str = "dispatcher") -> None:
    with transaction() as session:
        drafts.keep(session, account, key, content, minute(at))


def kept(account: str = "dispatcher", at: float = 0) -> dict[str, str]:
    return {row.key: row.content for row in drafts.of_account(db.session(), account, minute(at))}


@pytest.fixture(autouse=True)
def two_people(application: Flask) -> None:
    cast = Cast(application, has_county=False)
    cast.account(Role.DISPATCHER)
    cast.account(Role.CALL_TAKER)


def test_a_draft_kept_again_is_the_same_draft() -> None:
    keep("a", "起火")

    keep("a", "民房起火", at=1)

    assert kept() == {"a": "民房起火"}


def test_nobody_reads_anothers_drafts_though_they_have_one_name() -> None:
    keep("a", "起火")
    keep("a", "被困", account="call_taker")

    assert kept() == {"a": "起火"}
    assert kept("call_taker") == {"a": "被困"}


def test_a_dropped_draft_is_gone_and_may_be_dropped_again() -> None:
    keep("a", "起火")

    for _ in range(2):
        with transaction() as session:
            drafts.drop(session, "dispatcher", "a")

    assert kept() == {}


def test_a_draft_a_day_old_is_neither_offered_nor_kept() -> None:
    keep("old", "起火")
    keep("new", "起火", at=1)

    # One minute short of a day after the second.
    assert list(kept(at=24 * 60)) == ["new"]
    with transaction() as session:
        drafts.drop_old(session, NOON + timedelta(days=1))
    assert count(CallDraft) == 1


def test_an_essay_beyond_the_cap_is_refused_with_a_sentence_and_the_last_draft_stays() -> None:
    keep("a", "起火")

    with pytest.raises(BadInput, match="最多存 100000 字"):
        keep("a", "火" * 100_001)

    assert kept() == {"a": "起火"}


def test_one_account_keeps_forty_drafts_and_goes_on_writing_in_each() -> None:
    for number in range(40):
        keep(f"k{number}", "起火")

    with pytest.raises(BadInput, match="40 份"):
        keep("one-more", "起火")
    keep("k7", "民房起火", at=1)

    assert kept()["k7"] == "民房起火"


def test_the_log_tells_nothing_of_drafts() -> None:
    keep("a", "报警人 13812345678")

    assert count(LogEntry) == 0
