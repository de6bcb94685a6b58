"""Whatever is sent, nothing breaks: it is kept as it was sent, or refused with a sentence."""

import json
import random
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incidents.records import Incident
from resources.accounts import Role
from tests.makers import count
from tests.web import aims_operations
from tests.web.hostile_bodies import FIELDS, KEPT, REFUSED, RIGHT, VALUES
from tests.web.people import FIRE, OUTCOME, Caller, Cast, new_incident, ordered_incident, told

TEXT_FIELDS = ("place", "narrative", "caller_name", "burning")
CALLS = "/api/v1/calls"
JSON = "application/json"


def raw(caller: Caller, path: str, body: str | bytes, kind: str = JSON) -> TestResponse:
    """Send a body byte for byte."""
    headers = {**caller.headers, "Content-Type": kind}
    return caller.client.post(path, data=body, headers=headers)


def assert_refused(answer: TestResponse) -> None:
    """Check that an answer is a problem with a Chinese sentence."""
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.content_type == "application/problem+json"
    detail = told(answer)["detail"]
    assert any("一" <= character <= "鿿" for character in detail)
    assert len(detail) < 1_000


def test_strange_words_are_kept_as_they_were_sent_and_shown_escaped(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    numbers = {}
    for words in KEPT:
        numbers[words] = new_incident(caller, **dict.fromkeys(TEXT_FIELDS, words))
        caller.post(f"/api/v1/incidents/{numbers[words]}/notes", {"text": words})

    for words, number in numbers.items():
        incident = told(caller.get(f"/api/v1/incidents/{number}"))
        entries = told(caller.get(f"/api/v1/incidents/{number}/log"))["entries"]
        call = incident["calls"][0]
        assert incident["place"] == incident["narrative"] == incident["burning"] == words
        assert call["place"] == call["narrative"] == call["caller_name"] == words
        assert entries[-1]["text"] == words
    for path in ("/incidents", "/console", *(f"/incidents/{one}" for one in numbers.values())):
        page = caller.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: f"{len(words)}-{ord(words[-1])}")
def test_words_that_no_database_keeps_are_refused_by_field(application: Flask, words: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    number = new_incident(caller)
    one = f"/api/v1/incidents/{number}"
    places = [
        *((CALLS, {**FIRE, name: words}, name) for name in (*TEXT_FIELDS, "caller_number")),
        *((CALLS, {**FIRE, name: words}, name) for name in ("category", "channel", "received_at")),
        *((CALLS, {**FIRE, name: words}, name) for name in ("position", "place_code", "incident")),
        (f"{one}/notes", {"text": words}, "text"),
        (f"{one}/assignments", {"units": [words]}, "units"),
        (f"{one}/assignments", {"units": ["龙潭1"], "override_reason": words}, "override_reason"),
        (f"{one}/assignments", {"units": ["龙潭1"], "override_code": words}, "override_code"),
        (f"{one}/close", {"outcome": {**OUTCOME, "summary": words}}, "summary"),
        (f"{one}/fires", {"form": "full", "place": words}, "place"),
        *(("/api/v1/fires", {name: words}, name) for name in ("place", "cause_code", "township")),
        *(("/api/v1/fires", {name: words}, name) for name in ("owner", "households", "loss_yuan")),
        ("/api/v1/fires/H0/deaths", {"died_on": words}, "died_on"),
        (f"{one}/linkages", {"kind": "power", "contact": words}, "contact"),
        (f"{one}/hand-overs", {"given_by": words, "taken_by": "王"}, "given_by"),
        (f"{one}/stamps", {"stamp": 1, "reason": words}, "reason"),
        ("/api/v1/units/龙潭1/status", {"status": words}, "status"),
        ("/api/v1/units/龙潭1/status", {"status": "out_of_service", "reason": words}, "reason"),
    ]

    for path, body, field in places:
        answer = caller.post(path, body)
        assert_refused(answer)
        assert field in {fault["field"] for fault in told(answer)["faults"]}

    assert count(Incident) == 1


def test_strange_words_in_an_address_or_a_question_are_answered(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    part = [*KEPT, "\x00", "\x7f", "火" * 300, "%", "%ff%fe", "%ed%a0%80", "..", "a" * 3_000]
    asked = [
        *("/api/v1/incidents/{}", "/api/v1/incidents/{}/log", "/api/v1/yearbook/{}?from=1&to=2"),
        *("/incidents/{}", "/readiness/{}", "/api/v1/places?q={}", "/api/v1/incidents?status={}"),
        *("/api/v1/incidents?since={}", "/api/v1/events?since={}", "/incidents?place={}"),
        *("/incidents?state={0}&year={0}&page={0}&category={0}", "/yearbook?table={0}&from={0}"),
        *("/yearbook/records?table=calls&from=2026&to=2026&row={0}&column={0}", "/login?next={}"),
        *("/yearbook/{0}.{0}", "/exports/{}", "/exports/{}/file", "/exports?listing={0}&from={0}"),
        *aims_operations.ADDRESSES,
        *("/yearbook/printed/{}", "/api/v1/yearbook/printed/{}", "/yearbook/seals/{0}?edition={0}"),
        *("/api/v1/yearbook/seals/{0}?after={0}", "/yearbook/disagreements?from={0}&to={0}"),
        *("/fires/{}", "/api/v1/fires/{}", "/fires/new?incident={0}&form={0}"),
        *("/fires?q={0}&township={0}", "/fires?year={0}&owner={0}&form={0}&cause={0}&page={0}"),
        *("/api/v1/fires?q={0}&township={0}", "/api/v1/fires?owner={0}&since={0}&limit={0}"),
        *("/rules/{}", "/api/v1/rules/{}", "/rules/{0}/rows/{0}/{0}", "/api/v1/rules/{}/audit"),
        *("/rules/overrides?month={0}&row={0}&show={0}", "/api/v1/rules/overrides?month={}"),
        *("/rules/overrides?month=2026-01&row={0}&show={0}", "/rules/{}/rehearsal.csv"),
        *("/api/v1/yearbook/calls?from=2026&to=2026&format={}", "/static/{}", "/{}"),
    ]

    for words in part:
        for template in asked:
            escaped = "".join(f"%{byte:02x}" for byte in words.encode())
            path = template.format(words if words.startswith("%") else escaped)
            answer = caller.get(path)
            assert answer.status_code < 500, path
            if answer.status_code >= 400 and path.startswith("/api/"):
                assert_refused(answer)
            if answer.mimetype == "text/html":
                assert "<script>alert" not in answer.text


MALFORMED = {
    "empty": b"",
    "half": b'{"narrative": "a',
    "text": b"narrative",
    "deep list": b"[" * 10_000 + b"]" * 10_000,
    "deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "told twice": b'{"narrative": "a", "narrative": "b"}',
    "told twice inside": b'{"narrative": "a", "position": {"lon": 1, "lon": 2}}',
    "not a number": b'{"narrative": "a", "trapped": NaN}',
    "no end": b'{"narrative": "a", "unread": Infinity}',
    "minus no end": b'{"narrative": "a", "trapped": -Infinity}',
    "huge": b'{"narrative": "a", "trapped": 1' + b"0" * 5_000 + b"}",
    "bad bytes": b'{"narrative": "\xff\xfe"}',
    "surrogate name": b'{"narrative": "a", "\\ud800": 1}',
    "two": b"{} {}",
    "list": b'[{"narrative": "a"}]',
    "word": b'"narrative"',
    "nothing": b"null",
    "number": b"119",
}


def test_a_body_that_is_no_plain_json_object_is_refused(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    codes = {}
    for name, body in MALFORMED.items():
        answer = raw(caller, CALLS, body)
        assert_refused(answer)
        codes[name] = answer.status_code

    # What is JSON but no object is a wrong field; all else is no JSON.
    wrong = {name for name, code in codes.items() if code == 422}
    assert wrong == {"list", "word", "nothing", "number"}
    assert {code for name, code in codes.items() if name not in wrong} == {400}
    assert count(Incident) == 0


def test_a_byte_order_mark_before_the_json_is_no_fault(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = raw(caller, CALLS, b"\xef\xbb\xbf" + json.dumps(FIRE).encode())

    assert answer.status_code == 201


@pytest.mark.parametrize("kind", [JSON, "application/x-www-form-urlencoded", "text/plain"])
def test_a_body_of_two_megabytes_is_refused(application: Flask, kind: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = raw(caller, CALLS, b'{"narrative": "' + b"x" * 2_000_000 + b'"}', kind)

    assert answer.status_code == 413
    assert_refused(answer)


def test_json_under_another_name_is_not_read(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for kind in ("text/plain", "application/xml", "multipart/form-data", "", "a"):
        assert_refused(raw(caller, CALLS, json.dumps(FIRE), kind))

    assert count(Incident) == 0


WRONG: dict[str, tuple[object, ...]] = {
    "trapped": (-1, 100_001, 10**4_000, 1.5, "1.5", "many", True, [], {}, "９" * 10),
    "level": (0, 6, "high", [1]),
    "floors": (-1, 201),
    "category": ("99999", 10100, [], {}),
    "narrative": (1, True, [], {}, ["a"]),
    "caller_number": ("abc", "1" * 21, "１３８", 13812345678),
    "received_at": (
        *("2026-01-01T12:00:00", "2026-01-01", "yesterday", 1767240000, "9999-12-31T23:59:59Z"),
        *("0001-01-01T00:00:00+14:00", "2026-02-29T12:00:00+08:00", "2026-01-01T12:03:00+08:00"),
        *("1948-12-31T23:59:59Z", "2026-01-01T24:30:00+08:00"),
    ),
    "position": (
        *({"lon": 0, "lat": 0}, {"lon": 28.84, "lat": 108.77}, {"lon": 181, "lat": 28}),
        *({"lon": "NaN", "lat": 28}, {"lon": "inf", "lat": 28}, {"lon": 108.77}, {"lat": 28.84}),
        *({"lon": 108.77, "lat": 28.84, "datum": "mars"}, {"lon": True, "lat": 28}, [108, 28]),
        *({"lon": [1], "lat": {}}, {"lon": 2.35, "lat": 48.85}, 108.77, "here", "108.77"),
    ),
    "channel": ("telepathy", 1),
    "occupancy": ("castle",),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_value_is_refused_and_its_field_named(application: Flask, field: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for value in WRONG[field]:
        answer = caller.post(CALLS, {**FIRE, field: value})
        assert answer.status_code == 422, value
        assert_refused(answer)
        assert [fault["field"] for fault in told(answer)["faults"]] == [field]

    assert count(Incident) == 0


def test_a_leap_day_and_another_offset_are_times(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    number = new_incident(caller, received_at="2024-02-29T23:30:00-05:00")

    # 23:30 five hours behind is 04:30 UTC of 1 March, 12:30 in the county.
    assert number == "20240301-001"
    incident = told(caller.get(f"/api/v1/incidents/{number}"))
    assert incident["received_at"] == "2024-03-01T04:30:00Z"


def test_what_nobody_may_set_is_not_set(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    planted = {
        **{"id": 77, "number": "1", "state": "closed", "version": 9, "is_generated": True},
        **{"closed_at": "2026-01-01T12:00:00Z", "role": "admin", "taken_by": "x", "by": "x"},
        **{"filed_at": "2020-01-01T12:00:00Z", "station_id": 2, "disposition": "test"},
    }

    number = new_incident(caller, **planted)

    incident = told(caller.get(f"/api/v1/incidents/{number}"))
    assert (incident["number"], incident["state"], incident["version"]) == (number, "filed", 1)
    assert (incident["is_generated"], incident["closed_at"]) == (False, None)
    assert (incident["filed_at"], incident["disposition"]) == ("2026-01-01T04:00:00Z", "real")
    assert incident["calls"][0]["taken_by"] == "dispatcher-token-1"
    refused = caller.patch(f"/api/v1/incidents/{number}", {"state": "closed"})
    assert refused.status_code == 422


SEED = 119
REQUESTS = 2_000


def mixed_fields(chance: random.Random, path: str) -> dict[str, object]:
    """Return what a route asks for with a few fields spoilt, or anything at all."""
    spoilt = {chance.choice(FIELDS): chance.choice(VALUES) for _ in range(chance.randint(0, 3))}
    if chance.random() < 0.6:
        right = RIGHT.get(path.rsplit("/", 1)[-1], {})
        own = {name: chance.choice(VALUES) for name in right if chance.random() < 0.15}
        return {**right, **own, **(spoilt if chance.random() < 0.3 else {})}
    return spoilt


def mixed_requests(chance: random.Random, app: Flask, number: str) -> Iterator[tuple[str, str]]:
    """Yield methods and addresses of all routes in a fixed disorder, most with a real number."""
    rules = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
        if rule.endpoint not in {"static", "pages.log_in", "pages.log_out"}
    ]
    rules.sort()
    for _ in range(REQUESTS):
        method, path = chance.choice(rules)
        path = path.replace("<number>", chance.choice([number, number, "1", "%00", "🔥"]))
        path = path.replace("<call_sign>", chance.choice(["龙潭1", "龙潭2", "板溪1", "没有", "'"]))
        path = path.replace("<table>", chance.choice(["calls", "fires", "results", "x"]))
        path = path.replace("<name>", chance.choice(["resident", "gdp", "x"]))
        path = path.replace("<year>", chance.choice(["2020", "99999999999", "零"]))
        path = path.replace("<form>", chance.choice(["csv", "exe"])).replace("<code>", "一站")
        yield method, path


def test_thousands_of_mixed_requests_find_no_fault_of_ours(application: Flask) -> None:
    chance = random.Random(SEED)
    cast = Cast(application)
    callers = [cast.token(role) for role in Role] + [cast.token(Role.DISPATCHER)] * 6
    number = ordered_incident(callers[-1], "龙潭1")
    codes: dict[int, int] = {}

    for method, path in mixed_requests(chance, application, number):
        caller = chance.choice(callers)
        fields = mixed_fields(chance, path)
        if method in {"GET", "HEAD"}:
            words = {
                name: str(value).encode("utf-8", "replace").decode()
                for name, value in fields.items()
            }
            answer = caller.client.open(
                path, method=method, query_string=words, headers=caller.headers
            )
        else:
            answer = raw_as(chance, caller, method, path, fields)
        codes[answer.status_code] = codes.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, (method, path, fields)

    assert {200, 201, 403, 404, 409, 422} <= set(codes)


def raw_as(
    chance: random.Random, caller: Caller, method: str, path: str, fields: dict[str, object]
) -> TestResponse:
    """Send fields as JSON, or now and then as a form."""
    if chance.random() < 0.8:
        return caller.send(method, path, fields)
    words = {name: str(value).encode("utf-8", "replace").decode() for name, value in fields.items()}
    return caller.client.open(path, method=method, data=words, headers=caller.headers)
