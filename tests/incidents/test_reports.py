"""What a closing report and a fire record must say, and what cannot be right."""

import pytest

from incidents.categories import Disposition
from incidents.reports import FireFacts, FireForm, Outcome, check_fire, missing_of
from resources.errors import BadInput
from tests.makers import NOON, make_outcome


def missing(is_fire: bool = True, **changes: object) -> list[str]:
    return [fault.field for fault in missing_of(make_outcome(**changes), is_fire)]


def refused(form: FireForm, **more) -> list[str]:
    told = {"occupancy": "residence", "cause": "electrical"} | more
    with pytest.raises(BadInput) as refusal:
        check_fire(FireFacts(NOON, form, **told))
    return [fault.field for fault in refusal.value.faults]


def test_a_whole_report_lacks_nothing():
    assert missing() == []


def test_an_empty_report_lacks_every_field_in_the_order_of_the_form():
    assert [fault.field for fault in missing_of(Outcome(), is_fire=True)] == [
        *("disposition", "rescued", "evacuated", "dead", "injured"),
        *("property_saved_yuan", "property_protected_yuan", "loss_yuan", "is_urban"),
    ]


def test_nought_is_an_answer_and_silence_is_not():
    assert missing(dead=0) == []
    assert missing(dead=None) == ["dead"]


@pytest.mark.parametrize("people", [-1, 100_001])
def test_an_implausible_number_of_people_is_named(people):
    assert missing(rescued=people) == ["rescued"]


@pytest.mark.parametrize("fen", [-1, 10_000_000_000_001])
def test_an_implausible_sum_is_named(fen):
    assert missing(loss_fen=fen) == ["loss_yuan"]


def test_only_a_real_fire_began_somewhere():
    assert missing(occupancy="") == ["occupancy"]
    assert missing(occupancy="", disposition="mistaken") == []
    assert missing(is_fire=False, occupancy="") == []


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_is_taken(disposition):
    assert missing(disposition=disposition.value) == []


@pytest.mark.parametrize("disposition", [None, "", "nonsense"])
def test_no_disposition_and_an_unknown_one_are_named(disposition):
    assert missing(disposition=disposition) == ["disposition"]


def test_the_simple_form_ends_below_one_thousand_yuan():
    check_fire(FireFacts(NOON, FireForm.SIMPLE, loss_fen=99_999))

    assert refused(FireForm.SIMPLE, loss_fen=100_000) == ["loss_yuan"]


@pytest.mark.parametrize("hurt", ["dead", "seriously_injured", "lightly_injured"])
def test_the_simple_form_is_not_for_a_fire_that_hurt_anyone(hurt):
    assert refused(FireForm.SIMPLE, **{hurt: 1}) == ["form"]


def test_the_full_form_needs_where_and_why_it_began():
    assert refused(FireForm.FULL, occupancy="", cause="") == ["occupancy", "cause"]


def test_a_fire_with_a_negative_number_is_refused_on_either_form():
    assert refused(FireForm.FULL, dead=-1, loss_fen=-1) == ["dead", "loss_yuan"]
