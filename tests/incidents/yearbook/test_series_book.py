"""Figures are told, amended and struck, each under its reason, and the log keeps the old ones."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from incidents.errors import StaleEdit
from incidents.records import LogEntry
from incidents.yearbook import series_book
from incidents.yearbook.series import NoSuchSeries, Series, SeriesFigure
from incidents.yearbook.series_book import AlreadyTold
from incidents.yearbook.series_file import read_file
from incidents.yearbook.series_queries import (
    all_series,
    series_changes,
    series_value,
    series_values,
)
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import make_act

PEOPLE = SeriesFigure(Series.RESIDENT, 2020, 607_338, "普查公报", "S")

pytestmark = pytest.mark.usefixtures("application")


def tell(figure: SeriesFigure = PEOPLE) -> None:
    with transaction() as session:
        series_book.tell(session, figure, make_act())


def amend(figure: SeriesFigure, version: int | None = 1, reason: str = "抄错") -> None:
    with transaction() as session:
        series_book.amend(session, figure, version, reason, make_act(1, by="乙"))


def entries() -> list[LogEntry]:
    return list(db.session.scalars(select(LogEntry).order_by(LogEntry.seq)))


def test_a_figure_told_is_known_for_its_year_alone() -> None:
    tell()

    assert series_value(Series.RESIDENT, 2020) == PEOPLE
    assert series_value(Series.RESIDENT, 2021) is None
    assert series_value(Series.REGISTERED, 2020) is None
    assert series_values(Series.RESIDENT, 2019, 2021) == {2020: PEOPLE}
    assert [entry.text for entry in entries()] == ["填报 2020 年常住人口 607338 人（S，普查公报）"]


def test_the_same_figure_again_changes_nothing_and_another_is_no_second_truth() -> None:
    tell()

    tell()
    with pytest.raises(AlreadyTold, match="已由甲填报，来源“普查公报”"):
        tell(replace(PEOPLE, value=607_339))

    assert series_value(Series.RESIDENT, 2020) == PEOPLE
    assert len(entries()) == 1


def test_an_amended_figure_leaves_the_old_one_and_the_reason_in_the_log() -> None:
    tell()

    amend(replace(PEOPLE, value=608_000, mark="R"))

    changed = series_value(Series.RESIDENT, 2020)
    assert changed is not None and (changed.value, changed.mark) == (608_000, "R")
    facts = json.loads(entries()[-1].facts)
    assert (facts["value_before"], facts["value"], facts["reason"]) == (607_338, 608_000, "抄错")
    assert [one.by for one in series_changes(10)] == ["乙", "甲"]
    assert [row.version for row in all_series()] == [2]


def test_an_amendment_wants_a_reason_the_version_read_and_a_figure_to_amend() -> None:
    tell()

    with pytest.raises(BadInput, match="理由"):
        amend(replace(PEOPLE, value=1), reason=" ")
    with pytest.raises(StaleEdit, match="刚被甲更正"):
        amend(replace(PEOPLE, value=1), version=7)
    with pytest.raises(NoSuchSeries, match="2021 年还没有常住人口"):
        amend(replace(PEOPLE, year=2021))

    assert series_value(Series.RESIDENT, 2020) == PEOPLE


def test_a_struck_figure_is_gone_and_remembered() -> None:
    tell()

    with transaction() as session:
        series_book.strike(session, Series.RESIDENT, 2020, 1, "填错年份", make_act(2))

    assert series_value(Series.RESIDENT, 2020) is None
    assert entries()[-1].text.endswith("607338 人（S，普查公报）；理由：填错年份")
    tell(replace(PEOPLE, value=5))
    assert series_value(Series.RESIDENT, 2020) == replace(PEOPLE, value=5)


def take(text: str, reason: str = "") -> tuple[int, int, int]:
    with transaction() as session:
        figures = read_file(f"指标,年份,数值,单位,来源,标记\n{text}")
        return series_book.take_file(session, figures, reason, make_act(3))


def test_a_file_is_taken_whole_or_not_at_all() -> None:
    tell()
    text = "常住人口,2019,60,万人,公报,S\n常住人口,2020,61,万人,公报,S\n"

    with pytest.raises(BadInput, match="第 3 行：2020 年常住人口 607338 人已由甲填报"):
        take(text)

    assert series_value(Series.RESIDENT, 2019) is None
    assert take(text, "统计局更新") == (1, 1, 0)
    assert take(text) == (0, 0, 2)
    assert {
        year: one.value for year, one in series_values(Series.RESIDENT, 2000, 2100).items()
    } == {
        2019: 600_000,
        2020: 610_000,
    }
