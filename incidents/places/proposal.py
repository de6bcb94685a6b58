"""What the call taker is shown for each place: where, how sure, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from incidents.places.gazetteer import FormKind, PlaceEntry
from incidents.places.matching import Likeness
from incidents.places.moving import Moved
from incidents.places.outside import OutsideMention
from incidents.places.parse import normalise, official_name
from incidents.places.roads import ROAD
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
    outside the county, whose `code` is None as well, as it is for a point that is no place of the
    gazetteer: a stake, a crossing, coordinates. `radius_m` says how far off it may be; `namesakes`
    how many places of the county share the name, 0 where none does.
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
    namesakes: int = 0


def propose(
    weighed: Weighed,
    namesakes: int,
    entries: Mapping[str, PlaceEntry],
    move: Callable[[Position | None, int], Moved | None],
) -> PlaceCandidate:
    """Return the candidate for a weighed match.

    `namesakes` counts places of its name; `move` tells where what was said beside the name leads
    from its point and radius, None where nothing was.
    """
    entry = weighed.entry
    placed = _placed(entry, entries)
    reasons = [_found_how(weighed), weighed.note]
    if namesakes > 1:
        reasons.append(f"同名：本县有 {namesakes} 处“{official_name(entry.name)}”，请问清乡镇")
    is_inherited = placed is not None and placed is not entry
    if placed is None:
        reasons.append("没有坐标，请在地图上点选")
    elif is_inherited:
        reasons.append(f"没有自己的坐标，暂用{placed.name}的位置，误差放大")
    radius_m = entry.radius_m
    if is_inherited or placed is None:
        radius_m = max(radius_m, INHERITED_RADIUS_M, placed.radius_m if placed else 0)
    position = None if placed is None else placed.position
    shifted = move(position, radius_m)
    if shifted is None:
        reasons.append(_township_reason(weighed))
    else:
        # What was said beside the place is understood, so there is no rest to ask about.
        reasons.append(_township_reason(replace(weighed, rest="")))
        position, radius_m = shifted.position, shifted.radius_m
        reasons.append(shifted.why)
    return PlaceCandidate(
        # A road is no place of the gazetteer: an order carries its point alone.
        code=entry.code if entry.kind != ROAD else None,
        name=entry.name,
        path=entry.path,
        kind=entry.kind,
        position=position,
        score=round(min(1.0, weighed.score), 3),
        radius_m=radius_m,
        is_synthetic=entry.is_synthetic if placed is None else placed.is_synthetic,
        township_code=entry.home_code,
        is_outside=False,
        why="；".join(reason for reason in reasons if reason) + "。",
        namesakes=namesakes if namesakes > 1 else 0,
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
    above = (entries.get(code or "") for code in (entry.parent_code, entry.township_code))
    return next((one for one in (entry, *above) if one and one.position is not None), None)


def _found_how(weighed: Weighed) -> str:
    match = weighed.match
    name = official_name(match.form.entry.name)
    if match.likeness is Likeness.SOUND:
        return f"“{match.heard}”与“{match.form.text}”读音相同"
    if match.likeness is Likeness.DIALECT:
        return f"“{match.heard}”与“{match.form.text}”方音相近"
    if match.likeness is Likeness.NEAR:
        return f"“{match.heard}”与“{match.form.text}”字面相近"
    if match.likeness is Likeness.SPELT:
        return f"拼音或首字母“{match.heard}”与“{match.form.text}”相符"
    if match.likeness is Likeness.BEGUN:
        return f"“{match.heard}”是“{name}”的一部分"
    if match.form.entry.kind == ROAD:
        return f"原话有“{match.heard}”，只说了道路"
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
