"""Paper typed in over both doors: marked, under its own times, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from incidents.lifecycle import IncidentState
from incidents.records import Incident
from resources.accounts import Role
from tests.makers import NOON, count, incident
from tests.web.people import FIRE, OUTCOME, PHONE, Caller, Cast, told

ENTRIES = "/api/v1/back-entries"
SLIP: dict[str, Any] = {
    **FIRE,
    "slip_number": "p20260101-001",
    "received_at": "0812",
    "ordered_at": "0813",
    "units": [
        {
            "call_sign": "lt1",
            "en_route_at": "0815",
            "on_scene_at": "0824",
            "water_on_at": "0826",
            "returning_at": "0855",
            "in_station_at": "0901",
            "people": 4,
        }
    ],
}
FORM = {
    **FIRE,
    "slip_number": "P20260101-007",
    "received_at": "昨2350",
    "ordered_at": "2352",
    "units.0.call_sign": "龙潭1",
    "units.0.en_route_at": "2354",
    "units.0.on_scene_at": "0005",
    "units.0.in_station_at": "0112",
    "units.1.call_sign": "",
}


@pytest.fixture
def cast(application: Flask) -> Cast:
    return Cast(application)


def faults(answer: Any) -> dict[str, str]:
    return {one["field"]: one["message"] for one in told(answer)["faults"]}


def test_a_slip_is_marked_everywhere_and_shows_both_clocks(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)

    answer = caller.post(ENTRIES, {**SLIP, "outcome": OUTCOME})

    done = told(answer)
    number = done["incident"]["number"]
    shown = told(caller.get(f"/api/v1/incidents/{number}"))
    entries = told(caller.get(f"/api/v1/incidents/{number}/log"))["entries"]
    assert answer.status_code == 201
    assert (done["slip_number"], done["warnings"]) == ("P20260101-001", [])
    assert (shown["is_back_entered"], shown["state"]) == (True, IncidentState.CLOSED)
    assert shown["received_at"] == "2026-01-01T00:12:00Z"
    assert shown["entered_at"] == "2026-01-01T04:00:00Z"
    stamps = shown["assignments"][0]["stamps"]
    assert [one["at"][11:16] for one in stamps] == ["00:15", "00:24", "00:26", "00:55", "01:01"]
    assert {one["source"] for one in stamps} == {"back_dated"}
    assert {one["entered_at"] for one in stamps} == {"2026-01-01T04:00:00Z"}
    assert {one["entered_at"] for one in entries} == {"2026-01-01T04:00:00Z"}
    assert max(one["at"] for one in entries) == "2026-01-01T01:01:00Z"
    dispatcher = cast.person(Role.DISPATCHER)
    for page in ("/incidents", f"/incidents/{number}"):
        assert "补录</span>" in dispatcher.get(page).text
    assert "纸单 P20260101-001" in dispatcher.get(f"/incidents/{number}").text


def test_an_open_slip_is_marked_on_the_board_and_in_the_list(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    still_out = {"call_sign": "龙潭1", "en_route_at": "0815"}

    caller.post(ENTRIES, {**SLIP, "units": [still_out]})

    (row,) = told(caller.get("/api/v1/board"))["incidents"]
    assert (row["is_back_entered"], row["units"]) == (True, ["龙潭1"])
    (listed,) = told(caller.get("/api/v1/incidents"))["incidents"]
    assert listed["is_back_entered"] is True


def test_the_same_key_files_once_and_the_same_slip_is_refused_with_the_first(cast: Cast) -> None:
    caller = cast.token(Role.CALL_TAKER)

    first = caller.post(ENTRIES, SLIP, Idempotency_Key="a")
    again = caller.post(ENTRIES, SLIP, Idempotency_Key="a")
    other = caller.post(ENTRIES, SLIP, Idempotency_Key="b")

    assert first.json == again.json
    assert other.status_code == 409
    assert told(first)["incident"]["number"] in told(other)["detail"]
    assert count(Incident) == 1


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"slip_number": ""}, "slip_number", "请填写纸单上印的单号"),
        ({"slip_number": "P/../1"}, "slip_number", "只能含"),
        ({"slip_number": 7}, "slip_number", "应为文字"),
        ({"received_at": ""}, "received_at", "请填写接警时间"),
        ({"received_at": "2475"}, "received_at", "不是时间"),
        ({"received_at": "1215"}, "received_at", "如为昨日请写"),
        ({"ordered_at": "0811"}, "units.0.ordered_at", "下达 08:11 早于接警 08:12"),
        ({"units": {}}, "units", "应为列表"),
        ({"units": [7]}, "units", "应为列表"),
        ({"units": [{"call_sign": "龙潭1"}] * 21}, "units", "最多 20 辆"),
        ({"units": [{"call_sign": "lt9"}]}, "units.0.call_sign", "没有呼号为“lt9”"),
        ({"units": [{"en_route_at": "0815"}]}, "units.0.call_sign", "请填写呼号"),
        ({"units": [{"call_sign": "lt1", "people": -1}]}, "units.0.people", "应在 0 到 50"),
        ({"units": [{"call_sign": "lt1"}] * 2}, "units.1.call_sign", "填了两行"),
        ({"units": [{"call_sign": "lt1"}], "ordered_at": ""}, "units.0.ordered_at", "没有下达时间"),
        ({"outcome": []}, "outcome", "应为一个对象"),
        ({"outcome": {"dead": "x"}}, "outcome.dead", "应为整数"),
        ({"outcome": {"dead": 0}}, "outcome.disposition", "性质"),
        ({"category": "99"}, "category", "没有代码"),
        ({"extinguished_at": "0800"}, "extinguished_at", "熄灭 08:00 早于接警 08:12"),
    ],
)
def test_what_cannot_be_is_named_by_field_and_nothing_is_filed(
    cast: Cast, change: dict[str, Any], field: str, says: str
) -> None:
    answer = cast.token(Role.DISPATCHER).post(ENTRIES, {**SLIP, **change})

    assert answer.status_code == 422
    assert says in faults(answer)[field]
    assert count(Incident) == 0


@pytest.mark.parametrize("words", ["\x00", "龙\x1b", "\ud800", "火" * 2_001, "1" * 60])
@pytest.mark.parametrize("field", ["slip_number", "received_at", "controlled_at"])
def test_strange_words_are_refused_by_field(cast: Cast, field: str, words: str) -> None:
    caller = cast.token(Role.DISPATCHER)

    flat = caller.post(ENTRIES, {**SLIP, field: words})
    nested = caller.post(ENTRIES, {**SLIP, "units": [{"call_sign": words, "en_route_at": words}]})

    assert (flat.status_code, nested.status_code) == (422, 422)
    assert field in faults(flat)
    assert {"units.0.call_sign", "units.0.en_route_at"} & set(faults(nested))


def test_a_check_tells_what_times_mean_and_keeps_nothing(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    half = {"slip_number": "P1", "received_at": "昨2350", "ordered_at": "0002"}

    answer = told(caller.post(f"{ENTRIES}/check", half))
    caller.post(ENTRIES, SLIP)
    taken = told(caller.post(f"{ENTRIES}/check", {**half, "slip_number": "P20260101-001"}))

    shown = {one["field"]: one["shown"] for one in answer["times"]}
    assert shown == {"received_at": "2025-12-31 23:50", "ordered_at": "00:02"}
    assert answer["taken"] is None
    assert [one["field"] for one in answer["faults"]] == ["narrative"]
    assert taken["taken"]["incident"] == "20260101-001"
    assert count(Incident) == 1


def test_the_form_files_a_slip_and_offers_the_next_number(cast: Cast) -> None:
    person = cast.person(Role.CALL_TAKER)

    answer = person.submit("/back-entry", **FORM)
    page = person.get(answer.headers["Location"]).text

    row = incident("20251231-001")
    assert answer.status_code == 303
    assert (row.slip_number, row.is_back_entered) == ("P20260101-007", True)
    assert row.assignments[0].in_station_at == NOON - timedelta(hours=10, minutes=48)
    assert "20251231-001" in page
    assert 'value="P20260101-008"' in page


def test_a_refused_form_keeps_everything_typed_and_says_what_is_wrong(cast: Cast) -> None:
    person = cast.person(Role.CALL_TAKER)
    first = person.submit("/back-entry", **FORM)
    wrong = {**FORM, "slip_number": "P20260101-008", "units.0.on_scene_at": "2353"}

    bad_order = person.submit("/back-entry", **wrong)
    twice = person.submit("/back-entry", **FORM)

    assert (first.status_code, bad_order.status_code, twice.status_code) == (303, 422, 409)
    assert "到场 2025-12-31 23:53 早于出动 2025-12-31 23:54" in bad_order.text
    for typed in (PHONE, "昨2350", "2352", "0112", "民房起火", "龙潭镇", "P20260101-008"):
        assert typed in bad_order.text
    assert "/incidents/20251231-001" in twice.text
    assert PHONE in twice.text


def test_the_paper_page_prints_the_board_and_slips_once_numbered(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)

    page = person.get("/paper")
    board = person.get("/paper/board.pdf")
    given = person.submit("/paper/slips", count="3")
    slips = person.get(given.headers["Location"])
    never = person.get("/paper/slips.pdf?first=P20260101-002&count=3")
    strange = [
        person.get(f"/paper/slips.pdf?first={words}").status_code
        for words in ("", "x", "P20260101-000", "P20260101-1", "P99999999-001", "%00")
    ]
    refused = [
        person.submit("/paper/slips", count=one).status_code for one in ("", "0", "501", "x")
    ]

    assert "系统不能用时怎么办" in page.text
    assert [one.mimetype for one in (board, slips)] == ["application/pdf"] * 2
    assert given.headers["Location"] == "/paper/slips.pdf?first=P20260101-001&count=3"
    assert never.status_code == 422
    assert set(strange) == {422}
    assert set(refused) == {422}


def fifty_slips(caller: Caller) -> list[str]:
    """Type in fifty slips of one night, one every eight minutes, with their own times."""
    numbers = []
    for one in range(50):
        start = timedelta(minutes=8 * one)
        clock = [
            (NOON - timedelta(hours=9) + start + timedelta(minutes=minutes)).isoformat()
            for minutes in (0, 1, 3, 12, 30)
        ]
        received, ordered, left, arrived, back = clock
        # Each of four vehicles is home before its next fire, half an hour later.
        unit = {
            "call_sign": ("龙潭1", "龙潭2", "龙潭3", "板溪1")[one % 4],
            **{"en_route_at": left, "on_scene_at": arrived, "in_station_at": back},
        }
        slip = {
            **FIRE,
            "slip_number": f"P20260101-{one + 1:03d}",
            "received_at": received,
            "ordered_at": ordered,
            "units": [unit],
            "outcome": OUTCOME,
        }
        answer = caller.post(ENTRIES, slip)
        assert answer.status_code == 201, answer.text
        assert told(answer)["warnings"] == []
        numbers.append(told(answer)["incident"]["number"])
    return numbers


def test_fifty_slips_of_a_night_count_under_the_times_of_the_paper(cast: Cast) -> None:
    caller, counter = cast.token(Role.DISPATCHER), cast.token(Role.STATISTICIAN)

    numbers = fifty_slips(caller)

    # From 03:00 on New Year's Day, one every eight minutes: all fifty of that day, none of now.
    assert numbers == [f"20260101-{one:03d}" for one in range(1, 51)]
    table = told(counter.get("/api/v1/yearbook/calls?from=2025&to=2026"))
    totals = [row["cells"][0]["value"] for row in table["rows"]]
    assert totals == [0, 50]
    assert "其中补录纸单 50 起，按纸单上的时间计。" in table["notes"]
    log = told(caller.get(f"/api/v1/incidents/{numbers[0]}/log"))["entries"]
    assert log[0]["at"] == "2025-12-31T19:00:00Z"
    assert {one["entered_at"] for one in log} == {"2026-01-01T04:00:00Z"}
    assert {one["source"] for one in log} == {"back_dated"}
    listed = told(caller.get("/api/v1/incidents"))["incidents"]
    assert all(one["is_back_entered"] for one in listed)
    units = told(caller.get("/api/v1/units"))["units"]
    assert {one["status"] for one in units} == {"in_station"}
