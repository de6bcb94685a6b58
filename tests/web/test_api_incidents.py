"""Incidents over the JSON interface: orders, stages, edits, the closing and what follows."""

from datetime import timedelta

import pytest
from flask import Flask

from incidents.records import Assignment, LogEntry
from resources.accounts import Role
from tests.makers import NOON, count
from tests.web.people import (
    OUTCOME,
    Caller,
    Cast,
    closed_incident,
    new_incident,
    ordered_incident,
    told,
)

ONE = "/api/v1/incidents/20260101-001"


def dispatcher(application: Flask) -> Caller:
    """Make the county and a dispatcher in it."""
    return Cast(application).token(Role.DISPATCHER)


def test_units_are_ordered_all_together(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    answer = caller.post(f"{ONE}/assignments", {"units": ["龙潭1", "龙潭3"]})

    assert answer.status_code == 201
    assert told(answer)["state"] == "ordered"
    assert sorted(told(answer)["units"]) == ["龙潭1", "龙潭3"]
    assert {one["ordered_at"] for one in told(answer)["assignments"]} == {"2026-01-01T04:00:00Z"}


def test_a_taken_unit_stops_the_whole_order_and_it_is_told_who_has_it(application: Flask) -> None:
    caller = dispatcher(application)
    first = ordered_incident(caller, "龙潭1")
    second = new_incident(caller)

    path = f"/api/v1/incidents/{second}/assignments"
    answer = caller.post(path, {"units": ["龙潭2", "龙潭1"]})

    assert answer.status_code == 409
    detail = told(answer)["detail"]
    assert "龙潭1" in detail
    assert first in detail
    assert "dispatcher-token-1" in detail
    fleet = {one["call_sign"]: one for one in told(caller.get("/api/v1/units"))["units"]}
    assert (fleet["龙潭2"]["status"], fleet["龙潭2"]["incident"]) == ("in_station", None)
    assert count(Assignment) == 1


@pytest.mark.parametrize(
    ("units", "code"), [([], 422), (["没有"], 404), ("", 422), (["龙潭1", "没有"], 404)]
)
def test_an_order_of_nothing_or_of_an_unknown_unit_orders_none(
    application: Flask, units: object, code: int
) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    answer = caller.post(f"{ONE}/assignments", {"units": units})

    assert answer.status_code == code
    assert count(Assignment) == 0


def test_a_unit_out_of_service_is_not_ordered_and_its_reason_told(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)
    broken = {"status": "out_of_service", "reason": "水泵检修"}
    caller.post("/api/v1/units/龙潭1/status", broken)

    answer = caller.post(f"{ONE}/assignments", {"units": ["龙潭1"]})

    assert answer.status_code == 409
    assert "水泵检修" in told(answer)["detail"]


def test_a_unit_is_recalled_before_it_arrives_and_free_at_once(application: Flask) -> None:
    caller = dispatcher(application)
    ordered_incident(caller, "龙潭1")

    answer = caller.post(f"{ONE}/recall", {"unit": "龙潭1"})
    again = caller.post(f"{ONE}/recall", {"unit": "龙潭1"})

    assert answer.status_code == 200
    assert told(answer)["units"] == []
    assert told(answer)["state"] == "returned"
    assert again.status_code == 409


def test_the_first_time_told_of_a_stage_stands(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")

    first = caller.post(f"{ONE}/stage", {"stage": "controlled"})
    cast.clock.moment = NOON + timedelta(minutes=5)
    again = caller.post(f"{ONE}/stage", {"stage": "controlled"})
    unknown = caller.post(f"{ONE}/stage", {"stage": "bored"})

    assert told(first)["controlled_at"] == told(again)["controlled_at"] == "2026-01-01T04:00:00Z"
    assert told(again)["state"] == "controlled"
    assert unknown.status_code == 422


def test_a_level_only_rises(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller, level=2)

    lower = caller.patch(ONE, {"level": 1})
    higher = caller.patch(ONE, {"level": 3})

    assert lower.status_code == 409
    assert "只能升不能降" in told(lower)["detail"]
    assert (higher.status_code, told(higher)["level"]) == (200, 3)


def test_an_edit_of_what_another_has_changed_is_refused(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)
    seen = caller.get(ONE).headers["ETag"]
    caller.patch(ONE, {"trapped": 1}, If_Match=seen)

    stale = caller.patch(ONE, {"trapped": 9}, If_Match=seen)
    fresh = caller.patch(ONE, {"trapped": 2}, If_Match=caller.get(ONE).headers["ETag"])

    assert seen == '"1"'
    assert stale.status_code == 409
    assert (fresh.status_code, told(fresh)["trapped"]) == (200, 2)


def test_a_version_that_is_no_number_is_named(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    for tag in ("x", '"-1"', '"1.0"', '"9999999999"', "１"):
        answer = caller.patch(ONE, {"trapped": 1}, If_Match=tag)
        assert answer.status_code == 422
        assert told(answer)["faults"][0]["field"] == "If-Match"


def test_an_edit_leaves_what_it_does_not_name(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller, burning="柴草", floors=3, narrative="民房起火")

    said = told(caller.patch(ONE, {"trapped": 4, "place": "龙潭镇柜木村"}))

    assert (said["trapped"], said["place"]) == (4, "龙潭镇柜木村")
    assert (said["burning"], said["floors"], said["narrative"]) == ("柴草", 3, "民房起火")


def test_a_closing_names_every_field_it_lacks_and_closes_nothing(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    answer = caller.post(f"{ONE}/close", {"outcome": {"disposition": "real", "dead": 0}})

    assert answer.status_code == 422
    assert {fault["field"] for fault in told(answer)["faults"]} == {
        *("rescued", "evacuated", "injured", "occupancy", "is_urban"),
        *("property_saved_yuan", "property_protected_yuan", "loss_yuan"),
    }
    assert told(caller.get(ONE))["state"] == "filed"


def test_an_implausible_field_of_a_closing_is_named(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)

    for field, value in (
        *(("rescued", -1), ("dead", 100_001), ("injured", 0.5), ("evacuated", "many")),
        *(("loss_yuan", -1), ("loss_yuan", "1.005"), ("loss_yuan", "NaN"), ("loss_yuan", "1e12")),
        *(("is_urban", "perhaps"), ("occupancy", "castle"), ("disposition", "fine")),
    ):
        answer = caller.post(f"{ONE}/close", {"outcome": {**OUTCOME, field: value}})
        assert answer.status_code == 422
        assert [fault["field"] for fault in told(answer)["faults"]] == [field]


def test_a_closed_incident_keeps_its_report_to_the_fen_and_takes_no_more_work(
    application: Flask,
) -> None:
    caller = dispatcher(application)
    closed_incident(caller)

    report = told(caller.get(ONE))["report"]

    assert (report["rescued"], report["evacuated"]) == (1, 2)
    assert report["property_saved_fen"] == 100_050
    assert report["loss_fen"] == 30_000
    for path, body in (
        (f"{ONE}/assignments", {"units": ["龙潭1"]}),
        (f"{ONE}/stage", {"stage": "controlled"}),
        (f"{ONE}/close", {"outcome": OUTCOME}),
    ):
        assert caller.post(path, body).status_code == 409
    assert caller.patch(ONE, {"trapped": 1}).status_code == 409


def test_an_incident_with_a_unit_on_it_is_not_closed(application: Flask) -> None:
    caller = dispatcher(application)
    ordered_incident(caller, "龙潭1")

    answer = caller.post(f"{ONE}/close", {"outcome": OUTCOME})

    assert answer.status_code == 409
    assert "龙潭1" in told(answer)["detail"]


def test_a_correction_keeps_what_stood_there(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    caller = cast.token(Role.STATISTICIAN)

    without = caller.post(f"{ONE}/correction", {"outcome": {"rescued": 3}})
    told_why = {"reason": "回访核实", "outcome": {"rescued": 3}}
    answer = caller.post(f"{ONE}/correction", told_why)

    assert without.status_code == 422
    assert (answer.status_code, told(answer)["report"]["rescued"]) == (200, 3)
    assert told(answer)["report"]["evacuated"] == 2
    entry = told(caller.get(f"{ONE}/log"))["entries"][-1]
    assert (entry["kind"], entry["text"]) == ("record_corrected", "更正：回访核实")


def test_a_fire_is_registered_and_one_of_tomorrow_is_not(application: Flask) -> None:
    caller = dispatcher(application)
    new_incident(caller)
    fire = {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": "12.34"}

    answer = caller.post(f"{ONE}/fires", fire)
    tomorrow = caller.post(f"{ONE}/fires", {**fire, "occurred_at": "2026-01-02T12:00:00+08:00"})
    bare = caller.post(f"{ONE}/fires", {"form": "full"})

    assert (answer.status_code, told(answer)["loss_fen"]) == (201, 1_234)
    assert told(answer)["number"] == "H20260101-001"
    assert told(tomorrow)["faults"][0]["field"] == "occurred_at"
    assert {fault["field"] for fault in told(bare)["faults"]} == {"occupancy", "cause"}


def test_the_log_tells_the_story_in_order_and_chained(application: Flask) -> None:
    caller = dispatcher(application)
    ordered_incident(caller, "龙潭1")
    caller.post(f"{ONE}/notes", {"text": "水源充足"})

    entries = told(caller.get(f"{ONE}/log"))["entries"]

    kinds = [entry["kind"] for entry in entries]
    assert kinds == ["call_taken", "incident_filed", "units_ordered", "note"]
    assert [entry["seq"] for entry in entries] == [1, 2, 3, 4]
    assert len({entry["hash"] for entry in entries}) == 4
    assert {"seq", "at", "kind", "text", "by", "source", "hash"} <= set(entries[0])


def test_lists_are_of_the_open_ones_or_a_page_of_all(application: Flask) -> None:
    caller = dispatcher(application)
    closed = closed_incident(caller)
    low, high = new_incident(caller, level=1), new_incident(caller, level=3)

    opened = told(caller.get("/api/v1/incidents?status=open"))["incidents"]
    page = told(caller.get("/api/v1/incidents?limit=2&offset=1"))
    ended = told(caller.get("/api/v1/incidents?status=closed"))
    nonsense = caller.get("/api/v1/incidents?status=lost")

    assert [one["number"] for one in opened] == [high, low]
    assert (len(page["incidents"]), page["total"]) == (2, 3)
    assert [one["number"] for one in ended["incidents"]] == [closed]
    assert nonsense.status_code == 422


@pytest.mark.parametrize(
    "path", ["", "/log", "/recommendation"], ids=["incident", "log", "recommendation"]
)
def test_an_unknown_incident_is_not_found(application: Flask, path: str) -> None:
    answer = dispatcher(application).get(ONE + path)

    assert answer.status_code == 404
    assert "20260101-001" in told(answer)["detail"]


def test_reading_changes_nothing(application: Flask) -> None:
    caller = dispatcher(application)
    ordered_incident(caller, "龙潭1")
    before = (caller.get(ONE).data, count(LogEntry))

    for path in (ONE, f"{ONE}/log", f"{ONE}/recommendation", "/api/v1/board", "/console"):
        assert caller.get(path).status_code == 200

    assert (caller.get(ONE).data, count(LogEntry)) == before


def test_advice_names_units_reasons_and_what_is_missing(application: Flask) -> None:
    caller = dispatcher(application)
    here = {"lon": 108.77, "lat": 28.84}

    said = told(caller.post("/api/v1/recommendations", {"category": "10100", "position": here}))

    names = {"demand", "picks", "shortfall", "candidates", "complete_s", "first_s", "rule"}
    assert names | {"coverage", "estimate_note"} <= set(said)
    assert {"version", "mark"} <= set(said["rule"])
    assert "龙潭1" in {pick["call_sign"] for pick in said["picks"]}
    assert all(pick["reasons"] for pick in said["picks"])
    assert {one["call_sign"] for one in said["candidates"]} == {"龙潭1", "龙潭2", "龙潭3", "板溪1"}
    assert count(LogEntry) == 0


def test_a_telephone_number_typed_into_the_place_is_masked_in_every_list(
    application: Flask,
) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    number = new_incident(dispatcher, place="机主 13577776666 家")

    board = chief.get("/api/v1/board").text
    listed = chief.get("/api/v1/incidents").text
    read = chief.get(f"/api/v1/incidents/{number}").text
    room = told(dispatcher.get(f"/api/v1/incidents/{number}"))

    assert not any("13577776666" in text for text in (board, listed, read))
    assert room["place"] == "机主 13577776666 家"
