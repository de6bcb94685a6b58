"""Which open incident a person should look at first, and how far each has come."""

from enum import IntEnum
from typing import Final

from incidents.lifecycle import IncidentState


class Step(IntEnum):
    """The five steps of an incident as the big screen shows them."""

    CALL = 1
    TURN_OUT = 2
    ON_SCENE = 3
    CONTROLLED = 4
    OVER = 5


STEP_LABELS: Final = {
    Step.CALL: "接警",
    Step.TURN_OUT: "出动",
    Step.ON_SCENE: "到场",
    Step.CONTROLLED: "控制",
    Step.OVER: "结束",
}

STEPS: Final = {
    IncidentState.FILED: Step.CALL,
    IncidentState.ORDERED: Step.TURN_OUT,
    IncidentState.UNDER_WAY: Step.TURN_OUT,
    IncidentState.ON_SCENE: Step.ON_SCENE,
    IncidentState.WATER_ON: Step.ON_SCENE,
    IncidentState.CONTROLLED: Step.CONTROLLED,
    IncidentState.EXTINGUISHED: Step.OVER,
    IncidentState.RETURNED: Step.OVER,
    IncidentState.CLOSED: Step.OVER,
    IncidentState.MERGED: Step.OVER,
}

_MOST_COUNTED: Final = 49


def urgency(level: int, trapped: int | None, state: IncidentState) -> int:
    """Return a number that is greater the sooner an incident should be looked at (mark P).

    First the level, then the people trapped, then whether nothing has been ordered yet. Equal
    numbers go by the longest waiting, which only the list can tell.
    """
    people = min(trapped or 0, _MOST_COUNTED)
    return level * 100 + people * 2 + (state is IncidentState.FILED)
