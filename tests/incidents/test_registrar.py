"""The registers kept for years: fires, and corrections that hide nothing."""

import pytest
from sqlalchemy import select

from incidents import ledger, queries, recorder, registrar
from incidents.edits import Changes
from incidents.errors import StaleEdit
from incidents.fire_grades import FireOwner
from incidents.records import Fire
from incidents.registrar import Correction
from incidents.reports import FireFacts, FireForm, Outcome
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import ZONE, close, count, incident, make_act, minute, take_a_call


def facts(**more) -> FireFacts:
    """A full record of a kitchen fire at noon unless told otherwise."""
    whole = {"occurred_at": minute(0), "form": FireForm.FULL, "occupancy": "residence"}
    return FireFacts(**(whole | {"cause": "electrical"} | more))  # type: ignore[arg-type]


def register(number: str | None = None, **more) -> str:
    with transaction() as session:
        row = queries.lock_incident(session, number) if number else None
        return registrar.register_fire(session, facts(**more), row, ZONE, make_act(30)).number


def amend(number: str, version: int, reason: str = "核定损失", **more) -> None:
    with transaction() as session:
        fire = queries.fire_numbered(number)
        assert fire is not None
        registrar.amend_fire(session, fire, facts(**more), version, reason, make_act(60))


def closed_incident() -> str:
    number = take_a_call(0, level=2)
    close(number, rescued=1)
    return number


def correct(number: str, version: int | None = None, reason: str = "填错", **more) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        registrar.correct(session, row, Correction(reason, **more), seen, make_act(200))


def test_a_fire_is_registered_with_or_without_a_call_out(application):
    number = take_a_call(0)

    numbers = [register(number), register()]

    assert numbers == ["H20260101-001", "H20260101-002"]
    fires = queries.fires_numbered(numbers)
    assert [fire.incident.number if fire.incident else None for fire in fires] == [number, None]
    assert queries.log_of(number)[-1].kind == "fire_registered"


def test_a_fire_that_contradicts_its_form_is_not_registered(application):
    with pytest.raises(BadInput, match="简易登记"):
        register(form=FireForm.SIMPLE, loss_fen=100_000)

    assert count(Fire) == 0


@pytest.mark.parametrize(
    ("disposition", "label"),
    [
        ("mistaken", "误报"),
        ("automatic_mistaken", "自动报警误报"),
        ("malicious", "谎报"),
        ("nuisance", "骚扰"),
        ("test", "测试"),
    ],
)
def test_an_incident_closed_as_false_has_no_fire_until_it_is_corrected(
    application, disposition, label
):
    number = take_a_call(0)
    close(number, disposition=disposition)

    with pytest.raises(BadInput) as refused:
        register(number)

    (fault,) = refused.value.faults
    assert fault.field == "disposition"
    assert label in fault.message
    assert "先更正警情性质" in fault.message
    assert count(Fire) == 0
    correct(number, disposition="real")
    assert register(number) == "H20260101-001"


def test_an_open_incident_called_false_has_no_fire_either(application):
    number = take_a_call(0)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, Changes(disposition="malicious"), None, make_act(6))

    with pytest.raises(BadInput, match="先修改警情性质"):
        register(number)


@pytest.mark.parametrize("disposition", ["real", "recalled", "duplicate"])
def test_what_does_not_deny_a_fire_does_not_forbid_one(application, disposition):
    number = take_a_call(0)
    close(number, disposition=disposition)

    assert register(number) == "H20260101-001"


def test_an_amended_fire_keeps_in_the_log_what_it_said(application):
    number = register(loss_fen=200_000)

    amend(number, version=1, loss_fen=350_000)

    fire = db.session.scalars(select(Fire)).one()
    assert (fire.loss_fen, fire.version) == (350_000, 2)
    assert ledger.facts_of(queries.events_since(0)[-1]) == {
        "fire": number,
        "reason": "核定损失",
        "version": 2,
        "loss_fen_before": "200000",
        "loss_fen": "350000",
    }


def test_of_two_amendments_of_one_version_the_second_is_refused(application):
    number = register(loss_fen=200_000)
    amend(number, version=1, loss_fen=300_000)

    with pytest.raises(StaleEdit, match=number) as refused:
        amend(number, version=1, loss_fen=400_000, dead=0)

    (difference,) = refused.value.quarrel.differences
    assert (difference.field, difference.label) == ("loss_yuan", "直接财产损失")
    assert (difference.before, difference.theirs, difference.yours) == (
        "2000.00 元",
        "3000.00 元",
        "4000.00 元",
    )
    assert db.session.scalars(select(Fire.loss_fen)).one() == 300_000


def test_a_fire_takes_the_township_of_its_incident_unless_told(application):
    number = take_a_call(0)
    with transaction() as session:
        queries.lock_incident(session, number).township_code = "T1"

    numbers = [register(number), register(number, township_code="T2"), register()]

    fires = queries.fires_numbered(numbers)
    assert [fire.township_code for fire in fires] == ["T1", "T2", None]


def test_the_fire_of_another_owner_says_so_in_the_log(application):
    register(owner=FireOwner.FOREST)

    assert "森林草原，不计入消防救援火灾统计" in queries.events_since(0)[-1].text


def test_what_is_amended_of_owner_parts_and_households_stays_in_the_log(application):
    number = register()

    amend(number, 1, households=2, site_cost_fen=5_000, owner=FireOwner.RAILWAY)

    fire = db.session.scalars(select(Fire)).one()
    assert (fire.households, fire.site_cost_fen, fire.people_cost_fen) == (2, 5_000, None)
    kept = ledger.facts_of(queries.events_since(0)[-1])
    assert (kept["households_before"], kept["households"]) == ("None", "2")
    assert (kept["owner_before"], kept["owner"]) == ("brigade", "railway")


def test_an_amendment_without_a_reason_is_refused(application):
    number = register()

    with pytest.raises(BadInput, match="原因"):
        amend(number, version=1, reason="  ")


def test_a_closed_incident_is_corrected_with_the_old_value_kept(application):
    number = closed_incident()

    correct(number, level=1, disposition="recalled", outcome=Outcome(rescued=3))

    row = incident(number)
    assert (row.level, row.disposition, row.state) == (1, "recalled", "closed")
    assert row.report is not None
    assert (row.report.rescued, row.report.dead) == (3, 0)
    assert ledger.facts_of(queries.log_of(number)[-1]) == {
        "reason": "填错",
        "version": 3,
        "level_before": "2",
        "level": "1",
        "disposition_before": "real",
        "disposition": "recalled",
        "rescued_before": "1",
        "rescued": "3",
    }


def test_an_open_incident_is_revised_and_not_corrected(application):
    number = take_a_call(0)

    with pytest.raises(BadInput, match="未结案"):
        correct(number, level=2)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"category": "99999"}, "category"),
        ({"level": 6}, "level"),
        ({"disposition": "nonsense"}, "disposition"),
        ({"outcome": Outcome(dead=-1)}, "dead"),
    ],
)
def test_a_correction_that_cannot_be_is_named_and_changes_nothing(application, told, field):
    number = closed_incident()
    version = incident(number).version

    with pytest.raises(BadInput) as refused:
        correct(number, **told)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert incident(number).version == version


def test_a_correction_of_an_older_version_is_refused(application):
    number = closed_incident()
    seen = incident(number).version
    correct(number, seen, level=3)

    with pytest.raises(StaleEdit, match=number):
        correct(number, seen, level=1)

    assert incident(number).level == 3


def test_a_corrected_category_of_another_scale_takes_a_level_it_has(application):
    number = take_a_call(0, level=5)
    close(number)

    correct(number, category="20200")

    assert (incident(number).category, incident(number).level) == ("20200", 4)
