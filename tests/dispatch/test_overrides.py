"""Why an order differs from the advice, and what many such orders say about a rule."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from dispatch import desk
from dispatch.overrides import (
    OVERRIDE_KEYS,
    UNTOLD,
    WORDS_ONLY,
    GivenOrder,
    OverrideReason,
    count_overrides,
    told_words,
)
from dispatch.queries import orders_given
from dispatch.records import Advice
from incidents import queries
from incidents.records import LogEntry
from resources.database import db, transaction
from tests.makers import a_county_with, make_act, minute, take_a_call


def given(
    number: str,
    ordered: str,
    code: OverrideReason | None = None,
    words: str = "",
    category: str = "10100",
    level: int | None = 2,
    advised: str = "甲 乙",
) -> GivenOrder:
    told = frozenset(advised.split()), frozenset(ordered.split())
    return GivenOrder(number, minute(0), category, level, *told, code, words)


def test_the_six_reasons_have_the_keys_one_to_six() -> None:
    assert [(key, str(reason), label) for key, reason, label in OVERRIDE_KEYS] == [
        ("1", "road", "距离路况"),
        ("2", "crew", "人员装备"),
        ("3", "scene", "现场情况"),
        ("4", "commander", "指挥员指定"),
        ("5", "cover", "留守防区"),
        ("6", "other", "其他"),
    ]


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        (OverrideReason.CREW, "", "人员装备"),
        (OverrideReason.OTHER, "演练", "其他：演练"),
        (None, "就近", "就近"),
        (None, "", ""),
    ],
)
def test_a_reason_is_told_by_its_words(code: OverrideReason | None, words: str, told: str) -> None:
    assert told_words(code, words) == told


def test_orders_are_counted_by_rule_and_the_rule_most_often_wrong_stands_first() -> None:
    orders = [
        given("1", "甲 乙"),
        given("2", "甲 丙", OverrideReason.CREW),
        given("3", "甲 丙 丁", OverrideReason.ROAD),
        given("4", "乙", words="先派一车"),
        given("5", "丙", category="20200", level=1),
        given("6", "甲 乙", category="50000", level=None),
    ]

    first, second, third = count_overrides(orders)

    assert (first.category, first.level, len(first.orders), len(first.differing)) == (
        *("10100", 2),
        *(4, 3),
    )
    assert first.share == 0.75
    assert [one.incident_number for one in first.because("人员装备")] == ["2"]
    assert [one.incident_number for one in first.because(WORDS_ONLY)] == ["4"]
    assert first.because(UNTOLD) == ()
    assert first.added == (("丙", 2), ("丁", 1))
    assert first.dropped == (("乙", 2), ("甲", 1))
    assert (second.category, second.share, len(second.because(UNTOLD))) == ("20200", 1.0, 1)
    assert (third.category, third.level, third.share) == ("50000", None, 0.0)


def test_no_orders_make_an_empty_report() -> None:
    assert count_overrides([]) == ()


def test_an_order_keeps_its_key_and_the_row_of_its_rule(application: Flask) -> None:
    a_county_with("龙潭1", "龙潭2")
    number = take_a_call()
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, ["龙潭1"], make_act(1), override_code=OverrideReason.COMMANDER)

    row = db.session.scalars(select(Advice)).one()
    assert (row.override_code, row.override_reason) == ("commander", "")
    assert (row.rule_category, row.rule_level) == ("10100", 1)
    entry = db.session.scalars(select(LogEntry).where(LogEntry.kind == "units_ordered")).one()
    assert entry.text == "下达出动：龙潭1（与建议不同：指挥员指定）"
    assert json.loads(entry.facts)["reason"] == "指挥员指定"


def test_the_orders_of_a_span_are_read_with_their_advice(application: Flask) -> None:
    a_county_with("龙潭1", "龙潭2")
    number = take_a_call()
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, ["龙潭2"], make_act(5), "近", None, OverrideReason.ROAD)

    orders = orders_given(minute(5), minute(6))

    assert [(one.incident_number, one.ordered, one.code) for one in orders] == [
        (number, frozenset({"龙潭2"}), OverrideReason.ROAD)
    ]
    assert orders_given(minute(6), minute(60)) == []
