"""Labelled examples: what resembles what, with the words both have."""

import pytest

from incidents.understanding.examples import Example, nearest, prepare
from incidents.understanding.learned import NO_GROUND, group_of
from incidents.understanding.rules import DEFAULT_RULES, BadWordRules, load_rules
from incidents.understanding.suggestion import UNKNOWN, understand
from tests.incidents.understanding.narratives import KEPT, examples, narrative_rows

ROWS = narrative_rows(KEPT)
FEW = prepare(
    [
        Example("屋檐下挂着一窝角角蜂", "50200"),
        Example("堰塘边有人滑倒了", "20500"),
        Example("仓库顶上冒青烟", "10600"),
    ]
)


def test_the_examples_shipped_are_the_narratives_kept_by_the_tests():
    assert list(DEFAULT_RULES.examples.rows) == examples()


def test_the_nearest_stands_first_with_the_words_both_have():
    found = nearest("他家屋檐下挂着个角角", FEW)

    assert found[0].example.category == "50200"
    assert found[0].words == ("屋檐下挂着", "角角")


def test_an_example_is_wholly_like_itself():
    assert nearest("仓库顶上冒青烟", FEW)[0].likeness == pytest.approx(1.0)


def test_an_example_left_out_does_not_answer_for_itself():
    assert nearest("仓库顶上冒青烟", FEW, leave_out="仓库顶上冒青烟") == ()


@pytest.mark.parametrize("told", ["", "火", "快来人", "zzz", "，。！"])
def test_what_shares_no_two_signs_resembles_nothing(told):
    assert nearest(told, FEW) == ()


def test_one_word_in_common_is_not_enough_to_stand_alone():
    (found,) = nearest("仓库", FEW)

    assert (found.pairs, found.is_close) == (1, False)


def test_each_left_out_in_turn_the_examples_alone_find_most_kinds():
    first = among_three = 0
    for row in ROWS:
        kinds = [
            one.example.category
            for one in nearest(row.text, DEFAULT_RULES.examples, leave_out=row.text)
        ]
        right = {row.category, *row.also}
        first += bool(right & set(kinds[:1]))
        among_three += bool(right & set(kinds[:3]))

    assert first / len(ROWS) >= 0.75
    assert among_three / len(ROWS) >= 0.90


def test_examples_stand_below_all_that_a_rule_met(tmp_path):
    rules = load_rules(folder(tmp_path, "堰塘边有人滑倒了,20500\n仓库顶上冒青烟,10600\n"))

    ranked = understand("仓库顶上冒青烟, 电瓶车起火", rules=rules).ranked

    assert [one.category for one in ranked] == ["10720", "10600"]
    assert ranked[1].points == 0
    assert ranked[1].note == "与示例“仓库顶上冒青烟”相近"


def test_where_no_rule_is_met_the_nearest_example_leads(tmp_path):
    rules = load_rules(folder(tmp_path, "堰塘边有人滑倒了,20500\n仓库顶上冒青烟,10600\n"))

    found = understand("堰塘边上有个人滑倒了", rules=rules)

    assert found.category == "20500"
    assert group_of(found) == NO_GROUND


def test_where_nothing_is_like_it_the_kind_stays_open(tmp_path):
    rules = load_rules(folder(tmp_path, "堰塘边有人滑倒了,20500\n"))

    assert understand("麻烦问个事", rules=rules).category == UNKNOWN


@pytest.mark.parametrize("row", ["没有编号,12345", ",10600", "只有大类,10000"])
def test_a_bad_example_is_named_with_its_line(tmp_path, row):
    with pytest.raises(BadWordRules, match=r"examples\.csv 第 2 行"):
        load_rules(folder(tmp_path, f"{row}\n"))


def folder(path, rows):
    (path / "words.csv").write_text("name,words,note\n起火,起火,\n", "utf-8")
    rule = "10720,70,电瓶车,@起火,,,P,\n"
    header = "category,weight,words,with,with_also,without,mark,note\n"
    (path / "rules.csv").write_text(header + rule, "utf-8")
    (path / "examples.csv").write_text("text,category\n" + rows, "utf-8")
    return path
