"""From fields to the values of the trade: what each form takes together."""

from datetime import timedelta

import pytest

from incidents.categories import Channel
from incidents.reports import FireFacts, FireForm
from incidents.timeline import Source
from resources.errors import BadInput
from tests.makers import NOON, minute
from web import forms
from web.fire_forms import read_fire
from web.reading import Reader

KNOWN_FIRE = FireFacts(minute(-5), FireForm.FULL, "龙潭镇")


def faulty_fields(refusal: pytest.ExceptionInfo[BadInput]) -> list[str]:
    """Return the fields a refusal names."""
    return [fault.field for fault in refusal.value.faults]


def test_a_call_is_read_from_the_strings_of_a_page() -> None:
    fields = {
        **{"caller_number": "023-7555 1234", "caller_name": "张三", "narrative": "民房起火"},
        **{"category": "10100", "level": "2", "trapped": "3", "floors": "", "channel": "police"},
        **{"fire_floor": "-1", "lon": "108.77", "lat": "28.841"},
    }

    call = forms.read_call(Reader(fields), NOON)

    assert (call.caller_number, call.category, call.level) == ("023-7555 1234", "10100", 2)
    assert (call.elements.trapped, call.elements.floors) == (3, None)
    assert call.elements.fire_floor == -1
    assert call.channel is Channel.POLICE
    assert call.received_at == NOON


@pytest.mark.parametrize("minutes", [0, 2, -60 * 24 * 365])
def test_a_call_of_the_past_or_of_a_clock_slightly_fast_is_taken(minutes: int) -> None:
    told_at = (NOON + timedelta(minutes=minutes)).isoformat()

    call = forms.read_call(Reader({"narrative": "起火", "received_at": told_at}), NOON)

    assert call.received_at == minute(minutes)


def test_a_call_from_the_future_is_refused() -> None:
    told_at = minute(2.1).isoformat()

    with pytest.raises(BadInput) as refusal:
        forms.read_call(Reader({"narrative": "起火", "received_at": told_at}), NOON)

    assert faulty_fields(refusal) == ["received_at"]


def test_a_level_its_category_does_not_have_is_refused_with_the_range() -> None:
    with pytest.raises(BadInput) as refusal:
        forms.read_call(Reader({"category": "20000", "level": "5"}), NOON)

    # A rescue has four levels, a fire five.
    assert faulty_fields(refusal) == ["level"]
    assert "1 到 4" in str(refusal.value)


def test_changes_of_nothing_change_nothing() -> None:
    changes = forms.read_changes(Reader({}))

    assert (changes.category, changes.level, changes.disposition) == (None, None, None)
    assert changes.narrative is None


def test_a_field_nobody_may_change_is_named() -> None:
    with pytest.raises(BadInput) as refusal:
        forms.read_changes(Reader({"state": "closed", "number": "1", "level": 2}))

    assert faulty_fields(refusal) == ["number", "state"]


def test_an_outcome_is_kept_as_far_as_it_is_told() -> None:
    outcome = forms.read_outcome(Reader({"rescued": "2", "loss_yuan": "300.5", "is_urban": "no"}))

    assert (outcome.rescued, outcome.loss_fen, outcome.is_urban) == (2, 30_050, False)
    assert (outcome.dead, outcome.disposition) == (None, None)


def test_a_correction_reads_the_outcome_inside() -> None:
    fields = {"reason": "核实", "level": 3, "outcome": {"dead": 1}}

    correction = forms.read_correction(Reader(fields))

    assert (correction.reason, correction.level) == ("核实", 3)
    assert correction.outcome is not None
    assert correction.outcome.dead == 1


@pytest.mark.parametrize("outcome", [[], "dead", 1, True])
def test_a_correction_whose_outcome_is_no_object_is_refused(outcome: object) -> None:
    with pytest.raises(BadInput) as refusal:
        forms.read_correction(Reader({"reason": "核实", "outcome": outcome}))

    assert faulty_fields(refusal) == ["outcome"]


def test_a_fire_takes_time_and_place_of_its_incident_unless_told() -> None:
    facts = read_fire(Reader({"form": "simple"}), KNOWN_FIRE, NOON)

    assert (facts.occurred_at, facts.place_text) == (minute(-5), "龙潭镇")
    assert facts.form is FireForm.SIMPLE
    assert (facts.dead, facts.loss_fen) == (0, 0)


def test_a_fire_in_the_future_is_refused() -> None:
    fields = {"occurred_at": minute(1).isoformat()}

    with pytest.raises(BadInput) as refusal:
        read_fire(Reader(fields), KNOWN_FIRE, NOON)

    assert faulty_fields(refusal) == ["occurred_at"]


def test_what_is_not_told_of_a_fire_stays_as_it_is_known() -> None:
    known = FireFacts(minute(-5), FireForm.FULL, "龙潭镇", cause="electrical", dead=1, loss_fen=500)

    facts = read_fire(Reader({"loss_yuan": "0", "dead": 2}), known, NOON)

    assert (facts.cause, facts.dead, facts.loss_fen) == ("electrical", 2, 0)


def test_an_act_is_of_now_and_of_its_usual_source_unless_told() -> None:
    usual = forms.read_act(Reader({}), "甲", NOON, Source.CREW)
    told = forms.read_act(Reader({"at": minute(-3).isoformat()}), "甲", NOON)

    assert (usual.at, usual.now, usual.source) == (NOON, NOON, Source.CREW)
    assert (told.at, told.now, told.source) == (minute(-3), NOON, Source.OPERATOR)


@pytest.mark.parametrize(
    ("field", "value"),
    [("at", minute(3).isoformat()), ("source", "automatic"), ("source", "rumour")],
)
def test_an_act_of_the_future_or_of_the_machine_is_refused(field: str, value: str) -> None:
    with pytest.raises(BadInput) as refusal:
        forms.read_act(Reader({field: value}), "甲", NOON)

    assert faulty_fields(refusal) == [field]
