"""What the shortlist of a large fleet must not lose."""

from dataclasses import replace

import pytest

from dispatch import seeing
from dispatch.fleet import Fleet
from dispatch.recommendation import recommend
from dispatch.response_plans import Demand
from dispatch.seeing import Situation
from dispatch.shortlist import Sight, shortlist
from dispatch.substitution import DEFAULT_SUBSTITUTION
from resources.geography import Position
from tests.dispatch.candidate_makers import make_demand, make_line
from tests.dispatch.fleet_makers import make_unit_now
from tests.makers import TOWN


def north(km: float) -> Position:
    return Position(TOWN.lon, TOWN.lat + km / 110.8)


def picked(fleet: Fleet, demand: Demand) -> tuple[list[str], list[str]]:
    """Return the picks from the shortlist and from the whole fleet."""
    situation = Situation(TOWN)
    sight = Sight(
        TOWN,
        lambda keys: seeing.seen_from(fleet, keys, situation),
        situation.soonest,
        DEFAULT_SUBSTITUTION,
    )
    whole = seeing.seen_from(fleet, fleet.units, situation)
    few, all_of_them = (
        [one.call_sign for one in recommend(demand, seen.values()).team]
        for seen in (shortlist(fleet, demand, sight), whole)
    )
    return few, all_of_them


def test_a_vehicle_of_no_ability_that_a_line_names_by_its_type_is_looked_at():
    pickup = make_unit_now("皮一", "pickup", north(1))
    rescue = make_unit_now("抢一", "rescue", north(30))
    wasps = make_demand(make_line("rescue", others=("pickup",)))

    few, all_of_them = picked(Fleet([pickup, rescue]), wasps)

    assert few == all_of_them == ["皮一"]


@pytest.mark.parametrize("lines", [(), (make_line("rescue"),)], ids=["no line", "rescue"])
def test_whoever_brings_water_is_looked_at_where_only_water_is_wanted(lines):
    fleet = Fleet(
        [
            make_unit_now("水一", place=north(1), water_t=8.0),
            make_unit_now("抢一", "rescue", north(2)),
        ]
    )

    few, all_of_them = picked(fleet, replace(make_demand(*lines), water_t=8.0))

    assert "水一" in all_of_them
    assert few == all_of_them


def test_a_big_tanker_behind_many_small_ones_is_looked_at_for_the_water():
    # One line of water takes the nearest small one; the big one tops up alone.
    small = [make_unit_now(f"小{at:02}", place=north(1 + at / 4), water_t=2.0) for at in range(40)]
    big = make_unit_now("大一", place=north(15), water_t=20.0)
    demand = replace(make_demand(make_line("water")), water_t=22.0)

    few, all_of_them = picked(Fleet([*small, big]), demand)

    assert all_of_them == ["小00", "大一"]
    assert few == all_of_them
