"""How the quality of a record is shown: findings with remarks, the review, what may be mended."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from incidents import reopening
from incidents.lifecycle import OPEN, IncidentState
from incidents.quality import queries, reviewing
from incidents.quality.plausibility import RULES
from incidents.quality.queries import Remarked
from incidents.quality.reviews import STANDING_LABELS, STEP_LABELS, Standing, Step
from incidents.quality.seen import MENDER_LABELS
from incidents.queries import ClosingReport, Incident, incident_numbered
from resources.accounts import Principal
from resources.database import db
from resources.queries import places, stations
from web.presenting import SERVICE_ZONE
from web.quality_deeds import HANDS
from web.shapes import Json, Shape, moment, words_for

FEN_PER_YUAN = 100


def quality(row: Incident, who: Principal, now: datetime) -> Shape:
    """What is odd in a record, what was remarked on it, and where its review stands."""
    session = db.session()
    standing = queries.standing(session, row)
    told = queries.remarked_findings(session, row.id, now, SERVICE_ZONE)
    steps: list[Json] = [
        {
            "step": one.step,
            "step_label": STEP_LABELS[Step(one.step)],
            "reason": words_for(who, one.reason),
            "version": one.incident_version,
            "at": moment(one.at),
            "by": one.by,
        }
        for one in queries.steps_of(session, row.id)
    ]
    return {
        "incident": row.number,
        "version": row.version,
        "findings": findings(told, who),
        "unremarked": sum(one.remark is None for one in told),
        "standing": str(standing),
        "standing_label": STANDING_LABELS[standing],
        "steps": steps,
        "next_steps": _next_steps(row, standing, who),
    }


def asked_at_closing(number: str, now: datetime) -> tuple[str, ...]:
    """Say what is odd in an incident just closed: it asks for a correction or a remark."""
    row = incident_numbered(number)
    told = queries.remarked_findings(db.session(), row.id, now, SERVICE_ZONE)
    open_ones = [one.finding.sentence for one in told if one.remark is None]
    if not open_ones:
        return ()
    return (f"已结案。{len(open_ones)} 项异常指标待更正或批注：{''.join(open_ones)}",)


def findings(told: Iterable[Remarked], who: Principal) -> list[Json]:
    """What is odd, each with its rule, who must mend it, and the remark on it."""
    names = {station.code: station.name for station in stations()}
    return [
        {
            "rule": one.finding.rule,
            "rule_label": RULES[one.finding.rule].name,
            "mark": RULES[one.finding.rule].mark,
            "sentence": one.finding.sentence,
            "mender": str(one.finding.mender),
            "mender_label": names.get(one.finding.station_code)
            or MENDER_LABELS[one.finding.mender],
            "station": one.finding.station_code or None,
            "remark": None
            if one.remark is None
            else {
                "words": words_for(who, one.remark.words),
                "by": one.remark.by,
                "at": moment(one.remark.at),
            },
        }
        for one in told
    ]


def _next_steps(row: Incident, standing: Standing, who: Principal) -> list[Json]:
    if row.state != IncidentState.CLOSED:
        return []
    return [
        str(step) for step in Step if standing in reviewing.FROM[step] and who.role in HANDS[step]
    ]


def report_before(row: Incident) -> dict[str, str]:
    """What the report said before the incident was reopened, as the form of closing takes it."""
    if IncidentState(row.state) not in OPEN:
        return {}
    told = reopening.report_taken_back(db.session(), row.number)
    if not told:
        return {}
    shown = {"occupancy": row.occupancy, "call_back": row.call_back}
    if row.is_urban is not None:
        shown["is_urban"] = "true" if row.is_urban else "false"
    for name, value in told.items():
        if name.endswith("_fen"):
            shown[f"{name.removesuffix('_fen')}_yuan"] = _yuan(int(value))
        else:
            shown[name] = str(value)
    return shown


def as_it_stands(row: Incident, who: Principal) -> dict[str, str]:
    """What a record says now, as the form of a correction takes it.

    Words of which this reader may see a part only are left out: a form must not send masks back.
    """
    shown = {
        "disposition": row.disposition,
        "occupancy": row.occupancy,
        "township": row.township_code or "",
        "place": _whole(row.place_text, who),
        "is_urban": "" if row.is_urban is None else str(row.is_urban).lower(),
    }
    return shown if row.report is None else {**shown, **_reported(row.report, who)}


def _whole(words: str, who: Principal) -> str:
    return words if words_for(who, words) == words else ""


def _reported(report: ClosingReport, who: Principal) -> dict[str, str]:
    counted = ("rescued", "evacuated", "dead", "injured")
    return {
        **{name: str(getattr(report, name)) for name in counted},
        "summary": _whole(report.summary, who),
        "property_saved_yuan": _yuan(report.property_saved_fen),
        "property_protected_yuan": _yuan(report.property_protected_fen),
        "loss_yuan": _yuan(report.loss_fen),
    }


def townships() -> list[tuple[str, str]]:
    """The townships of the county, for a choice."""
    return [(row.code, row.name) for row in places(("township",))]


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / FEN_PER_YUAN:f}"
