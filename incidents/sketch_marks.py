"""The marks of a scene sketch (现场标绘): what may be drawn, of how many points, how far off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from resources.errors import BadInput, FieldFault
from resources.geography import Position, distance_m

FARTHEST_M: Final = 5_000.0
"""From the scene to a point of a mark (P): what lies farther was clicked on another place."""
LONGEST_LABEL: Final = 20
MOST_POINTS: Final = 60
MOST_MARKS: Final = 120
"""Standing marks of one sketch (P): more cannot be told apart on one page."""
SAME_POINT_M: Final = 0.5


class Form(StrEnum):
    """How a mark lies on the ground."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


class MarkKind(StrEnum):
    """The symbols of the fire service's sketch; our own drawing, as no public set is for it."""

    NOZZLE = "nozzle"
    PARKING = "parking"
    SAFETY_OFFICER = "safety_officer"
    CORDON = "cordon"
    COMMAND_POST = "command_post"
    WATER = "water"
    ATTACK = "attack"
    TRAPPED = "trapped"
    HAZARD = "hazard"
    ASSEMBLY = "assembly"


MARK_LABELS: Final = {
    MarkKind.NOZZLE: "水枪阵地",
    MarkKind.PARKING: "停车位",
    MarkKind.SAFETY_OFFICER: "安全员",
    MarkKind.CORDON: "警戒区",
    MarkKind.COMMAND_POST: "指挥部",
    MarkKind.WATER: "水源",
    MarkKind.ATTACK: "进攻路线",
    MarkKind.TRAPPED: "被困人员",
    MarkKind.HAZARD: "危险源",
    MarkKind.ASSEMBLY: "集结点",
}
FORMS: Final = {
    **dict.fromkeys(MarkKind, Form.POINT),
    MarkKind.CORDON: Form.AREA,
    MarkKind.ATTACK: Form.LINE,
}
FEWEST: Final = {Form.POINT: 1, Form.LINE: 2, Form.AREA: 3}
FORM_WORDS: Final = {
    Form.POINT: "请在图上点 1 个位置",
    Form.LINE: "请依次点出 2 个以上位置",
    Form.AREA: "请围出 3 个以上不同的位置",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark as a person drew it; raises BadInput naming what is wrong with it."""

    kind: MarkKind
    points: tuple[Position, ...]
    label: str = ""

    def __post_init__(self) -> None:
        faults = []
        form, name = self.form, MARK_LABELS[self.kind]
        count = len(self.points)
        if (form is Form.POINT and count != 1) or len(_apart(self.points)) < FEWEST[form]:
            faults.append(FieldFault("points", f"{name}：{FORM_WORDS[form]}，现为 {count} 个。"))
        elif count > MOST_POINTS:
            told = f"{name}最多 {MOST_POINTS} 个点，现为 {count} 个，请画得简单些。"
            faults.append(FieldFault("points", told))
        if len(self.label) > LONGEST_LABEL:
            told = f"标注最多 {LONGEST_LABEL} 字，现为 {len(self.label)} 字。"
            faults.append(FieldFault("label", told))
        if faults:
            raise BadInput(tuple(faults))

    @property
    def form(self) -> Form:
        """Whether it is a symbol, a line or an area."""
        return FORMS[self.kind]


def told_of(kind: MarkKind, label: str) -> str:
    """Name a mark for a sentence, as in 水枪阵地“一号”."""
    return MARK_LABELS[kind] + (f"“{label}”" if label else "")


def require_near(mark: Mark, scene: Position) -> None:
    """Refuse a mark that lies somewhere else than the scene; raises BadInput."""
    farthest = max(distance_m(scene, point) for point in mark.points)
    if farthest > FARTHEST_M:
        told = (
            f"{MARK_LABELS[mark.kind]}离警情位置 {farthest / 1000:.1f} 公里，"
            f"超过 {FARTHEST_M / 1000:g} 公里（建议值）；请核对是否点错，或先改正警情位置。"
        )
        raise BadInput((FieldFault("points", told),))


def scene_of(told: Position | None, drawn: Iterable[Position], mark: Mark) -> Position:
    """Return where the scene is: as the incident tells, else where its sketch began."""
    return told or next(iter(drawn), mark.points[0])


def _apart(points: Sequence[Position]) -> list[Position]:
    """Return the points without those that lie on an earlier one."""
    kept: list[Position] = []
    for point in points[: MOST_POINTS + 1]:
        if all(distance_m(point, one) > SAME_POINT_M for one in kept):
            kept.append(point)
    return kept
