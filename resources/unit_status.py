"""What a vehicle is doing (duty states of GA/T 974.39-2011) and what usually follows what."""

from enum import StrEnum
from typing import Final


class UnitStatus(StrEnum):
    """The duty state of one vehicle, as a dispatcher reads it on the board.

    in_station: in its garage, ready to turn out when its crew is complete.
    alerted: an order has been sent to it, its wheels have not left the garage yet.
    en_route: on the road to the incident.
    on_scene: stopped at the incident.
    water_on: putting effective water on the fire.
    water_off: at the incident, no longer putting water on the fire.
    returning: on the road home; it can be ordered again.
    standby: posted away from its station; it can be ordered.
    shuttling: carrying water between a source and the incident.
    training: at drill; it can be ordered, with some delay.
    out_of_service: cannot be used (repair, no people, scrapped); the reason is kept beside it.

    `alerted` and `out_of_service` are proposed (P): GA/T 974.39 has no code for them.
    """

    IN_STATION = "in_station"
    ALERTED = "alerted"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    WATER_ON = "water_on"
    WATER_OFF = "water_off"
    RETURNING = "returning"
    STANDBY = "standby"
    SHUTTLING = "shuttling"
    TRAINING = "training"
    OUT_OF_SERVICE = "out_of_service"


CODES: Final[dict[UnitStatus, str]] = {
    UnitStatus.IN_STATION: "10",
    UnitStatus.EN_ROUTE: "21",
    UnitStatus.ON_SCENE: "22",
    UnitStatus.WATER_ON: "23",
    UnitStatus.WATER_OFF: "24",
    UnitStatus.RETURNING: "25",
    UnitStatus.STANDBY: "26",
    UnitStatus.SHUTTLING: "27",
    UnitStatus.TRAINING: "30",
}
"""Codes of GA/T 974.39-2011 (mark S); a status the standard lacks is absent."""

LABELS: Final[dict[UnitStatus, str]] = {
    UnitStatus.IN_STATION: "备勤",
    UnitStatus.ALERTED: "已下达",
    UnitStatus.EN_ROUTE: "途中",
    UnitStatus.ON_SCENE: "到场",
    UnitStatus.WATER_ON: "出水",
    UnitStatus.WATER_OFF: "停水",
    UnitStatus.RETURNING: "返队",
    UnitStatus.STANDBY: "驻防",
    UnitStatus.SHUTTLING: "运水",
    UnitStatus.TRAINING: "训练",
    UnitStatus.OUT_OF_SERVICE: "停用",
}

DISPATCHABLE: Final = frozenset(
    {UnitStatus.IN_STATION, UnitStatus.RETURNING, UnitStatus.STANDBY, UnitStatus.TRAINING}
)
"""Statuses from which a vehicle can be ordered out (mark P)."""

WORKING: Final = frozenset(
    {
        UnitStatus.ALERTED,
        UnitStatus.EN_ROUTE,
        UnitStatus.ON_SCENE,
        UnitStatus.WATER_ON,
        UnitStatus.WATER_OFF,
        UnitStatus.SHUTTLING,
    }
)
"""Statuses of a vehicle that is busy on an incident."""

STAMPED: Final = frozenset(
    {
        UnitStatus.ALERTED,
        UnitStatus.EN_ROUTE,
        UnitStatus.ON_SCENE,
        UnitStatus.WATER_ON,
        UnitStatus.WATER_OFF,
        UnitStatus.RETURNING,
        UnitStatus.IN_STATION,
    }
)
"""Statuses whose time is kept on the vehicle's assignment (下达, 出动, 到场 ... 归队)."""

MAY_FOLLOW: Final[dict[UnitStatus, frozenset[UnitStatus]]] = {
    UnitStatus.IN_STATION: frozenset(
        {
            UnitStatus.ALERTED,
            UnitStatus.STANDBY,
            UnitStatus.TRAINING,
            UnitStatus.OUT_OF_SERVICE,
        }
    ),
    UnitStatus.ALERTED: frozenset({UnitStatus.EN_ROUTE, UnitStatus.IN_STATION}),
    UnitStatus.EN_ROUTE: frozenset({UnitStatus.ON_SCENE, UnitStatus.RETURNING}),
    UnitStatus.ON_SCENE: frozenset(
        {
            UnitStatus.WATER_ON,
            UnitStatus.SHUTTLING,
            UnitStatus.STANDBY,
            UnitStatus.RETURNING,
        }
    ),
    UnitStatus.WATER_ON: frozenset({UnitStatus.WATER_OFF, UnitStatus.SHUTTLING}),
    UnitStatus.WATER_OFF: frozenset(
        {
            UnitStatus.WATER_ON,
            UnitStatus.SHUTTLING,
            UnitStatus.STANDBY,
            UnitStatus.RETURNING,
        }
    ),
    UnitStatus.SHUTTLING: frozenset(
        {
            UnitStatus.ON_SCENE,
            UnitStatus.WATER_ON,
            UnitStatus.WATER_OFF,
            UnitStatus.RETURNING,
        }
    ),
    UnitStatus.RETURNING: frozenset(
        {
            UnitStatus.IN_STATION,
            UnitStatus.ALERTED,
            UnitStatus.EN_ROUTE,
            UnitStatus.STANDBY,
        }
    ),
    UnitStatus.STANDBY: frozenset(
        {
            UnitStatus.ALERTED,
            UnitStatus.EN_ROUTE,
            UnitStatus.RETURNING,
            UnitStatus.IN_STATION,
        }
    ),
    UnitStatus.TRAINING: frozenset(
        {
            UnitStatus.IN_STATION,
            UnitStatus.ALERTED,
            UnitStatus.RETURNING,
            UnitStatus.OUT_OF_SERVICE,
        }
    ),
    UnitStatus.OUT_OF_SERVICE: frozenset({UnitStatus.IN_STATION}),
}
"""The usual order (mark P); another order is recorded with the warning of `order_warning`."""

AT_WORK: Final = frozenset({UnitStatus.WATER_ON, UnitStatus.WATER_OFF, UnitStatus.SHUTTLING})
BEFORE_ARRIVAL: Final = frozenset({UnitStatus.IN_STATION, UnitStatus.ALERTED, UnitStatus.EN_ROUTE})
_KNOWN: Final = frozenset(str(status) for status in UnitStatus)


def status_of(word: str) -> UnitStatus:
    """Return the status a row holds; a word nobody knows counts as out of service.

    A vehicle of which nobody can say what it does is not sent; its next report mends the row.
    """
    return UnitStatus(word) if word in _KNOWN else UnitStatus.OUT_OF_SERVICE


def order_warning(before: UnitStatus, after: UnitStatus) -> str | None:
    """Return the sentence to show when a step is unusual, or None when it is usual or a repeat.

    It warns and never blocks: residents may put a fire out before the crew does, and a crew
    at work forgets to press a button.
    """
    if after == before or after in MAY_FOLLOW[before]:
        return None
    step = f"状态由“{LABELS[before]}”直接变为“{LABELS[after]}”"
    if before in BEFORE_ARRIVAL and after in AT_WORK:
        return f"{step}，没有到场报告，请补报到场时间。"
    if before in {UnitStatus.IN_STATION, UnitStatus.ALERTED} and after == UnitStatus.ON_SCENE:
        return f"{step}，没有出动报告，请补报出动时间。"
    if before in WORKING and after == UnitStatus.IN_STATION:
        return f"{step}，没有返队报告，请核对归队时间。"
    if before in WORKING and after == UnitStatus.OUT_OF_SERVICE:
        return f"{step}，该车在执行任务中停用，请核对是否需要增派。"
    return f"{step}，不合通常顺序，请核对。"


def is_impossible(before: UnitStatus, after: UnitStatus) -> bool:
    """Tell whether a step cannot be, whatever the vehicle was ordered to do.

    A vehicle out of service must be put back in service before it can work, and a busy one
    cannot take another order. Whether it has an assignment at all is for the desk to judge.
    """
    if after == before:
        return False
    if before == UnitStatus.OUT_OF_SERVICE:
        return after in WORKING or after in {UnitStatus.RETURNING, UnitStatus.TRAINING}
    return after == UnitStatus.ALERTED and before not in DISPATCHABLE


def why_impossible(call_sign: str, before: UnitStatus, after: UnitStatus) -> str | None:
    """Return the sentence that refuses an impossible step of a vehicle, or None."""
    if not is_impossible(before, after):
        return None
    return f"{call_sign} 现为“{LABELS[before]}”，不能直接报“{LABELS[after]}”。"


def why_unordered(call_sign: str, status: UnitStatus) -> str:
    """Return the sentence that refuses work without an order."""
    return f"{call_sign} 没有任务，不能报“{LABELS[status]}”；请先下达出动命令。"
