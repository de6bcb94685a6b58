"""What to look at first, and the five steps."""

from incidents.lifecycle import IncidentState
from incidents.urgency import STEP_LABELS, STEPS, Step, urgency


def test_the_level_goes_before_people_and_people_before_waiting() -> None:
    filed, working = IncidentState.FILED, IncidentState.ON_SCENE

    found = [
        urgency(3, None, working),
        urgency(2, 9, working),
        urgency(2, 1, filed),
        urgency(2, 1, working),
        urgency(2, 0, filed),
        urgency(2, None, working),
        urgency(1, 100_000, filed),
    ]

    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


def test_every_state_stands_at_one_of_the_five_steps() -> None:
    assert set(STEPS) == set(IncidentState)
    assert set(STEP_LABELS) == set(Step)
    assert STEPS[IncidentState.WATER_ON] is Step.ON_SCENE
