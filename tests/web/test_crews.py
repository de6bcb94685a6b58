"""Crews over both doors: edited by the station, shared, resting, and never lost in a race."""

import pytest
from flask import Flask
from sqlalchemy import Update, select, update

from incidents.records import LogEntry
from resources import roster
from resources.accounts import Role
from resources.database import db, transaction
from resources.records import Crew, Station, Unit
from tests.makers import count, minute, unit
from tests.web.people import Caller, Cast, new_incident, ordered_incident, told

CREW = "/api/v1/units/龙潭1/crew"
PAGE = "/units/龙潭1/crew"
FORM = {"version": 1, "people": 5, "has_driver": "yes", "leader": "", "pool": "", "reason": ""}


def vehicle(caller: Caller, call_sign: str):
    fleet = told(caller.get("/api/v1/units"))["units"]
    return next(one for one in fleet if one["call_sign"] == call_sign)


def share(chief: Caller, *call_signs: str) -> None:
    for one in call_signs:
        answer = chief.patch(f"/api/v1/units/{one}/crew", {"pool": "一班"})
        assert answer.status_code == 200, answer.text


def test_what_is_not_told_of_a_crew_stays(application: Flask) -> None:
    chief = Cast(application).token(Role.CHIEF)

    answer = chief.patch(CREW, {"people": 4, "leader": "冉某"}, If_Match='"1"')

    assert answer.status_code == 200
    seen = told(answer)
    assert (seen["crew"], seen["has_driver"], seen["leader"], seen["crew_version"]) == (
        *(4, True),
        *("冉某", 2),
    )


def test_a_crew_somebody_edited_in_between_is_refused_and_kept(application: Flask) -> None:
    chief = Cast(application).token(Role.CHIEF)
    chief.patch(CREW, {"people": 4})

    answers = [
        chief.patch(CREW, {"people": 3}, If_Match='"1"'),
        chief.patch(CREW, {"people": 3, "version": 1}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert vehicle(chief, "龙潭1")["crew"] == 4


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"people": 99}, "people"),
        ({"people": "four"}, "people"),
        ({"people": None}, "people"),
        ({"people": True}, "people"),
        ({"has_driver": "maybe"}, "has_driver"),
        ({"leader": "\x00"}, "leader"),
        ({"leader": "甲" * 51}, "leader"),
        ({"leader": 3}, "leader"),
        ({"pool": ["一班"]}, "pool"),
        ({"pool": "班" * 21}, "pool"),
        ({"rest_until": "later"}, "rest_until"),
        ({"rest_until": "2026-01-01T13:00:00"}, "rest_until"),
        ({"rest_until": "2026-01-01T05:00:00Z"}, "reason"),
        ({"rest_until": "2026-01-01T03:00:00Z", "reason": "累"}, "rest_until"),
        ({"rest_until": "2036-01-01T03:00:00Z", "reason": "累"}, "rest_until"),
        ({"reason": "x" * 900_000}, "reason"),
        ({"version": "two"}, "version"),
    ],
    ids=str,
)
def test_a_bad_crew_is_refused_by_field_and_nothing_is_changed(
    application: Flask, body: object, field: str
) -> None:
    chief = Cast(application).token(Role.CHIEF)

    answer = chief.patch(CREW, body)

    assert answer.status_code == 422, answer.text[:300]
    assert field in {fault["field"] for fault in told(answer)["faults"]}
    assert (vehicle(chief, "龙潭1")["crew_version"], count(LogEntry)) == (1, 0)


def test_an_unknown_vehicle_is_not_found(application: Flask) -> None:
    chief = Cast(application).token(Role.CHIEF)

    assert chief.patch("/api/v1/units/龙潭9/crew", {"people": 4}).status_code == 404


def test_a_chief_edits_the_own_station_alone(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)

    other = chief.patch("/api/v1/units/板溪1/crew", {"people": 4})
    page = chief.submit("/units/板溪1/crew", **FORM)

    assert (other.status_code, page.status_code) == (403, 403)
    assert chief.patch(CREW, {"people": 4}).status_code == 200


def test_a_vehicle_whose_people_went_with_another_is_not_staffed(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    share(chief, "龙潭1", "龙潭2")
    before = told(dispatcher.get("/api/v1/board"))["counts"]["available"]

    ordered_incident(dispatcher, "龙潭1")

    mate = vehicle(dispatcher, "龙潭2")
    assert (mate["is_staffed"], mate["crew_note"]) == (False, "人员随龙潭1出动，无人驾驶")
    after = told(dispatcher.get("/api/v1/board"))["counts"]["available"]
    # Four vehicles, two of them with one crew between them; then that crew is out.
    assert (before, after) == (3, 2)


def test_a_report_answers_with_the_people_that_are_away(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    share(chief, "龙潭1", "龙潭2")
    ordered_incident(dispatcher, "龙潭1")

    answer = dispatcher.post(
        "/api/v1/units/龙潭2/status", {"status": "out_of_service", "reason": "保养"}
    )

    assert told(answer)["crew_note"] == "人员随龙潭1出动，无人驾驶"


def test_the_pages_say_who_shares_a_crew_and_who_rests(application: Flask) -> None:
    cast = Cast(application)
    chief = cast.person(Role.CHIEF)
    share(chief, "龙潭1", "龙潭2")
    rest = {"rest_until": "2026-01-01T06:30:00Z", "reason": "连续作战"}
    chief.patch("/api/v1/units/龙潭3/crew", rest)

    station, every = chief.get("/readiness/一站").text, chief.get("/readiness").text

    for page in (station, every):
        assert "共用 1 班人（一班，5 人）：龙潭1、龙潭2 只能出 1 辆" in page
        assert "休整中（至 14:30）" in page
        assert "<b>10/6</b>在岗/最低" in page
        assert "<b>2/3</b>执勤车" in page


def test_a_form_saves_a_crew_and_a_rest(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)
    filled = {**FORM, "people": 4, "pool": "一班", "rest_minutes": "60", "reason": "夜战"}

    answer = chief.submit(PAGE, **filled)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/readiness/%E4%B8%80%E7%AB%99"
    duty = roster.crew_duty(unit("龙潭1"))
    assert (duty.people, duty.pool, duty.rest_until) == (4, "一班", minute(60))


def test_a_rest_can_be_ended_and_an_untold_one_stays(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)
    chief.submit(PAGE, **{**FORM, "rest_minutes": "60", "reason": "夜战"})

    chief.submit(PAGE, **{**FORM, "version": 2, "people": 4, "rest_minutes": ""})
    kept = unit("龙潭1").rest_until
    chief.submit(PAGE, **{**FORM, "version": 3, "people": 4, "rest_minutes": "0"})

    assert (kept, unit("龙潭1").rest_until) == (minute(60), None)


def test_a_bad_form_comes_back_with_what_was_typed(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)

    answer = chief.submit(PAGE, **{**FORM, "people": 9, "leader": "新班长"})

    assert answer.status_code == 422
    assert "在岗人数应在 0 与座位数 6 之间。" in answer.text
    assert 'value="新班长"' in answer.text
    assert roster.crew_duty(unit("龙潭1")).people == 5


def test_a_stale_form_comes_back_with_what_was_typed_and_can_be_sent_again(
    application: Flask,
) -> None:
    chief = Cast(application).person(Role.CHIEF)
    chief.patch(CREW, {"people": 4})

    answer = chief.submit(PAGE, **{**FORM, "people": 3})

    assert answer.status_code == 409
    assert "刚被他人修改" in answer.text
    assert 'name="people" value="3"' in answer.text
    assert chief.submit(PAGE, **{**FORM, "people": 3, "version": 2}).status_code == 303


def test_long_work_suggests_a_rest_and_one_button_gives_it(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    ordered_incident(dispatcher, "龙潭1")
    for minutes, status in ((1, "en_route"), (280, "returning"), (300, "in_station")):
        cast.clock.moment = minute(minutes)
        dispatcher.post("/api/v1/units/龙潭1/status", {"status": status})
    cast.clock.moment = minute(310)
    chief = cast.person(Role.CHIEF)

    page = chief.get("/readiness/一站").text

    # From 12:01 to 17:00; the hour of rest counts from then.
    assert "上次出动连续 4:59:00，建议休整到 2026-01-01 18:00" in page
    assert unit("龙潭1").rest_until is None
    chief.submit(PAGE, version=1, rest_until="2026-01-01T10:00:00+00:00", reason="连续作战 4:59:00")
    assert unit("龙潭1").rest_until == minute(360)
    assert "安排休整" not in chief.get("/readiness/一站").text


def test_who_may_not_edit_sees_no_form(application: Flask) -> None:
    assert "改班组" not in Cast(application).person(Role.DISPATCHER).get("/readiness/一站").text


def spoil(statement: Update) -> None:
    with transaction() as session:
        session.execute(statement)


SPOILT = {
    "未知车型“hovercraft”": update(Unit).values(vehicle_type="hovercraft"),
    "附加能力“飞行”不认识": update(Unit).values(extra_capabilities="飞行"),
    "状态“flying”不认识": update(Unit).values(status="flying"),
    "没有坐标": update(Station).values(lon=None, lat=None, datum_in=None),
    "未知类别“club”": update(Station).values(kind="club"),
}


@pytest.mark.parametrize("words", SPOILT)
def test_a_bad_row_is_told_of_and_breaks_no_page(application: Flask, words: str) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    spoil(SPOILT[words])

    answers = [caller.get(path) for path in ("/readiness", "/readiness/一站", "/api/v1/units")]
    board = caller.get("/api/v1/board")

    assert [answer.status_code for answer in (*answers, board)] == [200] * 4
    assert words in answers[0].text
    assert words in answers[1].text


@pytest.mark.parametrize("words", SPOILT)
def test_a_bad_row_never_stops_advice(application: Flask, words: str) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    here = {"position": {"lon": 108.77, "lat": 28.84}}
    running = ordered_incident(caller, "龙潭1")
    number = new_incident(caller, **here)
    spoil(SPOILT[words])

    asked = [
        *(f"/api/v1/incidents/{number}/recommendation", f"/incidents/{number}", "/console"),
        *(f"/api/v1/incidents/{running}", f"/incidents/{running}", "/api/v1/board", "/turnout"),
        *("/api/v1/storm", "/storm"),
    ]
    answers = {path: caller.get(path).status_code for path in asked}
    answers["typed"] = caller.post(
        "/api/v1/recommendations", {"category": "10100", **here}
    ).status_code

    assert {path: code for path, code in answers.items() if code != 200} == {}


def test_a_vehicle_without_a_crew_row_says_so(application: Flask) -> None:
    caller = Cast(application).person(Role.ADMIN)
    with transaction() as session:
        row = session.scalars(select(Unit).where(Unit.call_sign == "龙潭1")).one()
        session.delete(row.crew)

    page = caller.get("/readiness/一站")

    assert page.status_code == 200
    assert "龙潭1（水罐消防车）没有班组登记，请登记在岗人员" in page.text
    assert caller.submit(PAGE, **{**FORM, "version": 0}).status_code == 303
    assert roster.crew_version(unit("龙潭1")) == 1
    assert len(db.session.scalars(select(Crew)).all()) == 4


def test_a_minimum_of_nought_counts_as_one(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    spoil(update(Unit).values(minimum_crew=0))
    spoil(update(Crew).values(people=0, has_driver=True))

    seen = vehicle(caller, "龙潭1")

    assert (seen["is_staffed"], seen["minimum_crew"]) == (False, 1)
    assert seen["crew_note"] == "在岗 0 人，最低需 1 人"


def test_a_vehicle_of_unknown_status_can_be_put_right_by_a_report(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    spoil(update(Unit).where(Unit.call_sign == "龙潭1").values(status="flying"))

    answer = caller.post("/api/v1/units/龙潭1/status", {"status": "in_station"})

    assert (answer.status_code, told(answer)["record_faults"]) == (200, [])
