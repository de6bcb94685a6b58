"""A record's way to the statistician: returned (退回), mended, confirmed (确认) for one version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """One step: the statistician returns, the station or the desk mends, the statistician confirms.

    A record may be confirmed at once; a returned one is confirmed when it has been mended.
    """

    RETURNED = "returned"
    MENDED = "mended"
    CONFIRMED = "confirmed"


class Standing(StrEnum):
    """Where a record stands; `OVERTAKEN` was confirmed and has been changed since."""

    UNREAD = "unread"
    RETURNED = "returned"
    MENDED = "mended"
    CONFIRMED = "confirmed"
    OVERTAKEN = "overtaken"


STANDING_LABELS: Final = {
    Standing.UNREAD: "未复核",
    Standing.RETURNED: "已退回，待核改",
    Standing.MENDED: "已核改，待确认",
    Standing.CONFIRMED: "已确认",
    Standing.OVERTAKEN: "确认后又有修改，须重新确认",
}
STEP_LABELS: Final = {
    Step.RETURNED: "退回",
    Step.MENDED: "已核改",
    Step.CONFIRMED: "确认",
}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """The last step of a record: which, why, of which version, when and by whom."""

    step: Step
    reason: str
    version: int
    at: datetime
    by: str


def standing_of(last: StepTaken | None, version: int, has_fire_news: bool) -> Standing:
    """Return where a record of this version stands; fires keep their own versions.

    `has_fire_news` tells whether a fire of it was registered or amended since the last step.
    """
    if last is None:
        return Standing.UNREAD
    if last.step is not Step.CONFIRMED:
        return Standing(str(last.step))
    is_same = last.version == version and not has_fire_news
    return Standing.CONFIRMED if is_same else Standing.OVERTAKEN
