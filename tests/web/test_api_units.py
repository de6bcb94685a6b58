"""Units over the JSON interface: the fleet, reports of status and of position."""

from datetime import timedelta

import pytest
from flask import Flask

from incidents.records import LogEntry, Stamp
from resources.accounts import Role
from tests.makers import NOON, count
from tests.web.people import Caller, Cast, ordered_incident, told

STATUS = "/api/v1/units/龙潭1/status"
POSITION = "/api/v1/units/龙潭1/position"
HERE = {"lon": 108.77, "lat": 28.84}


def unit(caller: Caller, call_sign: str = "龙潭1") -> dict[str, object]:
    """Return a unit as the fleet shows it."""
    fleet: list[dict[str, object]] = told(caller.get("/api/v1/units"))["units"]
    return next(one for one in fleet if one["call_sign"] == call_sign)


def test_the_fleet_is_told_with_station_crew_status_and_place(application: Flask) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    said = unit(caller, "龙潭3")

    assert said["station"] == "一站"
    assert (said["vehicle_type_label"], said["capabilities"]) == ("抢险救援消防车", ["rescue"])
    assert (said["status"], said["status_code"]) == ("in_station", "10")
    assert (said["crew"], said["minimum_crew"], said["is_staffed"]) == (5, 3, True)
    # In its station it stands where the station stands, with no report of its own.
    assert said["position"] == {"lon": 108.77, "lat": 28.841, "datum": "wgs84"}
    assert said["position_age_s"] is None


def test_a_report_is_stamped_on_the_unit_its_assignment_and_its_incident(
    application: Flask,
) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    number = ordered_incident(caller, "龙潭1")
    cast.clock.moment = NOON + timedelta(minutes=2)

    answer = caller.post(STATUS, {"status": "en_route"})

    assert (answer.status_code, told(answer)["changed"]) == (200, True)
    assert (told(answer)["status"], told(answer)["incident"]) == ("en_route", number)
    incident = told(caller.get(f"/api/v1/incidents/{number}"))
    assert incident["state"] == "under_way"
    assert incident["assignments"][0]["en_route_at"] == "2026-01-01T04:02:00Z"


def test_a_repeat_is_answered_and_changes_nothing(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    caller.post(STATUS, {"status": "en_route"})
    before = (count(Stamp), count(LogEntry), unit(caller)["version"])

    cast.clock.moment = NOON + timedelta(minutes=2)
    answer = caller.post(STATUS, {"status": "en_route"})

    assert (answer.status_code, told(answer)["changed"]) == (200, False)
    assert (count(Stamp), count(LogEntry), unit(caller)["version"]) == before


def test_a_repeat_of_a_device_is_known_by_its_number(application: Flask) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    device = cast.token(Role.DEVICE)
    report = {"status": "en_route", "device_seq": 7}

    codes = [told(device.post(STATUS, report))["changed"] for _ in range(3)]

    assert codes == [True, False, False]
    assert count(Stamp) == 1


def test_work_without_an_order_is_refused_and_kept_in_the_log(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = caller.post(STATUS, {"status": "on_scene"})

    assert answer.status_code == 409
    assert "龙潭1" in told(answer)["detail"]
    assert unit(caller)["status"] == "in_station"
    entries = told(caller.get("/api/v1/events"))["events"]
    assert [one["kind"] for one in entries] == ["status_refused"]
    assert entries[0]["text"] == told(answer)["detail"]


def test_a_report_told_late_keeps_its_own_time_and_when_it_was_entered(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    number = ordered_incident(caller, "龙潭1")
    cast.clock.moment = NOON + timedelta(minutes=10)

    caller.post(STATUS, {"status": "en_route", "at": "2026-01-01T12:03:00+08:00"})

    incident = told(caller.get(f"/api/v1/incidents/{number}"))
    stamp = incident["assignments"][0]["stamps"][-1]
    assert (stamp["at"], stamp["entered_at"]) == ("2026-01-01T04:03:00Z", "2026-01-01T04:10:00Z")
    assert stamp["delay_s"] == 420


BAD_REPORTS: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "status"),
    ({"status": "flying"}, "status"),
    ({"status": "out_of_service"}, "reason"),
    ({"status": "training", "at": "2026-01-01T12:03:00+08:00"}, "at"),
    ({"status": "training", "at": "2026-01-01T12:00:00"}, "at"),
    ({"status": "training", "source": "automatic"}, "source"),
    ({"status": "training", "device_seq": 2**31}, "device_seq"),
    ({"status": "training", "position": {"lon": 0, "lat": 0}}, "position"),
)


def test_a_bad_report_is_named_by_field(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for body, field in BAD_REPORTS:
        answer = caller.post(STATUS, body)
        assert answer.status_code == 422
        assert [fault["field"] for fault in told(answer)["faults"]] == [field]

    assert unit(caller)["status"] == "in_station"


def test_a_unit_goes_out_of_service_with_its_reason_and_comes_back(application: Flask) -> None:
    caller = Cast(application).token(Role.CHIEF)

    caller.post(STATUS, {"status": "out_of_service", "reason": "水泵检修"})
    broken = unit(caller)
    caller.post(STATUS, {"status": "in_station"})

    assert (broken["status"], broken["status_note"]) == ("out_of_service", "水泵检修")
    assert unit(caller)["status_note"] == ""


def test_the_newest_position_counts_and_its_age_is_told(application: Flask) -> None:
    cast = Cast(application)
    device = cast.token(Role.DEVICE)
    first = {**HERE, "at": "2026-01-01T11:59:00+08:00"}
    older = {"lon": 108.7, "lat": 28.8, "at": "2026-01-01T11:58:00+08:00"}

    new, old = device.post(POSITION, first), device.post(POSITION, older)

    assert (new.status_code, told(new)["changed"]) == (200, True)
    assert (old.status_code, told(old)["changed"]) == (200, False)
    assert unit(device)["position"] == {**HERE, "datum": "wgs84"}
    assert unit(device)["position_age_s"] == 60


def test_heading_and_speed_are_told_with_the_position_they_came_with(application: Flask) -> None:
    cast = Cast(application)
    device, desk = cast.token(Role.DEVICE), cast.token(Role.DISPATCHER)
    at = "2026-01-01T11:59:00+08:00"

    device.post(POSITION, {**HERE, "at": at, "heading_deg": 87.5, "speed_kmh": "46"})

    on_board = next(
        one for one in told(desk.get("/api/v1/board"))["units"] if one["call_sign"] == "龙潭1"
    )
    assert (on_board["heading_deg"], on_board["speed_kmh"]) == (87.5, 46.0)
    assert unit(device)["heading_deg"] == 87.5


def test_a_jump_that_no_vehicle_makes_is_marked(application: Flask) -> None:
    device = Cast(application).token(Role.DEVICE)
    device.post(POSITION, {**HERE, "at": "2026-01-01T11:59:00+08:00"})

    # 0.1 degree of longitude is 11.16 km x cos 28.84 = 9.76 km, in a minute: 586 km/h.
    answer = device.post(POSITION, {"lon": 108.87, "lat": 28.84, "at": "2026-01-01T12:00:00+08:00"})

    assert "586 km/h" in told(answer)["warning"]


BAD_POSITIONS: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "position"),
    ({"lon": 0, "lat": 0}, "position"),
    ({"lon": 28.84, "lat": 108.77}, "position"),
    ({"lon": "NaN", "lat": 28.84}, "position"),
    ({"lon": 108.8, "lat": 28.84, "heading_deg": 361}, "heading_deg"),
    ({"lon": 108.8, "lat": 28.84, "heading_deg": "north"}, "heading_deg"),
    ({"lon": 108.8, "lat": 28.84, "heading_deg": True}, "heading_deg"),
    ({"lon": 108.8, "lat": 28.84, "speed_kmh": -5}, "speed_kmh"),
    ({"lon": 108.8, "lat": 28.84, "speed_kmh": 10**400}, "speed_kmh"),
    ({"lon": 108.8, "lat": 28.84, "speed_kmh": [50]}, "speed_kmh"),
    ({**HERE, "at": "2026-01-01T12:03:00+08:00"}, "at"),
    ({**HERE, "at": "2026-01-01T12:00:00"}, "at"),
)


def test_a_bad_position_moves_nothing(application: Flask) -> None:
    device = Cast(application).token(Role.DEVICE)

    for body, field in BAD_POSITIONS:
        answer = device.post(POSITION, body)
        assert answer.status_code == 422
        assert [fault["field"] for fault in told(answer)["faults"]] == [field]

    assert unit(device)["position_age_s"] is None


@pytest.mark.parametrize("noun", ["status", "position"])
def test_an_unknown_call_sign_is_not_found(application: Flask, noun: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = caller.post(f"/api/v1/units/没有1/{noun}", {"status": "training", **HERE})

    assert answer.status_code == 404
    assert "没有1" in told(answer)["detail"]
