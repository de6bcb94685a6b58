from dispatch.coverage import EmptyStation, stations_left_empty
from dispatch.recommendation import recommend
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line


def picks_of(count, candidates):
    return recommend(make_demand(make_line("water", count)), candidates).picks


def test_a_station_that_sends_its_last_vehicle_is_left_empty():
    candidates = [
        make_candidate("水一", station="城北站", seconds=60),
        make_candidate("水二", station="城南站", seconds=300),
    ]

    empty = stations_left_empty(picks_of(1, candidates), candidates)

    assert empty == (EmptyStation("城北站", ("水一",)),)
    assert empty[0].emptied_by_order


def test_a_station_with_another_ready_vehicle_is_covered():
    candidates = [make_candidate("水一", seconds=60), make_candidate("水二", seconds=300)]

    assert stations_left_empty(picks_of(1, candidates), candidates) == ()


def test_an_unstaffed_vehicle_covers_nothing():
    candidates = [
        make_candidate("水一", seconds=60),
        make_candidate("水二", seconds=300, is_staffed=False),
    ]

    empty = stations_left_empty(picks_of(1, candidates), candidates)

    assert [one.station for one in empty] == ["县站"]


def test_a_station_empty_before_is_told_apart_and_comes_last():
    candidates = [
        make_candidate("水一", station="城南站"),
        make_candidate("水二", station="城北站", why_not="在检修"),
    ]

    empty = stations_left_empty(picks_of(1, candidates), candidates)

    assert [(one.station, one.emptied_by_order) for one in empty] == [
        ("城南站", True),
        ("城北站", False),
    ]


def test_an_order_that_takes_nobody_empties_nothing():
    candidates = [make_candidate("水一")]

    assert stations_left_empty((), candidates) == ()
