"""The fleet in memory is the fleet in the rows, whatever happens to them and whoever reads."""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session as PlainSession

from dispatch import fleet_queries
from dispatch.fleet import Fleet, UnitNow
from resources import roster
from resources.database import db, transaction
from resources.geography import Position
from resources.queries import lock_unit
from resources.records import Unit
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability
from tests.dispatch.fleet_makers import make_unit_now
from tests.makers import NOON, TOWN, a_county_with, minute, order, report, take_a_call

POOLS = ("", "", "甲班", "乙班")
TYPES = ("water_tanker", "foam_tanker", "rescue", "platform")


def someone(chance: random.Random, key: int, version: int) -> UnitNow:
    made = make_unit_now(
        f"{key:03d}",
        chance.choice(TYPES),
        chance.choice([None, TOWN, Position(108.7 + chance.random(), 28.8 + chance.random())]),
        key=key,
        version=version,
        station=chance.choice(["一站", "二站"]),
        status=chance.choice(list(UnitStatus)),
        people=chance.choice([0, 5]),
        pool=chance.choice(POOLS),
        fault=chance.choice([None, None, None, "车型不认识"]),
    )
    return made


def ready(fleet: Fleet) -> dict[Capability, list[int]]:
    """Return whom the trees hold for each capability, nearest to the town first."""
    return {one: fleet.index.nearest(one, TOWN, 1_000) for one in Capability}


def kinds(fleet: Fleet) -> dict[object, set[int]]:
    return {kind: keys for kind, keys in fleet.kinds.items() if keys}


@pytest.mark.parametrize("seed", range(30))
def test_a_fleet_told_of_changes_is_the_fleet_made_anew(seed):
    chance = random.Random(seed)
    rows = {key: someone(chance, key, 1) for key in range(25)}
    fleet = Fleet(rows.values())

    for version in range(2, 30):
        gone = chance.sample(sorted(rows), chance.choice([0, 0, 1]))
        for key in gone:
            del rows[key]
        touched = chance.sample(range(30), 4)
        changed = []
        for key in set(touched) - set(gone):
            moved = chance.random() < 0.4 and key in rows
            one = (
                replace(rows[key], version=version, place=Position(108.7, 28.8 + chance.random()))
                if moved
                else someone(chance, key, version)
            )
            rows[key] = one
            changed.append(one)
        fleet.change(changed, gone)

        anew = Fleet(rows.values())
        assert fleet.units == anew.units
        assert ready(fleet) == ready(anew)
        assert kinds(fleet) == kinds(anew)


def test_a_vehicle_whose_people_are_out_with_another_is_in_no_tree():
    ladder = make_unit_now("梯1", "platform", key=1, station="一站", pool="甲班")
    tanker = make_unit_now("水1", key=2, station="一站", pool="甲班")
    fleet = Fleet([ladder, tanker])

    fleet.change([replace(tanker, status=UnitStatus.EN_ROUTE, version=2)])

    assert fleet.index.nearest(Capability.LADDER, TOWN, 5) == []
    assert fleet.why_not(ladder) == "人员随水1出动，无人驾驶"
    fleet.change([replace(tanker, status=UnitStatus.IN_STATION, version=3)])
    assert fleet.index.nearest(Capability.LADDER, TOWN, 5) == [1]


def states() -> dict[str, UnitStatus]:
    db.session.rollback()
    return fleet_queries.with_fleet(
        lambda fleet: {one.call_sign: one.status for one in fleet.units.values()}
    )


def test_what_another_process_commits_is_seen_at_the_next_question(application):
    a_county_with("水1", "水2")
    assert states()["水1"] == UnitStatus.IN_STATION

    # A session of its own engine is as good as another process.
    with PlainSession(db.engine) as other:
        unit = other.query(Unit).filter_by(call_sign="水1").one()
        roster.set_status(unit, UnitStatus.TRAINING, NOON)
        other.commit()

    assert states() == {"水1": UnitStatus.TRAINING, "水2": UnitStatus.IN_STATION}


def test_a_moving_vehicle_is_where_it_was_last_heard_of(application):
    a_county_with("水1")
    number = take_a_call(0)
    order(number, "水1")
    report("水1", UnitStatus.EN_ROUTE, 2)
    away = Position(108.9, 28.9)
    with transaction() as session:
        roster.set_position(lock_unit(session, "水1"), away, minute(3))
    db.session.rollback()

    place = fleet_queries.with_fleet(
        lambda fleet: [one.place for one in fleet.units.values() if one.call_sign == "水1"]
    )

    assert place == [away]


def test_what_is_not_committed_is_not_remembered(application):
    a_county_with("水1")
    states()

    class Undone(Exception):
        pass

    def read_inside() -> Iterable[UnitStatus]:
        return fleet_queries.with_fleet(lambda fleet: [one.status for one in fleet.units.values()])

    with pytest.raises(Undone), transaction() as session:
        roster.set_status(lock_unit(session, "水1"), UnitStatus.TRAINING, NOON)
        session.flush()
        inside = read_inside()
        raise Undone

    assert inside == [UnitStatus.TRAINING]
    assert states() == {"水1": UnitStatus.IN_STATION}
    report("水1", UnitStatus.OUT_OF_SERVICE, 1, reason="换水泵")
    assert states() == {"水1": UnitStatus.OUT_OF_SERVICE}
