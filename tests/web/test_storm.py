"""The proposal for many incidents over the JSON interface and on its page."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from incidents.queries import log_of
from resources.accounts import Role
from resources.database import transaction
from resources.records import Crew, Unit
from resources.unit_status import UnitStatus
from tests.makers import TOWN, assignment, minute, report
from tests.web.people import NEXT_TOWN, Caller, Cast, new_incident, told

STORM = "/api/v1/storm"
AT_TOWN = {"lon": TOWN.lon, "lat": TOWN.lat}
AT_NEXT_TOWN = {"lon": NEXT_TOWN.lon, "lat": NEXT_TOWN.lat}


@pytest.fixture
def cast(application: Flask) -> Cast:
    return Cast(application)


def signs(share: dict[str, object]) -> list[str]:
    picks = share["picks"]
    assert isinstance(picks, list)
    return [pick["call_sign"] for pick in picks]


def two_fires(caller: Caller) -> tuple[str, str]:
    """Take a fire in the town and one in the next town."""
    return (
        new_incident(caller, position=AT_TOWN),
        new_incident(caller, place="板溪镇", position=AT_NEXT_TOWN),
    )


def test_each_open_incident_stands_in_the_proposal_with_what_it_gains(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    first, second = two_fires(caller)

    answer = told(caller.get(STORM))

    assert [one["number"] for one in answer["incidents"]] == [first, second]
    assert (answer["aim"], answer["at"]) == ("least_total", "2026-01-01T04:00:00Z")
    used = [sign for one in answer["incidents"] for sign in signs(one["proposed"])]
    # Every unit is named once: used for one incident, or left.
    assert len(set(used)) == len(used)
    assert set(used) | set(answer["left"]) == {"龙潭1", "龙潭2", "龙潭3", "板溪1"}
    assert "板溪1" in signs(answer["incidents"][1]["proposed"])
    for one in answer["incidents"]:
        shares = one["proposed"], one["by_call_order"]
        assert one["gained"]["places"] == len(signs(shares[0])) - len(signs(shares[1]))
        assert one["rule"]["mark"]
        wanted = sum(line["count"] for line in one["demand"])
        assert wanted == len(signs(one["proposed"])) + one["proposed"]["missing"]
    totals = answer["totals"]
    assert totals["proposed"]["missing"] == totals["by_call_order"]["missing"]
    assert totals["proposed"]["total_s"] <= totals["by_call_order"]["total_s"]


def test_the_other_aim_is_answered_and_an_unknown_one_refused(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    two_fires(caller)

    assert told(caller.get(f"{STORM}?aim=least_worst"))["aim_label"] == "最后到场最早"
    for words in ("fastest", "%00", "'; --", "火" * 300):
        answer = caller.get(f"{STORM}?aim={words}")
        assert answer.status_code == 422
        assert told(answer)["faults"][0]["field"] == "aim"
        assert caller.get(f"/storm?aim={words}").status_code == 422


def test_an_incident_without_a_place_stands_apart_and_says_why(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = new_incident(caller, place="不知道的地方")

    answer = told(caller.get(STORM))

    assert answer["incidents"] == []
    assert [(one["number"], one["reason"]) for one in answer["apart"]] == [
        (number, "地点未定，无法比较到场时间，请先定位")
    ]


def test_what_is_ordered_is_wanted_no_more(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    first, _ = two_fires(caller)
    before = told(caller.get(STORM))["incidents"][0]

    caller.post(f"/api/v1/incidents/{first}/assignments", {"units": ["龙潭1"]})

    after = told(caller.get(STORM))["incidents"][0]
    count = {line["capability"]: line["count"] for line in before["demand"]}
    left = {line["capability"]: line["count"] for line in after["demand"]}
    assert left.get("water", 0) == count["water"] - 1
    assert "龙潭1" not in signs(after["proposed"]) + signs(after["by_call_order"])


def test_vehicles_of_one_crew_are_proposed_once_and_the_resting_not_at_all(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    two_fires(caller)
    with transaction() as session:
        pair = select(Unit.id).where(Unit.call_sign.in_(["龙潭1", "龙潭2"]))
        session.execute(update(Crew).where(Crew.unit_id.in_(pair)).values(pool="甲班"))
        tired = update(Unit).where(Unit.call_sign == "板溪1").values(rest_until=minute(30))
        session.execute(tired)

    answer = told(caller.get(STORM))

    used = [sign for one in answer["incidents"] for sign in signs(one["proposed"])]
    assert len({"龙潭1", "龙潭2"} & set(used)) == 1
    reasons = {one["call_sign"]: one["reason"] for one in answer["held_back"]}
    assert reasons["板溪1"] == "班组休整中"
    assert [why for sign, why in reasons.items() if sign in ("龙潭1", "龙潭2")] == [
        f"与 {({'龙潭1', '龙潭2'} & set(used)).pop()} 共用班组，只能出一辆"
    ]


def test_a_crew_that_is_out_holds_its_other_vehicle_back(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    first, _ = two_fires(caller)
    with transaction() as session:
        pair = select(Unit.id).where(Unit.call_sign.in_(["龙潭1", "龙潭2"]))
        session.execute(update(Crew).where(Crew.unit_id.in_(pair)).values(pool="甲班"))
    caller.post(f"/api/v1/incidents/{first}/assignments", {"units": ["龙潭1"]})

    answer = told(caller.get(STORM))

    assert {"call_sign": "龙潭2", "reason": "与 龙潭1 共用班组，龙潭1 已出动"} in answer[
        "held_back"
    ]


def rows_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's rows: the units proposed by incident."""
    return dict(re.findall(r'name="units:([^"]+)" value="([^"]*)"', page))


def ordered(person: Caller, seen: dict[str, str], *numbers: str, aim: str = "least_total"):
    fields = {f"units:{number}": units for number, units in seen.items()}
    return person.submit("/storm/orders", aim=aim, incidents=list(numbers), **fields)


def test_the_ticked_incident_gets_its_whole_share_and_no_other(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    first, second = two_fires(cast.token(Role.DISPATCHER))
    seen = rows_of(person.get("/storm").text)

    answer = ordered(person, seen, second)

    assert (answer.status_code, answer.location) == (303, "/storm?aim=least_total")
    for sign in seen[second].split():
        assert assignment(second, sign).released_at is None
    page = person.get("/storm").text
    assert f"警情 {second} 已按方案下达" in page
    assert rows_of(page).keys() <= {first, second}
    entry = [row for row in log_of(second) if row.kind == "units_ordered"][-1]
    assert set(json.loads(entry.facts)["units"].split()) == set(seen[second].split())


def test_a_proposal_that_changed_orders_nothing_and_says_what_changed(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    first, second = two_fires(cast.token(Role.DISPATCHER))
    seen = rows_of(person.get("/storm").text)
    taken = seen[second].split()[0]
    report(taken, UnitStatus.OUT_OF_SERVICE, 1, reason="故障")

    answer = ordered(person, seen, second)

    assert answer.status_code == 409
    assert f"警情 {second} 的方案已变化" in answer.text
    assert taken in answer.text
    assert [row for row in log_of(second) if row.kind == "units_ordered"] == []
    assert person.get(f"/incidents/{first}").status_code == 200


def test_one_refused_incident_leaves_the_other_ordered(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    first, second = two_fires(cast.token(Role.DISPATCHER))
    seen = rows_of(person.get("/storm").text)

    answer = ordered(person, {**seen, second: "没有这辆车"}, first, second)

    assert answer.status_code == 409
    assert f"警情 {first} 已按方案下达" in answer.text
    assert f"警情 {second} 的方案已变化（所见：没有这辆车" in answer.text
    assert [row.kind for row in log_of(second) if row.kind == "units_ordered"] == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, 422),
        ({"incidents": "20200101-009"}, 409),
        ({"incidents": "20200101-009", "units:20200101-009": "龙潭1"}, 409),
        ({"incidents": ["1"] * 600}, 422),
        ({"incidents": "\x00"}, 422),
        ({"incidents": "'; DROP TABLE unit; --"}, 409),
        ({"aim": "x", "incidents": "1"}, 422),
        ({"incidents": "1", "units:1": "火" * 300}, 422),
    ],
)
def test_whatever_is_submitted_is_refused_with_a_sentence(
    cast: Cast, fields: dict[str, object], code: int
) -> None:
    person = cast.person(Role.DISPATCHER)
    two_fires(cast.token(Role.DISPATCHER))

    answer = person.submit("/storm/orders", **fields)

    assert answer.status_code == code
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text


def test_only_a_dispatcher_finds_boxes_to_tick(cast: Cast) -> None:
    two_fires(cast.token(Role.DISPATCHER))

    chief = cast.person(Role.CHIEF).get("/storm").text

    assert "多警统筹" in chief
    assert 'name="incidents"' not in chief
    assert "按方案下达所选警情" not in chief


def test_the_console_leads_there_once_two_incidents_want_units(cast: Cast) -> None:
    person, caller = cast.person(Role.DISPATCHER), cast.token(Role.DISPATCHER)
    new_incident(caller, position=AT_TOWN)
    alone = person.get("/console").text
    new_incident(caller, position=AT_NEXT_TOWN)

    both = person.get("/console").text

    assert re.search(r'id="storm-link" hidden', alone)
    assert not re.search(r'id="storm-link" hidden', both)
    assert told(caller.get("/api/v1/board"))["counts"]["wanting"] == 2


def test_words_of_a_place_are_shown_escaped_and_numbers_masked(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    new_incident(caller, place="<script>alert(1)</script> 13812345678", position=AT_TOWN)

    page = cast.person(Role.CHIEF).get("/storm").text

    assert "<script>alert" not in page
    assert "13812345678" not in page


def test_the_proposal_reckons_with_the_times_the_advice_tells(cast: Cast) -> None:
    # Ice and the hour of noon slow both alike.
    caller = cast.token(Role.DISPATCHER)
    first, _ = two_fires(caller)
    caller.post("/api/v1/roads/conditions", {"weather": "snow_ice"})

    proposed = told(caller.get(STORM))["incidents"][0]["proposed"]["picks"]
    advised = told(caller.get(f"/api/v1/incidents/{first}/recommendation"))["candidates"]

    times = {one["call_sign"]: one["eta_s"] for one in advised}
    assert proposed
    assert [pick["eta_s"] for pick in proposed] == [times[pick["call_sign"]] for pick in proposed]
