"""The states of an incident and how it moves through them."""

from enum import StrEnum

from resources.unit_status import UnitStatus


class IncidentState(StrEnum):
    """Where an incident stands (domain: names seen in deployed systems, order proposed).

    FILED: taken and numbered, nothing ordered. ORDERED: a unit has its order. UNDER_WAY: a unit
    rolls. ON_SCENE: a unit has arrived. WATER_ON: water (or foam) on the fire. CONTROLLED: it no
    longer spreads. EXTINGUISHED: open flame out, or the rescue done. RETURNED: every unit
    released. CLOSED: the closing report is in. MERGED: told twice, kept under another number.
    """

    FILED = "filed"
    ORDERED = "ordered"
    UNDER_WAY = "under_way"
    ON_SCENE = "on_scene"
    WATER_ON = "water_on"
    CONTROLLED = "controlled"
    EXTINGUISHED = "extinguished"
    RETURNED = "returned"
    CLOSED = "closed"
    MERGED = "merged"


LABELS = {
    IncidentState.FILED: "已立案",
    IncidentState.ORDERED: "已下达",
    IncidentState.UNDER_WAY: "出动途中",
    IncidentState.ON_SCENE: "到场处置",
    IncidentState.WATER_ON: "已出水",
    IncidentState.CONTROLLED: "已控制",
    IncidentState.EXTINGUISHED: "已熄灭",
    IncidentState.RETURNED: "已归队",
    IncidentState.CLOSED: "已结案",
    IncidentState.MERGED: "已并案",
}

OPEN = frozenset(IncidentState) - {IncidentState.CLOSED, IncidentState.MERGED}

# While work goes on an incident only moves forward along this line.
_LINE = (
    IncidentState.FILED,
    IncidentState.ORDERED,
    IncidentState.UNDER_WAY,
    IncidentState.ON_SCENE,
    IncidentState.WATER_ON,
    IncidentState.CONTROLLED,
    IncidentState.EXTINGUISHED,
)

REACHED_BY = {
    UnitStatus.EN_ROUTE: IncidentState.UNDER_WAY,
    UnitStatus.ON_SCENE: IncidentState.ON_SCENE,
    UnitStatus.WATER_ON: IncidentState.WATER_ON,
}


class Stage(StrEnum):
    """A stage the scene commander reports: 火势控制 or 基本扑灭 (rescue: 处置完毕)."""

    CONTROLLED = "controlled"
    EXTINGUISHED = "extinguished"


def advanced(state: IncidentState, reached: IncidentState) -> IncidentState:
    """Return the state after something was reached; a late message never moves it back.

    A unit ordered after all others came home reopens the work at the stage it reaches.
    """
    if state not in _LINE:
        return reached
    return max(state, reached, key=_LINE.index)


def state_before_closing(
    *, was_sent: bool, is_controlled: bool, is_extinguished: bool
) -> IncidentState:
    """Work out where an incident stood when it was closed: by then every vehicle was released."""
    if was_sent:
        return IncidentState.RETURNED
    if is_extinguished:
        return IncidentState.EXTINGUISHED
    return IncidentState.CONTROLLED if is_controlled else IncidentState.FILED


def label_for(state: IncidentState, group_code: str) -> str:
    """Name a state for people; a rescue is not extinguished but done."""
    if group_code != "10000" and state is IncidentState.EXTINGUISHED:
        return "处置完毕"
    return LABELS[state]
