"""Registered fires as pages and programs see them: their grade and why, their later deaths."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from incidents.causes import CAUSE_LABELS, FINER_CAUSES, Cause
from incidents.fire_grades import OWNER_LABELS, CountedBefore, FireOwner, within_window
from incidents.fire_queries import FireDeath, Standing, deaths_of, standing_of
from incidents.fire_staleness import FIELD_LABELS, in_words
from incidents.ledger import facts_of
from incidents.premises import OCCUPANCY_LABELS, Occupancy
from incidents.queries import Fire, LogEntry
from incidents.reports import FireLoss
from resources.accounts import Principal
from resources.database import db
from web import shapes, timeline_shapes
from web.presenting import SERVICE_ZONE, local_second
from web.shapes import Json, Shape

FORM_LABELS = {"full": "完整登记", "simple": "简易登记"}
COUNTED_BEFORE_LABELS = {
    CountedBefore.NOBODY: "未计为伤者",
    CountedBefore.SERIOUS: "重伤",
    CountedBefore.LIGHT: "轻伤",
}


def fires(rows: Sequence[Fire]) -> list[Shape]:
    """Fires of a list, each with its people and grade of today; their deaths are read at once."""
    deaths = deaths_of(db.session(), [row.id for row in rows])
    return [_fire(row, deaths.get(row.id, [])) for row in rows]


def whole(row: Fire) -> Shape:
    """One fire with every death told later."""
    told = deaths_of(db.session(), [row.id]).get(row.id, [])
    deaths: list[Json] = [_death(row, one, SERVICE_ZONE) for one in told]
    return {**_fire(row, told), "deaths": deaths}


def _fire(row: Fire, deaths: Sequence[FireDeath]) -> Shape:
    standing = standing_of(row, deaths, SERVICE_ZONE)
    loss = FireLoss(row.loss_fen, row.site_cost_fen, row.people_cost_fen)
    return {
        **shapes.fire(row),
        "form_label": FORM_LABELS[row.form],
        "owner_label": OWNER_LABELS[FireOwner(row.owner)],
        "cause_label": CAUSE_LABELS[Cause(row.cause)] if row.cause else None,
        "finer_cause": FINER_CAUSES.get(row.cause_code),
        "occupancy_label": _occupancy(row.occupancy),
        "economic_loss_fen": loss.economic_fen,
        "unknown_parts": list(loss.unknown),
        **_standing(standing),
    }


def _occupancy(kept: str) -> str | None:
    return OCCUPANCY_LABELS[Occupancy(kept)] if kept in set(Occupancy) else kept or None


def _standing(standing: Standing) -> Shape:
    grading, rule = standing.grading, standing.grading.rule
    return {
        "counted": {
            "dead": standing.toll.dead,
            "seriously_injured": standing.toll.seriously_injured,
            "lightly_injured": standing.toll.lightly_injured,
        },
        "deaths_too_late": standing.too_late,
        "grade": grading.grade,
        "grade_label": grading.label,
        "rule": {
            "key": rule.key,
            "paper": rule.paper,
            "clause": rule.clause,
            "mark": rule.mark,
            "death_days": rule.death_days,
        },
        "reasons": list(grading.reasons),
        "notes": list(grading.notes),
    }


def _death(fire: Fire, row: FireDeath, zone: ZoneInfo) -> Shape:
    died_on = row.died_at.astimezone(zone).date()
    return {
        "id": row.id,
        "died_on": died_on.isoformat(),
        "day": (died_on - fire.occurred_at.astimezone(zone).date()).days,
        "counted_before": row.counted_before,
        "counted_before_label": COUNTED_BEFORE_LABELS[CountedBefore(row.counted_before)],
        "counts": row.struck_at is None and within_window(fire.occurred_at, row.died_at, zone),
        "told_at": shapes.moment(row.told_at),
        "told_by": row.told_by,
        "struck_at": shapes.moment(row.struck_at),
        "struck_by": row.struck_by,
        "struck_why": row.struck_why,
    }


def history(entries: Sequence[LogEntry], who: Principal) -> list[Shape]:
    """The log of a fire, the newest first, with what each correction changed."""
    return [
        {**timeline_shapes.line(one, who), "changes": _changes(facts_of(one))}
        for one in reversed(entries)
    ]


def _changes(facts: Mapping[str, object]) -> list[Json]:
    return [
        {
            "label": label,
            "before": _in_words(name, str(facts[f"{name}_before"])),
            "after": _in_words(name, str(facts[name])),
        }
        for name, label in FIELD_LABELS.items()
        if f"{name}_before" in facts
    ]


def _in_words(name: str, kept: str) -> str:
    if name == "occurred_at":
        return local_second(datetime.fromisoformat(kept))
    words = in_words(name, kept)
    return shapes.masked_words(words) if name == "place_text" else words
