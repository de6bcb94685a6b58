"""Remarks on what is odd, and the way of a record: returned, mended, confirmed."""

import pytest

from incidents import ledger, queries, registrar
from incidents.calls import Whereabouts
from incidents.errors import CannotReview, StaleEdit
from incidents.quality import queries as quality
from incidents.quality import remarking, reviewing
from incidents.quality.plausibility import UNREGISTERED
from incidents.quality.reviews import Standing, Step
from incidents.registrar import Correction
from incidents.reports import FireFacts, FireForm, Outcome
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import ZONE, close, incident, make_act, minute, take_a_call


def standing(number: str) -> Standing:
    return quality.standing(db.session(), incident(number))


def take(number: str, step: Step, reason: str = "", version: int | None = None) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        reviewing.take(session, row, step, reason, seen, make_act(200, by="统计员"))


def correct(number: str, **told: object) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        correction = Correction("核改", **told)  # type: ignore[arg-type]
        registrar.correct(session, row, correction, row.version, make_act(210))


def closed(**outcome: object) -> str:
    number = take_a_call(0)
    close(number, 120, **outcome)
    return number


def remark(number: str, rule: str, finding: str, words: str = "现场核实") -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        remarking.remark(session, row, rule, finding, words, ZONE, make_act(200))


def found(number: str) -> dict[str, str | None]:
    """The rules that find something, with the words of the remark that answers them."""
    told = quality.remarked_findings(db.session(), incident(number).id, minute(300), ZONE)
    return {one.finding.rule: one.remark.words if one.remark else None for one in told}


def test_a_record_is_returned_mended_and_confirmed(application):
    number = closed()
    assert standing(number) is Standing.UNREAD

    take(number, Step.RETURNED, "抢救人数与记录不符")
    assert standing(number) is Standing.RETURNED
    correct(number, outcome=Outcome(rescued=2))
    assert standing(number) is Standing.RETURNED
    take(number, Step.MENDED, "已改为 2 人")
    assert standing(number) is Standing.MENDED
    take(number, Step.CONFIRMED)

    assert standing(number) is Standing.CONFIRMED
    kinds = [entry.kind for entry in queries.log_of(number)][-4:]
    assert kinds == ["record_returned", "record_corrected", "record_mended", "record_confirmed"]
    assert [one.step for one in quality.steps_of(db.session(), incident(number).id)] == [
        "returned",
        "mended",
        "confirmed",
    ]


def test_a_later_edit_makes_a_confirmed_record_unconfirmed(application):
    number = closed()
    take(number, Step.CONFIRMED)

    correct(number, outcome=Outcome(evacuated=1))

    assert standing(number) is Standing.OVERTAKEN
    take(number, Step.CONFIRMED)
    assert standing(number) is Standing.CONFIRMED


def test_a_fire_registered_or_amended_later_does_so_too(application):
    number = closed()
    take(number, Step.CONFIRMED)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        facts = FireFacts(minute(0), FireForm.SIMPLE)
        registrar.register_fire(session, facts, row, ZONE, make_act(200))

    assert standing(number) is Standing.OVERTAKEN
    take(number, Step.CONFIRMED)
    assert standing(number) is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("before", "step", "told"),
    [
        ((), Step.MENDED, "未复核"),
        ((Step.RETURNED,), Step.RETURNED, "已退回"),
        ((Step.RETURNED,), Step.CONFIRMED, "已退回"),
        ((Step.CONFIRMED,), Step.CONFIRMED, "已确认"),
    ],
)
def test_a_step_out_of_turn_is_refused(application, before, step, told):
    number = closed()
    for one in before:
        take(number, one, "核对")

    with pytest.raises(CannotReview, match=told):
        take(number, step, "核对")


def test_open_records_old_versions_and_missing_reasons_are_refused(application):
    number = take_a_call(0)
    with pytest.raises(CannotReview, match="未结案"):
        take(number, Step.CONFIRMED)
    close(number)

    with pytest.raises(BadInput, match="退回原因"):
        take(number, Step.RETURNED, " ")
    with pytest.raises(StaleEdit):
        take(number, Step.CONFIRMED, version=1)

    assert standing(number) is Standing.UNREAD


def test_a_remark_answers_exactly_the_words_it_was_made_on(application):
    number = closed(rescued=30, loss_fen=100)
    (sentence,) = [
        one.finding.sentence
        for one in quality.remarked_findings(db.session(), incident(number).id, minute(300), ZONE)
        if one.finding.rule == "people_saved"
    ]
    version = incident(number).version

    remark(number, "people_saved", sentence, "客车落水，名单在附件")

    assert found(number)["people_saved"] == "客车落水，名单在附件"
    assert incident(number).version == version
    assert queries.log_of(number)[-1].text == (
        "批注：抢救 30 人，超过 20 人。说明：客车落水，名单在附件"
    )
    correct(number, outcome=Outcome(rescued=31))
    assert found(number)["people_saved"] is None


def test_the_last_remark_on_a_finding_stands(application):
    number = closed()

    remark(number, "fire_not_registered", UNREGISTERED, "仅冒烟")
    remark(number, "fire_not_registered", UNREGISTERED, "经核不构成火灾")

    assert found(number)["fire_not_registered"] == "经核不构成火灾"
    assert len(list(quality.remarks_standing(db.session(), incident(number).id))) == 1


def test_a_remark_on_nothing_or_of_no_words_is_refused(application):
    number = closed()

    with pytest.raises(StaleEdit, match="已不存在"):
        remark(number, "trapped", "被困 99 人，超过 20 人。")
    with pytest.raises(BadInput, match="批注说明"):
        remark(number, "fire_not_registered", UNREGISTERED, " ")


def test_a_correction_reaches_place_township_area_occupancy_and_words(application):
    number = closed(summary="户主在场")

    correct(
        number,
        where=Whereabouts("龙潭镇老街", township_code="T1"),
        outcome=Outcome(occupancy="office", is_urban=True, summary="户主不在场"),
    )

    row = incident(number)
    assert (row.place_text, row.township_code, row.occupancy, row.is_urban) == (
        "龙潭镇老街",
        "T1",
        "office",
        True,
    )
    assert row.report is not None
    assert row.report.summary == "户主不在场"
    entry = queries.log_of(number)[-1]
    assert ledger.facts_of(entry) == {
        "reason": "核改",
        "version": row.version,
        "place_text_before": "龙潭镇",
        "place_text": "龙潭镇老街",
        "township_code_before": "None",
        "township_code": "T1",
        "occupancy_before": "residence",
        "occupancy": "office",
        "is_urban_before": "False",
        "is_urban": "True",
        "is_retold": 1,
    }
    assert "户主" not in entry.facts
