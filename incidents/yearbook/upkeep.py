"""The upkeep of the facts: what a transaction changed is counted anew before it commits.

Each flush notes which incidents and fires it touched in a way their facts could tell; the ledger
has them counted anew once it holds the head of the log. So whoever writes facts and sums holds
the head, two acts never wait for each other's sums, and the later of two reads what the earlier
committed.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, event, inspect, update
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import History

from incidents.lifecycle import OPEN, IncidentState
from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import fact_queries, rebuilding
from incidents.yearbook.fact_queries import AT_ONCE, CALL_OUTS, FIRES, FactKind
from incidents.yearbook.facts import changed
from incidents.yearbook.records import FireDeath, PastTurnOut
from resources.database import Model, db
from resources.records import County

_TOUCHED: Final = "touched_by_yearbook"

COUNTED: Final[Mapping[type[Model], frozenset[str]]] = {
    County: frozenset({"time_zone"}),
    Incident: frozenset(
        {
            *("received_at", "category", "disposition", "state", "merged_into", "level"),
            *("township_code", "is_urban", "occupancy"),
            *("is_generated", "is_back_entered", "import_batch_id"),
        }
    ),
    Assignment: frozenset(
        {
            *("incident_id", "people", "is_reinforcement", "station_code"),
            *("en_route_at", "on_scene_at", "water_on_at"),
        }
    ),
    ClosingReport: frozenset(
        {
            *("incident_id", "rescued", "evacuated", "dead", "injured"),
            *("property_saved_fen", "property_protected_fen"),
        }
    ),
    Fire: frozenset(
        {
            *("incident_id", "occurred_at", "form", "owner", "cause", "cause_code", "occupancy"),
            *("is_urban", "township_code", "households", "is_generated", "import_batch_id"),
            *("dead", "seriously_injured", "lightly_injured"),
            *("loss_fen", "site_cost_fen", "people_cost_fen"),
        }
    ),
    PastTurnOut: frozenset({"brigades", "vehicles", "people"}),
    FireDeath: frozenset({"fire_id", "died_at", "struck_at", "counted_before"}),
}
"""The columns a fact is made from, for each table that has some."""


@dataclass(slots=True)
class _Touched:
    """What the facts may have to be counted anew for, since the transaction began."""

    incidents: set[int] = field(default_factory=set)
    fires: set[int] = field(default_factory=set)
    everything: bool = False


@event.listens_for(db.session, "after_flush")
def note_touched(session: Session, context: UOWTransaction) -> None:
    """Note what this flush changed, while the rows still know what they were before."""
    for row in (*session.new, *session.deleted):
        if type(row) in COUNTED and not _is_still_in(row):
            _touch(session, row)
    for row in session.dirty:
        told = COUNTED.get(type(row), frozenset())
        if any(_matters(name, inspect(row).attrs[name].history) for name in told):
            _touch(session, row)


def _is_still_in(row: object) -> bool:
    """Whether it is a vehicle that has not left: an order alone moves no figure."""
    return isinstance(row, Assignment) and not (
        row.en_route_at or row.on_scene_at or row.water_on_at
    )


def _matters(name: str, history: History) -> bool:
    if not history.has_changes():
        return False
    if name != "state" or not history.deleted or not history.added:
        return True
    # On its way from order to return an incident stays what it is to every table.
    return _end_of(history.deleted[0]) != _end_of(history.added[0])


def _end_of(state: str) -> str:
    return "open" if IncidentState(state) in OPEN else state


def _touch(session: Session, row: object) -> None:
    touched: _Touched = session.info.setdefault(_TOUCHED, _Touched())
    if isinstance(row, County):
        count_everything(session)
    elif isinstance(row, Incident):
        touched.incidents.add(row.id)
    elif isinstance(row, FireDeath):
        touched.fires.update(_referred(row, "fire_id"))
    else:
        touched.incidents.update(_referred(row, "incident_id"))
        if isinstance(row, Fire):
            touched.fires.add(row.id)


def _referred(row: object, column: str) -> Iterator[int]:
    """Yield the key of what a row belongs to, and of what it belonged to before."""
    history = inspect(row).attrs[column].history
    for key in (*history.unchanged, *history.added, *history.deleted):
        if key is not None:
            yield key


@event.listens_for(db.session, "do_orm_execute")
def note_bulk_change(state: ORMExecuteState) -> None:
    """Have everything counted anew after a statement that changes rows without naming them."""
    if state.is_select or state.bind_mapper is None:
        return
    if state.bind_mapper.class_ in COUNTED:
        count_everything(state.session)


@event.listens_for(db.session, "after_soft_rollback")
def forget_touched(session: Session, ended: SessionTransaction) -> None:
    """Forget what a transaction touched that did not happen; after a savepoint, look anyway."""
    if ended.parent is None:
        session.info.pop(_TOUCHED, None)


def count_everything(session: Session) -> None:
    """Have all facts and sums made anew when the transaction commits."""
    touched: _Touched = session.info.setdefault(_TOUCHED, _Touched())
    touched.everything = True


def is_due(session: Session) -> bool:
    """Whether the transaction touched what facts are made from."""
    return _TOUCHED in session.info


def keep(session: Session) -> None:
    """Count the touched facts anew; the caller holds the head of the log."""
    touched: _Touched | None = session.info.pop(_TOUCHED, None)
    if touched is None:
        return
    if touched.everything:
        rebuilding.rebuild(session)
        return
    zone = fact_queries.county_zone(session)
    for keys in _some_at_a_time(touched.incidents):
        _refresh(session, CALL_OUTS, keys, zone)
        touched.fires |= fact_queries.fires_of(session, keys)
    for keys in _some_at_a_time(touched.fires):
        _refresh(session, FIRES, keys, zone)


def _some_at_a_time(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _refresh(session: Session, kind: FactKind, keys: Collection[int], zone: ZoneInfo) -> None:
    """Bring the kept facts to what they ought to be; what is the same is left alone."""
    wanted, kept = kind.wanted(session, keys, zone), kind.kept(session, keys)
    gone = kept.keys() - wanted.keys()
    if gone:
        session.execute(delete(kind.table).where(kind.key.in_(gone)))
    rebuilding.put_in(session, kind, [fact for at, fact in wanted.items() if at not in kept])
    for at in sorted(wanted.keys() & kept.keys()):
        moved = changed(kept[at], wanted[at])
        if moved:
            session.execute(update(kind.table).where(kind.key == at).values(moved))
