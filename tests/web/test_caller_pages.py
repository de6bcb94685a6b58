"""The buttons of callers on the incident's page, without scripts; a refusal keeps its form."""

import re

import pytest
from flask import Flask

from incidents.records import Incident
from resources.accounts import Role
from tests.makers import count
from tests.web.people import FIRE, OUTCOME, Caller, Cast, new_incident, told

HOUSE, WOOD, NEXT = "20260101-001", "20260101-002", "20260101-003"
PAGE = f"/incidents/{HOUSE}"


@pytest.fixture
def caller(application: Flask) -> Caller:
    """Log a call taker in to a house on fire with two callers and a wood with one."""
    taker = Cast(application).person(Role.CALL_TAKER)
    new_incident(taker)
    new_incident(taker, place="后山")
    taker.post("/api/v1/calls", {**FIRE, "incident": HOUSE, "narrative": "后山有烟"})
    return taker


def boxes(page: str) -> list[str]:
    """Return the keys of the calls that can be ticked."""
    return re.findall(r'name="calls" value="(\d+)"', page)


def undo_buttons(page: str) -> list[str]:
    """Return the numbers of the entries that can be undone, newest first."""
    return re.findall(r'form="undo" name="seq" value="(\d+)"', page)


def test_a_call_is_taken_out_and_the_page_leads_to_where_it_stands(caller: Caller) -> None:
    stray = boxes(caller.get(PAGE).text)[1]

    answer = caller.submit(f"{PAGE}/calls/{stray}/detach", reason="说的是后山")

    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    page = caller.get(PAGE).text
    assert "名下" in page
    assert f'<a href="/incidents/{NEXT}">{NEXT}</a>' in page
    assert f'（原在 <a href="{PAGE}">{HOUSE}</a>）' in caller.get(f"/incidents/{NEXT}").text


def test_marks_of_direction_in_one_field_do_not_turn_the_next_around(caller: Caller) -> None:
    words = {**FIRE, "incident": HOUSE, "place": "\u202e后山", "narrative": "树起火"}
    caller.post("/api/v1/calls", words)

    page = caller.get(PAGE).text

    # An unclosed override ends with the element that isolates it (HTML, 4.5.24).
    assert "<bdi>\u202e后山</bdi> <bdi>树起火</bdi>" in page


def test_the_only_call_has_no_buttons(caller: Caller) -> None:
    page = caller.get(f"/incidents/{WOOD}").text

    assert boxes(page) == []
    assert "移出" not in page


def test_a_split_without_a_reason_keeps_the_ticks(caller: Caller) -> None:
    first, second = boxes(caller.get(PAGE).text)

    refused = caller.submit(f"{PAGE}/split", calls=[second])
    done = caller.submit(f"{PAGE}/split", calls=second, reason="说的是后山")

    assert refused.status_code == 422
    assert "请写明移出或拆分的原因。" in refused.text
    assert f'value="{second}" checked' in refused.text
    assert f'value="{first}" checked' not in refused.text
    assert done.status_code == 303
    assert count(Incident) == 3


def test_a_split_of_nothing_keeps_the_reason(caller: Caller) -> None:
    answer = caller.submit(f"{PAGE}/split", reason="说的是后山")

    assert answer.status_code == 422
    assert "请至少选择一个来电" in answer.text
    assert 'value="说的是后山"' in answer.text


def test_an_incident_is_merged_by_choice_and_undone_from_its_timeline(caller: Caller) -> None:
    offered = caller.get(f"/incidents/{WOOD}").text
    assert f'<option value="{HOUSE}"' in offered

    merged = caller.submit(f"/incidents/{WOOD}/merge", near=HOUSE, into="")

    assert merged.headers["Location"] == f"/incidents/{WOOD}"
    lost = caller.get(f"/incidents/{WOOD}").text
    kept = caller.get(PAGE).text
    assert f'本警情已并入 <a href="{PAGE}">{HOUSE}</a>' in lost
    assert "已并入本警情：" in kept
    assert f'href="/incidents/{WOOD}"' in kept
    # Its log tells what it was; nothing more is to be ordered or registered under its number.
    assert "尚未下达出动命令" not in lost and "登记一起火灾" not in lost
    (seq,) = undo_buttons(lost)
    assert caller.submit(f"/incidents/{WOOD}/undo", seq=seq).status_code == 303
    assert "本警情已并入" not in caller.get(f"/incidents/{WOOD}").text
    assert undo_buttons(caller.get(f"/incidents/{WOOD}").text) == []
    assert undo_buttons(caller.get(PAGE).text) == undo_buttons(kept)[:-1]


def test_a_typed_number_goes_before_the_chosen_one_and_stays_when_refused(caller: Caller) -> None:
    answer = caller.submit(f"/incidents/{WOOD}/merge", near=HOUSE, into="20200101-009")

    assert answer.status_code == 404
    assert "没有编号为“20200101-009”的警情" in answer.text
    assert 'name="into" value="20200101-009"' in answer.text
    assert f'<option value="{HOUSE}" selected>' in answer.text


def test_a_merge_into_nothing_is_told_beside_the_field(caller: Caller) -> None:
    answer = caller.submit(f"/incidents/{WOOD}/merge", near="", into="")

    assert answer.status_code == 422
    assert 'id="merge-fault-into" >请选择或填写要并入的警情编号' in answer.text.replace("  ", " ")


def test_calling_back_is_kept_and_shown(caller: Caller) -> None:
    refused = caller.submit(f"{PAGE}/call-back", result="")

    done = caller.submit(f"{PAGE}/call-back", result="unreachable")

    assert refused.status_code == 422
    assert "请选择回拨的结果" in refused.text
    assert done.status_code == 303
    assert "回拨：关机或空号（call_taker 12:00:00）" in caller.get(PAGE).text


def test_an_undone_entry_is_refused_again_with_a_sentence(caller: Caller) -> None:
    (seq,) = undo_buttons(caller.get(PAGE).text)
    caller.submit(f"{PAGE}/undo", seq=seq)

    answer = caller.submit(f"{PAGE}/undo", seq=seq)

    assert answer.status_code == 409
    assert f"第 {seq} 号记录已经撤销" in answer.text


def test_a_call_that_is_not_there_is_said_on_the_page(caller: Caller) -> None:
    answer = caller.submit(f"{PAGE}/calls/999/detach", reason="说的是后山")

    assert answer.status_code == 404
    assert "没有键为 999 的来电" in answer.text
    assert 'value="说的是后山"' in answer.text


@pytest.mark.parametrize("path", ["calls/1/detach", "split", "merge", "undo", "call-back"])
@pytest.mark.parametrize("door", ["", "/api/v1"])
def test_without_the_token_of_the_page_nothing_is_moved(
    caller: Caller, path: str, door: str
) -> None:
    caller.headers.pop("X-CSRFToken")

    answer = caller.submit(f"{door}{PAGE}/{path}", reason="假冒", into=WOOD, seq="4", calls="1")

    assert answer.status_code == 400
    assert count(Incident) == 2
    assert len(told(caller.get(f"/api/v1{PAGE}"))["calls"]) == 2


def test_who_may_not_move_callers_sees_no_button_for_it(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER))
    cast.token(Role.DISPATCHER).post("/api/v1/calls", {**FIRE, "incident": HOUSE})

    page = cast.person(Role.CHIEF).get(PAGE).text

    assert boxes(page) == undo_buttons(page) == []
    assert "并案" not in page
    assert "call-back" not in page


def test_the_closing_says_when_each_kind_is_chosen_and_keeps_what_was_typed(
    application: Flask,
) -> None:
    dispatcher = Cast(application).person(Role.DISPATCHER)
    new_incident(dispatcher)
    dispatcher.submit(f"{PAGE}/notes", text="到场见明火")
    asked = {**OUTCOME, "rescued": "0", "is_urban": "false", "disposition": "nuisance"}

    page = dispatcher.get(PAGE).text
    answer = dispatcher.submit(f"{PAGE}/close", **{**asked, "call_back": "confirmed_false"})

    assert "骚扰：无声、辱骂、闲聊等骚扰来电。" in page
    assert answer.status_code == 422
    beside = answer.text.split('id="close-fault-disposition"')[1].split("</p>")[0]
    assert "到场见明火" in beside
    assert '<option value="nuisance" selected>' in answer.text
    assert '<option value="confirmed_false" selected>' in answer.text
    assert 'name="evacuated" value="2"' in answer.text
    assert told(dispatcher.get(f"/api/v1{PAGE}"))["call_back"] == "not_called"
