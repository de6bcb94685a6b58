"""The advice kept beside an order: asked for, and written with what a person chose."""

import logging
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dispatch import advising
from dispatch.advising import Question
from dispatch.overrides import OverrideReason
from dispatch.recommendation import Recommendation
from dispatch.records import Advice
from incidents.records import Incident
from incidents.timeline import Act

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person ordered (call signs parted by spaces), and why it is not what was advised."""

    ordered: str
    reason: str
    code: OverrideReason | None


def of(session: Session, question: Question) -> Recommendation | None:
    """Return the advice to keep beside an order, None where the engine failed.

    An order a person has given goes out whatever is wrong with the advice: this is the one place
    where a fault of the program is let pass, told loudly in its log.
    """
    try:
        with session.begin_nested():
            return advising.advise(question)
    except Exception:
        log.exception("no advice is kept beside an order: the engine failed")
        return None


def keep(
    session: Session, incident: Incident, advice: Recommendation, choice: Choice, act: Act
) -> None:
    """Write an advice beside the choice made after it."""
    rule = advice.demand.rule
    session.add(
        Advice(
            incident_id=incident.id,
            at=act.now,
            rule_version=rule.version,
            rule_mark=str(rule.mark),
            advised=advising.kept(advice),
            ordered=choice.ordered,
            override_reason=choice.reason,
            override_code=str(choice.code or ""),
            rule_category=rule.category,
            rule_level=rule.level,
            by=act.by,
        )
    )
