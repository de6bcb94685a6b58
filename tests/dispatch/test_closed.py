"""What people are told of closed roads."""

import pytest

from dispatch.roads.closed import STATE_LABELS, ClosureState, NamedPiece, named, state_of, told_of
from resources.county_rows import RoadClass
from tests.dispatch.road_makers import at
from tests.makers import minute


def piece(code: str, road_class: RoadClass, name: str = "", ref: str = "") -> NamedPiece:
    return NamedPiece(code, name, ref, road_class, (at(0, 0), at(0, 1)))


def test_a_road_is_called_as_people_write_it():
    assert piece("A", RoadClass.MOTORWAY, "渝湘高速公路", "G65").label == "G65 渝湘高速公路"
    assert piece("A", RoadClass.NATIONAL, "319国道", "G319").label == "G319"
    assert piece("A", RoadClass.STREET, "桃花源大道").label == "桃花源大道"
    assert piece("C7", RoadClass.VILLAGE).label == "村道 C7"


def test_the_greatest_roads_are_named_first_and_the_rest_are_counted():
    lanes = [piece(f"C{count}", RoadClass.VILLAGE) for count in range(4)]
    national = piece("Z", RoadClass.NATIONAL, "319国道", "G319")

    assert named([*lanes, national, national]) == "G319、村道 C0、村道 C1、村道 C2等 5 条道路"


def test_lengths_are_told_in_metres_until_there_is_a_kilometre():
    # A hundredth of a degree north is 1108 m.
    one = piece("C1", RoadClass.VILLAGE)

    assert told_of([one]) == "村道 C1（1 段，共 1.1 公里）"
    short = NamedPiece("C1", "", "", RoadClass.VILLAGE, (at(0, 0), at(0, 0.1)))
    assert told_of([short]) == "村道 C1（1 段，共 111 米）"


@pytest.mark.parametrize(
    ("now", "ends", "lifted", "state"),
    [
        (0, None, None, ClosureState.COMING),
        (10, None, None, ClosureState.IN_FORCE),
        (19, 20, None, ClosureState.IN_FORCE),
        (20, 20, None, ClosureState.ENDED),
        (30, 20, 15, ClosureState.LIFTED),
        (5, None, 4, ClosureState.LIFTED),
    ],
)
def test_a_closure_stands_as_its_times_say(now, ends, lifted, state):
    ends_at, lifted_at = (None if one is None else minute(one) for one in (ends, lifted))

    assert state_of(minute(10), ends_at, lifted_at, minute(now)) is state


def test_every_state_has_a_word():
    assert set(STATE_LABELS) == set(ClosureState)
