"""Whom to ask when the county's vehicles do not do: interface, panel and timeline."""

import json
from typing import Any

import pytest
from flask import Flask

from incidents.queries import log_of
from resources.accounts import Role
from resources.database import transaction
from tests.makers import TOWN, make_partner
from tests.web.people import Caller, Cast, closed_incident, new_incident, told

AT_TOWN = {"lon": TOWN.lon, "lat": TOWN.lat}
HOSTILE = ("'; DROP TABLE partner; --", "{{7*7}}", "<script>alert(1)</script>", "🔥")


@pytest.fixture
def cast(application: Flask) -> Cast:
    made = Cast(application)
    with transaction() as session:
        make_partner(session, "N1", rung=3, vehicles=1)
        make_partner(session, "N2", rung=5)
        make_partner(session, "N0", rung=0, capabilities="supply", position=None)
    return made


def large_fire(caller: Caller) -> str:
    """Take a fire at level 3, which wants more than the four vehicles of the county."""
    return new_incident(caller, position=AT_TOWN, level=3)


def ladder(caller: Caller, number: str) -> Any:
    answer = caller.get(f"/api/v1/incidents/{number}/reinforcement")
    assert answer.status_code == 200, answer.text
    return told(answer)


def test_what_the_advice_cannot_fill_is_asked_of_the_partners(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = large_fire(caller)
    advice = told(caller.get(f"/api/v1/incidents/{number}/recommendation"))

    answer = ladder(caller, number)

    missing: dict[str, int] = {}
    for one in advice["shortfall"]:
        missing[one["capability"]] = missing.get(one["capability"], 0) + one["missing"]
    assert missing, "the fire wants more than there is"
    assert {one["capability"]: one["missing"] for one in answer["gaps"]} == missing
    asked: dict[str, int] = {}
    for request in answer["requests"]:
        for one in request["wanted"]:
            asked[one["capability"]] = asked.get(one["capability"], 0) + one["count"]
    still = {one["capability"]: one["missing"] for one in answer["still_open"]}
    assert {key: asked.get(key, 0) + still.get(key, 0) for key in missing} == missing
    codes = [request["partner"] for request in answer["requests"]]
    assert codes == ["N0", "N1", "N2"]
    first = answer["requests"][1]
    assert (first["rung"], first["way"], first["synthetic"]) == (3, "商请", True)
    assert sum(one["count"] for one in first["wanted"]) == 1
    # It starts where the fire is, and there are no roads: nothing but the turn-out of 300 s.
    assert (first["eta_s"], first["eta_basis"]) == (300, "estimate")
    assert answer["mark"] == "P"


def test_the_letter_names_no_caller(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = new_incident(
        caller,
        position=AT_TOWN,
        level=3,
        caller_name="张三丰",
        place="龙潭镇 电话13912345678",
        narrative="张三丰家起火 13612345678",
    )

    letters = [one["draft"] for one in ladder(caller, number)["requests"]]

    assert letters
    for words in letters:
        assert "张三丰" not in words
        assert "13912345678" not in words and "13812345678" not in words
        assert "龙潭镇 电话139****5678" in words
        assert "请求单位：测试县消防救援指挥中心" in words
        assert "2026年1月1日12时00分" in words


def test_a_request_is_noted_once_for_each_asking_and_shown_as_sent(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = large_fire(caller)

    answer = caller.post(
        f"/api/v1/incidents/{number}/reinforcement",
        {"partner": "N1", "remark": "答复 20 分钟后出发"},
        Idempotency_Key="one",
    )
    again = caller.post(
        f"/api/v1/incidents/{number}/reinforcement",
        {"partner": "N1", "remark": "答复 20 分钟后出发"},
        Idempotency_Key="one",
    )

    assert (answer.status_code, again.status_code) == (201, 201)
    (entry,) = [row for row in log_of(number) if row.kind == "reinforcement_requested"]
    assert entry.text == "已向N1大队请求增援（商请，第 3 级）：答复 20 分钟后出发"
    facts = {"partner": "N1", "rung": 3, "remark": "答复 20 分钟后出发"}
    assert json.loads(entry.facts) == facts
    assert ladder(caller, number)["sent"] == ["N1"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "partner"),
        ({"partner": "N9"}, "partner"),
        ({"partner": 3}, "partner"),
        ({"partner": ["N1"]}, "partner"),
        ({"partner": "N1", "remark": "火" * 201}, "remark"),
        ({"partner": "N1", "remark": "a\x00"}, "remark"),
        *(({"partner": words}, "partner") for words in HOSTILE),
    ],
)
def test_a_bad_request_is_refused_by_field_and_noted_nowhere(
    cast: Cast, body: object, field: str
) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = large_fire(caller)

    answer = caller.post(f"/api/v1/incidents/{number}/reinforcement", body)

    assert answer.status_code == 422
    assert field in {fault["field"] for fault in told(answer)["faults"]}
    assert [row for row in log_of(number) if row.kind == "reinforcement_requested"] == []


def test_strange_remarks_are_kept_and_shown_escaped(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = large_fire(caller)

    for words in HOSTILE:
        body = {"partner": "N1", "remark": words}
        assert caller.post(f"/api/v1/incidents/{number}/reinforcement", body).status_code == 201

    page = cast.person(Role.DISPATCHER).get(f"/incidents/{number}").text
    assert "<script>alert" not in page
    assert "{{7*7}}" in page


def test_a_closed_incident_asks_nobody(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = closed_incident(caller)
    address = f"/api/v1/incidents/{number}/reinforcement"

    assert caller.get(address).status_code == 409
    assert caller.post(address, {"partner": "N1"}).status_code == 409
    unknown = "/api/v1/incidents/20200101-009/reinforcement"
    assert caller.get(unknown).status_code == 404
    assert caller.post(unknown, {"partner": "N1"}).status_code == 404


def test_an_unplaced_incident_lacks_a_place_and_not_vehicles(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = new_incident(caller, place="不知道的地方")

    answer = ladder(caller, number)

    assert (answer["gaps"], answer["requests"]) == ([], [])


def test_the_panel_has_a_letter_and_a_button_that_notes(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    number = large_fire(cast.token(Role.DISPATCHER))
    before = person.get(f"/incidents/{number}").text

    answer = person.submit(f"/incidents/{number}/reinforcement", partner="N1", remark="")

    assert "增援请求" in before and "受请单位：N1大队（商请）" in before
    assert "◆ 已请求" not in before
    assert (answer.status_code, answer.location) == (303, f"/incidents/{number}")
    after = person.get(f"/incidents/{number}").text
    assert "◆ 已请求" in after
    assert "已向N1大队请求增援" in after


def test_a_refused_note_keeps_what_was_typed(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    number = large_fire(cast.token(Role.DISPATCHER))

    answer = person.submit(f"/incidents/{number}/reinforcement", partner="N1", remark="很长" * 150)

    assert answer.status_code == 422
    assert "最多 200 字" in answer.text
    assert "很长很长" in answer.text


def test_a_chief_reads_the_panel_without_its_button(cast: Cast) -> None:
    number = large_fire(cast.token(Role.DISPATCHER))

    page = cast.person(Role.CHIEF).get(f"/incidents/{number}").text

    assert "记录：已向" not in page
