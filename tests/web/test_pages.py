"""The pages: each opens for those who may, holds nothing inline, and works without scripts."""

from html.parser import HTMLParser

import pytest
from flask import Flask

from incidents.records import Assignment, Incident
from resources.accounts import Role
from tests.makers import count
from tests.web.people import (
    OUTCOME,
    PASSWORD,
    Caller,
    Cast,
    closed_incident,
    csrf_token,
    new_incident,
    ordered_incident,
    told,
)
from tests.web.test_errors import inline_parts

NUMBER = "20260101-001"
PAGE = f"/incidents/{NUMBER}"


class Forms(HTMLParser):
    """Finds the forms of a page: where they lead, and whether they carry the token."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, int] = {}
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form that posts, and a token in it."""
        given = dict(attrs)
        if tag == "form":
            is_change = (given.get("method") or "").lower() == "post"
            self._action = str(given.get("action")) if is_change else ""
            if is_change:
                self.tokens.setdefault(self._action, 0)
        if tag == "input" and given.get("name") == "csrf_token" and self._action:
            self.tokens[self._action] += 1


def forms_of(page: str) -> dict[str, int]:
    """Return how many tokens stand in the forms of a page, by where the forms lead."""
    parser = Forms()
    parser.feed(page)
    return parser.tokens


def pages_of(role: Role) -> list[str]:
    """List the pages a role opens."""
    pages = ["/about", "/login"]
    if role is not Role.DEVICE:
        pages += ["/incidents", "/incidents?state=open&year=2026", PAGE]
    if role in {Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF}:
        pages += ["/console"]
    if role in {Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN}:
        pages += ["/readiness", "/readiness/一站"]
    if role not in {Role.STATISTICIAN, Role.DEVICE}:
        pages += ["/nuisance", "/nuisance?year="]
    if role not in {Role.CALL_TAKER, Role.DEVICE}:
        pages += ["/yearbook", "/yearbook?table=fires&from=2025&to=2026"]
        pages += ["/fires", "/fires?owner=all&year=2026"]
        pages += ["/yearbook/records?table=calls&from=2026&to=2026&row=total&column=total"]
    if role in {Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN}:
        pages += ["/fires/new", f"/fires/new?form=simple&incident={NUMBER}"]
    return pages


@pytest.mark.parametrize("role", Role)
def test_every_page_opens_with_its_tokens_and_nothing_inline(
    application: Flask, role: Role
) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    caller = cast.person(role)

    for path in pages_of(role):
        answer = caller.get(path)
        assert answer.status_code == 200, path
        assert inline_parts(answer.text) == [], path
        assert 'lang="zh-CN"' in answer.text
        assert '<meta name="csrf-token" content="' in answer.text
        tokens = forms_of(answer.text)
        assert "/logout" in tokens
        assert [action for action, found in tokens.items() if not found] == [], path


@pytest.mark.parametrize("role", Role)
def test_a_form_is_shown_only_to_who_may_send_it(application: Flask, role: Role) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    caller = cast.person(role)

    for path in pages_of(role):
        for action in forms_of(caller.get(path).text):
            if action not in {"/logout", "/login"}:
                answer = caller.submit(action)
                assert answer.status_code != 403, (path, action)
                assert answer.status_code != 404, (path, action)


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.CALL_TAKER, "/console"),
        (Role.DISPATCHER, "/console"),
        (Role.CHIEF, "/readiness"),
        (Role.STATISTICIAN, "/yearbook"),
        (Role.ADMIN, "/incidents"),
        (Role.AUDITOR, "/incidents"),
        (Role.DEVICE, "/terminal"),
    ],
)
def test_each_role_comes_home_to_a_page_it_may_open(
    application: Flask, role: Role, home: str
) -> None:
    caller = Cast(application).person(role)

    assert caller.get("/").headers["Location"] == home
    assert caller.get(home).status_code == 200


def dispatcher(application: Flask) -> Caller:
    """Make the county and log a dispatcher in."""
    return Cast(application).person(Role.DISPATCHER)


def test_the_whole_of_an_incident_is_done_without_scripts(application: Flask) -> None:
    caller = dispatcher(application)

    steps = [
        caller.submit("/calls", narrative="民房起火", place="龙潭镇", category="10100"),
        caller.submit(f"{PAGE}/level", level="3", version="1"),
        caller.submit(f"{PAGE}/assignments", units=["龙潭1", "龙潭2"]),
        caller.submit("/units/龙潭1/status", status="en_route", next=PAGE),
        caller.submit("/units/龙潭1/status", status="on_scene", next=PAGE),
        caller.submit(f"{PAGE}/recall", unit="龙潭2"),
        caller.submit(f"{PAGE}/stage", stage="extinguished"),
        caller.submit(f"{PAGE}/notes", text="余火已清"),
        caller.submit("/units/龙潭1/status", status="returning", next=PAGE),
        caller.submit(f"{PAGE}/close", **{**OUTCOME, "is_urban": "no"}),
        caller.submit(f"{PAGE}/fires", form="full", cause="electrical", occupancy="dwelling"),
    ]

    assert [step.status_code for step in steps] == [303] * 11
    assert {step.headers["Location"] for step in steps} == {PAGE}
    said = told(caller.get(f"/api/v1{PAGE}"))
    assert (said["state"], said["level"], len(said["fires"])) == ("closed", 3, 1)
    page = caller.get(PAGE).text
    assert "余火已清" in page
    assert "已结案" in page


def test_a_wrong_form_of_a_call_comes_back_with_all_that_was_typed(application: Flask) -> None:
    caller = dispatcher(application)

    answer = caller.submit("/calls", narrative="民房起火", place="板溪镇", trapped="很多")

    assert answer.status_code == 422
    assert "民房起火" in answer.text
    assert "板溪镇" in answer.text
    assert "被困人数：应为整数。" in answer.text
    assert count(Incident) == 0


def test_a_closing_that_lacks_something_comes_back_with_what_was_typed(
    application: Flask,
) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    answer = caller.submit(f"{PAGE}/close", disposition="real", rescued="7")

    assert answer.status_code == 422
    assert 'value="7"' in answer.text
    assert "请填写疏散人数，没有则填 0。" in answer.text


def test_a_taken_unit_is_told_on_a_page_and_nothing_ordered(application: Flask) -> None:
    caller = dispatcher(application)
    first = ordered_incident(caller, "龙潭1")
    second = new_incident(caller)

    answer = caller.submit(f"/incidents/{second}/assignments", units=["龙潭1", "龙潭2"])

    assert answer.status_code == 409
    assert first in answer.text
    assert count(Assignment) == 1


def test_a_stale_level_is_not_raised(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)
    caller.submit(f"{PAGE}/level", level="2", version="1")

    answer = caller.submit(f"{PAGE}/level", level="3", version="1")

    assert answer.status_code == 409
    assert told(caller.get(f"/api/v1{PAGE}"))["level"] == 2


def test_a_status_of_earlier_is_told_in_local_time(application: Flask) -> None:
    caller = dispatcher(application)
    ordered_incident(caller, "龙潭1")

    caller.submit("/units/龙潭1/status", status="en_route", at="2026-01-01T12:00", next=PAGE)
    future = caller.submit("/units/龙潭1/status", status="on_scene", at="2026-01-01T12:03")
    nonsense = caller.submit("/units/龙潭1/status", status="on_scene", at="noon")

    assignment = told(caller.get(f"/api/v1{PAGE}"))["assignments"][0]
    assert assignment["en_route_at"] == "2026-01-01T04:00:00Z"
    assert (future.status_code, nonsense.status_code) == (422, 422)
    assert assignment["on_scene_at"] is None


def test_a_status_form_leads_to_no_other_site(application: Flask) -> None:
    caller = dispatcher(application)

    answer = caller.submit("/units/龙潭1/status", status="training", next="//evil.example")

    assert answer.headers["Location"] == "/"


def test_the_list_filters_and_keeps_its_filter_on_the_next_page(application: Flask) -> None:
    caller = dispatcher(application)
    closed = closed_incident(caller)
    opened = [new_incident(caller, place=f"{number}号") for number in range(51)]

    page = caller.get("/incidents?state=open").text
    place = caller.get("/incidents?place=50号").text

    assert closed not in page
    assert "/incidents?state=open&amp;page=2" in page
    assert opened[-1] in page
    assert opened[50] in place
    assert opened[0] not in place


def test_a_percent_sign_in_the_search_means_itself(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller, place="龙潭镇")
    odd = new_incident(caller, place="100%酒坊")

    page = caller.get("/incidents?place=%25").text

    assert odd in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    "path",
    [
        *("/incidents/20200101-001", "/readiness/没有", "/yearbook?table=nothing", "/nowhere"),
        "/yearbook/records?table=calls&from=2026&to=2026&row=1999&column=total",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(application: Flask, path: str) -> None:
    answer = dispatcher(application).get(path)

    assert answer.status_code == 404
    assert "没有" in answer.text
    assert answer.mimetype == "text/html"


def test_years_that_cannot_be_counted_come_back_with_a_sentence(application: Flask) -> None:
    answer = dispatcher(application).get("/yearbook?from=2026&to=1900")

    assert answer.status_code == 422
    assert "1900" in answer.text


def test_every_page_works_in_a_county_that_has_nothing_yet(application: Flask) -> None:
    caller = Cast(application, has_county=False).person(Role.DISPATCHER)

    for path in ("/", "/about", "/console", "/incidents", "/readiness", "/yearbook", "/healthz"):
        assert caller.get(path).status_code in {200, 303}, path


def test_a_browser_that_comes_back_after_the_log_out_sees_no_page(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)
    caller.submit("/logout")

    answer = caller.get("/console")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/console"
    caller.headers["X-CSRFToken"] = csrf_token(caller)
    again = caller.submit("/login", name="dispatcher", password=PASSWORD, next="/console")
    assert again.headers["Location"] == "/console"
