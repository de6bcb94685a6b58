"""Roads over the JSON interface: closed, lifted, the weather told, and what every answer says."""

from typing import Any

import pytest
from flask import Flask

from resources.accounts import Role
from resources.database import transaction
from resources.datums import Datum, from_wgs84
from resources.geography import Position
from tests.makers import TOWN, make_road, minute
from tests.web.people import NEXT_TOWN, Caller, Cast, new_incident, told

CLOSURES = "/api/v1/roads/closures"
CONDITIONS = "/api/v1/roads/conditions"
BEND = Position(108.730, 28.800)
ON_ROAD = {"lon": 108.750, "lat": 28.8205}
"""Half way between the first station and the bend, on the road."""
SLIDE = {"line": [ON_ROAD], "reason": "塌方，值班电话13812345678"}


@pytest.fixture
def cast(application: Flask) -> Cast:
    """The small county with one road from the first station to the second."""
    people = Cast(application)
    with transaction() as session:
        make_road(session, "G319-01", TOWN, BEND, ref="G319", name="319国道")
        make_road(session, "C7", BEND, NEXT_TOWN, road_class="village")
    return people


def closed(caller: Caller, **said: object) -> dict[str, Any]:
    answer = caller.post(CLOSURES, {**SLIDE, **said})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = told(answer)
    return body


def listed(caller: Caller, query: str = "") -> list[str]:
    return [one["code"] for one in told(caller.get(CLOSURES + query))["closures"]]


def faults(answer: object) -> dict[str, str]:
    return {one["field"]: one["message"] for one in told(answer)["faults"]}  # type: ignore[arg-type]


def test_a_drawn_closure_names_what_it_closed(cast: Cast) -> None:
    body = closed(cast.token(Role.DISPATCHER))

    assert body["code"] == "封路-20260101-001"
    assert (body["state"], body["state_label"]) == ("in_force", "封闭中")
    assert body["sentence"].startswith("封路-20260101-001 已封闭 G319（1 段，共 ")
    (piece,) = body["roads"]
    assert (piece["code"], piece["label"], piece["ref"]) == ("G319-01", "G319", "G319")
    # 25 m to either side of the point, not the whole 6 km.
    assert 40 <= piece["length_m"] <= 60


def test_a_road_without_a_name_is_called_by_its_class_and_code(cast: Cast) -> None:
    body = closed(cast.token(Role.CHIEF), line=None, roads=["C7"])

    assert [one["label"] for one in body["roads"]] == ["村道 C7"]


def test_what_would_be_closed_is_told_before_it_is(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)

    answer = told(caller.post("/api/v1/roads/touched", {"line": [ON_ROAD]}))
    beside = told(caller.post("/api/v1/roads/touched", {"line": [{"lon": 108.9, "lat": 28.9}]}))

    assert [one["code"] for one in answer["roads"]] == ["G319-01"]
    assert beside["roads"] == [] and "没有道路" in beside["sentence"]
    assert listed(caller) == []


def test_a_drawing_in_another_datum_is_moved_to_where_it_is(cast: Cast) -> None:
    # GCJ-02 is some 500 m off here: the same numbers as WGS 84 lie beside the road.
    lon, lat = from_wgs84(Position(ON_ROAD["lon"], ON_ROAD["lat"]), Datum.GCJ02)
    caller = cast.token(Role.DISPATCHER)

    def touched(datum: str) -> list[str]:
        point = {"lon": lon, "lat": lat, "datum": datum}
        answer = told(caller.post("/api/v1/roads/touched", {"line": [point]}))
        return [one["code"] for one in answer["roads"]]

    assert touched("gcj02") == ["G319-01"]
    assert touched("wgs84") == []


def test_advice_turns_with_a_closure_and_back_when_it_is_lifted(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = new_incident(caller, position={"lon": 108.740, "lat": 28.8103})

    def eta(call_sign: str) -> int | None:
        answer = told(caller.get(f"/api/v1/incidents/{number}/recommendation"))
        every = {one["call_sign"]: one for one in answer["candidates"]}
        assert every[call_sign]["available"]
        seconds: int | None = every[call_sign]["eta_s"]
        return seconds

    before = eta("龙潭1")
    code = closed(caller)["code"]
    shut = eta("龙潭1")
    reached = eta("板溪1")
    caller.post(f"{CLOSURES}/{code}/lift")

    assert before is not None
    assert shut is None
    assert reached is not None
    assert eta("龙潭1") == before


def test_a_closure_is_listed_until_it_is_over(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    first = closed(caller)["code"]
    second = closed(caller, ends_at="2026-01-01T12:30:00+08:00")["code"]
    later = closed(caller, starts_at="2026-01-01T18:00:00+08:00")["code"]

    caller.post(f"{CLOSURES}/{first}/lift")
    cast.clock.moment = minute(31)
    states = {one["code"]: one["state"] for one in told(caller.get(CLOSURES))["closures"]}
    past = {one["code"]: one["state"] for one in told(caller.get(f"{CLOSURES}?all=1"))["closures"]}

    assert states == {later: "coming"}
    assert past == {first: "lifted", second: "ended", later: "coming"}
    assert listed(cast.token(Role.DEVICE)) == [later]


def test_lifting_twice_or_what_is_not_there_is_refused_with_a_sentence(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    code = closed(caller)["code"]

    first = caller.post(f"{CLOSURES}/{code}/lift")
    again = caller.post(f"{CLOSURES}/{code}/lift")
    unknown = caller.post(f"{CLOSURES}/封路-20260101-777/lift")

    assert (first.status_code, told(first)["state"]) == (200, "lifted")
    assert again.status_code == 409 and "解除" in told(again)["detail"]
    assert unknown.status_code == 404 and "777" in told(unknown)["detail"]


def test_the_same_key_closes_once(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)

    answers = [caller.post(CLOSURES, SLIDE, Idempotency_Key="k1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(listed(caller)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"line": []}, "line"),
        ({"line": "108.75,28.82"}, "line"),
        ({"line": [108.75, 28.82]}, "line"),
        ({"line": [{"lon": 28.82, "lat": 108.75}]}, "line"),
        ({"line": [{}]}, "line"),
        ({"line": [{"lon": 116.4, "lat": 39.9}]}, "line"),
        ({"line": [ON_ROAD] * 201}, "line"),
        ({"roads": ["X9"]}, "roads"),
        ({"roads": "G319-01 X9"}, "roads"),
        ({"roads": [1]}, "roads"),
        ({"starts_at": "2026-01-01T12:00:00"}, "starts_at"),
        ({"ends_at": "2026-01-01T13:00:00"}, "ends_at"),
        ({"ends_at": "2026-01-01T11:00:00+08:00"}, "ends_at"),
        (
            {"starts_at": "2026-01-01T18:00:00+08:00", "ends_at": "2026-01-01T17:00:00+08:00"},
            "ends_at",
        ),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_closed(
    cast: Cast, said: dict[str, object], field: str
) -> None:
    caller = cast.token(Role.DISPATCHER)

    answer = caller.post(CLOSURES, {**SLIDE, **said})

    assert answer.status_code == 422
    assert list(faults(answer)) == [field]
    assert listed(caller) == []


def test_the_list_of_roads_says_which_are_closed(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    closed(caller)

    roads = {one["code"]: one for one in told(caller.get("/api/v1/roads"))["roads"]}

    assert {code: one["closed"] for code, one in roads.items()} == {"G319-01": True, "C7": False}
    assert roads["G319-01"]["line"] == [[TOWN.lon, TOWN.lat], [BEND.lon, BEND.lat]]


def test_the_weather_is_clear_until_told_and_then_says_who_and_when(cast: Cast) -> None:
    caller = cast.token(Role.CHIEF)
    before = told(caller.get(CONDITIONS))

    answer = caller.post(CONDITIONS, {"weather": "snow_ice", "remark": "毛坝盖结冰"})
    after = told(caller.get(CONDITIONS))

    assert before == {
        **{"weather": "clear", "weather_label": "晴好", "since": None},
        **{"told_by": None, "remark": ""},
    }
    assert answer.status_code == 201
    assert after["weather_label"] == "冰雪"
    assert (after["since"], after["remark"]) == ("2026-01-01T04:00:00Z", "毛坝盖结冰")
    assert after["told_by"].startswith("chief")


@pytest.mark.parametrize("weather", ["", "hail", 3, None])
def test_weather_nobody_knows_is_refused(cast: Cast, weather: object) -> None:
    answer = cast.token(Role.DISPATCHER).post(CONDITIONS, {"weather": weather})

    assert answer.status_code == 422
    assert list(faults(answer)) == ["weather"]


def test_the_board_says_when_the_roads_have_changed(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)

    def roads() -> dict[str, object]:
        found: dict[str, object] = told(caller.get("/api/v1/board"))["roads"]
        return found

    words = [roads()["version"]]
    code = closed(caller)["code"]
    words.append(roads()["version"])
    caller.post(CONDITIONS, {"weather": "fog"})
    told_now = roads()
    words.append(told_now["version"])
    caller.post(f"{CLOSURES}/{code}/lift")
    words.append(roads()["version"])

    assert len(set(words)) == 4
    assert told_now["weather_label"] == "大雾" and told_now["closures"] == 1


def test_the_map_carries_what_is_closed_and_the_weather(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    code = closed(caller)["code"]
    closed(caller, starts_at="2026-01-01T18:00:00+08:00")

    land = told(caller.get("/api/v1/map"))

    assert [one["code"] for one in land["closures"]] == [code]
    assert land["weather"]["weather"] == "clear"


def test_a_telephone_number_in_a_reason_is_masked_for_who_need_not_call(cast: Cast) -> None:
    closed(cast.token(Role.DISPATCHER))

    answer = cast.token(Role.AUDITOR).get(CLOSURES)

    assert "13812345678" not in answer.get_data(as_text=True)
    assert "138****5678" in told(answer)["closures"][0]["reason"]


def test_a_county_without_roads_lists_none_and_closes_none(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    assert told(caller.get("/api/v1/roads")) == {"roads": []}
    assert caller.post(CLOSURES, SLIDE).status_code == 422


def test_without_a_county_nothing_breaks(application: Flask) -> None:
    caller = Cast(application, has_county=False).token(Role.DISPATCHER)

    assert told(caller.get("/api/v1/board"))["roads"]["version"] == "0::0"
    assert caller.post(CLOSURES, SLIDE).status_code == 422
    assert caller.post(f"{CLOSURES}/封路-1/lift").status_code == 404
