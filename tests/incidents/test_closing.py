"""Closing as false: the guard of the record, the call back that is kept, the nuisance ledger."""

import pytest

from incidents import closing, queries, recorder, registrar
from incidents.caller_queries import nuisance_ledger
from incidents.edits import Changes
from incidents.lifecycle import Stage
from incidents.registrar import Correction
from incidents.reports import FireFacts, FireForm
from resources.database import transaction
from resources.errors import BadInput
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    close,
    incident,
    make_act,
    make_outcome,
    minute,
    order,
    report,
    take_a_call,
)


def refusal(number: str, **outcome: object) -> str:
    with pytest.raises(BadInput) as refused:
        close(number, **({"disposition": "mistaken"} | outcome))  # type: ignore[arg-type]
    return "".join(fault.message for fault in refused.value.faults)


def test_water_on_the_fire_forbids_to_close_it_as_false(application):
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车")
    for at, status in enumerate((Status.EN_ROUTE, Status.ON_SCENE, Status.WATER_ON), start=2):
        report("一号车", status, at)
    report("一号车", Status.IN_STATION, 30)

    assert "一号车 已出水" in refusal(number)
    close(number, disposition="real")


def test_a_stage_a_note_and_a_registered_fire_forbid_it_too(application):
    number = take_a_call(0)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.reach_stage(session, row, Stage.CONTROLLED, make_act(5))
        recorder.add_note(session, row, "到场见明火", make_act(6))
        facts = FireFacts(NOON, FireForm.SIMPLE)
        fire = registrar.register_fire(session, facts, row, ZONE, make_act(7)).number

    told = refusal(number)

    assert all(word in told for word in ("已报控制", "到场见明火", f"已登记火灾 {fire}"))


def test_people_saved_forbid_it(application):
    assert "抢救 2 人" in refusal(take_a_call(0), rescued=2)


def test_an_open_incident_is_not_called_false_either(application):
    number = take_a_call(0)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.reach_stage(session, row, Stage.EXTINGUISHED, make_act(5))

    with pytest.raises(BadInput, match="熄灭"), transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, Changes(disposition="malicious"), None, make_act(6))


def test_a_correction_does_not_deny_what_was_found(application):
    number = take_a_call(0)
    close(number, rescued=1)

    def correct(**changes: object) -> None:
        with transaction() as session:
            row = queries.lock_incident(session, number)
            correction = Correction("统计核对", **changes)  # type: ignore[arg-type]
            registrar.correct(session, row, correction, row.version, make_act(200))

    with pytest.raises(BadInput, match="抢救 1 人"):
        correct(disposition="mistaken")
    correct(disposition="mistaken", outcome=make_outcome(rescued=0))

    assert incident(number).disposition == "mistaken"


def test_closing_as_false_keeps_who_called_back_and_when(application):
    number = take_a_call(0)

    close(number, at=20, disposition="nuisance", call_back="confirmed_false")

    row = incident(number)
    assert (row.call_back, row.called_back_by, row.called_back_at) == (
        "confirmed_false",
        "甲",
        minute(20),
    )
    assert [entry.kind for entry in queries.log_of(number)][-2:] == [
        "called_back",
        "incident_closed",
    ]
    assert queries.log_of(number)[-1].text == "结案：骚扰，回拨：报警人承认不实"


def test_a_call_back_is_kept_before_the_close_and_not_unmade_by_it(application):
    number = take_a_call(0)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        closing.call_back(session, row, "no_answer", make_act(3, by="乙"))

    close(number, disposition="nuisance", call_back="not_called")

    row = incident(number)
    assert (row.call_back, row.called_back_by) == ("no_answer", "乙")


def test_an_unknown_result_of_calling_back_is_refused(application):
    number = take_a_call(0)

    assert "回拨结果" in refusal(number, call_back="maybe")
    assert incident(number).state == "filed"


def test_the_nuisance_ledger_gathers_by_number_since_a_moment(application):
    for at in (0, 10, 20):
        number = take_a_call(at, number="13800000001")
        close(number, at=at + 3, disposition="nuisance")
    close(take_a_call(30, number="13800000002"), at=31, disposition="malicious")
    close(take_a_call(40, number="13800000003"), at=41, disposition="mistaken")

    whole, late = nuisance_ledger(NOON), nuisance_ledger(minute(5))

    assert [(one.caller_number, one.calls, one.desk_minutes) for one in whole] == [
        ("13800000001", 3, 9),
        ("13800000002", 1, 1),
    ]
    assert late[0].calls == 2
