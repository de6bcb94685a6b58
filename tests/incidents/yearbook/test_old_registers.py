"""Old registers and yearly totals, read without a database."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from incidents.yearbook import old_words
from incidents.yearbook.old_registers import map_columns, plain_heading, read_register
from incidents.yearbook.old_returns import place, read_returns
from incidents.yearbook.old_sheets import BadRegister, read_sheet
from incidents.yearbook.old_words import Unreadable

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.mark.parametrize(
    "words",
    [
        "2014-03-05 08:12",
        "2014/3/5 8:12",
        "2014.03.05 08:12:00",
        "2014年3月5日 8时12分",
        "2014年3月5日8时12分",
        "20140305 0812",
        "2014-03-05T08:12:00",
        "２０１４－０３－０５　０８：１２",
    ],
)
def test_the_usual_ways_to_write_a_moment_are_one_moment(words):
    assert old_words.read_moment(words, ZONE, NOW) == datetime(2014, 3, 5, 0, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["", "昨天", "2014-13-01 08:00", "2014-03-05 上午", "1014-01-01 08:00"]
)
def test_what_is_no_moment_is_refused(words):
    with pytest.raises(Unreadable):
        old_words.read_moment(words, ZONE, NOW)


def test_every_word_of_the_plans_names_a_class():
    told = [
        "火灾扑救",
        "抢险救援",
        "反恐排爆",
        "公务执勤",
        "安保勤务",
        "社会救助",
        "其他出动",
        "10100",
    ]

    codes = [old_words.read_class(word) for word in told]

    assert codes == ["10000", "20000", "30000", "40000", "40000", "50000", "90000", "10100"]


def test_money_is_exact_or_refused():
    assert old_words.read_money("1,712.3746", 1_000_000) == 1_712_374_600
    assert old_words.read_money("12.34", 100) == 1_234
    for told in ("1.2345", "-1", "1e9", "=1+1", "一万"):
        with pytest.raises(Unreadable):
            old_words.read_money(told, 100)


def test_a_heading_is_known_without_its_unit():
    assert plain_heading("抢救财产\n(万元)") == plain_heading(" 抢救财产（万元） ") == "抢救财产"


def test_the_examples_of_the_document_are_read_as_it_says():
    rows = read_sheet((EXAMPLES / "past-incidents.csv").read_bytes())
    mapped = map_columns(rows, {})

    fire, rescue, mistaken = read_register(rows, mapped, {}, ZONE, NOW)

    assert mapped.left_out == ()
    assert (fire.counts["vehicles"], fire.money["saved"], fire.is_urban) == (2, 1_500_000, True)
    assert (rescue.received_at.hour, rescue.counts["injured"]) == (9, 1)
    assert (mistaken.category, mistaken.disposition) == ("50000", "mistaken")
    returns = read_sheet((EXAMPLES / "past-returns.csv").read_bytes())
    years = read_returns(returns, place(returns))
    assert [(one.year, one.amounts["total"]) for one in years] == [(2012, 10), (2013, 20)]


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    rows = read_sheet('接警时间,警情类别\n"2014-03-05 08:12",火灾\n'.encode("utf-8-sig"))

    assert [row.number for row in rows] == [1, 2]
    assert rows[0][0] == "接警时间"


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(BadRegister, match="30 MB"):
        read_sheet(b"x" * 30_000_001)
