"""Questions to OSRM and Valhalla, and their answers: recorded from real servers, or spoilt.

The recordings are of OSRM 26.10.0 and Valhalla 3.9.1 on the roads of the demo county
(docs/routing.md).
"""

import json
from pathlib import Path

import pytest

from dispatch.roads.drives import Size
from dispatch.roads.engines import (
    MOST_STARTS,
    EngineKind,
    Fault,
    Leg,
    Matrix,
    NoAnswer,
    Reply,
    read_answer,
    request_of,
)
from resources.geography import Position

OSRM, VALHALLA = EngineKind.OSRM, EngineKind.VALHALLA
RECORDED = Path(__file__).parent / "engine_answers"
TRUCK = Size(16.0, 3.4)
STATION = Position(108.75998, 28.85192)
BRIGADE = Position(108.77259, 28.82524)
VILLAGE = Position(108.95, 28.75)
ELSEWHERE = Position(109.9, 28.2)
"""100 km away, in another county that the engine's map does not hold."""
TWO = Matrix(VILLAGE, (STATION, BRIGADE), TRUCK)


def recorded(name, status=200):
    return Reply(status, (RECORDED / f"{name}.json").read_bytes())


def spoilt(name, change):
    told = json.loads(recorded(name).body)
    change(told)
    return Reply(200, json.dumps(told).encode())


def legs_of(kind, matrix, reply) -> tuple[Leg | None, ...]:
    """Read an answer that is one."""
    answer = read_answer(kind, matrix, reply)
    assert not isinstance(answer, NoAnswer), answer
    return answer


def ways_of(kind, matrix, reply) -> list[Leg]:
    """Read an answer in which every start has a way."""
    legs = legs_of(kind, matrix, reply)
    assert None not in legs
    return [leg for leg in legs if leg is not None]


def test_osrm_is_asked_for_all_starts_to_the_one_goal():
    request = request_of(OSRM, TWO)

    assert request.body == b""
    assert request.path == (
        "/table/v1/driving/108.950000,28.750000;108.759980,28.851920;108.772590,28.825240"
        "?sources=1;2&destinations=0&annotations=duration,distance&generate_hints=false"
    )


def test_valhalla_is_asked_for_a_truck_of_the_vehicles_size():
    request = request_of(VALHALLA, TWO)

    told = json.loads(request.body)
    assert request.path == "/sources_to_targets"
    assert [one["lon"] for one in told["sources"]] == [108.75998, 108.77259]
    assert [one["lat"] for one in told["targets"]] == [28.75]
    assert told["costing_options"]["truck"]["weight"] == 16.0
    assert told["costing_options"]["truck"]["height"] == 3.4


def test_an_answer_of_osrm_counts_the_legs_between_places_and_roads():
    # The table says 33772.8 m in 2417 s. The station lies 223.13 m off its road and the village
    # 1.07 m: 224.21 m with a detour of 1.35 are 302.68 m, and at 10 km/h 108.96 s.
    first, second = ways_of(OSRM, TWO, recorded("osrm_two_starts"))

    assert first.metres == pytest.approx(33772.8 + 302.68, abs=0.1)
    assert first.seconds == pytest.approx(2417 + 108.96, abs=0.1)
    assert second.seconds < first.seconds


def test_an_answer_of_valhalla_counts_the_legs_between_places_and_roads():
    # 38.165 km in 1964 s from the same places off the same roads.
    first, second = ways_of(VALHALLA, TWO, recorded("valhalla_two_starts"))

    assert first.metres == pytest.approx(38165 + 302.68, abs=0.3)
    assert first.seconds == pytest.approx(1964 + 108.96, abs=0.1)
    assert second.seconds < first.seconds


@pytest.mark.parametrize(("kind", "name"), [(OSRM, "osrm_at_goal"), (VALHALLA, "valhalla_at_goal")])
def test_a_vehicle_at_the_place_itself_has_a_way(kind, name):
    (leg,) = ways_of(kind, Matrix(STATION, (STATION,), TRUCK), recorded(name))

    # Twice the 223 m to the road, at a walking lane's detour: nothing in between.
    assert round(leg.metres) == pytest.approx(602, abs=2)


def test_osrm_moves_a_place_off_its_map_a_hundred_kilometres_and_is_not_believed():
    near, far = legs_of(
        OSRM, Matrix(VILLAGE, (STATION, ELSEWHERE), TRUCK), recorded("osrm_one_off_map")
    )

    assert near is not None
    assert far is None


def test_osrm_with_the_incident_off_its_map_says_so():
    reply = spoilt("osrm_two_starts", lambda told: told["destinations"][0].update(distance=2001))

    answer = read_answer(OSRM, TWO, reply)

    assert answer == NoAnswer(Fault.OFF_MAP)


def test_valhalla_refuses_all_for_one_place_off_its_map():
    answer = read_answer(
        VALHALLA,
        Matrix(VILLAGE, (STATION, ELSEWHERE), TRUCK),
        recorded("valhalla_one_off_map", 400),
    )

    assert answer == NoAnswer(Fault.OFF_MAP, "HTTP 400 error 170")


def test_null_means_that_no_way_leads_there():
    assert read_answer(VALHALLA, TWO, recorded("valhalla_no_way")) == (None, None)
    reply = spoilt("osrm_two_starts", lambda told: told["durations"][1].__setitem__(0, None))
    assert legs_of(OSRM, TWO, reply)[1] is None


def test_an_error_is_a_refusal():
    answer = read_answer(OSRM, TWO, recorded("osrm_refused", 400))

    assert answer == NoAnswer(Fault.REFUSED, "HTTP 400 InvalidOptions")


@pytest.mark.parametrize("kind", list(EngineKind))
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"12",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"code":"Ok"}',
        b'{"sources_to_targets":[]}',
        b'{"sources_to_targets":{"durations":[[1],[2]]}}',
        b'{"code":"Ok","durations":NaN,"distances":Infinity}',
        b"1" * 10_000,
    ],
)
def test_what_is_no_answer_is_garbled_and_raises_nothing(kind, body):
    answer = read_answer(kind, TWO, Reply(200, body))

    assert isinstance(answer, NoAnswer)
    assert answer.fault in {Fault.GARBLED, Fault.REFUSED}


@pytest.mark.parametrize(
    "wrong", [-1, True, "12", 1e300, float("nan"), float("inf"), 10**400, [], {}, [3]]
)
@pytest.mark.parametrize("name", ["durations", "distances"])
def test_a_number_of_osrm_that_is_none_spoils_the_answer(name, wrong):
    reply = spoilt("osrm_two_starts", lambda told: told[name][0].__setitem__(0, wrong))

    answer = read_answer(OSRM, TWO, reply)

    assert isinstance(answer, NoAnswer) and answer.fault is Fault.GARBLED


@pytest.mark.parametrize("name", ["durations", "distances", "sources", "destinations"])
@pytest.mark.parametrize("wrong", [[], None, "x", [[1]], [[1], [2], [3]], [None, None], [[], []]])
def test_a_table_of_another_size_is_garbled(name, wrong):
    reply = spoilt("osrm_two_starts", lambda told: told.__setitem__(name, wrong))

    answer = read_answer(OSRM, TWO, reply)

    assert isinstance(answer, NoAnswer) and answer.fault is Fault.GARBLED


@pytest.mark.parametrize(
    "change",
    [
        {"time": -1},
        {"time": "812"},
        {"distance": True},
        {"begin_lat": 200},
        {"begin_lat": 120.0},
        {"begin_lon": "108"},
        {"end_lon": float("nan")},
    ],
)
def test_a_cell_of_valhalla_that_is_none_spoils_the_answer(change):
    reply = spoilt(
        "valhalla_two_starts", lambda told: told["sources_to_targets"][0][0].update(change)
    )

    answer = read_answer(VALHALLA, TWO, reply)

    assert isinstance(answer, NoAnswer) and answer.fault is Fault.GARBLED


def test_a_release_of_valhalla_that_does_not_tell_the_roads_places_is_read_too():
    def drop_places(told):
        for (cell,) in told["sources_to_targets"]:
            for name in ("begin_lat", "begin_lon", "end_lat", "end_lon"):
                del cell[name]

    told = json.loads(recorded("valhalla_two_starts").body)["sources_to_targets"][0][0]

    first, _ = legs_of(VALHALLA, TWO, spoilt("valhalla_two_starts", drop_places))

    assert first == Leg(told["time"], told["distance"] * 1000)


@pytest.mark.parametrize(
    ("seconds", "metres"),
    [
        # 21.6 km apart in a straight line: 17 km of road are too few, even if both ends are moved.
        (3_000, 17_000),
        # 40 km in 10 minutes are 240 km/h.
        (600, 40_000),
        (0, 0),
    ],
)
def test_a_way_that_cannot_be_is_none(seconds, metres):
    def say(told):
        told["durations"][0][0], told["distances"][0][0] = seconds, metres

    first, second = legs_of(OSRM, TWO, spoilt("osrm_two_starts", say))

    assert first is None
    assert second is not None


def test_a_question_has_at_most_as_many_starts_as_a_server_allows():
    with pytest.raises(ValueError):
        Matrix(VILLAGE, (STATION,) * (MOST_STARTS[OSRM] + 1), TRUCK)
    with pytest.raises(ValueError):
        Matrix(VILLAGE, (), TRUCK)


@pytest.mark.parametrize("wrong", [(-1, 0), (0, -1), (float("nan"), 1), (1, float("inf"))])
def test_a_wrong_way_cannot_be_built(wrong):
    with pytest.raises(ValueError):
        Leg(*wrong)
