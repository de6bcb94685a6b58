"""The alarms over the JSON interface: who is told what, 知道了, and what is refused."""

from flask import Flask

from dispatch import alarms, desk
from dispatch.watch import Matter
from resources.accounts import Role
from resources.database import transaction
from tests.makers import NOON, make_act
from tests.web.people import PHONE, Cast, new_incident, told


def remind(*matters: Matter) -> None:
    with transaction() as session:
        desk.remind(session, matters, NOON)


def unattended(number: str, seconds: int, words: str = "尚未下达") -> Matter:
    return Matter(f"call_unattended_{seconds}", number, number, f"警情 {number} {words}")


def test_a_row_says_how_loud_it_is_whom_it_concerns_and_who_has_seen_it(
    application: Flask,
) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    number = new_incident(caller)
    remind(unattended(number, 30), unattended(number, 90))

    before = told(caller.get("/api/v1/alarms"))["alarms"]
    answer = caller.post(f"/api/v1/reminders/{before[0]['id']}/seen")
    after = told(caller.get("/api/v1/board"))["overdue"]

    assert len(before) == 1
    assert before[0]["class"] == "call"
    assert (before[0]["concern"], before[0]["concern_label"]) == ("chief", "值班领导")
    assert (before[0]["limits_s"], before[0]["repeat_s"]) == ([30, 60, 90], 5)
    assert before[0]["seen_at"] is None
    assert (answer.status_code, told(answer)["changed"]) == (200, True)
    assert after[0]["seen_at"] == "2026-01-01T04:00:00Z"
    assert after[0]["seen_by"]


def test_saying_it_twice_is_no_fault_and_changes_nothing(application: Flask) -> None:
    caller = Cast(application).token(Role.CHIEF)
    remind(Matter("clock_jump", "x", None, "系统时钟被拨慢。"))
    key = told(caller.get("/api/v1/alarms"))["alarms"][0]["id"]

    answers = [caller.post(f"/api/v1/reminders/{key}/seen") for _ in range(2)]

    assert [told(one)["changed"] for one in answers] == [True, False]


def test_a_number_that_is_no_reminder_is_refused_with_a_sentence(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for key in ("7", "0", "x", "-1", "1.5", "9" * 40, "²"):
        answer = caller.post(f"/api/v1/reminders/{key}/seen")
        assert answer.status_code == 404, key
        assert "没有编号为" in told(answer)["detail"]


def test_a_refused_message_is_one_silent_row_however_often_it_comes(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)

    for _ in range(3):
        answer = caller.post("/api/v1/units/龙潭3/status", {"status": "on_scene"})
        assert answer.status_code == 409
    page = cast.person(Role.DISPATCHER)
    page.submit("/units/龙潭3/status", status="on_scene")
    rows = told(caller.get("/api/v1/alarms"))["alarms"]

    found = [(one["class"], one["call_sign"], one["count"], one["repeat_s"]) for one in rows]
    assert found == [("info", "龙潭3", 4, None)]


def test_a_telephone_number_in_a_place_is_masked_in_the_list(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.AUDITOR)
    number = new_incident(cast.token(Role.DISPATCHER), place=f"找{PHONE}带路")
    remind(unattended(number, 30, f"（找{PHONE}带路）"))

    seen = caller.get("/api/v1/alarms").text + caller.get("/api/v1/board").text

    assert PHONE not in seen


def test_a_thousand_bad_messages_do_not_grow_the_board(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    signs = ("龙潭1", "龙潭2", "龙潭3", "板溪1")
    # A tenth of them through the verb; the rule is asked for all ten thousand in its own tests.
    for part in range(10):
        with transaction() as session:
            for at in range(100):
                sign = signs[at % 4]
                words = f"{sign} 未出动（第 {part * 100 + at} 次）"
                alarms.refuse_status(session, sign, words, make_act(0))

    rows = told(caller.get("/api/v1/board"))["overdue"]

    assert sorted((one["call_sign"], one["count"]) for one in rows) == [
        (sign, 250) for sign in sorted(signs)
    ]
