"""Every refusal has its code and its sentence; a fault of ours shows nothing and is logged."""

import logging
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from resources.accounts import Role
from resources.database import StoreBusy
from resources.errors import Refusal
from tests.web.people import Caller, Cast, told
from web import errors
from web.access import open_to_all

CSP = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
TELLTALE = ("Traceback", "SELECT", "sqlite", "psycopg", "/web/", ".py", "clock has stopped")


class Inline(HTMLParser):
    """Finds what the policy of the site would not let run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note inline style and handlers, and a script that has no address."""
        given = dict(attrs)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {v}" for v in given.values() if v and v.startswith("javascript:")]
        kind = given.get("type") or ""
        is_code = tag == "script" and "src" not in given and kind != "application/json"
        if is_code or tag == "style":
            self.found.append(tag)


def inline_parts(page: str) -> list[str]:
    """Return what of a page stands inline though the policy forbids it."""
    parser = Inline()
    parser.feed(page)
    return parser.found


class StoppedClock:
    """A clock that fails whenever it is asked."""

    def __call__(self) -> datetime:
        raise RuntimeError("the clock has stopped: SELECT password FROM account")


PATHS = (
    *("/", "/login", "/about", "/console", "/incidents", "/readiness", "/yearbook"),
    *("/nowhere", "/incidents/1", "/healthz", "/api/v1/units", "/api/v1/nowhere"),
    *("/api/v1/incidents/1", "/static/fenghuo.css", "/static/nowhere.css"),
    *("/static/..%2f..%2fsetup.cfg", "/static/%00", "/.git/config", "/var/secret_key"),
    "/api/v1/yearbook/calls?from=2026&to=2026&format=csv",
)


def every_kind_of_answer(cast: Cast) -> Iterator[TestResponse]:
    """Yield an answer of every kind: good, moved, refused, unknown, too large, and our fault."""
    caller, nobody = cast.person(Role.DISPATCHER), cast.nobody()
    for path in PATHS:
        yield caller.get(path)
        yield nobody.get(path)
    client = caller.client
    yield client.delete("/console")
    yield client.options("/api/v1/calls", headers=caller.headers)
    yield client.head("/console")
    large = b'{"narrative": "' + b"x" * 2_000_000 + b'"}'
    kind = {"Content-Type": "application/json"}
    yield client.post("/api/v1/calls", data=large, headers={**caller.headers, **kind})
    yield client.post("/api/v1/calls", data=b"{", headers={**caller.headers, **kind})
    cast.app.config["CLOCK"] = StoppedClock()
    yield caller.get("/console")
    yield caller.get("/api/v1/units")


def test_every_answer_carries_the_headers(application: Flask) -> None:
    seen = set()

    for answer in every_kind_of_answer(Cast(application)):
        seen.add(answer.status_code)
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        if not answer.request.path.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store"

    assert seen >= {200, 303, 400, 401, 404, 405, 413, 500}


def test_no_error_tells_what_is_inside(application: Flask) -> None:
    for answer in every_kind_of_answer(Cast(application)):
        if answer.status_code >= 400:
            assert [one for one in TELLTALE if one in answer.text] == []


def test_the_check_for_inline_parts_finds_them() -> None:
    assert inline_parts('<script src="/a.js"></script><p class="style">onclick=</p>') == []
    assert inline_parts("<script>alert(1)</script>") == ["script"]
    assert inline_parts("<style>p {}</style>") == ["style"]
    assert inline_parts('<p style="color: red" onclick="a()">') == ["style", "onclick"]
    assert inline_parts('<a href="javascript:a()">') == ["a javascript:a()"]


def stopped(application: Flask, caller: Caller, path: str) -> TestResponse:
    """Ask while the clock fails."""
    application.config["CLOCK"] = StoppedClock()
    return caller.get(path)


def test_a_fault_of_ours_is_a_sentence_and_loud_in_the_log(
    application: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    with caplog.at_level(logging.ERROR):
        answer = stopped(application, caller, "/api/v1/units")

    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert told(answer)["detail"].startswith("程序出错，已记录；请改用电话和纸质单")
    assert "/api/v1/units" in caplog.text
    assert "the clock has stopped" in caplog.text


@pytest.mark.parametrize("path", ["/console", "/about", "/nowhere"])
def test_the_page_of_a_fault_needs_no_clock(application: Flask, path: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = stopped(application, caller, path)

    assert answer.status_code == 500
    assert "请改用电话和纸质单继续处置" in answer.text
    assert inline_parts(answer.text) == []


def test_a_method_that_is_not_taken_is_told_which_are(application: Flask) -> None:
    answer = Cast(application).token(Role.DISPATCHER).client.delete("/api/v1/incidents/1")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"
    assert told(answer)["detail"] == "这个地址不接受这种操作。"


def test_a_busy_database_is_to_be_asked_again_in_a_second(application: Flask) -> None:
    @application.get("/api/v1/busy")
    @open_to_all
    def busy() -> str:
        raise StoreBusy("数据库繁忙，请稍后重试。")

    answer = Cast(application).nobody().get("/api/v1/busy")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert told(answer)["detail"] == "数据库繁忙，请稍后重试。"


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every kind of refusal there is."""
    yield kind
    for below in kind.__subclasses__():
        yield from every_refusal(below)


def test_a_kind_that_is_not_listed_answers_as_the_kind_above_it() -> None:
    class Strange(Refusal):
        """Known to nobody."""

    class Busier(StoreBusy):
        """A kind of busy."""

    assert errors.status_of(Strange("")) == 400
    assert errors.status_of(Busier("")) == 503


def test_no_refusal_is_answered_as_a_fault_of_ours() -> None:
    codes = {
        kind: next(errors.STATUS_CODES[one] for one in kind.__mro__ if one in errors.STATUS_CODES)
        for kind in every_refusal()
    }

    assert set(codes.values()) <= {400, 401, 403, 404, 409, 413, 415, 422, 429, 503}
    assert len(codes) > 20
