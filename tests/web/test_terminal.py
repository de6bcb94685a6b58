"""The station's terminal and the crew's phone: their own orders, told once, confirmed once."""

from datetime import timedelta

import pytest
from flask import Flask

from resources import accounts
from resources.accounts import NewAccount, Role
from resources.database import transaction
from resources.errors import BadInput
from resources.records import KeyUnit
from tests.makers import DATASET, NOON, assignment, minute
from tests.web.people import PHONE, Caller, Cast, new_incident, ordered_incident, told

TERMINAL = "/api/v1/terminal"


def orders(caller: Caller, path: str = TERMINAL) -> list[str]:
    return [one["number"] for one in told(caller.get(path))["orders"]]


def acknowledge(caller: Caller, number: str, *units: str):
    return caller.post(f"{TERMINAL}/acknowledge", {"incident": number, "units": list(units)})


def test_a_terminal_sees_the_orders_of_its_own_station_only(application: Flask) -> None:
    cast = Cast(application)
    number = ordered_incident(cast.token(Role.DISPATCHER), "龙潭1", "板溪1")
    first, second = cast.device("一站终端", "一站"), cast.device("二站终端", "二站")

    (order,) = told(first.get(TERMINAL))["orders"]
    units = told(first.get("/api/v1/units"))["units"]

    assert [one["call_sign"] for one in order["units"]] == ["龙潭1"]
    assert order["is_acknowledged"] is False
    assert orders(second) == [number]
    assert {one["station_code"] for one in units} == {"一站"}
    assert first.get(f"{TERMINAL}?station=二站").status_code == 403
    assert first.get(f"{TERMINAL}/way?incident={number}&unit=板溪1").status_code == 403
    assert first.get("/api/v1/crew?unit=板溪1").status_code == 403


def test_a_caller_is_masked_on_terminal_phone_and_slip(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    number = new_incident(dispatcher, narrative=f"电话{PHONE}，家里起火", place=f"{PHONE}家")
    dispatcher.post(f"/api/v1/incidents/{number}/assignments", {"units": ["龙潭1"]})
    terminal, phone = cast.device("终端", "一站"), cast.device("手机", call_sign="龙潭1")

    seen = "\n".join(
        answer.text
        for answer in (
            *(terminal.get(TERMINAL), phone.get("/api/v1/crew"), phone.get("/crew")),
            *(terminal.get("/terminal"), terminal.get(f"/incidents/{number}/slips/一站")),
        )
    )

    assert PHONE not in seen
    assert "138****5678" in seen
    assert PHONE in cast.person(Role.DISPATCHER).get(f"/incidents/{number}/slips/龙潭1").text


def test_only_the_own_station_confirms_its_vehicles(application: Flask) -> None:
    cast = Cast(application)
    number = ordered_incident(cast.token(Role.DISPATCHER), "龙潭1", "龙潭2", "板溪1")
    first, second = cast.device("一站终端", "一站"), cast.device("二站终端", "二站")
    cast.clock.moment = minute(1)

    refused = acknowledge(second, number, "龙潭1")
    mine = acknowledge(first, number, "龙潭1", "龙潭2")
    again = acknowledge(first, number, "龙潭1", "龙潭2")

    assert refused.status_code == 403
    assert "不属于本终端" in refused.text
    assert told(mine)["acknowledged"] == ["龙潭1", "龙潭2"]
    assert told(again)["acknowledged"] == []
    assert assignment(number, "龙潭1").acknowledged_at == minute(1)
    assert assignment(number, "板溪1").acknowledged_at is None
    assert [one["is_acknowledged"] for one in told(first.get(TERMINAL))["orders"]] == [True]


def test_an_order_is_told_as_shown_once_and_a_chief_speaks_for_the_own_station(
    application: Flask,
) -> None:
    cast = Cast(application)
    number = ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    chief = cast.person(Role.CHIEF)
    body = {"incident": number, "units": ["龙潭1"]}

    first = chief.post(f"{TERMINAL}/shown", body)
    again = chief.post(f"{TERMINAL}/shown", body)

    assert (told(first)["shown"], told(again)["shown"]) == (["龙潭1"], [])
    assert assignment(number, "龙潭1").shown_at == NOON
    assert chief.post(f"{TERMINAL}/shown", {**body, "units": ["板溪1"]}).status_code == 403


def test_the_newest_unconfirmed_order_comes_first_and_none_is_left_out(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, terminal = cast.token(Role.DISPATCHER), cast.device("终端", "一站")
    numbers = []
    for at, call_sign in enumerate(("龙潭1", "龙潭2", "龙潭3")):
        cast.clock.moment = minute(at)
        numbers.append(ordered_incident(dispatcher, call_sign))
    acknowledge(terminal, numbers[2], "龙潭3")

    assert orders(terminal) == [numbers[1], numbers[0], numbers[2]]


def test_an_order_taken_back_leaves_the_screen_and_is_not_confirmed(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, terminal = cast.token(Role.DISPATCHER), cast.device("终端", "一站")
    number = ordered_incident(dispatcher, "龙潭1")
    dispatcher.post(f"/api/v1/incidents/{number}/recall", {"unit": "龙潭1"})

    answer = acknowledge(terminal, number, "龙潭1")

    assert answer.status_code == 409
    assert "请勿出动" in answer.text
    assert orders(terminal) == []
    assert terminal.get(f"/incidents/{number}/slips/一站").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"incident": "20260101-001"}, 422),
        ({"incident": "20260101-001", "units": "龙潭1"}, 200),
        ({"incident": "20260101-001", "units": ["没有的车"]}, 404),
        ({"incident": "20200101-009", "units": ["龙潭1"]}, 404),
        ({"incident": ["x"], "units": [3]}, 422),
    ],
)
@pytest.mark.parametrize("deed", ["shown", "acknowledge"])
def test_what_a_terminal_sends_wrong_is_answered_with_a_sentence(
    application: Flask, deed: str, body: object, status: int
) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")

    assert cast.device("终端", "一站").post(f"{TERMINAL}/{deed}", body).status_code == status


def test_a_phone_speaks_for_its_vehicle_and_sees_no_incident(application: Flask) -> None:
    cast = Cast(application)
    number = ordered_incident(cast.token(Role.DISPATCHER), "龙潭1", "龙潭2")
    phone = cast.device("龙潭1手机", call_sign="龙潭1")

    assert phone.get("/").headers["Location"].endswith("/terminal")
    assert phone.get("/terminal").headers["Location"].endswith("/crew")
    assert phone.post("/api/v1/units/龙潭1/status", {"status": "en_route"}).status_code == 200
    assert phone.post("/api/v1/units/龙潭2/status", {"status": "en_route"}).status_code == 403
    assert acknowledge(phone, number, "龙潭2").status_code == 403
    assert told(phone.get("/api/v1/crew"))["unit"]["status"] == "en_route"
    for path in (f"/incidents/{number}", "/incidents", "/console", "/readiness", "/yearbook"):
        assert phone.get(path).status_code == 403
    for path in (f"/incidents/{number}", f"/incidents/{number}/inside", "/board", "/events"):
        assert phone.get(f"/api/v1{path}").status_code == 403


def test_a_terminal_reports_no_status_but_having_the_order(application: Flask) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    terminal = cast.device("终端", "一站")

    assert terminal.post("/api/v1/units/龙潭1/status", {"status": "en_route"}).status_code == 403


@pytest.mark.parametrize(("station", "call_sign"), [(None, None), ("一站", "龙潭1")])
def test_a_device_account_is_a_terminal_or_a_phone(station: str, call_sign: str) -> None:
    with pytest.raises(BadInput, match="绑定"):
        NewAccount("x", Role.DEVICE, "long-enough-1", station_code=station, call_sign=call_sign)


def test_a_token_that_is_bound_to_no_vehicle_sees_none(application: Flask) -> None:
    cast = Cast(application)
    with transaction() as session:
        secret = accounts.add_token(session, "无主", Role.DEVICE, NOON)

    units = cast.nobody().get("/api/v1/units", {"Authorization": f"Bearer {secret}"})

    assert told(units)["units"] == []


def test_a_slip_holds_what_a_crew_needs(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    where = {"position": {"lon": 108.771, "lat": 28.842}, "place_code": "龙潭镇"}
    number = new_incident(dispatcher, trapped=2, floors=6, fire_floor=3, **where)
    dispatcher.post(f"/api/v1/incidents/{number}/assignments", {"units": ["龙潭1", "板溪1"]})
    with transaction() as session:
        session.add(
            KeyUnit(place_code="龙潭镇", usage="粮库", hazards="粉尘爆炸", dataset_code=DATASET)
        )
    terminal = cast.device("终端", "一站")

    page = terminal.get(f"/incidents/{number}/slips/一站").text
    one = cast.device("手机", call_sign="龙潭1").get(f"/incidents/{number}/slips/龙潭1")
    other = terminal.get(f"/incidents/{number}/slips/二站")

    for words in (number, "龙潭镇", "▲ 被困 2 人", "共 6 层", "龙潭1", "粉尘爆炸", "演示", "打印"):
        assert words in page
    assert "板溪1" not in page
    assert one.status_code == 200
    assert other.status_code == 403
    assert terminal.get(f"/incidents/{number}/slips/没有的站").status_code == 404


def test_the_board_is_not_moved_back_by_a_phone_that_was_offline(application: Flask) -> None:
    cast = Cast(application)
    number = ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    phone = cast.device("手机", call_sign="龙潭1")
    cast.clock.moment = minute(30)

    def send(seq: int, status: str, at: float):
        told_at = (NOON + timedelta(minutes=at)).isoformat()
        body = {"status": status, "device_seq": seq, "at": told_at}
        return phone.post("/api/v1/units/龙潭1/status", body)

    answers = [
        send(13, "on_scene", 9),
        send(11, "alerted", 1),
        send(12, "en_route", 2),
        send(12, "en_route", 2),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [told(answer)["changed"] for answer in answers] == [True, True, True, False]
    assert [told(answer)["status"] for answer in answers] == ["on_scene"] * 4
    row = assignment(number, "龙潭1")
    assert (row.acknowledged_at, row.en_route_at, row.on_scene_at) == (
        minute(1),
        minute(2),
        minute(9),
    )
