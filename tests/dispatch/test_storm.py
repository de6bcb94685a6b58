"""A proposal for many incidents, beside call order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.storm import StormAim, StormIncident, propose
from resources.unit_status import UnitStatus
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line

FAR = float("inf")
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
TYPES = ("water_tanker", "foam_tanker", "compressed_air_foam", "rescue", "platform")


def make_incident(number, times_s, *lines, minute=0, level=1):
    demand = make_demand(*(lines or (make_line("water"),)))
    return StormIncident(number, NOON + timedelta(minutes=minute), level, demand, times_s)


def signs(share):
    return [pick.call_sign for pick in share.picks]


def test_each_incident_shows_what_it_gains_and_loses_against_call_order():
    units = [make_candidate("A"), make_candidate("B")]
    first = make_incident("1", [60, 70], minute=0)
    second = make_incident("2", [80, 900], minute=1)

    proposal = propose([second, first], units)

    one, two = proposal.outcomes
    assert (one.number, signs(one.by_call_order), signs(one.proposed)) == ("1", ["A"], ["B"])
    assert (two.number, signs(two.by_call_order), signs(two.proposed)) == ("2", ["B"], ["A"])
    assert one.last_gained == timedelta(seconds=-10)
    assert two.first_gained == timedelta(seconds=820)
    assert one.places_gained == two.places_gained == 0
    assert one.changes
    assert proposal.total == timedelta(seconds=150)
    assert proposal.total_by_call_order == timedelta(seconds=960)
    assert proposal.worst == timedelta(seconds=80)
    assert proposal.worst_by_call_order == timedelta(seconds=900)


def test_a_unit_with_two_abilities_goes_where_nothing_else_can():
    both = make_candidate("A", also=("rescue",))
    water = make_candidate("B")
    fire = make_incident("1", [60, 300], minute=0)
    crash = make_incident("2", [60, 300], make_line("rescue"), minute=1)

    proposal = propose([fire, crash], [both, water])

    fire_share, crash_share = proposal.outcomes
    assert signs(fire_share.proposed) == ["B"]
    assert signs(crash_share.proposed) == ["A"]
    assert crash_share.places_gained == 1
    assert crash_share.first_gained is None
    assert (proposal.missing, proposal.missing_by_call_order) == (0, 1)


def test_a_stand_in_is_marked_and_comes_after_own_ability():
    tanker, foam = make_candidate("水罐"), make_candidate("泡沫", "foam_tanker")
    one = make_incident("1", [300, 60])
    two = make_incident("2", [400, 400], make_line("water"), make_line("rescue"))

    proposal = propose([one, two], [tanker, foam])

    # 300 + 400 and 60 + 400 each take one stand-in, so the seconds decide.
    assert [pick.substituted for pick in proposal.outcomes[0].proposed.picks] == [True]
    assert [pick.substituted for pick in proposal.outcomes[1].proposed.picks] == [False]
    assert proposal.outcomes[1].proposed.missing == 1
    assert (proposal.stand_ins, proposal.stand_ins_by_call_order) == (1, 1)


def test_the_worst_arrival_can_be_the_aim():
    units = [make_candidate("A"), make_candidate("B")]
    incidents = [make_incident("1", [10, 60]), make_incident("2", [61, 100])]

    proposal = propose(incidents, units, StormAim.LEAST_WORST)

    assert [signs(one.proposed) for one in proposal.outcomes] == [["B"], ["A"]]
    assert proposal.worst == timedelta(seconds=61)


def test_units_that_cannot_be_ordered_or_cannot_come_are_not_named():
    units = [
        make_candidate("A", status=UnitStatus.ON_SCENE),
        make_candidate("B", is_staffed=False),
        make_candidate("C"),
        make_candidate("D"),
    ]

    proposal = propose([make_incident("1", [1, 1, FAR, 500])], units)

    assert signs(proposal.outcomes[0].proposed) == ["D"]
    assert proposal.left == ("C",)


def test_without_units_or_incidents_there_is_still_an_answer():
    nobody = propose([make_incident("1", [])], [])
    nothing = propose([], [make_candidate("A")])

    assert (nobody.missing, nobody.worst, nobody.total) == (1, None, timedelta())
    assert (nothing.outcomes, nothing.left) == ((), ("A",))


@pytest.mark.parametrize("times_s", [[60.0], [60.0, -1.0], [60.0, float("nan")]])
def test_times_that_make_no_sense_are_refused(times_s):
    with pytest.raises(ValueError, match="incident 1"):
        propose([make_incident("1", times_s)], [make_candidate("A"), make_candidate("B")])


def test_a_number_or_call_sign_given_twice_is_refused():
    with pytest.raises(ValueError, match="call sign"):
        propose([], [make_candidate("A"), make_candidate("A")])
    with pytest.raises(ValueError, match="number"):
        propose([make_incident("1", []), make_incident("1", [])], [])


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(StormAim))
def test_the_order_of_units_and_incidents_does_not_matter(seed, aim):
    generator = random.Random(seed)
    units = [
        make_candidate(
            f"车{number}",
            generator.choice(TYPES),
            also=tuple(generator.sample(["rescue", "foam"], generator.randrange(2))),
            is_staffed=generator.random() < 0.9,
        )
        for number in range(9)
    ]
    # Few different times, so that many answers are equal.
    times = [[generator.choice([60, 120, FAR]) for _ in units] for _ in range(4)]
    lines = [
        [make_line(word) for word in generator.sample(["water", "foam", "rescue", "ladder"], 2)]
        for _ in times
    ]

    def ask(unit_order, incident_order):
        incidents = [
            make_incident(
                str(at), [times[at][unit] for unit in unit_order], *lines[at], level=1 + at % 2
            )
            for at in incident_order
        ]
        return propose(incidents, [units[unit] for unit in unit_order], aim)

    shuffled = ask(generator.sample(range(9), 9), generator.sample(range(4), 4))

    assert shuffled == ask(range(9), range(4))
    named = [sign for one in shuffled.outcomes for sign in signs(one.proposed)]
    able = {unit.call_sign for unit in units if unit.is_available}
    assert len(set(named)) == len(named)
    assert set(named) | set(shuffled.left) == able
