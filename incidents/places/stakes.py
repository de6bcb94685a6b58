"""Kilometre stakes in a text: K1234+500, 1234公里加500米."""

import re
from dataclasses import dataclass
from typing import Final

from incidents.places.parse import number_of

_NUMERAL: Final = r"\d{1,4}(?:\.\d{1,3})?|[零〇一二两三四五六七八九十百千幺]{1,9}"
_METRES: Final = r"(?P<metres>\d{1,3}|[零〇一二两三四五六七八九十百]{1,7})"
# K before the number says stake; without it something else must, or it is a distance.
_WITH_K: Final = re.compile(
    rf"(?<![a-z])(?:k|桩号|里程碑)\s*(?P<kilometres>{_NUMERAL})\s*(?:公里|千米|km)?"
    rf"(?:\s*(?:[+＋加]|又)\s*{_METRES}\s*(?:米|m)?)?"
)
_KILOMETRES: Final = re.compile(
    rf"(?P<kilometres>{_NUMERAL})\s*(?:公里|千米|km)\s*"
    rf"(?:(?P<joined>[+＋加又])?\s*{_METRES}\s*(?:米|m))?"
    r"(?P<spot>\s*(?:处|桩|里程碑|路碑|的?位置|路段|那里|这里))?"
)
_BARE: Final = re.compile(r"(?<![\d.])(?P<kilometres>\d{1,4})\s*[+＋加]\s*(?P<metres>\d{3})(?!\d)")
_DISTANCE_BEFORE: Final = re.compile(
    r"(?:方向|距离?\S{0,8}|离\S{0,8}|走|开|过了?\S{0,8}|前行|行驶|前面|再|大概|往\S{1,8}|还有)\s*(?:了|有|约)?\s*$"
)
NO_DISTANCE_M: Final = 100_000


@dataclass(frozen=True, slots=True)
class SaidStake:
    """A stake in metres as said in a text between two places.

    `is_sure` when only a stake is said so; otherwise it may be a distance.
    """

    stake_m: int
    start: int
    end: int
    is_sure: bool

    @property
    def label(self) -> str:
        """The stake as it is painted: K1234+500."""
        return stake_label(self.stake_m)


def stake_label(stake_m: int) -> str:
    """Return a stake as it is painted: K1234+500."""
    return f"K{stake_m // 1000}+{stake_m % 1000:03d}"


def said_stake(plain_text: str) -> SaidStake | None:
    """Return the stake a text names, in simplified characters and half width; None without one."""
    for pattern in (_WITH_K, _BARE, _KILOMETRES):
        match = pattern.search(plain_text)
        if match is None:
            continue
        if pattern is not _KILOMETRES:
            return _stake(match, True)
        if match["joined"]:
            return _stake(match, True)
        stake = _stake(match, False)
        is_distance = _DISTANCE_BEFORE.search(plain_text[: match.start()]) is not None
        # Nobody tells a place by a distance across half a province.
        if not is_distance or match["spot"] or stake.stake_m >= NO_DISTANCE_M:
            return stake
    return None


def _stake(match: re.Match[str], is_sure: bool) -> SaidStake:
    said = match["kilometres"]
    kilometres = float(said) if said[0].isdigit() else float(number_of(said))
    metres = match["metres"] or "0"
    along = int(metres) if metres[0].isdigit() else number_of(metres)
    return SaidStake(round(kilometres * 1000) + along, match.start(), match.end(), is_sure)
