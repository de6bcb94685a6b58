"""What the console asks while a caller speaks: places, kind, repeats, where a point lies."""

import pytest
from flask import Flask

from resources.accounts import Role
from resources.database import transaction
from resources.records import Road
from tests.makers import TOWN, make_dataset, make_place
from tests.web.people import OUTCOME, PHONE, Caller, Cast, new_incident, told

HERE = {"lon": TOWN.lon, "lat": TOWN.lat}
SUGGESTION = "/api/v1/calls/suggestion"
PLACES = "/api/v1/calls/places"
DUPLICATES = "/api/v1/calls/duplicates"
CHECK = "/api/v1/positions/check"
CARRIED = "/api/v1/recommendations/carried"


@pytest.fixture
def desk(application: Flask) -> Caller:
    """A dispatcher, who may do all that a call taker may, and read the advice."""
    return Cast(application).token(Role.DISPATCHER)


def test_the_words_of_a_call_give_kind_level_elements_and_questions(desk: Caller) -> None:
    words = "居民楼三楼起火，困了四个人，火从厨房烧起来的"

    said = told(desk.post(SUGGESTION, {"narrative": words}))

    assert said["category"].startswith("10")
    assert said["categories"][0]["code"] == said["category"]
    # Three to nine trapped is level 3 by the numeric rule (domain 2.1).
    assert said["level"] == 3
    filled = {one["field"]: one["value"] for one in said["elements"] if one["field"]}
    assert filled["trapped"] == "4"
    assert filled["fire_floor"] == "3"
    answered = {one["field"]: one["answered"] for one in said["questions"]}
    assert answered["place"] is False
    assert answered["trapped"] is True


def test_the_card_follows_the_kind_a_person_chose(desk: Caller) -> None:
    said = told(desk.post(SUGGESTION, {"narrative": "有烟", "category": "50200"}))

    assert any("蜂" in one["text"] for one in said["questions"])


def test_a_third_caller_of_the_same_fire_is_a_hint(desk: Caller) -> None:
    words = "龙潭镇老街民房起火"
    for number in ("13900000001", "13900000002"):
        body = {"narrative": words, "position": HERE, "caller_number": number}
        taken = told(desk.post("/api/v1/calls", {**body, "category": "10100"}))
        if taken["duplicates"]:
            desk.post("/api/v1/calls", {**body, "incident": taken["duplicates"][0]["number"]})

    said = told(desk.post(SUGGESTION, {"narrative": words, "position": HERE}))

    assert any("个报警人" in one["text"] for one in said["hints"])


def test_a_closed_incident_of_this_place_and_kind_is_shown(desk: Caller) -> None:
    number = new_incident(desk, position=HERE)
    desk.post(f"/api/v1/incidents/{number}/close", {"outcome": OUTCOME})

    said = told(
        desk.post(SUGGESTION, {"narrative": "又起火了", "category": "10100", "position": HERE})
    )

    assert [one["number"] for one in said["similar"]] == [number]


def test_an_earlier_place_of_the_number_is_named(desk: Caller) -> None:
    new_incident(desk, position=HERE)

    found = told(desk.post(PLACES, {"q": "龙潭镇", "caller_number": PHONE}))["candidates"]

    assert "号码" in found[0]["why"]


def test_places_of_one_name_are_counted(application: Flask) -> None:
    desk = Cast(application).token(Role.CALL_TAKER)
    with transaction() as session:
        first, second = make_place(session, "石门村"), make_place(session, "石门寨")
        second.name, second.code = first.name, "other"

    found = told(desk.post(PLACES, {"q": "石门村"}))["candidates"]

    assert [one["namesakes"] for one in found[:2]] == [2, 2]


def test_a_pasted_essay_is_searched_and_not_refused(desk: Caller) -> None:
    found = told(desk.post(PLACES, {"q": "龙潭镇起火" * 1_500}))["candidates"]

    assert found[0]["name"] == "龙潭镇"


def test_words_without_a_place_give_an_empty_list(desk: Caller) -> None:
    for words in ("", "火", "😀", "‏‎", "'; DROP TABLE place; --"):
        answer = desk.post(PLACES, {"q": words})
        assert answer.status_code == 200, words


def test_a_repeat_is_offered_by_its_words_before_there_is_a_place(desk: Caller) -> None:
    number = new_incident(desk, place="龙潭镇永胜下街", narrative="永胜下街饭店起火")

    hits = told(desk.post(DUPLICATES, {"narrative": "永胜下街饭店烧起来了", "place": "永胜下街"}))

    assert [one["number"] for one in hits["duplicates"]] == [number]
    assert 0 < hits["duplicates"][0]["score"] <= 1
    assert hits["duplicates"][0]["is_closed"] is False


def a_township(name: str) -> None:
    """Add a township where the first station stands."""
    with transaction() as session:
        make_place(session, name).kind = "township"


def test_a_point_is_told_its_township(desk: Caller) -> None:
    a_township("官清镇")

    said = told(desk.post(CHECK, HERE))

    assert said["township"] == "官清镇"
    assert (said["outside"], said["hint"]) == (False, None)


def test_a_point_far_away_is_told_to_lie_outside(desk: Caller) -> None:
    assert told(desk.post(CHECK, {"lon": 106.55, "lat": 29.56}))["outside"] is True


@pytest.mark.parametrize("body", [{}, {"lon": 0}, {"lon": "x", "lat": 1}, {"lon": 500, "lat": 28}])
def test_a_check_without_a_point_names_the_field(desk: Caller, body: dict[str, object]) -> None:
    answer = desk.post(CHECK, body)

    assert answer.status_code == 422
    assert told(answer)["faults"][0]["field"] == "position"


def test_units_right_for_every_candidate_are_named(desk: Caller) -> None:
    places = [{"name": "甲", **HERE}, {"name": "乙", "lon": TOWN.lon + 0.001, "lat": TOWN.lat}]

    said = told(desk.post(CARRIED, {"category": "10100", "candidates": places}))

    assert said["for_all"]
    assert [one["name"] for one in said["places"]] == ["甲", "乙"]
    assert said["for_all"][0]["best_s"] <= said["for_all"][0]["worst_s"]
    # This county has no roads.
    assert {one["eta_basis"] for one in said["for_all"]} == {"estimate"}


def test_times_by_road_are_called_so_for_every_candidate(desk: Caller) -> None:
    east = {"lon": TOWN.lon + 0.001, "lat": TOWN.lat}
    with transaction() as session:
        dataset = make_dataset(session)
        session.add(
            Road(
                code="R1",
                road_class="county",
                line_text=f"{TOWN.lon - 0.01} {TOWN.lat};{TOWN.lon + 0.01} {TOWN.lat}",
                dataset_code=dataset.code,
                datum_in="wgs84",
            )
        )

    places = [{"name": "甲", **HERE}, {"name": "乙", **east}]
    said = told(desk.post(CARRIED, {"category": "10100", "candidates": places}))

    bases = {one["call_sign"]: one["eta_basis"] for one in said["for_all"]}
    assert bases["龙潭1"] == "by_road"


@pytest.mark.parametrize(
    "candidates", [None, [], [HERE], "x", [1, 2], [HERE, {"lon": "x", "lat": 1}], [HERE] * 9]
)
def test_candidates_that_cannot_be_compared_are_named(desk: Caller, candidates: object) -> None:
    answer = desk.post(CARRIED, {"category": "10100", "candidates": candidates})

    assert answer.status_code == 422
    assert told(answer)["faults"][0]["field"] == "candidates"


def test_a_call_at_a_bare_point_belongs_to_its_township(desk: Caller) -> None:
    a_township("官清镇")
    number = new_incident(desk, place="河边", position=HERE)

    incident = told(desk.get(f"/api/v1/incidents/{number}"))

    assert incident["township_code"] == "官清镇"
