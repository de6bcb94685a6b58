"""Calls over the JSON interface: taken, placed, suspected of repeating, suggested."""

from urllib.parse import parse_qsl

import pytest
from flask import Flask

from incidents.records import Call, Incident
from resources.accounts import Role
from tests.makers import TOWN, count
from tests.web.people import FIRE, PHONE, Cast, closed_incident, new_incident, told

CALLS = "/api/v1/calls"
HERE = {"lon": TOWN.lon, "lat": TOWN.lat}
NEARBY = {"lon": 108.771, "lat": 28.841}
"""A thousandth of a degree east of the first station: 111.3 km x cos 28.841 / 1000 = 97.5 m."""


def test_a_call_opens_a_numbered_incident_and_answers_what_a_taker_needs(
    application: Flask,
) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    answer = caller.post(CALLS, {**FIRE, "position": HERE, "trapped": 2})

    assert answer.status_code == 201
    said = told(answer)
    assert said["call"]["caller_number"] == PHONE
    assert said["call"]["taken_by"] == "call_taker-token-1"
    assert said["incident"]["number"] == "20260101-001"
    assert (said["incident"]["category"], said["incident"]["state"]) == ("10100", "filed")
    assert (said["incident"]["trapped"], said["incident"]["version"]) == (2, 1)
    assert said["suggested"]["category"]
    assert set(said["suggested"]) >= {"category", "level", "elements"}
    assert said["places"][0]["name"] == "龙潭镇"
    assert said["duplicates"] == []


def test_numbers_count_the_calls_of_a_local_day(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    numbers = [
        new_incident(caller, received_at=moment)
        for moment in (
            # 15:59 UTC is a minute before midnight in the county.
            *("2025-12-31T15:59:00Z", "2025-12-31T16:00:00Z", "2026-01-01T00:30:00+08:00"),
        )
    ]

    assert numbers == ["20251231-001", "20260101-001", "20260101-002"]


def test_a_further_caller_is_kept_on_the_incident_told(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)
    number = new_incident(caller)

    answer = caller.post(CALLS, {**FIRE, "caller_number": "13900001111", "incident": number})

    assert answer.status_code == 201
    assert told(answer)["incident"]["number"] == number
    assert told(answer)["incident"]["calls_count"] == 2
    assert (count(Incident), count(Call)) == (1, 2)


def test_a_call_is_not_attached_to_a_closed_or_unknown_incident(application: Flask) -> None:
    cast = Cast(application)
    number = closed_incident(cast.token(Role.DISPATCHER))
    caller = cast.token(Role.CALL_TAKER)

    closed = caller.post(CALLS, {**FIRE, "incident": number})
    unknown = caller.post(CALLS, {**FIRE, "incident": "20260101-999"})

    assert (closed.status_code, unknown.status_code) == (409, 404)
    assert number in told(closed)["detail"]
    assert count(Call) == 1


def test_a_second_call_from_nearby_is_offered_as_a_repeat_and_not_merged(
    application: Flask,
) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)
    number = new_incident(caller, position=HERE)

    answer = caller.post(CALLS, {"narrative": "冒烟", "position": NEARBY})

    duplicate = told(answer)["duplicates"][0]
    assert duplicate["number"] == number
    assert duplicate["distance_m"] == pytest.approx(97.5, abs=1)
    assert duplicate["minutes"] == 0
    assert count(Incident) == 2


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (f"caller_number={PHONE}", 1),
        ("lon=108.771&lat=28.841", 1),
        ("lon=108.9&lat=28.9", 0),
        ("", 0),
    ],
)
def test_repeats_are_offered_while_the_call_is_still_being_typed(
    application: Flask, question: str, found: int
) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)
    new_incident(caller, position=HERE)

    answer = caller.post("/api/v1/calls/duplicates", dict(parse_qsl(question)))

    assert len(told(answer)["duplicates"]) == found


def test_a_position_is_taken_in_the_datum_told_and_answered_in_wgs84(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    positions = {}
    for datum in ("wgs84", "cgcs2000", "gcj02", "bd09"):
        number = new_incident(caller, position={**HERE, "datum": datum})
        positions[datum] = told(caller.get(f"/api/v1/incidents/{number}"))["position"]

    assert {one["datum"] for one in positions.values()} == {"wgs84"}
    assert positions["wgs84"] == positions["cgcs2000"] == {**HERE, "datum": "wgs84"}
    # The public shift of GCJ-02 is some 300 to 600 m in China, that of BD-09 over a kilometre.
    away = {
        datum: max(abs(one["lon"] - TOWN.lon), abs(one["lat"] - TOWN.lat))
        for datum, one in positions.items()
    }
    assert 0.002 < away["gcj02"] < 0.008 < away["bd09"] < 0.02


def test_pasted_coordinates_and_two_plain_fields_are_positions_too(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    pasted = new_incident(caller, position="108.770, 28.841")
    plain = new_incident(caller, lon="108.770", lat=28.841)

    for number in (pasted, plain):
        said = told(caller.get(f"/api/v1/incidents/{number}"))
        assert said["position"] == {**HERE, "datum": "wgs84"}


def test_a_chosen_place_gives_its_name_and_point(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    answer = caller.post(CALLS, {"place_code": "龙潭镇", "category": "10100"})
    unknown = caller.post(CALLS, {"place_code": "没有", "category": "10100"})

    incident = told(answer)["incident"]
    assert incident["place"] == "龙潭镇"
    assert incident["position"] == {**HERE, "datum": "wgs84"}
    assert unknown.status_code == 422
    assert told(unknown)["faults"][0]["field"] == "place_code"


def test_a_call_that_says_nothing_is_refused(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    answer = caller.post(CALLS, {"caller_number": PHONE})

    assert answer.status_code == 422
    assert told(answer)["faults"][0]["field"] == "narrative"
    assert count(Incident) == 0


def test_all_bad_fields_are_named_at_once(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    answer = caller.post(CALLS, {**FIRE, "trapped": -1, "channel": "x", "caller_number": "x"})

    fields = [fault["field"] for fault in told(answer)["faults"]]
    assert fields == ["caller_number", "trapped", "channel"]


def test_a_category_is_suggested_from_the_words_with_the_words_that_told_it(
    application: Flask,
) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    said = told(caller.post("/api/v1/calls/suggestion", {"narrative": "民房起火有人被困"}))

    assert said["category"].startswith("10")
    assert "民房" in said["words"]
    assert said["level"] >= 1


def test_places_come_best_first_and_nothing_is_found_for_nothing(application: Flask) -> None:
    caller = Cast(application).token(Role.CALL_TAKER)

    found = told(caller.get("/api/v1/places?q=龙潭镇"))["candidates"]
    nothing = told(caller.get("/api/v1/places?q="))["candidates"]
    too_long = caller.get("/api/v1/places?q=" + "火" * 201)

    names = {"code", "name", "path", "kind", "position", "score", "radius_m", "synthetic"}
    assert names <= set(found[0])
    assert found[0]["code"] == "龙潭镇"
    assert [one["score"] for one in found] == sorted((o["score"] for o in found), reverse=True)
    assert nothing == []
    assert too_long.status_code == 422


def test_every_category_is_listed_with_its_levels(application: Flask) -> None:
    groups = told(Cast(application).token(Role.AUDITOR).get("/api/v1/categories"))["groups"]

    kinds = {kind["code"]: kind for group in groups for kind in group["categories"]}
    assert "10100" in kinds
    assert all(
        kind["default_level"] in {one["level"] for one in kind["levels"]} for kind in kinds.values()
    )
