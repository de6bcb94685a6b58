"""人为因素火灾发生率: the share of fires whose cause is human, and what the share cannot know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.causes import (
    FINER_CAUSES,
    INSTALLATION_CODES,
    VAGUE_ELECTRICAL_CODES,
    Cause,
    is_human_caused,
)

WHOLE: Final = 10_000
"""A share is kept in ten-thousandths, as `Kind.SHARE` is."""

MAPPING_NOTE: Final = (
    "人为因素火灾依朔州规划名词解释3（S）：生活用火不慎、吸烟、玩火、违反安全规定、违反电器安装规定"
    "五项。“违反安全规定”按“生产作业不慎”计（P）；“违反电器安装规定”只计电气火灾中细码"
    "（GA/T 974.33）为 "
    + "、".join(f"{code} {FINER_CAUSES[code]}" for code in sorted(INSTALLATION_CODES))
    + "的（P）。"
)


@dataclass(frozen=True, slots=True)
class HumanShare:
    """How many of some fires had a human cause, and how many nobody can tell of.

    An electrical fire without its finer code may or may not be one; so may a fire without cause.
    """

    fires: int
    human: int
    electrical_without_code: int
    without_cause: int

    def __post_init__(self) -> None:
        parts = self.human + self.electrical_without_code + self.without_cause
        assert 0 <= parts <= self.fires, "the parts of a share are more than the whole"

    @property
    def share(self) -> int | None:
        """The share in ten-thousandths, rounded half up; None where there was no fire."""
        return _share(self.human, self.fires)

    @property
    def most(self) -> int | None:
        """What the share would be if every fire nobody can tell of had a human cause."""
        return _share(self.human + self.electrical_without_code + self.without_cause, self.fires)

    @property
    def notes(self) -> tuple[str, ...]:
        """The mapping, and what could not be judged with how far that could move the share."""
        notes = [MAPPING_NOTE]
        if self.electrical_without_code:
            count = self.electrical_without_code
            notes.append(f"另有 {count} 起电气火灾未填到小类细码，未计为人为因素。")
        if self.without_cause:
            notes.append(f"另有 {self.without_cause} 起火灾未填起火原因，未计为人为因素。")
        if self.share != self.most:
            assert self.most is not None, "there were fires"
            notes.append(f"以上若全部属人为因素，发生率为 {self.most / 100:.2f}%（上限）。")
        return tuple(notes)


def human_share(tally: Mapping[tuple[str, str], int]) -> HumanShare:
    """Work out the share from how many fires there were of each cause and finer code."""
    return HumanShare(
        fires=sum(tally.values()),
        human=sum(n for (cause, code), n in tally.items() if is_human_caused(cause, code)),
        electrical_without_code=sum(
            n
            for (cause, code), n in tally.items()
            if cause == Cause.ELECTRICAL and code in VAGUE_ELECTRICAL_CODES
        ),
        without_cause=sum(n for (cause, _), n in tally.items() if not cause),
    )


def _share(part: int, whole: int) -> int | None:
    return (2 * part * WHOLE + whole) // (2 * whole) if whole else None
