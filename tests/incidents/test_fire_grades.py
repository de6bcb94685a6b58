"""The grades of fires: every limit itself, the days of the change, and the deaths told later."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.fire_grades import (
    GRADE_LABELS,
    OWNER_LABELS,
    RULE_1996,
    RULE_2007,
    RULE_2025,
    CountedBefore,
    FireGrade,
    FireOwner,
    LaterDeath,
    Toll,
    grade_of,
    rule_on,
    rules_note,
    toll_with,
    within_window,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_2006 = date(2006, 5, 1)
IN_2020 = date(2020, 5, 1)
IN_2026 = date(2026, 5, 1)
WAN_FEN = 1_000_000


def graded(
    day: date, dead: int = 0, serious: int = 0, wan: float = 1, households: int | None = 0
) -> str:
    toll = Toll(dead, serious)
    return grade_of(day, toll, round(wan * WAN_FEN), households).grade.value


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(1997, 1, 1), RULE_1996),
        (date(2007, 5, 31), RULE_1996),
        (date(2007, 6, 1), RULE_2007),
        (date(2025, 4, 30), RULE_2007),
        (date(2025, 5, 1), RULE_2025),
    ],
)
def test_the_rule_of_a_fire_is_the_one_of_its_day(day, rule):
    assert rule_on(day) is rule


@pytest.mark.parametrize("day", [IN_2020, IN_2026])
@pytest.mark.parametrize(
    ("dead", "grade"),
    [
        (30, "exceptional"),
        (29, "major"),
        (10, "major"),
        (9, "serious"),
        (3, "serious"),
        (2, "ordinary"),
    ],
)
def test_the_number_of_a_limit_of_deaths_is_inside(day, dead, grade):
    assert graded(day, dead=dead) == grade


@pytest.mark.parametrize("day", [IN_2020, IN_2026])
@pytest.mark.parametrize(
    ("serious", "grade"),
    [
        (100, "exceptional"),
        (99, "major"),
        (50, "major"),
        (49, "serious"),
        (10, "serious"),
        (9, "ordinary"),
    ],
)
def test_the_number_of_a_limit_of_serious_injuries_is_inside(day, serious, grade):
    assert graded(day, serious=serious) == grade


@pytest.mark.parametrize(
    ("day", "yuan", "grade"),
    [
        (IN_2020, 100_000_000, "exceptional"),
        (IN_2020, 99_999_999, "major"),
        (IN_2020, 50_000_000, "major"),
        (IN_2020, 49_999_999, "serious"),
        (IN_2020, 10_000_000, "serious"),
        (IN_2020, 9_999_999, "ordinary"),
        (IN_2026, 300_000_000, "exceptional"),
        (IN_2026, 299_999_999, "major"),
        (IN_2026, 100_000_000, "major"),
        (IN_2026, 99_999_999, "serious"),
        (IN_2026, 30_000_000, "serious"),
        (IN_2026, 29_999_999, "ordinary"),
    ],
)
def test_the_number_of_a_limit_of_loss_is_inside(day, yuan, grade):
    assert grade_of(day, Toll(), yuan * 100, 0).grade == grade


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        ({"dead": 10}, "exceptional_1996"),
        ({"dead": 9}, "major_1996"),
        ({"dead": 3}, "major_1996"),
        ({"dead": 2}, "ordinary_1996"),
        ({"serious": 20}, "exceptional_1996"),
        ({"serious": 19}, "major_1996"),
        ({"serious": 10}, "major_1996"),
        ({"serious": 9}, "ordinary_1996"),
        # Deaths and serious injuries together, neither of them enough alone.
        ({"dead": 9, "serious": 11}, "exceptional_1996"),
        ({"dead": 9, "serious": 10}, "major_1996"),
        ({"dead": 2, "serious": 8}, "major_1996"),
        ({"dead": 2, "serious": 7}, "ordinary_1996"),
        ({"households": 50}, "exceptional_1996"),
        ({"households": 49}, "major_1996"),
        ({"households": 30}, "major_1996"),
        ({"households": 29}, "ordinary_1996"),
        ({"wan": 100}, "exceptional_1996"),
        ({"wan": 99.9999}, "major_1996"),
        ({"wan": 30}, "major_1996"),
        ({"wan": 29.9999}, "ordinary_1996"),
    ],
)
def test_the_limits_of_1996_hold_until_may_2007(told, grade):
    assert graded(IN_2006, **told) == grade


@pytest.mark.parametrize(
    ("day", "grade"),
    [(date(2025, 4, 30), "serious"), (date(2025, 5, 1), "ordinary")],
)
def test_the_same_loss_has_another_grade_a_day_later(day, grade):
    assert graded(day, wan=2_000) == grade


@pytest.mark.parametrize(
    ("day", "grade"),
    [(date(2007, 5, 31), "exceptional_1996"), (date(2007, 6, 1), "major")],
)
def test_ten_deaths_have_another_grade_a_day_later(day, grade):
    assert graded(day, dead=10) == grade


def test_the_worst_criterion_decides_and_is_named():
    found = grade_of(IN_2026, Toll(dead=3, seriously_injured=50), 3_000 * WAN_FEN, 0)

    assert found.grade is FireGrade.MAJOR
    assert found.reasons == ("重伤 50 人，达到 50 人以上",)


def test_every_criterion_that_reaches_the_grade_is_named():
    found = grade_of(IN_2026, Toll(dead=3), 3_000 * WAN_FEN, 0)

    assert found.reasons == ("死亡 3 人，达到 3 人以上", "直接财产损失达到 3000 万元以上")


@pytest.mark.parametrize(("fen", "grade"), [(0, "minor"), (99_999, "minor"), (100_000, "ordinary")])
def test_a_fire_of_less_than_1000_yuan_is_minor(fen, grade):
    assert grade_of(IN_2026, Toll(), fen, 0).grade == grade


@pytest.mark.parametrize("toll", [Toll(dead=1), Toll(seriously_injured=1), Toll(lightly_injured=1)])
def test_a_fire_with_one_casualty_is_not_minor(toll):
    assert grade_of(IN_2026, toll, 99_999, 0).grade is FireGrade.ORDINARY


def test_there_were_no_minor_fires_before_may_2025():
    assert grade_of(date(2025, 4, 30), Toll(), 0, 0).grade is FireGrade.ORDINARY
    assert grade_of(date(2025, 5, 1), Toll(), 0, 0).grade is FireGrade.MINOR


@pytest.mark.parametrize("day", [IN_2006, IN_2026])
def test_households_nobody_told_are_said(day):
    assert grade_of(day, Toll(), 0, None).notes == ("受灾户未填，等级未考虑受灾户。",)


def test_households_whose_limit_was_not_found_are_said():
    found = grade_of(IN_2026, Toll(), 0, 60)

    assert found.grade is FireGrade.MINOR
    assert found.notes == ("受灾 60 户；本规定的受灾户界限未查到原文，等级未考虑受灾户。",)


@pytest.mark.parametrize(("day", "households"), [(IN_2020, None), (IN_2006, 60), (IN_2026, 0)])
def test_a_grade_that_looked_at_everything_has_no_note(day, households):
    assert grade_of(day, Toll(), 0, households).notes == ()


@pytest.mark.parametrize(
    ("day", "days", "counts"),
    [
        (IN_2026, 0, True),
        (IN_2026, 30, True),
        (IN_2026, 31, False),
        (date(2025, 4, 30), 7, True),
        (date(2025, 4, 30), 8, False),
        (date(2025, 5, 1), 8, True),
        (IN_2006, 7, True),
        (IN_2006, 8, False),
    ],
)
def test_a_death_counts_up_to_the_last_day_of_the_rule(day, days, counts):
    occurred = datetime(day.year, day.month, day.day, 9, 0, tzinfo=SHANGHAI)

    assert within_window(occurred, occurred + timedelta(days=days), SHANGHAI) is counts


def test_the_last_day_of_the_window_ends_at_local_midnight():
    # 1 June, 23:30 local time; the thirtieth day after it is 1 July.
    occurred = datetime(2026, 6, 1, 15, 30, tzinfo=UTC)

    last = datetime(2026, 7, 1, 15, 59, 59, tzinfo=UTC)
    assert within_window(occurred, last, SHANGHAI)
    assert not within_window(occurred, last + timedelta(seconds=1), SHANGHAI)


def test_a_person_who_died_later_is_no_longer_injured():
    occurred = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
    deaths = (
        LaterDeath(occurred + timedelta(days=2), CountedBefore.SERIOUS),
        LaterDeath(occurred + timedelta(days=3), CountedBefore.LIGHT),
        LaterDeath(occurred + timedelta(days=4)),
        LaterDeath(occurred + timedelta(days=31), CountedBefore.SERIOUS),
    )

    toll = toll_with(Toll(0, 2, 1), deaths, occurred, SHANGHAI)

    # The fourth died too late to count and stays among the injured.
    assert toll == Toll(dead=3, seriously_injured=1, lightly_injured=0)


def test_every_grade_and_owner_has_its_name():
    assert set(GRADE_LABELS) == set(FireGrade)
    assert list(OWNER_LABELS) == list(FireOwner)


def test_a_table_says_which_rules_grade_its_time():
    assert rules_note(date(2020, 1, 1), date(2020, 12, 31)) == (
        "等级按起火当日的规定：依公安部《关于调整火灾等级标准的通知》（2007年，依据国务院令第493号）"
        "（R）。"
    )
    over_the_change = rules_note(date(2025, 4, 30), date(2025, 5, 1))
    assert "；2025-05-01起依消防〔2025〕17号《火灾统计管理规定》（R）" in over_the_change
    assert "受灾户未填或界限未查到的" in over_the_change
    assert "2025" not in rules_note(date(2006, 1, 1), date(2008, 12, 31))
    assert "公通字〔1996〕82号" in rules_note(date(2007, 5, 31), date(2007, 5, 31))
