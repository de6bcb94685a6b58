"""The words for a status on the command line: key, standard code, Chinese, pinyin, English."""

from typing import Final

from incidents.places.sounds import letters
from resources.unit_status import CODES, LABELS, UnitStatus

KEYS: Final = {
    "1": UnitStatus.IN_STATION,
    "2": UnitStatus.ALERTED,
    "3": UnitStatus.EN_ROUTE,
    "4": UnitStatus.ON_SCENE,
    "w": UnitStatus.WATER_ON,
    "W": UnitStatus.WATER_OFF,
    "5": UnitStatus.RETURNING,
    "9": UnitStatus.OUT_OF_SERVICE,
}
"""The keys of the rows of vehicles; only here a capital letter means something else."""

_CHINESE: Final = {
    UnitStatus.IN_STATION: ("备勤", "在站", "在队", "归队", "可用", "在站可用"),
    UnitStatus.ALERTED: ("收到", "接令", "已下达", "已调派"),
    UnitStatus.EN_ROUTE: ("途中", "出动", "出动途中"),
    UnitStatus.ON_SCENE: ("到场", "到达", "到场处置"),
    UnitStatus.WATER_ON: ("出水",),
    UnitStatus.WATER_OFF: ("停水",),
    UnitStatus.RETURNING: ("返队", "返回", "返队途中"),
    UnitStatus.STANDBY: ("驻防",),
    UnitStatus.SHUTTLING: ("运水",),
    UnitStatus.TRAINING: ("训练",),
    UnitStatus.OUT_OF_SERVICE: ("停用", "停勤", "检修", "停勤检修"),
}
_ENGLISH: Final = {
    "available": UnitStatus.IN_STATION,
    "ack": UnitStatus.ALERTED,
    "enroute": UnitStatus.EN_ROUTE,
    "arrived": UnitStatus.ON_SCENE,
    "onscene": UnitStatus.ON_SCENE,
    "out": UnitStatus.OUT_OF_SERVICE,
}


def _gathered() -> dict[str, UnitStatus]:
    words: dict[str, UnitStatus] = dict(_ENGLISH)
    for status in UnitStatus:
        words[str(status)] = status
        for chinese in _CHINESE[status]:
            words[chinese] = status
            for spelt in letters(chinese):
                # Where two words are spelt alike neither is meant: the person writes another.
                assert words.get(spelt, status) is status, f"{spelt} means two statuses"
                words[spelt] = status
    words.update({code: status for status, code in CODES.items()})
    return words


WORDS: Final = _gathered()


def status_called(word: str) -> UnitStatus | None:
    """Return the status a word means, or None; the word is as typed, full width made narrow."""
    return KEYS.get(word) or WORDS.get(word.casefold())


def told(status: UnitStatus) -> str:
    """Return the word a person reports a status with."""
    return "收到" if status is UnitStatus.ALERTED else LABELS[status]
