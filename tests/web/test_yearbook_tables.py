from datetime import UTC, datetime

import pytest

from incidents.yearbook.definitions import UnknownTable
from incidents.yearbook.questions import read_question
from incidents.yearbook.tables import DEFINITIONS
from web import yearbook_tables

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_every_table_has_its_own_name_and_title() -> None:
    told = yearbook_tables.definitions()

    assert len({one.name for one in told}) == len({one.title for one in told}) == len(told)
    assert len(told) == len(DEFINITIONS) + len(yearbook_tables.EXTRA)


def test_an_unknown_table_is_told_which_there_are() -> None:
    question = read_question({"table": "nonsense", "from": "2016"}, ZONE, NOW)

    with pytest.raises(UnknownTable, match="没有统计表“nonsense”，可用：calls（警情统计表）"):
        yearbook_tables.answer(question, ZONE)
