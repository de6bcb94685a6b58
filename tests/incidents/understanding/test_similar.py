"""Past incidents at this place or of this kind."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.understanding.similar import Account, PastIncident, similar
from resources.geography import Position

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Position(108.77, 28.84)
# 0.001 degrees of latitude are some 111 m.
ROUND_THE_CORNER = Position(108.77, 28.842)
ACROSS_TOWN = Position(108.77, 28.846)
ELSEWHERE = Position(109.2, 29.1)


def past(number, narrative="", days_ago=1, **account):
    return PastIncident(number, NOON - timedelta(days=days_ago), Account(narrative, **account))


def numbers(told, *known, limit=5):
    return [one.incident.number for one in similar(told, known, limit)]


def test_an_incident_at_this_place_is_shown_whatever_it_was():
    told = Account("民房起火", "10100", HERE)
    known = past("A", "马蜂窝", category="50200", position=ROUND_THE_CORNER)

    found = similar(told, [known])

    assert [one.incident.number for one in found] == ["A"]
    assert found[0].reasons == ("同一地点（相距 222 米）",)


def test_the_same_named_place_counts_without_a_point():
    told = Account("着火", "10100", place_code="v1")

    assert numbers(told, past("A", "漏水", place_code="v1"), past("B", place_code="v2")) == ["A"]


def test_the_same_kind_needs_like_words():
    told = Account("楼道里电瓶车充电起火", "10720", HERE)
    alike = past("A", "电瓶车充电起火", category="10720", position=ELSEWHERE)
    other = past("B", "充电宝冒烟", category="10720", position=ELSEWHERE)
    other_kind = past("C", "电瓶车充电起火", category="10100", position=ELSEWHERE)

    found = similar(told, [alike, other, other_kind])

    assert [one.incident.number for one in found] == ["A"]
    assert "同为“电动自行车/锂电池”" in found[0].reasons
    assert any(reason.startswith("说法相近") for reason in found[0].reasons)


def test_nearer_and_more_alike_stands_first_then_the_latest():
    told = Account("柴堆着火", "10610", HERE, township_code="t1")
    here = past("A", "柴堆着火", 9, category="10610", position=HERE)
    near = past("B", "柴堆着火", 1, category="10610", position=ACROSS_TOWN)
    old = past("D", "柴堆着火", 30, category="10610", township_code="t1")
    new = past("C", "柴堆着火", 2, category="10610", township_code="t1")

    assert numbers(told, old, near, new, here) == ["A", "B", "C", "D"]
    assert numbers(told, old, near, new, here, limit=2) == ["A", "B"]


def test_nothing_told_and_nothing_known_is_like_nothing():
    assert similar(Account(""), [past("A", "着火", category="10100")]) == ()
    assert similar(Account("着火", "10100", HERE), []) == ()


def test_a_list_of_fewer_than_none_is_a_mistake():
    with pytest.raises(ValueError):
        similar(Account(""), [], -1)


def test_ten_thousand_past_incidents_are_compared_with_the_geodesic_of_few():
    known = [
        past(f"A{n}", "山上起火", n, category="10900", position=Position(108 + n / 5_000, 28.84))
        for n in range(10_000)
    ]

    found = similar(Account("民房起火", "10100", HERE), known, 3)

    assert found[0].distance_m == pytest.approx(0, abs=0.01)
    assert len(found) == 3
