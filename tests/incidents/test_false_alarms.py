"""False alarms: what forbids the word, and who has called for nothing."""

from datetime import timedelta

import pytest

from incidents.categories import DISPOSITION_LABELS, Disposition
from incidents.false_alarms import (
    CALL_BACK_LABELS,
    CHOSEN_WHEN,
    NOT_BESIDE_A_FIRE,
    CallBack,
    Evidence,
    NuisanceCall,
    findings,
    nuisance_callers,
    require_call_back,
    require_no_fire,
    tells_of_fire,
)
from resources.errors import BadInput
from tests.makers import NOON, minute

FALSE = sorted(NOT_BESIDE_A_FIRE)


def a_nuisance(number: str, incident: str, at: float, **more: object) -> NuisanceCall:
    whole = {
        "disposition": Disposition.NUISANCE,
        "closed_at": minute(at + 4),
        "call_back": CallBack.NOT_CALLED,
    } | more
    return NuisanceCall(number, incident, received_at=minute(at), **whole)  # type: ignore[arg-type]


def test_every_disposition_and_result_has_its_words():
    assert set(CHOSEN_WHEN) == set(Disposition) == set(DISPOSITION_LABELS)
    assert set(CALL_BACK_LABELS) == set(CallBack)


@pytest.mark.parametrize("disposition", FALSE)
@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        (Evidence(water_on=("一号车",)), "一号车 已出水"),
        (Evidence(is_controlled=True), "已报控制"),
        (Evidence(is_extinguished=True), "已报熄灭"),
        (Evidence(fires=("H20260101-001",)), "已登记火灾 H20260101-001"),
        (Evidence(dead=1), "死亡 1 人"),
        (Evidence(injured=2), "受伤 2 人"),
        (Evidence(rescued=3), "抢救 3 人"),
        (Evidence(notes=("到场见明火，正在出水",)), "记事“到场见明火，正在出水”"),
    ],
)
def test_what_was_found_forbids_to_call_it_false_and_is_named(disposition, evidence, named):
    with pytest.raises(BadInput) as refused:
        require_no_fire(disposition, evidence)

    (fault,) = refused.value.faults
    assert fault.field == "disposition"
    assert named in fault.message
    assert DISPOSITION_LABELS[disposition] in fault.message


@pytest.mark.parametrize("disposition", sorted(set(Disposition) - NOT_BESIDE_A_FIRE))
def test_what_was_found_forbids_nothing_else(disposition):
    require_no_fire(disposition, Evidence(water_on=("一号车",), dead=1))


@pytest.mark.parametrize("disposition", FALSE)
def test_where_nothing_was_found_it_may_be_called_false(disposition):
    require_no_fire(disposition, Evidence(notes=("到场未见明火，系烧腊肉冒烟",)))


@pytest.mark.parametrize(
    ("note", "is_fire"),
    [
        ("到场发现明火", True),
        ("三组木房火势较大，请求增援", True),
        ("过火面积约 20 平方米", True),
        ("未发现明火", False),
        ("没有火情，误报", False),
        ("到场无明火", False),
        ("现场没看到火苗", False),
        ("未发现明火，后山见火光", True),
        ("消火栓完好", False),
        ("家属来电致谢", False),
    ],
)
def test_a_note_tells_of_fire_unless_it_denies_it(note, is_fire):
    assert tells_of_fire(note) is is_fire


def test_a_long_note_is_quoted_in_its_beginning():
    (found,) = findings(Evidence(notes=("明火" + "很" * 40,)))

    assert found == "记事“明火" + "很" * 28 + "…”"


def test_only_known_results_of_calling_back_are_taken():
    assert require_call_back("no_answer") is CallBack.NO_ANSWER
    with pytest.raises(BadInput):
        require_call_back("maybe")


def test_the_ledger_counts_calls_and_minutes_of_each_number_most_calls_first():
    made = [
        a_nuisance("1", "A", 0, vehicle_time=timedelta(minutes=30)),
        # A second call about the same incident takes no second time.
        a_nuisance("1", "A", 1, vehicle_time=timedelta(minutes=30)),
        a_nuisance("2", "B", 2, disposition=Disposition.MALICIOUS),
        a_nuisance("1", "C", 60, call_back=CallBack.CONFIRMED_FALSE),
        a_nuisance("", "D", 70, closed_at=None),
    ]

    first, second, third = nuisance_callers(made)

    assert (first.caller_number, first.calls, first.incidents) == ("1", 3, ("A", "C"))
    # A was told at 1 and closed at 5; C took four minutes more.
    assert (first.desk_minutes, first.vehicle_minutes) == (4 + 4, 30)
    assert (first.called_back, first.confirmed_false) == (1, 1)
    assert first.last_at == NOON + timedelta(minutes=60)
    assert (second.caller_number, second.malicious, second.nuisance) == ("2", 1, 0)
    assert (third.caller_number, third.desk_minutes) == ("", 0)
