"""Makers of facts for tests of tables: random ones on a small calendar, and a slow count of them.

The facts are written as they stand, and beside them records of the same numbers and nothing more;
the triggers of the database keep the sums.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from incidents.categories import CATEGORIES, NOT_COUNTED, Disposition
from incidents.causes import Cause
from incidents.fire_grades import FireGrade, FireOwner
from incidents.records import Fire, Incident
from incidents.yearbook.axes import Axis
from incidents.yearbook.definitions import Population, Takes, Where, holds
from incidents.yearbook.periods import Period
from incidents.yearbook.records import CallOutFact, FireFact
from resources.database import Session

FIRST = datetime(2023, 12, 30, tzinfo=UTC)
SPAN = timedelta(days=800)
KINDS = ("10000", "10100", "10200", "20000", "20100", "30000", "40000", "50000", "90000")
Fact = CallOutFact | FireFact


def local_columns(moment: datetime, zone: str) -> dict[str, int]:
    """Return the local year, month, day, hour and weekday of a moment, as facts hold them."""
    local = moment.astimezone(ZoneInfo(zone))
    return {
        "year": local.year,
        "month": local.year * 100 + local.month,
        "day": local.year * 10_000 + local.month * 100 + local.day,
        "hour": local.hour,
        "weekday": local.isoweekday(),
    }


def random_moment(random: Random) -> datetime:
    """Return a moment, often within a minute of a local New Year or month."""
    if random.random() < 0.3:
        midnight = datetime(2024 + random.randrange(2), random.choice((1, 2, 3, 12)), 1, tzinfo=UTC)
        return midnight - timedelta(hours=8) + timedelta(seconds=random.randint(-2, 2))
    return FIRST + timedelta(seconds=random.randrange(int(SPAN.total_seconds())))


def random_call_out(random: Random, key: int, zone: str) -> CallOutFact:
    """Make a call-out fact."""
    received_at = random_moment(random)
    disposition = random.choice(tuple(Disposition))
    is_merged = random.random() < 0.1
    return CallOutFact(
        incident_id=key,
        number=f"I{key}",
        received_at=received_at,
        **local_columns(received_at, zone),
        category=(category := random.choice(KINDS)),
        disposition=disposition.value,
        level=random.choice(CATEGORIES[category].levels),
        township_code=random.choice(("", "T1", "T2", "T3")),
        urban=random.choice(("", "urban", "rural")),
        occupancy=random.choice(("", "dwelling", "factory")),
        station_code=random.choice(("", "S1", "S2")),
        is_counted=not is_merged and disposition not in NOT_COUNTED,
        is_closed=random.random() < 0.9,
        is_generated=random.random() < 0.2,
        is_back_entered=random.random() < 0.2,
        is_imported=random.random() < 0.2,
        brigades=random.randrange(3),
        vehicles=random.randrange(5),
        people=random.randrange(20),
        reinforcements=random.randrange(2),
        rescued=random.randrange(3),
        evacuated=random.randrange(30),
        dead=0,
        injured=0,
        saved_fen=random.randrange(10**9),
        protected_fen=random.randrange(10**12),
        fires=0,
    )


def random_fire(random: Random, key: int, zone: str, call_outs: list[CallOutFact]) -> FireFact:
    """Make a fire fact, mostly of one of the call-outs."""
    call_out = random.choice(call_outs) if call_outs and random.random() < 0.8 else None
    occurred_at = random_moment(random)
    if call_out is not None:
        call_out.fires += 1
        occurred_at = call_out.received_at - timedelta(seconds=random.choice((1, 60, 86_400)))
    return FireFact(
        fire_id=key,
        number=f"F{key}",
        incident_number=call_out.number if call_out else None,
        occurred_at=occurred_at,
        **local_columns(occurred_at, zone),
        form=random.choice(("full", "simple")),
        owner=random.choice((FireOwner.BRIGADE, FireOwner.BRIGADE, FireOwner.FOREST)).value,
        grade=random.choice(tuple(FireGrade)).value,
        cause=random.choice(("", *(cause.value for cause in Cause))),
        cause_code="",
        occupancy=random.choice(("", "dwelling")),
        urban=random.choice(("", "urban", "rural")),
        township_code=random.choice(("", "T1", "T2", "T3")),
        is_human_caused=random.random() < 0.5,
        is_generated=random.random() < 0.2,
        is_imported=random.random() < 0.2,
        dead=random.randrange(2),
        seriously_injured=random.randrange(3),
        lightly_injured=random.randrange(3),
        loss_fen=random.randrange(10**11),
        economic_loss_fen=random.randrange(10**11),
    )


def fill(session: Session, seed: int, call_outs: int, fires: int, zone: str) -> list[Fact]:
    """Put random facts into the database and return them."""
    random = Random(seed)
    called = [random_call_out(random, key, zone) for key in range(1, call_outs + 1)]
    burned = [random_fire(random, key, zone, called) for key in range(1, fires + 1)]
    session.add_all([*called, *burned])
    session.flush()
    # By the connection, so that nobody makes facts of these bare records.
    connection = session.connection()
    connection.execute(insert(Incident), [_incident(fact) for fact in called])
    incidents = {fact.number: fact.incident_id for fact in called}
    connection.execute(insert(Fire), [_fire(fact, incidents) for fact in burned])
    return [*called, *burned]


def _incident(fact: CallOutFact) -> dict[str, object]:
    return {
        "id": fact.incident_id,
        "number": fact.number,
        "category": fact.category,
        "level": fact.level,
        "state": "closed",
        "received_at": fact.received_at,
        "filed_at": fact.received_at,
    }


def _fire(fact: FireFact, incidents: dict[str, int]) -> dict[str, object]:
    return {
        "id": fact.fire_id,
        "number": fact.number,
        "incident_id": incidents.get(fact.incident_number or ""),
        "occurred_at": fact.occurred_at,
        "form": fact.form,
        "registered_by": "统计员",
        "registered_at": fact.occurred_at,
    }


def is_within(fact: Fact, period: Period) -> bool:
    """Whether a fact is of a period, by its moment."""
    moment = fact.received_at if isinstance(fact, CallOutFact) else fact.occurred_at
    return period.start <= moment < period.end


def slow_count(
    facts: list[Fact],
    population: Population,
    period: Period,
    where: Where,
    axis: Axis,
    takes: Takes,
) -> Counter[str]:
    """Count facts one by one: what a column adds up to, by row."""
    kind = CallOutFact if population is Population.CALL_OUTS else FireFact
    found: Counter[str] = Counter()
    for fact in facts:
        if not isinstance(fact, kind) or not is_within(fact, period) or not holds(where, fact):
            continue
        if isinstance(fact, CallOutFact) and not fact.is_counted:
            continue
        member = axis.member_of(tuple(getattr(fact, name) for name in axis.fields))
        found[member.key] += takes.added_by(fact)
    return found
