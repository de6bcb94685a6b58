"""The change of shift: what is open is gathered, both sign with their own password."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incidents import ledger, queries
from incidents.records import ShiftHandOver
from resources.accounts import Role
from resources.database import db
from tests.makers import count, minute, unit
from tests.web.people import PASSWORD, Caller, Cast, new_incident, ordered_incident

PAGE = "/hand-over"


@pytest.fixture
def cast(application: Flask) -> Cast:
    """The people of a county with open ends: an incident, a broken vehicle."""
    people = Cast(application)
    caller = people.token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    new_incident(caller, place="板溪镇 联系13812345678")
    why = {"status": "out_of_service", "reason": "水泵故障"}
    caller.post("/api/v1/units/龙潭2/status", why)
    return people


def sign_off(caller: Caller, name: str = "dispatcher", **told: object) -> TestResponse:
    fields: dict[str, object] = {"name": name, "password": PASSWORD, "remark": "水泵等配件"}
    fields |= told
    return caller.submit(PAGE, **fields)


def test_what_is_open_is_gathered_by_machine(cast: Cast) -> None:
    page = cast.person(Role.DISPATCHER).get(PAGE).text

    assert "20260101-001" in page and "在外 龙潭1" in page
    assert "没有车辆在外，待结案" in page and "地点未定" in page
    assert "龙潭2" in page and "水泵故障" in page
    assert "没有封路" in page and "没有待回拨的来电" in page


def test_a_shift_is_handed_over_with_two_signatures_and_an_anchor(cast: Cast) -> None:
    desk = cast.person(Role.DISPATCHER)
    cast.account(Role.CALL_TAKER)
    end = queries.log_seq()
    cast.clock.moment = minute(30)

    assert sign_off(desk).status_code == 303
    waiting = desk.get(PAGE).text
    cast.clock.moment = minute(35)
    done = desk.submit(f"{PAGE}/1/sign", name="call_taker", password=PASSWORD)

    assert "dispatcher 已交班，待接班签字" in waiting
    assert (done.status_code, done.location) == (303, f"{PAGE}/1")
    db.session.rollback()
    row = db.session.get(ShiftHandOver, 1)
    assert row is not None
    assert (row.off_name, row.on_name) == ("dispatcher", "call_taker")
    assert (row.off_signed_at, row.on_signed_at) == (minute(30), minute(35))
    entry = queries.events_since(end - 1, 1)[0]
    assert (row.log_seq, row.log_hash) == (end, entry.hash)
    kinds = [one.kind for one in queries.events_since(end)]
    assert kinds == ["shift_signed_off", "shift_signed_on", "shift_started"]
    # The shift begins: who stands in the station counts from now.
    assert unit("龙潭3").status_since == minute(35)
    assert ledger.verify(db.session()).faults == ()
    sheet = desk.get(f"{PAGE}/1").text
    for words in ("水泵等配件", row.log_hash, "dispatcher", "call_taker", "在外 龙潭1"):
        assert words in sheet


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        ({"password": "wrong-password-1"}, 401, "没有签字"),
        ({"name": "nobody"}, 401, "没有签字"),
        ({"name": ""}, 422, "用户名"),
        ({"password": ""}, 422, "密码"),
        ({"name": "chief"}, 403, "不参加调度席交接班"),
        ({"remark": "长" * 2001}, 422, "过长"),
    ],
)
def test_a_wrong_signature_signs_nothing_and_keeps_the_words(
    cast: Cast, told: dict[str, object], code: int, said: str
) -> None:
    desk = cast.person(Role.DISPATCHER)
    cast.account(Role.CHIEF)

    answer = sign_off(desk, **told)  # type: ignore[arg-type]

    assert answer.status_code == code
    assert said in answer.text
    assert PASSWORD not in answer.text
    assert "水泵等配件" in answer.text or "remark" in told
    assert count(ShiftHandOver) == 0


def test_guessing_a_signature_is_slowed_down(cast: Cast) -> None:
    desk = cast.person(Role.DISPATCHER)

    answers = [sign_off(desk, password=f"wrong-password-{n}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_nobody_takes_over_from_oneself_or_twice(cast: Cast) -> None:
    desk = cast.person(Role.DISPATCHER)
    cast.account(Role.CALL_TAKER)
    sign_off(desk)

    twice = sign_off(desk)
    own = desk.submit(f"{PAGE}/1/sign", name="dispatcher", password=PASSWORD)
    good = desk.submit(f"{PAGE}/1/sign", name="call_taker", password=PASSWORD)
    again = desk.submit(f"{PAGE}/1/sign", name="call_taker", password=PASSWORD)
    unknown = desk.submit(f"{PAGE}/77/sign", name="call_taker", password=PASSWORD)

    assert (twice.status_code, own.status_code) == (409, 422)
    assert "等待接班人签字" in twice.text and "同一人" in own.text
    assert (good.status_code, again.status_code, unknown.status_code) == (303, 409, 404)
    assert desk.get(f"{PAGE}/x").status_code == 404
    assert count(ShiftHandOver) == 1


def test_a_chief_reads_it_with_numbers_masked_and_does_not_sign(cast: Cast) -> None:
    page = cast.person(Role.CHIEF).get(PAGE).text

    assert "138****5678" in page and "13812345678" not in page
    assert "交班签字" not in page
