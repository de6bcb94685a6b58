"""Coming in, staying in, being put out; and no change without the page's own token."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from incidents.records import Incident, LogEntry
from resources import accounts
from resources.accounts import NewAccount, Role
from resources.database import db, transaction
from resources.records import Account
from tests.makers import NOON, count
from tests.web.people import PASSWORD, Caller, Cast, csrf_token, new_incident
from web.pages.frame import is_own_address

SESSION = "fenghuo_session"
TOKEN = re.compile(r'(?:content|value)="[^"]{60,}"')


def is_in(caller: Caller) -> bool:
    """Whether a caller is let in to what needs a log-in."""
    return caller.get("/api/v1/units").status_code == 200


def wrong_log_in(caller: Caller, name: str = "dispatcher", address: str = "10.0.0.1") -> int:
    """Try a wrong password from an address; return the status code."""
    fields = {"name": name, "password": "falsch", "csrf_token": csrf_token(caller)}
    origin = {"REMOTE_ADDR": address}
    return caller.client.post("/login", data=fields, environ_base=origin).status_code


def right_log_in(caller: Caller, name: str = "dispatcher", address: str = "10.0.0.1") -> int:
    """Try the right password from an address; return the status code."""
    fields = {"name": name, "password": PASSWORD, "csrf_token": csrf_token(caller)}
    origin = {"REMOTE_ADDR": address}
    return caller.client.post("/login", data=fields, environ_base=origin).status_code


def secret_of(caller: Caller) -> str:
    """Return the secret that the session cookie carries."""
    cookie = caller.client.get_cookie(SESSION)
    return cookie.value if cookie else ""


def test_a_log_in_gives_a_new_secret_each_time(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)
    first = secret_of(caller)

    caller.submit("/login", name="dispatcher", password=PASSWORD)

    assert secret_of(caller) != first
    assert is_in(caller)
    caller.client.set_cookie(SESSION, first)
    assert not is_in(caller)


def test_a_secret_planted_before_the_log_in_is_worth_nothing(application: Flask) -> None:
    cast = Cast(application)
    cast.account(Role.DISPATCHER)
    caller = cast.nobody()
    caller.client.set_cookie(SESSION, "planted")

    right_log_in(caller)

    assert secret_of(caller) != "planted"
    assert is_in(caller)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(application: Flask) -> None:
    cast = Cast(application)
    cast.account(Role.DISPATCHER)
    caller = cast.nobody()
    fields = {"name": "dispatcher", "password": PASSWORD, "csrf_token": csrf_token(caller)}

    cookies = caller.client.post("/login", data=fields).headers.getlist("Set-Cookie")

    session = next(one for one in cookies if one.startswith(f"{SESSION}="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Max-Age=43200" in session


def test_a_session_is_dead_after_the_log_out_wherever_its_cookie_is(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    secret = secret_of(caller)

    answer = caller.post("/logout")

    assert answer.status_code == 303
    caller.client.set_cookie(SESSION, secret)
    assert not is_in(caller)


def test_a_session_lasts_one_shift_and_not_a_second_longer(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)

    cast.clock.moment = NOON + timedelta(hours=12, seconds=-1)
    before = is_in(caller)
    cast.clock.moment = NOON + timedelta(hours=12)

    assert before
    assert not is_in(caller)


def test_a_closed_account_is_out_at_once(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)

    with transaction() as session:
        session.query(Account).update({Account.is_active: False})

    assert not is_in(caller)
    assert right_log_in(cast.nobody()) == 401


def test_a_changed_role_ends_the_session(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)

    new = NewAccount("dispatcher", Role.AUDITOR, PASSWORD)
    with transaction() as session:
        accounts.add_account(session, new, NOON)

    assert not is_in(caller)


def test_five_failures_stop_the_sixth_try_even_with_the_right_password(application: Flask) -> None:
    cast = Cast(application)
    cast.account(Role.DISPATCHER)
    caller = cast.nobody()

    failures = [wrong_log_in(caller) for _ in range(5)]

    assert failures == [401] * 5
    assert right_log_in(caller) == 429
    cast.clock.moment = NOON + timedelta(minutes=1)
    assert right_log_in(caller) == 303


def test_nobody_locks_a_dispatcher_out_from_another_desk(application: Flask) -> None:
    cast = Cast(application)
    working = cast.person(Role.DISPATCHER)
    cast.account(Role.CHIEF)
    attacker = cast.nobody()

    for _ in range(6):
        wrong_log_in(attacker, address="10.0.0.66")

    assert wrong_log_in(attacker, address="10.0.0.66") == 429
    assert is_in(working)
    assert right_log_in(cast.nobody(), address="10.0.0.1") == 303
    assert right_log_in(cast.nobody(), name="chief", address="10.0.0.66") == 303


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(application: Flask) -> None:
    cast = Cast(application)
    cast.account(Role.DISPATCHER)
    caller = cast.nobody()
    caller.headers["X-CSRFToken"] = csrf_token(caller)

    wrong = caller.submit("/login", name="dispatcher", password="falsch")
    unknown = caller.submit("/login", name="nobody-at-all", password="falsch")

    assert wrong.status_code == unknown.status_code == 401
    same_name = unknown.text.replace("nobody-at-all", "dispatcher")
    # The page's token carries the second it was made in.
    assert TOKEN.sub("", wrong.text) == TOKEN.sub("", same_name)


def test_a_log_in_leads_to_no_other_site(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)

    # A browser drops the tab and the line end: what is left begins with two slashes.
    for address in ("//evil.example", "/\t/evil.example", "/\n/evil.example"):
        answer = caller.submit("/login", name="dispatcher", password=PASSWORD, next=address)
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/console"


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        *(("/", True), ("/incidents?state=open", True), ("/readiness/一站", True)),
        *(("//evil.example", False), ("/\\evil.example", False), ("evil.example", False)),
        *(("https://evil.example", False), ("javascript:alert(1)", False), ("", False)),
        *(("/\t/evil.example", False), ("/\r\nSet-Cookie: a=b", False), ("/a\x7f", False)),
    ],
)
def test_only_a_path_of_this_site_is_an_own_address(address: str, is_own: bool) -> None:
    assert is_own_address(address) is is_own


def test_a_log_in_leads_back_to_the_page_that_was_asked_for(application: Flask) -> None:
    cast = Cast(application)
    cast.account(Role.DISPATCHER)
    caller = cast.nobody()

    sent = caller.get("/incidents?state=open").headers["Location"]

    assert sent == "/login?next=/incidents?state%3Dopen"
    caller.headers["X-CSRFToken"] = csrf_token(caller)
    address = "/incidents?state=open"
    answer = caller.submit("/login", name="dispatcher", password=PASSWORD, next=address)
    assert answer.headers["Location"] == address


def test_nobody_is_led_back_to_an_address_that_only_takes_forms(application: Flask) -> None:
    answer = Cast(application).nobody().submit("/incidents/20260101-001/close")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login"


def changing(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every route that changes something, its parts filled in."""
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<number>", "20260101-001").replace("<call_sign>", "龙潭1")
        for method in sorted((rule.methods or set()) & {"POST", "PATCH", "PUT", "DELETE"}):
            yield method, path


def state() -> tuple[int, int, int]:
    """Return the size of the record, and the version of the first incident."""
    db.session.rollback()
    version = db.session.query(Incident.version).order_by(Incident.id).first()
    return count(Incident), count(LogEntry), version[0] if version else 0


@pytest.mark.parametrize("token", [None, "", "wrong", "of another browser"])
def test_no_change_is_made_by_cookie_without_the_token_of_the_page(
    application: Flask, token: str | None
) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER))
    routes = list(changing(application))
    roles = (Role.DISPATCHER, Role.STATISTICIAN, Role.ADMIN, Role.CHIEF)
    callers = {role: cast.person(role) for role in roles}
    strange = csrf_token(cast.nobody()) if token == "of another browser" else token
    before = state()

    codes: dict[tuple[Role, str], set[int]] = {}
    for role, caller in callers.items():
        caller.headers = {} if strange is None else {"X-CSRFToken": strange}
        for method, path in routes:
            answer = caller.send(method, path, {"text": "x", "status": "training"})
            fields = {"text": "x", "status": "training"}
            form = caller.client.open(path, method=method, data=fields, headers=caller.headers)
            codes.setdefault((role, path), set()).update({answer.status_code, form.status_code})

    allowed = {cell for cell, code in codes.items() if code == {400}}
    assert all(code == {403} for cell, code in codes.items() if cell not in allowed)
    # Every route is somebody's; those that are not the dispatcher's are named below.
    assert {path for _, path in allowed} == {path for _, path in routes}
    others = {path for _, path in routes} - {
        path for role, path in allowed if role is Role.DISPATCHER
    }
    of_others = (
        *("/correction", "/deaths", "/crew", "/rules", "/terminal", "/effort/switch"),
        *("/exports", "/series", "/indicators", "/yearbook/printed", "/yearbook/seals"),
    )
    assert [path for path in others if not any(word in path for word in of_others)] == []
    assert state() == before
    assert all(is_in(caller) for caller in callers.values())


def test_a_token_in_the_address_does_not_count(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)
    token = caller.headers.pop("X-CSRFToken")

    answer = caller.post(f"/api/v1/calls?csrf_token={token}", {"narrative": "起火"})

    assert answer.status_code == 400
    assert count(Incident) == 0


def test_the_token_of_the_page_lets_a_change_through_also_over_tls(application: Flask) -> None:
    # Our pages send no Referer, which the form library asks for over TLS unless told not to.
    caller = Cast(application).person(Role.DISPATCHER)
    place = {"base_url": "https://localhost", "headers": caller.headers}
    token = caller.client.get("/login", **place).text.split('csrf-token" content="')[1]
    caller.headers["X-CSRFToken"] = token.split('"')[0]

    answer = caller.client.post("/api/v1/calls", json={"narrative": "起火"}, **place)

    assert answer.status_code == 201


def test_a_bearer_token_needs_no_token_of_a_page(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = caller.post("/api/v1/calls", {"narrative": "起火"})

    assert answer.status_code == 201


def test_a_bad_authorization_is_refused_and_hides_no_cookie_behind_it(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)

    for header in ("Bearer", "Bearer ", "Bearer falsch", "Basic YTpi", "falsch", "Bearer é"):
        caller.headers["Authorization"] = header
        answer = caller.post("/api/v1/calls", {"narrative": "起火"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    assert count(Incident) == 0
