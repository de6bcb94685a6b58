"""The upkeep of the facts: what a transaction changed is counted anew before it commits.

Each flush notes which incidents and fires it touched in a way their facts could tell; the ledger
has them counted anew once it holds the head of the log. So whoever writes facts and sums holds
the head, two acts never wait for each other's sums, and the later of two reads what the earlier
committed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import batched
from typing import Final

from sqlalchemy import Table, delete, event, inspect, insert, update
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import History

from incidents.lifecycle import OPEN, IncidentState
from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import fact_queries, rebuilding
from incidents.yearbook.fact_queries import AT_ONCE, CALL_OUT_FACT
from incidents.yearbook.facts import CallOut
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
    Fire: frozenset({"incident_id"}),
}
"""The columns a fact is made from, for each table that has some."""


@dataclass(slots=True)
class _Touched:
    """What the facts may have to be counted anew for, since the transaction began."""

    incidents: set[int] = field(default_factory=set)
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
    touched = session.info.setdefault(_TOUCHED, _Touched())
    if isinstance(row, County):
        touched.everything = True
    elif isinstance(row, Incident):
        touched.incidents.add(row.id)
    else:
        touched.incidents.update(_incidents_of(row))


def _incidents_of(row: object) -> Iterator[int]:
    """Yield the incident a row belongs to, and the one it belonged to before."""
    history = inspect(row).attrs["incident_id"].history
    for key in (*history.unchanged, *history.added, *history.deleted):
        if key is not None:
            yield key


@event.listens_for(db.session, "do_orm_execute")
def note_bulk_change(state: ORMExecuteState) -> None:
    """Have everything counted anew after a statement that changes rows without naming them."""
    if state.is_select or state.bind_mapper is None:
        return
    if state.bind_mapper.class_ in COUNTED:
        state.session.info.setdefault(_TOUCHED, _Touched()).everything = True


@event.listens_for(db.session, "after_soft_rollback")
def forget_touched(session: Session, ended: SessionTransaction) -> None:
    """Forget what a transaction touched that did not happen; after a savepoint, look anyway."""
    if ended.parent is None:
        session.info.pop(_TOUCHED, None)


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
    for ids in batched(sorted(touched.incidents), AT_ONCE):
        fresh = fact_queries.call_outs(session, ids, zone)
        _write(session, CALL_OUT_FACT, fresh, fact_queries.kept_call_outs(session, ids))


def _write(
    session: Session, table: Table, fresh: Mapping[int, CallOut], kept: Mapping[int, CallOut]
) -> None:
    """Bring the kept facts to what they ought to be; what is the same is left alone."""
    key = next(iter(table.primary_key))
    gone = kept.keys() - fresh.keys()
    if gone:
        session.execute(delete(table).where(key.in_(gone)))
    new = [_columns(fact) for at, fact in fresh.items() if at not in kept]
    if new:
        session.execute(insert(table), new)
    for at in sorted(fresh.keys() & kept.keys()):
        changed = _changed(kept[at], fresh[at])
        if changed:
            session.execute(update(table).where(key == at).values(changed))


def _columns(fact: CallOut) -> dict[str, object]:
    return {one.name: getattr(fact, one.name) for one in fields(fact)}


def _changed(kept: CallOut, fresh: CallOut) -> dict[str, object]:
    if kept == fresh:
        return {}
    before = _columns(kept)
    return {name: value for name, value in _columns(fresh).items() if value != before[name]}
