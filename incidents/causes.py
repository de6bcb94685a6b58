"""Why a fire started and what burned."""

from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """The cause of a fire in the order of the yearly tables (P, after the press categories)."""

    ELECTRICAL = "electrical"
    PRODUCTION = "production"
    DOMESTIC_FIRE = "domestic_fire"
    SMOKING = "smoking"
    PLAYING_WITH_FIRE = "playing_with_fire"
    SPONTANEOUS = "spontaneous"
    LIGHTNING = "lightning"
    STATIC = "static"
    ARSON = "arson"
    SMOULDERING_REMAINS = "smouldering_remains"
    OTHER = "other"
    UNKNOWN = "unknown"


CAUSE_LABELS: Final = {
    Cause.ELECTRICAL: "电气",
    Cause.PRODUCTION: "生产作业不慎",
    Cause.DOMESTIC_FIRE: "生活用火不慎",
    Cause.SMOKING: "吸烟",
    Cause.PLAYING_WITH_FIRE: "玩火",
    Cause.SPONTANEOUS: "自燃",
    Cause.LIGHTNING: "雷击",
    Cause.STATIC: "静电",
    Cause.ARSON: "放火",
    Cause.SMOULDERING_REMAINS: "遗留火种",
    Cause.OTHER: "其他",
    Cause.UNKNOWN: "原因不明",
}

# 人为因素火灾 in the plan of 朔州, 名词解释3 (S), which names five causes of an older scheme.
# 违反安全规定 is read as 生产作业不慎 (P). The fifth, 违反电器安装规定, is a part of 电气 that
# only the finer code can tell apart: INSTALLATION_CODES.
HUMAN_CAUSES: Final = frozenset(
    {Cause.DOMESTIC_FIRE, Cause.SMOKING, Cause.PLAYING_WITH_FIRE, Cause.PRODUCTION}
)

FINER_CAUSES: Final = {
    "010000": "电气火灾",
    "010100": "电气线路故障",
    "010101": "短路",
    "010102": "负荷过大",
    "010103": "接触不良",
    "010104": "漏电",
    "010105": "配电盘故障",
    "010106": "断路",
    "010199": "其他电气线路故障",
    "010200": "电器设备故障",
    "010300": "电加热器具使用不当",
    "010301": "与可燃物接触或距离太近",
}
"""The part of GA/T 974.33-2011 (起火原因分类与代码) that was read (S); other codes are free."""

ELECTRICAL_CODES_START: Final = "01"

INSTALLATION_CODES: Final = frozenset({"010102", "010103"})
"""违反电器安装规定 read as 负荷过大 and 接触不良: wiring not laid as the rules ask (P).

Short circuits and leakage may be old age, and a heater put too near is wrong use, not wrong
installation: they are not in it.
"""


VAGUE_ELECTRICAL_CODES: Final = frozenset({"", "010000", "010100"})
"""Codes of an electrical fire that do not say whether the installation was at fault."""


def is_human_caused(cause: str, cause_code: str) -> bool:
    """Tell whether a cause belongs to 人为因素火灾 by the mapping stated above (P).

    An electrical fire without its finer code is not counted: it may or may not belong.
    """
    if cause in HUMAN_CAUSES:
        return True
    return cause == Cause.ELECTRICAL and cause_code in INSTALLATION_CODES


class FireClass(StrEnum):
    """The class of a fire by its burning material (GA/T 974.35-2011 after GB/T 4968-2008, S)."""

    SOLID = "1"
    LIQUID = "2"
    GAS = "3"
    METAL = "4"
    LIVE_EQUIPMENT = "5"
    COOKING = "6"


FIRE_CLASS_LABELS: Final = {
    FireClass.SOLID: "A类 固体",
    FireClass.LIQUID: "B类 液体或可熔化固体",
    FireClass.GAS: "C类 气体",
    FireClass.METAL: "D类 金属",
    FireClass.LIVE_EQUIPMENT: "E类 带电",
    FireClass.COOKING: "F类 烹饪物",
}
