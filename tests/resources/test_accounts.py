"""People and tokens: who comes in, for how long, and how guessing is slowed."""

import hashlib
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from resources import accounts
from resources.accounts import LoginRefused, NewAccount, Principal, Role, TooManyFailures
from resources.database import db, transaction
from resources.errors import BadInput
from resources.records import Account, ApiToken, LoginFailure, LoginSession
from tests.makers import NOON, count, minute

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch):
    """Hash with the least work: these tests are about who, not about how slowly."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", quick)
    monkeypatch.setattr(accounts, "_NOBODY", quick.hash("nobody"))


def add(name: str = "li", password: str = PASSWORD, role: Role = Role.DISPATCHER, **more) -> None:
    with transaction() as session:
        accounts.add_account(session, NewAccount(name, role, password, **more), NOON)


def log_in(name: str = "li", at: float = 0) -> str:
    with transaction() as session:
        return accounts.start_session(session, name, minute(at))


def fail(times: int, name: str = "li", address: str = "10.0.0.1", at: float = 0) -> None:
    with transaction() as session:
        for _ in range(times):
            accounts.note_failure(session, name, address, minute(at))


def whose(secret: str, at: float) -> Principal | None:
    return accounts.principal_of_session(db.session(), secret, minute(at))


def test_an_account_is_known_by_its_password_and_no_other(application):
    add()

    assert accounts.account_exists(db.session(), "li")
    assert accounts.password_is_right(db.session(), "li", PASSWORD)
    assert not accounts.password_is_right(db.session(), "li", PASSWORD + "x")
    assert not accounts.password_is_right(db.session(), "wang", PASSWORD)


def test_the_password_is_kept_as_argon2id_and_never_as_told(application):
    add()

    kept = db.session.scalars(select(Account.password_hash)).one()

    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_short_password_and_an_empty_name_are_named_together(application):
    with pytest.raises(BadInput) as refused:
        add(name=" ", password="x" * 11)

    assert [fault.field for fault in refused.value.faults] == ["name", "password"]
    assert count(Account) == 0


def test_a_password_of_twelve_characters_is_long_enough(application):
    add(password="x" * 12)

    assert count(Account) == 1


def test_adding_a_name_again_renews_password_and_role_and_ends_its_sessions(application):
    add(role=Role.DISPATCHER)
    secret = log_in()

    add(password="another password", role=Role.CHIEF, station_code="s1")

    assert count(Account) == 1
    assert whose(secret, at=1) is None
    assert not accounts.password_is_right(db.session(), "li", PASSWORD)
    renewed = whose(log_in(), at=1)
    assert renewed == Principal("li", "li", Role.CHIEF, station_code="s1")


def test_a_closed_account_knows_no_password_and_has_no_session(application):
    add()
    secret = log_in()
    with transaction() as session:
        session.scalars(select(Account)).one().is_active = False

    assert not accounts.password_is_right(db.session(), "li", PASSWORD)
    assert whose(secret, at=1) is None


def test_a_session_lasts_one_shift_and_not_a_second_more(application):
    add(display_name="李")

    secret = log_in(at=0)

    assert whose(secret, at=12 * 60 - 0.1) == Principal("li", "李", Role.DISPATCHER)
    assert whose(secret, at=12 * 60) is None


def test_a_session_ends_when_its_person_logs_out_and_others_go_on(application):
    add()
    mine, other = log_in(), log_in()

    with transaction() as session:
        accounts.end_session(session, mine)

    assert whose(mine, at=1) is None
    assert whose(other, at=1) is not None


def test_the_database_keeps_no_secret_that_opens_a_session(application):
    add()

    secret = log_in()

    kept = db.session.scalars(select(LoginSession.secret_sha256)).one()
    assert kept == hashlib.sha256(secret.encode()).hexdigest()
    assert whose(kept, at=1) is None


def test_the_fifth_failure_within_a_minute_shuts_the_door_for_that_minute(application):
    fail(4)
    accounts.check_failures(db.session(), "li", "10.0.0.1", NOON)
    fail(1)

    with pytest.raises(TooManyFailures, match="一分钟"):
        accounts.check_failures(db.session(), "li", "10.0.0.1", minute(0.9))

    accounts.check_failures(db.session(), "li", "10.0.0.1", minute(1))


def test_nobody_is_locked_out_from_another_desk(application):
    fail(50, address="10.0.0.66")

    accounts.check_failures(db.session(), "li", "10.0.0.1", NOON)
    accounts.check_failures(db.session(), "wang", "10.0.0.66", NOON)


def test_a_refused_log_in_is_told_apart_from_other_refusals():
    assert not issubclass(TooManyFailures, LoginRefused)


def test_a_token_is_told_once_and_kept_as_a_hash_with_its_prefix(application):
    with transaction() as session:
        secret = accounts.add_token(session, "radio", Role.DEVICE, NOON, call_sign="一号车")

    row = db.session.scalars(select(ApiToken)).one()
    assert secret.startswith("fh_")
    assert row.prefix == secret[:8]
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    known = accounts.principal_of_token(db.session(), secret)
    assert known == Principal("radio", "radio", Role.DEVICE, None, "一号车", is_token=True)


def test_a_token_of_the_same_name_replaces_the_one_before(application):
    with transaction() as session:
        first = accounts.add_token(session, "radio", Role.DEVICE, NOON)
        second = accounts.add_token(session, "radio", Role.ADMIN, NOON)

    assert accounts.principal_of_token(db.session(), first) is None
    renewed = accounts.principal_of_token(db.session(), second)
    assert renewed is not None
    assert renewed.role is Role.ADMIN


def test_a_withdrawn_or_unknown_token_stands_for_nobody(application):
    with transaction() as session:
        secret = accounts.add_token(session, "radio", Role.DEVICE, NOON)
        session.flush()
        session.scalars(select(ApiToken)).one().is_active = False

    assert accounts.principal_of_token(db.session(), secret) is None
    assert accounts.principal_of_token(db.session(), "fh_x") is None


def test_housekeeping_drops_ended_sessions_and_old_failures_only(application):
    add()
    log_in(at=-13 * 60)
    fresh = log_in(at=0)
    fail(1, at=-11)
    fail(1, at=-1)

    with transaction() as session:
        accounts.drop_old(session, NOON)

    assert count(LoginSession) == 1
    assert whose(fresh, at=1) is not None
    assert db.session.scalars(select(LoginFailure.at)).all() == [NOON - timedelta(minutes=1)]
