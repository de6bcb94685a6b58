"""Versions of the rules: drafted, edited one at a time, rehearsed, in force, and then still."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from dispatch import rule_book
from dispatch.errors import RulesChanged, RulesNotRehearsed, RulesStand, UnknownRules
from dispatch.plan_rows import Mark
from dispatch.plan_table import write_rules
from dispatch.records import RuleVersion
from dispatch.response_plans import DEFAULT_RULES, demand_for
from dispatch.rule_changes import RowStruck, RowTold, RuleChange, TableTold, differences
from dispatch.rule_queries import rules_at, rules_called, version_called, versions
from incidents.records import LogEntry
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import make_act, minute

DEFAULT = "default-2026-1"
HOUSE_FIRE = {"category": "10100", "level": "2", "basis": "rule", "people": "12", "mark": "P"}
THREE = RowTold({**HOUSE_FIRE, "water": "3>=6t", "people": "18"}, ("10100", 2))


@pytest.fixture(autouse=True)
def _application(application: Flask) -> None:
    """Every test has a database of its own."""


def draft(version: str = "酉阳-1", base: str = DEFAULT, by: str = "甲") -> None:
    with transaction() as session:
        rule_book.draft_from(session, base, version, make_act(by=by), "支队会议")


def revise(
    change: RuleChange, seen: int | None = None, version: str = "酉阳-1", by: str = "甲"
) -> None:
    with transaction() as session:
        rule_book.revise(session, version, seen, change, make_act(1, by=by))


def rehearse(revision: int = 1, version: str = "酉阳-1") -> None:
    with transaction() as session:
        told = ("2025 年", 300, 7)
        rule_book.keep_rehearsal(session, version, revision, told, make_act(2))


def put_in_force(
    at: datetime | None = None, version: str = "酉阳-1", seen: int | None = None, now: float = 3
) -> None:
    with transaction() as session:
        rule_book.put_in_force(session, version, seen, at, make_act(now, by="管理员"))


def sentences() -> list[str]:
    return list(db.session.scalars(select(LogEntry.text).order_by(LogEntry.seq)))


def test_without_a_version_the_default_table_holds() -> None:
    assert rules_at(minute(0)) is DEFAULT_RULES
    assert [line.version for line in versions()] == [DEFAULT]
    assert version_called(DEFAULT).is_default


def test_a_draft_is_the_table_of_its_base_and_holds_nowhere() -> None:
    draft()

    line = version_called("酉阳-1")
    assert (line.author, line.note, line.mark, line.revision) == (
        "甲",
        "支队会议",
        Mark.PROPOSED,
        1,
    )
    assert line.is_draft and line.in_force_from is None
    assert rules_called("酉阳-1").rows == DEFAULT_RULES.rows
    assert rules_at(minute(60)).version == DEFAULT
    assert sentences() == [f"起草规则 酉阳-1（由 {DEFAULT}）"]


def test_a_row_told_anew_is_asked_for_once_the_version_holds() -> None:
    draft()
    revise(THREE)
    rehearse(2)
    put_in_force(minute(30))

    before, after = rules_at(minute(29)), rules_at(minute(30))

    assert before.version == DEFAULT
    demand = demand_for("10100", 2, after)
    assert (demand.vehicles, demand.lines[0].least_water_t, demand.people) == (3, 6.0, 18)
    assert (demand.rule.version, demand.rule.in_force_from) == ("酉阳-1", minute(30))
    assert [one.key for one in differences(DEFAULT_RULES, after)] == [("10100", 2)]
    changed = {column: (old, new) for column, old, new in differences(before, after)[0].columns}
    assert changed["water"] == ("3", "3>=6t")
    assert changed["ladder"] == ("1", "")


def test_rows_are_added_and_taken_out() -> None:
    draft()
    revise(RowTold({**HOUSE_FIRE, "category": "10100", "level": "5", "water": "30"}))
    revise(RowStruck(("10110", 2)))

    rows = rules_called("酉阳-1").rows

    assert sorted(rows["10100"], key=lambda level: level or 0) == [1, 2, 3, 5]
    assert list(rows["10110"]) == [3]
    assert sentences()[1:] == [
        "修改规则 酉阳-1：填写 10100 5 级",
        "修改规则 酉阳-1：删除 10110 2 级",
    ]


def test_a_whole_table_takes_the_place_of_the_draft() -> None:
    draft()
    text = write_rules(rules_called("酉阳-1")).replace("10910,1,rule,1,", "10910,1,rule,2,")

    revise(TableTold(text))

    assert demand_for("10910", 1, rules_called("酉阳-1")).vehicles == 2


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (RowTold({**HOUSE_FIRE, "water": "two"}, ("10100", 2)), "water", "应为正整数"),
        (RowTold({**HOUSE_FIRE, "water": "2"}), "level", "已有规则，请改那一行"),
        (RowTold({**HOUSE_FIRE, "category": "12345", "water": "2"}), "category", "没有代码"),
        (RowTold({**HOUSE_FIRE, "category": "20200", "level": "5", "water": "2"}), "level", "1～4"),
        (RowTold({**HOUSE_FIRE, "level": "-", "water": "2"}), "level", "既有不分等级"),
        (RowStruck(("10110", 1)), "level", "没有规则，不必删除"),
        (RowStruck(("50000", None)), "level", "缺少大类 50000"),
        (RowStruck(("20300", 9)), "level", "没有规则"),
        (TableTold("category\n"), "table", "列名应依次为"),
    ],
)
def test_a_change_that_would_break_the_table_is_refused_and_nothing_is_lost(
    change: RuleChange, field: str, reason: str
) -> None:
    draft()

    with pytest.raises(BadInput) as refused:
        revise(change)

    assert field in {fault.field for fault in refused.value.faults}
    assert reason in str(refused.value)
    assert rules_called("酉阳-1").rows == DEFAULT_RULES.rows
    assert version_called("酉阳-1").revision == 1


def test_whoever_read_an_older_draft_is_told_who_changed_it() -> None:
    draft()
    revise(THREE, seen=1, by="乙")

    with pytest.raises(RulesChanged, match="刚被乙修改（现为第 2 稿）"):
        revise(RowStruck(("10110", 2)), seen=1, by="丙")

    assert version_called("酉阳-1").edited_by == "乙"
    assert list(rules_called("酉阳-1").rows["10110"]) == [2, 3]


def test_only_the_revision_that_was_rehearsed_may_hold() -> None:
    draft()
    with pytest.raises(RulesNotRehearsed, match="第 1 稿还没有预演"):
        put_in_force()
    rehearse(1)
    assert version_called("酉阳-1").rehearsed == (300, 7)
    revise(THREE)

    with pytest.raises(RulesNotRehearsed, match="第 2 稿还没有预演"):
        put_in_force()

    assert version_called("酉阳-1").rehearsed is None
    rehearse(1)
    with pytest.raises(RulesNotRehearsed):
        put_in_force()


def test_a_note_does_not_undo_the_rehearsal() -> None:
    draft()
    rehearse(1)
    with transaction() as session:
        rule_book.describe(session, "酉阳-1", 1, "支队批复", Mark.SOURCED, make_act(2))

    line = version_called("酉阳-1")
    assert (line.note, line.mark, line.revision, line.rehearsed) == (
        "支队批复",
        Mark.SOURCED,
        2,
        (300, 7),
    )


def test_what_holds_is_never_edited_nor_taken_away() -> None:
    draft()
    rehearse(1)
    put_in_force(minute(600))

    with pytest.raises(RulesStand, match="请由它起草新版本"):
        revise(THREE)
    with pytest.raises(RulesStand), transaction() as session:
        rule_book.discard(session, "酉阳-1", make_act(4))
    with pytest.raises(RulesStand):
        put_in_force()
    with pytest.raises(RulesStand, match="默认规则"):
        revise(THREE, version=DEFAULT)
    line = version_called("酉阳-1")
    assert (line.in_force_from, line.put_in_force_by) == (minute(600), "管理员")


def test_a_later_version_takes_over_at_its_moment() -> None:
    for version, at in (("一", 10), ("二", 20)):
        draft(version)
        rehearse(1, version)
        put_in_force(minute(at), version)

    held = [rules_at(minute(at)).version for at in (9, 10, 19, 20, 99)]

    assert held == [DEFAULT, "一", "一", "二", "二"]
    assert [line.version for line in versions()] == ["二", "一", DEFAULT]


def test_no_version_holds_from_the_past_nor_from_the_moment_of_another() -> None:
    for version in ("一", "二"):
        draft(version)
        rehearse(1, version)
    put_in_force(minute(30), "一")

    with pytest.raises(BadInput, match="早于现在"):
        put_in_force(minute(-5), "二")
    with pytest.raises(BadInput, match="一 也在此刻生效"):
        put_in_force(minute(30), "二")

    assert version_called("二").is_draft


def test_a_version_that_cannot_be_read_any_more_gives_way_to_the_one_before() -> None:
    for version, at in (("一", 10), ("二", 20)):
        draft(version)
        rehearse(1, version)
        put_in_force(minute(at), version)
    broken = update(RuleVersion).where(RuleVersion.version == "二").values(table_text="category")
    with transaction() as session:
        session.execute(broken)

    assert rules_at(minute(25)).version == "一"


@pytest.mark.parametrize(
    "name", ["", "a b", "a/b", "x" * 41, "overrides", DEFAULT, "酉阳-1", ".", "-1"]
)
def test_a_name_that_is_none_or_taken_is_refused(name: str) -> None:
    draft()

    with pytest.raises(BadInput) as refused:
        draft(name)

    assert [fault.field for fault in refused.value.faults] == ["version"]


def test_an_unknown_version_is_named() -> None:
    with pytest.raises(UnknownRules, match="没有名为“无”的规则版本"):
        revise(THREE, version="无")
    with pytest.raises(UnknownRules):
        draft("有", base="无")
    with pytest.raises(UnknownRules):
        version_called("无")


def test_a_draft_is_thrown_away_with_a_word_on_the_log() -> None:
    draft()
    with transaction() as session:
        rule_book.discard(session, "酉阳-1", make_act(4))

    assert [line.version for line in versions()] == [DEFAULT]
    assert sentences()[-1] == "作废规则草稿 酉阳-1"


def test_the_date_in_force_is_an_aware_moment_on_both_databases() -> None:
    draft()
    rehearse(1)
    put_in_force(datetime(2026, 12, 1, tzinfo=UTC))

    assert version_called("酉阳-1").in_force_from == datetime(2026, 12, 1, tzinfo=UTC)
