"""Advice while nobody knows the place: nothing is nearer than anything else."""

from flask import Flask

from dispatch.advising import Question, advise
from tests.makers import a_county_with


def test_without_a_place_nobody_is_picked_and_the_shortfall_says_why(application: Flask):
    a_county_with("龙潭1", "龙潭2")

    advice = advise(Question("10100", 1, None))

    assert advice.picks == ()
    assert [(one.capability, one.missing) for one in advice.shortfall] == [("water", 2)]
    assert advice.shortfall[0].reason.startswith("地点未定")


def test_without_a_place_every_unit_can_still_be_sent_by_hand(application: Flask):
    a_county_with("龙潭1", "龙潭2")

    advice = advise(Question("10100", 1, None))

    assert [(one.call_sign, one.available) for one in advice.candidates] == [
        ("龙潭1", True),
        ("龙潭2", True),
    ]
