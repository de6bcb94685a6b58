"""When the first order should be stronger."""

import pytest

from incidents.understanding.elements import read_elements
from incidents.understanding.hints import Circumstances, Trigger, escalation_hints, is_night
from incidents.understanding.wording import read_narrative

QUIET = Circumstances()


def triggers(code="10100", told="民房起火", circumstances=QUIET):
    elements = read_elements(read_narrative(told))
    return [hint.trigger for hint in escalation_hints(code, circumstances, elements)]


def test_an_ordinary_call_by_day_gets_no_hint():
    assert triggers() == []


@pytest.mark.parametrize(
    ("circumstances", "trigger"),
    [
        (Circumstances(caller_trapped=True), Trigger.CALLER_TRAPPED),
        (Circumstances(callers=3), Trigger.MANY_CALLERS),
        (Circumstances(water_within_reach=False), Trigger.SHORT_OF_WATER),
        (Circumstances(wind=6), Trigger.STRONG_WIND),
        (Circumstances(far=True), Trigger.FAR),
        (Circumstances(sensitive_place=True), Trigger.SENSITIVE_PLACE),
        (Circumstances(sensitive_time=True), Trigger.SENSITIVE_TIME),
        (Circumstances(short_staffed=True), Trigger.SHORT_STAFFED),
        (Circumstances(night=True), Trigger.NIGHT),
    ],
)
def test_each_circumstance_has_its_hint(circumstances, trigger):
    assert triggers(circumstances=circumstances) == [trigger]


def test_just_below_the_limit_there_is_no_hint():
    assert triggers(circumstances=Circumstances(callers=2, wind=5, far=False)) == []


@pytest.mark.parametrize(
    ("told", "trigger"),
    [
        ("民房起火, 我被困在楼上", Trigger.CALLER_TRAPPED),
        ("民房起火, 没得水", Trigger.SHORT_OF_WATER),
        ("民房起火, 风大得很", Trigger.STRONG_WIND),
        ("民房起火, 烧到隔壁了", Trigger.SPREADING),
        ("民房起火, 有个老人", Trigger.VULNERABLE),
    ],
)
def test_the_words_alone_can_ask_for_more(told, trigger):
    assert triggers(told=told) == [trigger]


def test_a_crowded_place_is_sensitive():
    assert triggers("10400", "医院起火") == [Trigger.SENSITIVE_PLACE]


def test_water_and_wind_are_asked_of_fires_only_and_favours_get_no_hint():
    dry = Circumstances(water_within_reach=False, wind=8, night=True)

    assert triggers("20200", "追尾", dry) == [Trigger.NIGHT]
    assert triggers("50200", "马蜂窝", dry) == []


def test_a_hint_says_what_to_do_and_is_marked():
    elements = read_elements(read_narrative("民房起火, 没得水"))

    hint = escalation_hints("10100", QUIET, elements)[0]

    assert hint.sentence == "现场缺水，建议加强第一出动：加派一辆水罐车或按高一级调派。"
    assert (hint.mark, hint.words) == ("P", ("没得水",))


@pytest.mark.parametrize(
    ("hour", "night"), [(21, False), (22, True), (0, True), (7, True), (8, False)]
)
def test_the_night_of_the_rule_runs_from_22_to_8(hour, night):
    assert is_night(hour) is night


def test_a_wind_beyond_the_scale_is_no_wind():
    with pytest.raises(ValueError):
        Circumstances(wind=18)
