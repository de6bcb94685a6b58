from decimal import Decimal

import pytest

from incidents.yearbook.printed import (
    NotANumber,
    checked_texts,
    number_of,
    pasted_of,
    read_texts,
)
from incidents.yearbook.tables import CALLS, FIRES
from resources.errors import BadInput


def faults(pasted: str, definition=FIRES) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_texts(definition, pasted)
    return [one.message for one in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("182", Decimal(182)),
        (" 1,712.3746 ", Decimal("1712.3746")),
        ("１２，３４５．６", Decimal("12345.6")),
        ("0", Decimal(0)),
        ("—", None),
        ("", None),
    ],
)
def test_a_printed_text_stands_for_a_number_or_for_nothing(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["约100", "-3", "1,2", "1e3", "=1+1", "NaN", "1.2.3", "9" * 30])
def test_what_is_no_number_is_said_to_be_none(text):
    with pytest.raises(NotANumber):
        number_of(text)


def test_a_table_pasted_from_a_document_is_kept_as_it_stands():
    pasted = "年份\t火灾起数（起）\t直接财产损失(万元)\n2016年\t182\t1,712.3746\n合  计\t182\t\n"

    texts = read_texts(FIRES, pasted)

    assert {row: dict(cells) for row, cells in texts.items()} == {
        "2016": {"fires": "182", "loss": "1,712.3746"},
        "total": {"fires": "182", "loss": ""},
    }


def test_commas_part_the_columns_where_there_are_no_tabs():
    texts = read_texts(CALLS, "年份,火灾扑救，rescue\n2016,182,59\n\n")

    assert {row: dict(cells) for row, cells in texts.items()} == {
        "2016": {"fire": "182", "rescue": "59"}
    }


def test_every_fault_is_named_by_its_row_and_column():
    pasted = (
        "年份\t火灾起数\t房屋\t火灾起数\n"
        "2016年\t18x\n"
        "2016年\t182\n"
        "去年\t1\n"
        "2017年\t1.5\n"
        "2018年\t1\t2\t3\t4\n"
    )

    assert faults(pasted) == [
        "第 3 列：列名“房屋”不在表中，可用：火灾起数（起）、死亡人数（人）、"
        "受伤人数（人）、直接财产损失（万元）。",
        "第 4 列：列名“火灾起数”重复。",
        "2016年 火灾起数：“18x”不是数字。",
        "第 3 行：行名“2016年”重复。",
        "第 4 行：行名“去年”应为年份（如 2016年）或合计。",
        "2017年 火灾起数：“1.5”不是整数。",
        "第 6 行（2018年）：有 5 格，多于列名。",
    ]


def test_money_finer_than_a_fen_and_a_formula_are_refused():
    assert faults("年份\t直接财产损失\n2016\t1.0000001\n2017\t=SUM(A1)") == [
        "2016年 直接财产损失：“1.0000001”万元细于一分。",
        "2017年 直接财产损失：“=SUM(A1)”不是数字。",
    ]


@pytest.mark.parametrize("pasted", ["", "年份\t火灾起数", "\n\n"])
def test_a_table_without_a_figure_is_refused(pasted):
    assert faults(pasted) == ["至少要有一行列名和一行数字。"]


def test_what_was_told_can_be_pasted_again():
    texts = read_texts(FIRES, "年份\t火灾起数\t受伤人数\n2016\t1,182\t—\n合计\t1182\t7")

    again = read_texts(FIRES, pasted_of(FIRES, texts))

    assert again == texts


def test_a_program_tells_rows_and_columns_by_their_keys():
    texts = checked_texts(FIRES, {"2016": {"fires": "182"}, "total": {"fires": "182"}})

    assert set(texts) == {"2016", "total"}
    with pytest.raises(BadInput) as refused:
        checked_texts(FIRES, {"2016年": {"fires": "1"}, "2017": {"pets": "1", "fires": "x"}})
    assert [one.message for one in refused.value.faults] == [
        "行“2016年”应为年份（如 2016）或 total。",
        "2017年：没有列“pets”。",
        "2017年 火灾起数：“x”不是数字。",
    ]
