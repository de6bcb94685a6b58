"""What the call taker is shown for each place: where, how sure, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.places.gazetteer import FormKind, PlaceEntry
from incidents.places.matching import Likeness
from incidents.places.outside import OutsideMention
from incidents.places.parse import normalise, official_name
from incidents.places.weighing import Weighed
from resources.geography import Position

# A village or place without a point of its own lies anywhere in its township.
INHERITED_RADIUS_M: Final = 6_000
OUTSIDE_SCORE: Final = 0.95
DIRECTION_SCORE: Final = 0.25


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A place the text may mean; it is never accepted without a person.

    `position` is None where neither the place nor its township has a point, and for a place
    outside the county, whose `code` is None as well. `radius_m` says how far off it may be.
    """

    code: str | None
    name: str
    path: str
    kind: str
    position: Position | None
    score: float
    radius_m: int
    is_synthetic: bool
    township_code: str | None
    is_outside: bool
    why: str


def propose(weighed: Weighed, namesakes: int, entries: Mapping[str, PlaceEntry]) -> PlaceCandidate:
    """Return the candidate for a weighed match; `namesakes` counts places of its name."""
    entry = weighed.match.form.entry
    placed = _placed(entry, entries)
    reasons = [_found_how(weighed), _township_reason(weighed)]
    if namesakes > 1:
        reasons.append(f"本县有 {namesakes} 处“{official_name(entry.name)}”，请问清乡镇")
    is_inherited = placed is not None and placed is not entry
    if placed is None:
        reasons.append("没有坐标，请在地图上点选")
    elif is_inherited:
        reasons.append(f"没有自己的坐标，暂用{placed.name}的位置，误差放大")
    radius_m = entry.radius_m
    if is_inherited or placed is None:
        radius_m = max(radius_m, INHERITED_RADIUS_M, placed.radius_m if placed else 0)
    return PlaceCandidate(
        code=entry.code,
        name=entry.name,
        path=entry.path,
        kind=entry.kind,
        position=None if placed is None else placed.position,
        score=round(min(1.0, weighed.score), 3),
        radius_m=radius_m,
        is_synthetic=entry.is_synthetic if placed is None else placed.is_synthetic,
        township_code=entry.home_code,
        is_outside=False,
        why="；".join(reason for reason in reasons if reason) + "。",
    )


def propose_outside(mention: OutsideMention) -> PlaceCandidate:
    """Return the notice that a text names a place which is not in the county."""
    named = f"原话的“{mention.heard}”不在本县（{mention.name}）"
    if mention.is_direction:
        why = f"{named}，看来是方向或来处；请核对事发地点。"
    else:
        why = f"{named}；请核实，确属外地的转当地 119。"
    return PlaceCandidate(
        code=None,
        name=mention.name,
        path=f"本县以外/{mention.name}",
        kind="outside",
        position=None,
        score=DIRECTION_SCORE if mention.is_direction else OUTSIDE_SCORE,
        radius_m=0,
        is_synthetic=False,
        township_code=None,
        is_outside=True,
        why=why,
    )


def _placed(entry: PlaceEntry, entries: Mapping[str, PlaceEntry]) -> PlaceEntry | None:
    """Return the nearest entry upwards that has a point: itself, its parent, its township."""
    for code in (entry.code, entry.parent_code, entry.township_code):
        candidate = entries.get(code or "")
        if candidate is not None and candidate.position is not None:
            return candidate
    return None


def _found_how(weighed: Weighed) -> str:
    match = weighed.match
    name = official_name(match.form.entry.name)
    if match.likeness is Likeness.SOUND:
        return f"“{match.heard}”与“{match.form.text}”读音相同"
    if match.likeness is Likeness.DIALECT:
        return f"“{match.heard}”与“{match.form.text}”方音相近"
    if match.likeness is Likeness.NEAR:
        return f"“{match.heard}”与“{name}”字面相近"
    if match.likeness is Likeness.SPELT:
        return f"拼音或首字母“{match.heard}”与“{match.form.text}”相符"
    if match.likeness is Likeness.BEGUN:
        return f"“{match.heard}”是“{name}”的一部分"
    if match.form.kind is FormKind.FORMER:
        return f"“{match.form.text}”是“{name}”的原名"
    if match.form.text in map(normalise, match.form.entry.aliases):
        return f"“{match.form.text}”是“{name}”的俗称"
    if match.form.kind is FormKind.FULL:
        return f"原话有“{match.heard}”"
    return f"原话的“{match.heard}”可能指“{name}”"


def _township_reason(weighed: Weighed) -> str:
    if weighed.named_township is not None:
        return f"在原话提到的{weighed.named_township.name}内"
    if weighed.contradicted_by:
        others = "、".join(entry.name for entry in weighed.contradicted_by)
        return f"但原话提到的是{others}，请核对"
    if weighed.match.form.entry.is_township and len(weighed.rest) >= 2:
        return f"“{weighed.rest}”未能定位到更细的地点，请追问"
    return ""
