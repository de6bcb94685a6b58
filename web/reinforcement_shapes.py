"""The ladder of reinforcement and the circle as the JSON interface and the pages show them."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.recommendation import Recommendation
from dispatch.reinforcement import (
    LADDER_MARK,
    RUNG_LABELS,
    Gap,
    HelpAsked,
    Reinforcement,
    Situation,
    draft,
)
from dispatch.reinforcing import asked_for, reinforcement_of
from incidents.categories import CATEGORIES
from incidents.categories import level_label as label_of
from incidents.queries import Incident
from resources import queries
from resources.vehicle_types import CAPABILITY_LABELS
from web import shapes
from web.access import current
from web.presenting import SERVICE_ZONE
from web.shapes import Json, Shape

CENTRE = "消防救援指挥中心"


def reinforcement(row: Incident, answer: Recommendation, at: datetime) -> Shape:
    """Whom to ask for what an incident lacks, with a letter to each."""
    ladder = reinforcement_of(row, answer)
    situation = _situation(row, at)
    return {
        "gaps": _lacks(ladder.gaps),
        "rung": None if ladder.rung is None else int(ladder.rung),
        "rung_label": None if ladder.rung is None else RUNG_LABELS[ladder.rung],
        "why_rung": ladder.why_rung,
        "mark": str(LADDER_MARK),
        "requests": [_request(one, ladder, situation) for one in ladder.asked],
        "still_open": _lacks(ladder.still_open),
        "sent": [*asked_for(row.number)],
    }


def _request(one: HelpAsked, ladder: Reinforcement, situation: Situation) -> Json:
    force = one.force
    return {
        "partner": force.code,
        "name": force.name,
        "kind_label": force.kind_label,
        "rung": int(force.rung),
        "rung_label": RUNG_LABELS[force.rung],
        "is_commanded": force.is_commanded,
        "way": force.way,
        "contact": force.contact,
        "wanted": [
            {
                "capability": str(gap.capability),
                "capability_label": CAPABILITY_LABELS[gap.capability],
                "count": gap.count,
            }
            for gap in one.wanted
        ],
        "people": one.people,
        "eta_s": None if force.eta is None else round(force.eta.total_seconds()),
        "eta_basis": str(force.basis),
        "eta_note": force.eta_note,
        "synthetic": force.is_synthetic,
        "draft": draft(one, ladder.gaps, situation),
    }


def _lacks(gaps: Sequence[Gap]) -> list[Json]:
    return [
        {
            "capability": str(gap.capability),
            "capability_label": CAPABILITY_LABELS[gap.capability],
            "missing": gap.count,
        }
        for gap in gaps
    ]


def _situation(row: Incident, at: datetime) -> Situation:
    county = queries.county()
    kind = CATEGORIES[row.category]
    out = [one for one in row.assignments if one.released_at is None and one.recalled_at is None]
    return Situation(
        requester=f"{county.name}{CENTRE}" if county else CENTRE,
        at=at.astimezone(SERVICE_ZONE),
        number=row.number,
        category=kind.name,
        level=label_of(kind, row.level),
        # It leaves the house: whoever reads it need not call back.
        place=shapes.masked_words(row.place_text) or "待查",
        received_at=row.received_at.astimezone(SERVICE_ZONE),
        trapped=row.trapped,
        sent=tuple(one.unit.call_sign for one in out),
        sent_people=sum(one.people or 0 for one in out),
        contact_person=current().display_name,
    )
