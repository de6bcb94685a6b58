"""What stands beside an incident, as it is shown: files, linkage units, hand-overs, cards."""

from typing import Final

from dispatch import water_queries
from dispatch.water_sources import WaterPoint
from incidents import scene_queries
from incidents.attachments import SHOWN_INLINE
from incidents.categories import CATEGORIES
from incidents.linkage_kinds import LINKAGE_LABELS, LINKAGE_MARKS, LinkageKind, suggested
from incidents.queries import Incident
from incidents.scene_queries import Attachment, Linkage, SceneHandOver
from resources.accounts import Principal, Role
from resources.county_rows import WATER_KIND_LABELS, WATER_STATE_LABELS
from resources.geography import Position, distance_m
from resources.queries import KeyUnit, key_unit_at
from web.shapes import Json, Shape, moment, words_for

SEES_STRUCK: Final = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that may still open a struck file: it was struck because it should not be seen here."""
MOST_WATER: Final = 5
WATER_WITHIN_M: Final = 5_000
"""Sources of water within this of the place are shown, the nearest of them (P)."""


def beside(row: Incident, who: Principal) -> Shape:
    """The files, linkage units and hand-overs of an incident."""
    return {
        "attachments": [attachment(row, one, who) for one in scene_queries.attachments(row)],
        "linkages": [linkage(one, who) for one in scene_queries.linkages(row)],
        "hand_overs": [hand_over(one, who) for one in scene_queries.scene_hand_overs(row)],
    }


def attachment(incident: Incident, row: Attachment, who: Principal) -> Shape:
    """One file, without its bytes; `url` is null where the reader may not open it."""
    is_struck = row.struck_at is not None
    is_open = not is_struck or who.role in SEES_STRUCK
    return {
        "id": row.id,
        "name": words_for(who, row.name),
        "media_type": row.media_type,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "caption": words_for(who, row.caption),
        "at": moment(row.at),
        "by": row.by,
        "struck_at": moment(row.struck_at),
        "struck_by": row.struck_by,
        "struck_why": words_for(who, row.struck_why),
        "url": f"/incidents/{incident.number}/attachments/{row.id}" if is_open else None,
        "is_picture": row.media_type in SHOWN_INLINE,
    }


def linkage(row: Linkage, who: Principal) -> Shape:
    """One linkage unit with its stamps, and how long it took to come."""
    took = None if row.arrived_at is None else row.arrived_at - row.notified_at
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_label": LINKAGE_LABELS[LinkageKind(row.kind)],
        "name": words_for(who, row.name),
        "contact": words_for(who, row.contact),
        "notified_at": moment(row.notified_at),
        "notified_by": row.notified_by,
        "arrived_at": moment(row.arrived_at),
        "left_at": moment(row.left_at),
        "took_s": None if took is None else round(took.total_seconds()),
        "remark": words_for(who, row.remark),
    }


def hand_over(row: SceneHandOver, who: Principal) -> Shape:
    """One hand-over of the scene."""
    return {
        "id": row.id,
        "at": moment(row.at),
        "given_by": row.given_by,
        "taken_by": row.taken_by,
        "taker_body": row.taker_body,
        "words": words_for(who, row.words),
        "by": row.by,
    }


def to_tell(row: Incident) -> list[Shape]:
    """Whom to tell of an incident and has not been told (P)."""
    told = {LinkageKind(one.kind) for one in scene_queries.linkages(row)}
    wanted = suggested(row.category, row.level, bool(row.trapped))
    return [
        {"kind": str(kind), "label": LINKAGE_LABELS[kind]} for kind in wanted if kind not in told
    ]


def linkage_choices() -> list[Shape]:
    """Every kind of linkage unit with its words and its mark."""
    return [
        {"kind": str(kind), "label": label, "mark": LINKAGE_MARKS[kind]}
        for kind, label in LINKAGE_LABELS.items()
    ]


def nearest_water(position: Position | None) -> list[Shape]:
    """The sources of water nearest to a place, usable or not, in a straight line."""
    if position is None:
        return []
    near = []
    for one in water_queries.sources():
        if one.position is not None:
            away_m = distance_m(position, one.position)
            if away_m <= WATER_WITHIN_M:
                near.append((away_m, one.code, one))
    return [_water(one, away_m) for away_m, _, one in sorted(near)[:MOST_WATER]]


def _water(source: WaterPoint, away_m: float) -> Shape:
    return {
        "code": source.code,
        "name": source.name,
        "kind_label": WATER_KIND_LABELS[source.kind],
        "state_label": WATER_STATE_LABELS[source.state],
        "is_usable": source.is_usable,
        "metres": round(away_m),
        "flow_l_s": source.flow_l_s,
        "capacity_m3": source.capacity_m3,
    }


def key_unit(row: Incident) -> Shape | None:
    """What a crew must know of the key unit an incident is at, or None."""
    found = key_unit_at(row.place_code)
    return None if found is None else _key_unit(found)


def _key_unit(row: KeyUnit) -> Shape:
    facts: list[Json] = [
        {"label": label, "words": words}
        for label, words in (
            ("用途", row.usage),
            ("楼层", "" if row.floors is None else f"{row.floors} 层"),
            ("高度", "" if row.height_m is None else f"{row.height_m:g} 米"),
            ("危险源", row.hazards),
            ("来路与登高面", row.approach),
            ("水源", row.water),
            ("联系", row.contact),
            ("备注", row.remark),
        )
        if words
    ]
    return {"facts": facts, "is_synthetic": row.is_synthetic}


def is_rescue(row: Incident) -> bool:
    """Whether an incident is no fire: it is then done, and not extinguished."""
    return CATEGORIES[row.category].group_code != "10000"
