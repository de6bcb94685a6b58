"""What a closing report and a fire record must say, and what cannot be right."""

import pytest

from incidents.categories import Disposition
from incidents.reports import FireFacts, FireForm, FireLoss, Outcome, check_fire, missing_of
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


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"households": -1}, "households"),
        ({"site_cost_fen": -1}, "site_cost_yuan"),
        ({"people_cost_fen": -1}, "people_cost_yuan"),
        ({"cause_code": "0101"}, "cause_code"),
        ({"cause_code": "０１０１０１"}, "cause_code"),
        # 01 is 电气: neither another cause with it nor 电气 with another code.
        ({"cause": "smoking", "cause_code": "010101"}, "cause_code"),
        ({"cause": "electrical", "cause_code": "020101"}, "cause_code"),
    ],
)
def test_the_parts_of_a_fire_record_that_cannot_be_are_named(told, field) -> None:
    assert refused(FireForm.FULL, **told) == [field]


@pytest.mark.parametrize(
    "told", [{"cause_code": "010102"}, {"cause": "arson", "cause_code": "990000"}]
)
def test_a_finer_cause_of_the_read_part_or_of_another_class_is_taken(told) -> None:
    whole = {"occupancy": "dwelling", "cause": "electrical"} | told
    check_fire(FireFacts(NOON, FireForm.FULL, **whole))


def test_the_economic_loss_is_the_sum_of_what_is_told_and_names_what_is_not() -> None:
    half = FireLoss(100_050, site_cost_fen=20_000)
    whole = FireLoss(100_050, site_cost_fen=20_000, people_cost_fen=0)

    assert (half.economic_fen, half.unknown) == (120_050, ("人身伤亡支出",))
    assert (whole.economic_fen, whole.unknown) == (120_050, ())
