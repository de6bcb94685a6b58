"""Who called about what: every caller is kept through attaching, parting, merging and undoing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from dispatch import desk
from incidents import callers, ledger, queries
from incidents.calls import Elements
from incidents.errors import (
    CannotMove,
    IncidentIsClosed,
    StaleEdit,
    UnitsStillOut,
    UnknownCall,
    UnknownIncident,
)
from incidents.records import Assignment, Call, ClosingReport, Incident, LogEntry
from incidents.yearbook import queries as yearbook
from resources.database import db, transaction
from resources.errors import BadInput, Refusal
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    TOWN,
    ZONE,
    a_county_with,
    close,
    incident,
    make_act,
    make_outcome,
    minute,
    order,
    recall,
    report,
    take_a_call,
)


def keys(number: str) -> list[int]:
    return [call.id for call in incident(number).calls]


def attach(number: str, call_id: int) -> None:
    with transaction() as session:
        callers.attach(session, number, call_id, make_act(10))


def detach(call_id: int, reason: str = "另一起") -> str:
    with transaction() as session:
        return callers.detach_call(session, call_id, ZONE, make_act(10), reason).number


def split(number: str, *call_ids: int, reason: str = "另一起") -> str:
    with transaction() as session:
        return callers.split(session, number, call_ids, ZONE, make_act(10), reason).number


def merge(lost: str, kept: str) -> None:
    with transaction() as session:
        callers.merge(session, lost, kept, make_act(10))


def undo(number: str, kind: str) -> None:
    """Undo the last act of a kind that an incident's log tells of."""
    with transaction() as session:
        entry = [row for row in queries.log_of(number) if row.kind == kind][-1]
        callers.undo(session, entry, ZONE, make_act(11))


def test_a_call_moves_to_the_incident_it_tells_of_and_remembers_where_it_stood(application):
    house, wood = take_a_call(0), take_a_call(1)
    take_a_call(2, attach_to=wood)
    stray = keys(wood)[1]

    attach(house, stray)

    assert stray in keys(house) and stray not in keys(wood)
    assert db.session.get_one(Call, stray).came_from == wood
    for number in (house, wood):
        entry = queries.log_of(number)[-1]
        assert entry.kind == "call_attached"
        assert ledger.facts_of(entry) == {"calls": str(stray), "from": wood, "into": house}


def test_the_only_call_of_an_incident_is_not_moved_away(application):
    house, wood = take_a_call(0), take_a_call(1)

    with pytest.raises(CannotMove, match=f"{wood}.*并案"):
        attach(house, keys(wood)[0])
    with pytest.raises(CannotMove):
        detach(keys(wood)[0])
    with pytest.raises(CannotMove):
        split(wood, *keys(wood))


def test_a_call_taken_out_becomes_an_incident_of_its_own_with_its_own_words(application):
    house = take_a_call(0, place="龙潭镇")
    take_a_call(3, attach_to=house, place="桃花源大道", position=None, narrative="车祸")

    number = detach(keys(house)[1])

    row = incident(number)
    assert (row.place_text, row.narrative, row.position) == ("桃花源大道", "车祸", None)
    assert (row.state, row.category_is_confirmed) == ("filed", False)
    assert row.received_at == row.calls[0].received_at
    assert (len(keys(house)), len(keys(number))) == (1, 1)


def test_a_call_taken_out_goes_back_to_the_open_incident_it_came_from(application):
    house, wood = take_a_call(0), take_a_call(1)
    take_a_call(2, attach_to=wood)
    stray = keys(wood)[1]
    attach(house, stray)

    assert detach(stray) == wood
    assert stray in keys(wood)


def test_calls_are_not_parted_without_a_reason(application):
    house = take_a_call(0)
    take_a_call(1, attach_to=house)

    with pytest.raises(BadInput):
        split(house, keys(house)[1], reason=" ")
    with pytest.raises(BadInput):
        detach(keys(house)[1], reason="")


def test_a_call_that_stands_elsewhere_by_now_is_not_parted(application):
    house, wood = take_a_call(0), take_a_call(1)
    take_a_call(2, attach_to=house)

    with pytest.raises(StaleEdit, match=house):
        split(house, keys(wood)[0])
    with pytest.raises(StaleEdit):
        split(house)


def test_what_is_not_there_is_named(application):
    house = take_a_call(0)

    with pytest.raises(UnknownCall):
        attach(house, 999)
    with pytest.raises(UnknownIncident, match="20200101-001"):
        merge(house, "20200101-001")
    with pytest.raises(CannotMove, match="自己"):
        merge(house, house)


def test_a_merged_incident_leads_to_the_one_that_stays(application):
    house = take_a_call(0, position=None, place="", level=1)
    told_again = take_a_call(1, level=2, elements=Elements(trapped=2))
    take_a_call(2, attach_to=told_again)

    merge(told_again, house)

    kept, lost = incident(house), incident(told_again)
    assert (lost.state, lost.merged_into, lost.calls) == ("merged", house, [])
    assert len(kept.calls) == 3
    # What only the merged one had learnt is not lost, and the higher level stands.
    assert (kept.trapped, kept.position, kept.place_text, kept.level) == (2, TOWN, "龙潭镇", 2)


def test_a_merge_undone_gives_back_the_calls_and_the_state(application):
    house, told_again = take_a_call(0), take_a_call(1)
    take_a_call(2, attach_to=told_again)
    before = keys(told_again)
    merge(told_again, house)

    undo(house, "incident_merged")

    row = incident(told_again)
    assert (row.state, row.merged_into, keys(told_again)) == ("filed", None, before)
    assert len(keys(house)) == 1
    assert queries.log_of(told_again)[-1].kind == "act_undone"


def test_an_undone_act_is_not_undone_again(application):
    house, told_again = take_a_call(0), take_a_call(1)
    merge(told_again, house)
    undo(house, "incident_merged")

    with pytest.raises(CannotMove, match="无需撤销"):
        undo(house, "incident_merged")


def test_a_split_undone_merges_the_new_incident_back(application):
    house = take_a_call(0)
    take_a_call(1, attach_to=house)
    number = split(house, keys(house)[1])
    take_a_call(2, attach_to=number)

    undo(house, "incident_split")

    assert len(keys(house)) == 3
    assert (incident(number).state, incident(number).merged_into) == ("merged", house)


def test_an_attached_new_call_undone_becomes_an_incident_of_its_own(application):
    house = take_a_call(0)
    take_a_call(1, attach_to=house)
    stray = keys(house)[1]

    undo(house, "call_attached")

    number = db.session.get_one(Call, stray).incident.number
    assert number != house
    assert keys(number) == [stray]


def test_other_entries_are_not_undone(application):
    house = take_a_call(0)

    with pytest.raises(CannotMove, match="不能撤销"):
        undo(house, "incident_filed")


def test_nothing_is_undone_once_an_incident_is_closed(application):
    house, told_again = take_a_call(0), take_a_call(1)
    merge(told_again, house)
    close(house)

    with pytest.raises(IncidentIsClosed, match=house):
        undo(house, "incident_merged")


def test_an_incident_with_a_vehicle_on_it_is_not_merged_away(application):
    a_county_with("一号车")
    house, told_again = take_a_call(0), take_a_call(1)
    order(told_again, "一号车")

    with pytest.raises(UnitsStillOut, match=r"一号车.*召回或改派"):
        merge(told_again, house)
    merge(house, told_again)

    assert incident(house).merged_into == told_again


def test_a_trip_that_was_made_stays_under_the_number_it_was_ordered_under(application):
    a_county_with("一号车")
    house, told_again = take_a_call(0), take_a_call(1)
    order(told_again, "一号车", at=2)
    report("一号车", Status.EN_ROUTE, 3)
    recall(told_again, "一号车", 4)

    with pytest.raises(CannotMove, match="重复报警"):
        merge(told_again, house)


def test_an_order_taken_back_before_anyone_left_does_not_hinder_a_merge(application):
    a_county_with("一号车")
    house, told_again = take_a_call(0), take_a_call(1)
    order(told_again, "一号车", at=2)
    recall(told_again, "一号车", 3)

    merge(told_again, house)

    assert incident(told_again).state == "merged"


def test_a_merged_incident_is_no_call_out_of_its_own(application):
    house, told_again = take_a_call(0), take_a_call(1)
    close(take_a_call(2))

    def counted() -> int:
        return yearbook.table("calls", 2026, 2026, str(ZONE)).total.amount("total")

    before = counted()
    merge(told_again, house)
    merged = counted()
    undo(house, "incident_merged")

    assert (before, merged, counted()) == (3, 2, 3)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["attach", "detach", "split", "merge", "undo", "close"]),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    max_size=14,
)


def perform(what: str, one: int, other: int, at: int) -> None:
    """Do one act on whatever incident and call the two numbers point to, if that can be."""
    act = make_act(at)
    with transaction() as session:
        numbers = list(session.scalars(select(Incident.number).order_by(Incident.id)))
        calls = list(session.scalars(select(Call.id).order_by(Call.id)))
        first, second = numbers[one % len(numbers)], numbers[other % len(numbers)]
        if what == "attach":
            callers.attach(session, first, calls[other % len(calls)], act)
        elif what == "detach":
            callers.detach_call(session, calls[other % len(calls)], ZONE, act, "另一起")
        elif what == "split":
            held = [call.id for call in queries.incident_numbered(first).calls]
            callers.split(session, first, held[: other % 4], ZONE, act, "另一起")
        elif what == "merge":
            callers.merge(session, first, second, act)
        elif what == "close" and one % 5 == 0:
            desk.close(session, queries.lock_incident(session, first), make_outcome(), act)
        elif what == "undo":
            query = select(LogEntry).where(LogEntry.kind.in_(callers.UNDOABLE))
            entries = list(session.scalars(query.order_by(LogEntry.seq)))
            if entries:
                callers.undo(session, entries[other % len(entries)], ZONE, act)


def where_calls_stand() -> Counter[int]:
    db.session.rollback()
    return Counter(db.session.scalars(select(Call.id)))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_no_sequence_of_acts_loses_or_doubles_a_caller(application: Flask, acts) -> None:
    with transaction() as session:
        # The examples share one database: the acts of the last one are only in the log.
        session.execute(delete(Assignment))
        session.execute(delete(ClosingReport))
        session.execute(delete(Call))
        session.execute(delete(Incident))
    for at in range(3):
        number = take_a_call(at, number=f"1380000000{at}")
        take_a_call(at, number=f"1390000000{at}", attach_to=number)
    told = where_calls_stand()

    for at, (what, one, other) in enumerate(acts, start=5):
        try:
            perform(what, one, other, at)
        except Refusal:
            continue
        assert where_calls_stand() == told

    rows = db.session.scalars(select(Incident)).all()
    assert sum(len(row.calls) for row in rows) == 6
    for row in rows:
        # Whoever is merged has none and says where they went; nobody else is ever empty.
        assert (row.calls == []) == (row.state == "merged") == (row.merged_into is not None)
    assert ledger.verify(db.session()).faults == ()


def test_of_two_desks_that_merge_two_incidents_into_each_other_one_wins(
    application: Flask,
) -> None:
    house, told_again = take_a_call(0), take_a_call(1)
    db.session.rollback()

    def try_merge(numbers: tuple[str, str]) -> int:
        with application.app_context():
            try:
                merge(*numbers)
            except IncidentIsClosed:
                return 0
            return 1

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(try_merge, [(house, told_again), (told_again, house)] * 4))

    assert sum(won) == 1
    assert sorted(incident(number).state for number in (house, told_again)) == ["filed", "merged"]
    assert sorted(len(keys(number)) for number in (house, told_again)) == [0, 2]


def test_what_is_compared_is_open_or_was_closed_a_short_while_ago(application):
    fire = take_a_call(0, number="13800000001", narrative="民房起火")
    take_a_call(3, attach_to=fire, number="13800000002")
    lost, done = take_a_call(4), take_a_call(5)
    merge(lost, fire)
    close(done, at=30)

    compared = {one.number: one for one in queries.comparable(minute(60))}

    assert set(compared) == {fire, done}
    assert (compared[fire].calls, compared[fire].last_call_at) == (3, minute(4))
    assert compared[fire].caller_numbers == {"13800000001", "13800000002"}
    assert (compared[fire].narrative, compared[fire].position) == ("民房起火", TOWN)
    assert compared[done].closed_at == minute(30)
    assert done not in {one.number for one in queries.comparable(minute(30 + 6 * 60 + 1))}
