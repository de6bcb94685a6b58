"""The question cards of each kind."""

import pytest

from incidents.categories import CATEGORIES
from incidents.understanding.cards import DEFAULT_CARDS, load_cards, questions_for
from incidents.understanding.rules import BadWordRules

TOLD_BY_CALLERS = [
    code for code, kind in CATEGORIES.items() if kind.group_code not in {"40000", "90000"}
]


@pytest.mark.parametrize("code", TOLD_BY_CALLERS)
def test_every_kind_a_caller_tells_of_has_five_to_nine_questions(code):
    questions = questions_for(code)

    assert 5 <= len(questions) <= 9
    assert questions[0].fills == "place"
    assert len({one.question for one in questions}) == len(questions)


def test_a_kind_takes_over_what_it_does_not_ask_itself():
    questions = questions_for("10200")

    assert [one.category for one in questions].count("10200") == len(DEFAULT_CARDS["10200"])
    assert "burning" in {one.fills for one in questions if one.category == "10000"}
    assert [one.fills for one in questions].count("trapped") == 1


def test_people_are_asked_about_in_every_fire():
    for code, kind in CATEGORIES.items():
        if kind.group_code == "10000":
            fills = {one.fills for one in questions_for(code)}
            assert "trapped" in fills, code


HEAD = "category,order,question,why,fills,mark\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("12345,1,问,因,place,P", "没有警情类型“12345”"),
        ("10000,0,问,因,place,P", "顺序“0”应为正整数"),
        ("10000,1,,因,place,P", "问题和原因都要填写"),
        ("10000,1,问,因,colour,P", "要素“colour”"),
        ("10000,1,问,因,place,X", "标记“X”"),
        ("10000,1,问", "列数与表头不符"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, row, reason):
    path = tmp_path / "cards.csv"
    path.write_text(HEAD + row + "\n", "utf-8")

    with pytest.raises(BadWordRules, match=r"cards\.csv 第 2 行") as refused:
        load_cards(path)

    assert reason in str(refused.value)


def test_a_group_without_a_card_is_missed(tmp_path):
    path = tmp_path / "cards.csv"
    path.write_text(HEAD + "10000,1,问,因,place,P\n", "utf-8")

    with pytest.raises(BadWordRules, match="20000"):
        load_cards(path)
