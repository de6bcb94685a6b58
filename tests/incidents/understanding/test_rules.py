"""The rules as data: what they hold, and what is refused."""

import shutil
from pathlib import Path

import pytest

from incidents import understanding
from incidents.categories import CATEGORIES
from incidents.understanding.rules import DEFAULT_RULES, BadWordRules, load_rules
from incidents.understanding.suggestion import understand

SHIPPED = Path(understanding.__file__).parent
HEAD = "category,weight,words,with,with_also,without,mark,note\n"


def folder(tmp_path, rules, words="name,words,note\n起火,着火|起火,\n"):
    (tmp_path / "rules.csv").write_text(HEAD + rules, "utf-8")
    (tmp_path / "words.csv").write_text(words, "utf-8")
    return tmp_path


def test_every_kind_a_caller_can_name_has_a_rule():
    ruled = {rule.category for rule in DEFAULT_RULES.rules}
    named = {
        code
        for code, kind in CATEGORIES.items()
        if not kind.is_group and kind.group_code not in {"40000", "90000"}
    }

    assert ruled == named


def test_a_list_of_words_is_written_out_where_a_rule_names_it(tmp_path):
    rules = load_rules(folder(tmp_path, "10100,50,房|屋,@起火,,,P,\n"))

    assert rules.rules[0].wanted == (("房", "屋"), ("着火", "起火"))


def test_a_brigade_can_add_a_word_of_its_own(tmp_path):
    shutil.copy(SHIPPED / "words.csv", tmp_path)
    text = (SHIPPED / "rules.csv").read_text("utf-8")
    (tmp_path / "rules.csv").write_text(text + "50200,88,角角包,,,,P,\n", "utf-8")

    assert understand("看到个角角包").category == "10000"
    assert understand("看到个角角包", rules=load_rules(tmp_path)).category == "50200"


def test_a_gap_stands_for_a_few_characters_of_one_clause(tmp_path):
    rules = load_rules(folder(tmp_path, "20500,80,掉…河,,,,P,\n"))

    assert understand("掉到下面的河里", rules=rules).category == "20500"
    assert understand("掉了, 在河边", rules=rules).category == "10000"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("10000,50,火,,,,P,", "没有警情子类“10000”"),
        ("77777,50,火,,,,P,", "没有警情子类“77777”"),
        ("10100,0,火,,,,P,", "权重“0”"),
        ("10100,五,火,,,,P,", "权重“五”"),
        ("10100,50,,,,,P,", "words 列没有词语"),
        ("10100,50,火||烟,,,,P,", "空词"),
        ("10100,50,火|火,,,,P,", "重复"),
        ("10100,50,@没有的词表,,,,P,", "没有词表“@没有的词表”"),
        ("10100,50,#没有的情况,,,,P,", "没有情况“#没有的情况”"),
        ("10100,50,火,,,,Z,", "标记“Z”"),
        ("10100,50,火", "列数与表头不符"),
    ],
)
def test_a_bad_rule_is_named_with_its_line_and_nothing_is_loaded(tmp_path, row, reason):
    with pytest.raises(BadWordRules, match=r"rules\.csv 第 3 行") as refused:
        load_rules(folder(tmp_path, "10100,50,房,@起火,,,P,\n" + row + "\n"))

    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("name,words\n", "列名应依次为"),
        ("name,words,note\n,火,\n", "没有名称或重复"),
        ("name,words,note\n起火,火,\n起火,火,\n", "没有名称或重复"),
        ("name,words,note\n起火,@烟,\n", "不能引用别的词表"),
    ],
)
def test_a_bad_list_of_words_is_refused(tmp_path, words, reason):
    with pytest.raises(BadWordRules, match=reason):
        load_rules(folder(tmp_path, "10100,50,房,,,,P,\n", words))


def test_a_table_of_another_encoding_says_what_to_do(tmp_path):
    made = folder(tmp_path, "10100,50,房,,,,P,\n")
    (made / "rules.csv").write_bytes((HEAD + "10100,50,房,,,,P,\n").encode("gb18030"))

    with pytest.raises(BadWordRules, match="另存为 UTF-8"):
        load_rules(made)


def test_an_empty_table_is_refused(tmp_path):
    with pytest.raises(BadWordRules, match="一条规则也没有"):
        load_rules(folder(tmp_path, ""))


def test_a_word_can_say_what_must_not_stand_beside_it(tmp_path):
    rules = load_rules(folder(tmp_path, "10990,20,[灭防]火[车锅],,,,P,\n"))

    assert understand("那边有火", rules=rules).category == "10990"
    assert understand("灭火器坏了, 火车来了", rules=rules).category == "10000"


def test_a_bracket_left_open_is_named(tmp_path):
    with pytest.raises(BadWordRules, match="方括号不成对"):
        load_rules(folder(tmp_path, "10990,20,[灭火,,,,P,\n"))


def test_neighbours_fill_a_short_list_below_all_that_was_met(tmp_path):
    made = folder(tmp_path, "10720,70,电瓶车,@起火,,,P,\n")
    (made / "neighbours.csv").write_text("category,near,note\n10720,10100 10700,\n", "utf-8")

    ranked = understand("电瓶车起火", rules=load_rules(made)).ranked

    assert [one.category for one in ranked] == ["10720", "10100", "10700"]
    assert ranked[1].points == 0
    assert ranked[1].note == "易与“电动自行车/锂电池”混淆"


def test_a_neighbour_that_is_no_category_is_named(tmp_path):
    made = folder(tmp_path, "10720,70,电瓶车,@起火,,,P,\n")
    (made / "neighbours.csv").write_text("category,near,note\n10720,12345,\n", "utf-8")

    with pytest.raises(BadWordRules, match=r"neighbours\.csv 第 2 行"):
        load_rules(made)
