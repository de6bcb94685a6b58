"""From the county's rows to advice: who is there, who is on it already, what is still wanted."""

import json
from collections import Counter

import pytest

from dispatch import advising
from dispatch.advising import Question
from dispatch.recommendation import Recommendation
from incidents import queries, recorder
from incidents.edits import Changes
from resources.database import transaction
from resources.geography import Position
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    TOWN,
    a_county_with,
    incident,
    make_act,
    make_station,
    make_unit,
    order,
    report,
    take_a_call,
)

AWAY = Position(TOWN.lon, TOWN.lat + 0.1)


@pytest.fixture(autouse=True)
def county(application) -> None:
    """Two tankers in the town; a tanker, a ladder and a rescue vehicle 11 km away."""
    a_county_with("近1", "近2")
    with transaction() as session:
        far = make_station(session, "二站", position=AWAY)
        for call_sign, vehicle_type in (
            ("远1", "water_tanker"),
            ("远梯", "turntable_ladder"),
            ("远救", "rescue"),
        ):
            make_unit(session, call_sign, vehicle_type, station=far)


def picked(answer: Recommendation) -> list[str]:
    return sorted(pick.call_sign for pick in answer.picks)


def wanted(answer: Recommendation) -> dict[str, int]:
    return {str(line.capability): line.count for line in answer.demand.lines}


def why_not(answer: Recommendation) -> dict[str, str | None]:
    return {view.call_sign: view.why_not for view in answer.candidates}


def test_the_nearest_staffed_units_that_fill_the_demand_are_advised():
    # A house fire of level 1 asks for two water tankers.
    answer = advising.advise(Question("10100", 1, TOWN))

    assert picked(answer) == ["近1", "近2"]
    assert wanted(answer) == {"water": 2}
    assert answer.shortfall == ()


def test_every_unit_was_looked_at_and_stands_in_the_list_by_time():
    views = advising.advise(Question("10100", 1, TOWN)).candidates

    assert [view.call_sign for view in views][:2] == ["近1", "近2"]
    assert Counter(view.call_sign for view in views) == dict.fromkeys(
        ["近1", "近2", "远1", "远救", "远梯"], 1
    )
    etas = [view.eta for view in views if view.eta is not None]
    assert etas == sorted(etas)


def test_a_unit_without_people_or_out_of_service_is_passed_over_with_the_reason():
    with transaction() as session:
        make_unit(session, "近3", crew=2)
    report("近2", Status.OUT_OF_SERVICE, 0, reason="换水泵")

    answer = advising.advise(Question("10100", 1, TOWN))

    assert picked(answer) == ["近1", "远1"]
    told = why_not(answer)
    assert told["近1"] is None
    assert "换水泵" in (told["近2"] or "")
    assert "在岗 2 人" in (told["近3"] or "")


def test_a_unit_at_work_elsewhere_is_passed_over():
    order(take_a_call(0), "近1")

    answer = advising.advise(Question("10100", 1, TOWN))

    assert picked(answer) == ["近2", "远1"]
    assert "执行任务" in (why_not(answer)["近1"] or "")


def test_a_unit_going_home_is_taken_where_it_is_and_without_turn_out():
    number = take_a_call(0, position=AWAY)
    order(number, "近1")
    report("近1", Status.EN_ROUTE, 2)
    report("近1", Status.RETURNING, 5)

    answer = advising.advise(Question("10100", 1, TOWN))

    (pick,) = (pick for pick in answer.picks if pick.call_sign == "近1")
    assert pick.eta is not None
    assert pick.eta.total_seconds() == 0
    assert any("返队" in reason for reason in pick.reasons)


def test_an_incident_asks_only_for_what_is_not_on_its_way_yet():
    number = take_a_call(0)
    order(number, "近1")

    answer = advising.advise_incident(incident(number))

    assert wanted(answer) == {"water": 1}
    assert picked(answer) == ["近2"]
    assert "近1" not in why_not(answer)


def test_a_raised_level_asks_for_the_difference():
    # Level 2 asks for 3 water tankers, a ladder and a rescue vehicle; two tankers are there.
    number = take_a_call(0)
    order(number, "近1", "近2")
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, Changes(level=2), None, make_act(3))

    answer = advising.advise_incident(incident(number))

    assert wanted(answer) == {"water": 1, "ladder": 1, "rescue": 1}
    assert picked(answer) == ["远1", "远救", "远梯"]


def test_an_incident_that_has_all_it_asks_for_asks_for_nothing():
    number = take_a_call(0)
    order(number, "近1", "远1")

    answer = advising.advise_incident(incident(number))

    assert (wanted(answer), picked(answer), answer.shortfall) == ({}, [], ())


def test_a_unit_sent_home_is_no_longer_counted_as_there():
    number = take_a_call(0)
    order(number, "近1", "近2")
    report("近2", Status.RETURNING, 5)

    assert wanted(advising.advise_incident(incident(number))) == {"water": 1}


def test_what_the_county_does_not_have_is_named_as_missing():
    answer = advising.advise(Question("10100", 3, TOWN))

    missing = {str(one.capability): one.missing for one in answer.shortfall}
    # Level 3 asks for 5 tankers and a foam vehicle; the county has 3 and none.
    assert missing["water"] == 2
    assert missing["foam"] == 1


def test_where_nobody_knows_the_place_no_unit_is_called_the_nearest():
    answer = advising.advise(Question("10100", 1, None))

    assert answer.picks == ()
    assert [(str(one.capability), one.missing) for one in answer.shortfall] == [("water", 2)]
    assert "地点未定" in answer.shortfall[0].reason
    assert len(answer.candidates) == 5


def test_the_station_an_order_empties_is_named():
    (empty,) = advising.advise_whole(Question("10100", 1, TOWN)).outlook.empty

    assert (empty.station, empty.ordered) == ("一站", ("近1", "近2"))


def test_the_advice_is_kept_as_canonical_text():
    kept = advising.kept(advising.advise(Question("10100", 1, TOWN)))

    told = json.loads(kept)
    assert told["demand"] == [["water", 2]]
    assert sorted(pick["call_sign"] for pick in told["picks"]) == ["近1", "近2"]
    assert kept == json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
