"""Callers over the JSON interface: moved, parted, merged, undone, called back; none is lost."""

import pytest
from flask import Flask

from incidents.records import Call, Incident, LogEntry
from resources.accounts import Role
from tests.makers import count
from tests.web.people import FIRE, OUTCOME, Caller, Cast, new_incident, told

HOUSE, WOOD, NEXT = "20260101-001", "20260101-002", "20260101-003"
API = "/api/v1/incidents"
REASON = {"reason": "说的是另一处"}


@pytest.fixture
def caller(application: Flask) -> Caller:
    """Make a call taker, a house on fire with three callers, and a wood on fire with one."""
    taker = Cast(application).token(Role.CALL_TAKER)
    new_incident(taker)
    new_incident(taker, place="后山")
    for said in ("二楼冒烟", "后山也有烟"):
        answer = taker.post("/api/v1/calls", {**FIRE, "incident": HOUSE, "narrative": said})
        assert answer.status_code == 201
    return taker


def keys(caller: Caller, number: str) -> list[int]:
    return [one["id"] for one in told(caller.get(f"{API}/{number}"))["calls"]]


def last_seq(caller: Caller, number: str, kind: str) -> int:
    entries = told(caller.get(f"{API}/{number}/log"))["entries"]
    return int([one["seq"] for one in entries if one["kind"] == kind][-1])


def test_a_call_is_moved_and_remembers_where_it_stood(caller: Caller) -> None:
    stray = keys(caller, HOUSE)[2]

    answer = caller.post(f"{API}/{HOUSE}/calls/{stray}/attach", {"into": WOOD})

    assert answer.status_code == 200
    assert told(answer)["number"] == WOOD
    assert [(one["id"], one["came_from"]) for one in told(answer)["calls"]][-1] == (stray, HOUSE)
    assert len(keys(caller, HOUSE)) == 2


def test_a_call_taken_out_is_answered_with_the_incident_it_makes(caller: Caller) -> None:
    stray = keys(caller, HOUSE)[2]

    answer = caller.post(f"{API}/{HOUSE}/calls/{stray}/detach", REASON)

    assert answer.status_code == 200
    assert told(answer)["number"] == NEXT
    assert told(answer)["narrative"] == "后山也有烟"
    assert [one["id"] for one in told(answer)["calls"]] == [stray]


def test_some_calls_are_split_off_together(caller: Caller) -> None:
    first, *others = keys(caller, HOUSE)

    answer = caller.post(f"{API}/{HOUSE}/split", {"calls": others, **REASON})

    assert answer.status_code == 201
    assert (told(answer)["number"], [one["id"] for one in told(answer)["calls"]]) == (NEXT, others)
    assert keys(caller, HOUSE) == [first]


def test_a_merged_incident_leads_to_the_one_that_stays_and_back(caller: Caller) -> None:
    answer = caller.post(f"{API}/{WOOD}/merge", {"into": HOUSE})

    assert answer.status_code == 200
    assert told(answer)["number"] == HOUSE
    assert told(answer)["merged_from"] == [WOOD]
    assert len(told(answer)["calls"]) == 4
    lost = told(caller.get(f"{API}/{WOOD}"))
    assert (lost["state"], lost["merged_into"], lost["calls"]) == ("merged", HOUSE, [])
    assert lost["missing"] == []


@pytest.mark.parametrize("number", [HOUSE, WOOD])
def test_an_act_is_undone_once_from_either_side(caller: Caller, number: str) -> None:
    caller.post(f"{API}/{WOOD}/merge", {"into": HOUSE})
    seqs = {one: last_seq(caller, one, "incident_merged") for one in (HOUSE, WOOD)}

    answer = caller.post(f"{API}/{number}/undo", {"seq": seqs[number]})
    again = [caller.post(f"{API}/{one}/undo", {"seq": seqs[one]}) for one in (HOUSE, WOOD)]

    assert answer.status_code == 200
    assert told(answer)["number"] == number
    assert (len(keys(caller, HOUSE)), len(keys(caller, WOOD))) == (3, 1)
    assert [one.status_code for one in again] == [409, 409]
    assert "已经撤销" in told(again[0])["detail"]


def test_an_act_done_again_after_its_undoing_is_undone_again(caller: Caller) -> None:
    for _ in range(2):
        caller.post(f"{API}/{WOOD}/merge", {"into": HOUSE})
        seq = last_seq(caller, WOOD, "incident_merged")
        answer = caller.post(f"{API}/{WOOD}/undo", {"seq": seq})

        assert answer.status_code == 200
        assert told(answer)["state"] == "filed"


def test_calling_back_is_kept_with_who_did_and_when(caller: Caller) -> None:
    answer = caller.post(f"{API}/{HOUSE}/call-back", {"result": "no_answer"})

    said = told(answer)
    assert answer.status_code == 200
    assert (said["call_back"], said["call_back_label"]) == ("no_answer", "无人接听")
    assert said["called_back_at"] == "2026-01-01T04:00:00Z"
    assert said["called_back_by"] == "call_taker-token-1"


def test_an_edit_the_closing_and_a_correction_tell_of_calling_back_too(
    application: Flask,
) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    path = f"{API}/{new_incident(dispatcher)}"

    edited = dispatcher.patch(path, {"call_back": "unreachable"})
    outcome = {**OUTCOME, "rescued": 0, "disposition": "nuisance", "call_back": "confirmed_false"}
    closed = dispatcher.post(f"{path}/close", {"outcome": outcome})
    correction = {"reason": "报警人又来电", "outcome": {"call_back": "confirmed_real"}}
    corrected = chief.post(f"{path}/correction", correction)

    found = [told(one)["call_back"] for one in (edited, closed, corrected)]
    assert found == ["unreachable", "confirmed_false", "confirmed_real"]


def test_closing_as_false_where_a_fire_was_found_is_refused_by_field(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    path = f"{API}/{new_incident(dispatcher)}"
    dispatcher.post(f"{path}/stage", {"stage": "controlled"})

    outcome = {**OUTCOME, "rescued": 0, "disposition": "malicious"}
    answer = dispatcher.post(f"{path}/close", {"outcome": outcome})

    assert answer.status_code == 422
    assert [one["field"] for one in told(answer)["faults"]] == ["disposition"]
    assert "现场已报控制" in told(answer)["detail"]


REFUSED: list[tuple[str, object, int, str]] = [
    ("{house}/calls/{first}/attach", {}, 422, "并入的警情"),
    ("{house}/calls/{first}/attach", {"into": 7}, 422, "应为文字"),
    ("{house}/calls/{first}/attach", {"into": "20200101-001"}, 404, "20200101-001"),
    ("{house}/calls/{first}/attach", {"into": HOUSE}, 409, "已在警情"),
    ("{wood}/calls/{first}/attach", {"into": WOOD}, 409, "已不在警情"),
    ("{wood}/calls/{only}/attach", {"into": HOUSE}, 409, "并案"),
    ("{house}/calls/999/attach", {"into": WOOD}, 404, "999"),
    ("20200101-001/calls/{first}/attach", {"into": WOOD}, 404, "20200101-001"),
    ("{house}/calls/{first}/detach", {}, 422, "原因"),
    ("{house}/calls/{first}/detach", {"reason": "火" * 2001}, 422, "过长"),
    ("{house}/calls/abc/detach", REASON, 404, "abc"),
    ("{house}/calls/-1/detach", REASON, 404, "-1"),
    ("{house}/calls/99999999999999999999/detach", REASON, 404, "99999"),
    ("{wood}/calls/{only}/detach", REASON, 409, "没有其他来电"),
    ("{house}/split", REASON, 422, "至少选择一个"),
    ("{house}/split", {"calls": "all", **REASON}, 422, "列表"),
    ("{house}/split", {"calls": [[1]], **REASON}, 422, "列表"),
    ("{house}/split", {"calls": [True], **REASON}, 422, "列表"),
    ("{house}/split", {"calls": [-1], **REASON}, 422, "列表"),
    ("{house}/split", {"calls": list(range(1001)), **REASON}, 422, "最多 1000"),
    ("{house}/split", {"calls": [999], **REASON}, 409, "已不在警情"),
    ("{house}/split", {"calls": "{first}"}, 422, "原因"),
    ("{house}/merge", {}, 422, "并入的警情"),
    ("{house}/merge", {"into": HOUSE}, 409, "不能并入自己"),
    ("{house}/merge", {"into": "20200101-001"}, 404, "20200101-001"),
    ("20200101-001/merge", {"into": HOUSE}, 404, "20200101-001"),
    ("{house}/undo", {}, 422, "序号"),
    ("{house}/undo", {"seq": "first"}, 422, "整数"),
    ("{house}/undo", {"seq": 0}, 422, "之间"),
    ("{house}/undo", {"seq": 999}, 422, "没有第 999 号"),
    ("{house}/undo", {"seq": 1}, 409, "不能撤销"),
    ("20200101-001/undo", {"seq": 1}, 404, "20200101-001"),
    ("{house}/call-back", {}, 422, "回拨"),
    ("{house}/call-back", {"result": "maybe"}, 422, "回拨结果"),
    ("{house}/call-back", {"result": "not_called"}, 422, "回拨"),
    ("20200101-001/call-back", {"result": "no_answer"}, 404, "20200101-001"),
]


@pytest.mark.parametrize(("path", "body", "code", "words"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    caller: Caller, path: str, body: object, code: int, words: str
) -> None:
    first, only = keys(caller, HOUSE)[0], keys(caller, WOOD)[0]
    before = count(LogEntry)
    if isinstance(body, dict) and body.get("calls") == "{first}":
        body = {"calls": [first]}

    filled = path.format(house=HOUSE, wood=WOOD, first=first, only=only)
    answer = caller.post(f"{API}/{filled}", body)

    assert answer.status_code == code, answer.text
    assert words in told(answer)["detail"]
    assert (count(LogEntry), count(Incident), count(Call)) == (before, 2, 4)


def test_a_closed_incident_takes_no_more_of_these(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    number, other = new_incident(dispatcher), new_incident(dispatcher)
    dispatcher.post("/api/v1/calls", {**FIRE, "incident": number})
    seq = last_seq(dispatcher, number, "call_attached")
    first = keys(dispatcher, number)[0]
    path = f"{API}/{number}"
    assert dispatcher.post(f"{path}/close", {"outcome": OUTCOME}).status_code == 200

    answers = [
        dispatcher.post(f"{path}/calls/{first}/detach", REASON),
        dispatcher.post(f"{path}/calls/{first}/attach", {"into": other}),
        dispatcher.post(f"{path}/split", {"calls": [first], **REASON}),
        dispatcher.post(f"{path}/merge", {"into": other}),
        dispatcher.post(f"{path}/undo", {"seq": seq}),
        dispatcher.post(f"{path}/call-back", {"result": "no_answer"}),
    ]

    assert [one.status_code for one in answers] == [409] * 6
    assert all("已结案" in told(one)["detail"] for one in answers)


def test_an_incident_with_a_vehicle_on_it_is_not_merged_away(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    number, other = new_incident(dispatcher), new_incident(dispatcher)
    dispatcher.post(f"{API}/{number}/assignments", {"units": ["龙潭1"]})

    answer = dispatcher.post(f"{API}/{number}/merge", {"into": other})

    assert answer.status_code == 409
    assert "龙潭1" in told(answer)["detail"]


def test_a_repeat_under_the_same_key_splits_once(caller: Caller) -> None:
    body = {"calls": keys(caller, HOUSE)[1:2], **REASON}

    answers = [caller.post(f"{API}/{HOUSE}/split", body, Idempotency_Key="one") for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert count(Incident) == 3


def test_callers_moved_are_masked_for_who_need_not_call_back(application: Flask) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER))

    seen = told(cast.token(Role.AUDITOR).get(f"{API}/{number}"))["calls"][0]

    assert seen["caller_number"] == "138****5678"
    assert isinstance(seen["id"], int)
