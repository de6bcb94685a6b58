"""The county keeps its own list: verbs, log, and values worked out from what is stored."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from incidents.errors import StaleEdit
from incidents.records import Fire, LogEntry
from incidents.yearbook import indicator_book, indicator_queries, queries, series_book
from incidents.yearbook.indicator_offers import offer_of
from incidents.yearbook.indicator_queries import fire_years, listed, listed_coded, stock_of
from incidents.yearbook.indicator_values import FireYear
from incidents.yearbook.indicators import (
    Attribute,
    Better,
    Figure,
    FigureKind,
    IndicatorFacts,
    UnknownIndicator,
)
from incidents.yearbook.questions import read_question
from incidents.yearbook.records import ImportBatch, ReturnFigure
from incidents.yearbook.series import Series, SeriesFigure
from resources.database import db, transaction
from resources.errors import BadInput
from resources.records import WaterSource
from tests.makers import DATASET, make_act, make_county, make_place, make_station, make_unit

ZONE = "Asia/Shanghai"
NOW = datetime(2021, 3, 1, 4, 0, tzinfo=UTC)
SUMMER = datetime(2020, 6, 1, 4, 0, tzinfo=UTC)
EQUIPMENT = IndicatorFacts(
    "抢险救援器材配备率", "", "%", Attribute.EXPECTED, Better.HIGH, "规划专栏1", "S", 3
)

pytestmark = pytest.mark.usefixtures("application")


def add(facts: IndicatorFacts = EQUIPMENT) -> str:
    with transaction() as session:
        return indicator_book.add(session, facts, make_act()).code


def told(code: str, kind: FigureKind, year: int | None, text: str, source: str = "年报") -> None:
    with transaction() as session:
        indicator_book.set_figure(session, code, kind, year, Figure(text, source), make_act(1))


def entries() -> list[LogEntry]:
    return list(db.session.scalars(select(LogEntry).order_by(LogEntry.seq)))


def test_an_indicator_added_stands_in_the_list_with_its_figures() -> None:
    code = add()
    told(code, FigureKind.AIM, 2025, "100")
    told(code, FigureKind.TOLD, 2020, "71.5")

    found = listed_coded(code)

    assert (found.code, found.facts) == ("ZB001", EQUIPMENT)
    assert found.aims == {2025: Figure("100", "年报")}
    assert found.told == {2020: Figure("71.5", "年报")}
    assert [entry.kind for entry in entries()] == ["indicator_added", *["indicator_figure"] * 2]
    assert [one.text for one in indicator_queries.indicator_changes(code)][-1] == (
        "指标“抢险救援器材配备率”2020 年填报值 71.5（年报）"
    )


def test_a_figure_told_anew_leaves_the_old_one_in_the_log() -> None:
    code = add()
    told(code, FigureKind.TOLD, 2020, "71.5")

    told(code, FigureKind.TOLD, 2020, "72", "复核")
    told(code, FigureKind.TOLD, 2020, "72", "复核")

    facts = json.loads(entries()[-1].facts)
    assert (facts["text_before"], facts["text"]) == ("71.5", "72")
    assert len(entries()) == 3


def test_a_revision_names_what_changed_and_wants_the_version_read() -> None:
    code = add()
    changed = replace(EQUIPMENT, name="器材配备率", better=Better.LOW)

    with transaction() as session:
        indicator_book.revise(session, code, changed, 1, make_act(2))
    with pytest.raises(StaleEdit), transaction() as session:
        indicator_book.revise(session, code, EQUIPMENT, 1, make_act(3))

    assert listed_coded(code).facts == changed
    facts = json.loads(entries()[-1].facts)
    assert (facts["name_before"], facts["better_before"]) == ("抢险救援器材配备率", "high")
    assert entries()[-1].text == "修改指标“抢险救援器材配备率”：指标名称、方向"


def test_a_withdrawn_indicator_is_off_the_list_until_it_is_restored() -> None:
    code = add()

    with transaction() as session:
        indicator_book.withdraw(session, code, 1, "规划调整", make_act(2))

    assert listed() == [] and listed_coded(code).is_withdrawn
    with pytest.raises(BadInput, match="已撤销"):
        told(code, FigureKind.AIM, 2025, "1")
    # Its name is free meanwhile, and then it cannot come back beside the other.
    other = add()
    with pytest.raises(BadInput, match="已有指标"), transaction() as session:
        indicator_book.restore(session, code, make_act(3))
    with transaction() as session:
        indicator_book.withdraw(session, other, None, "重复", make_act(4))
        indicator_book.restore(session, code, make_act(4))
    assert [one.code for one in listed()] == [code]


def test_what_cannot_be_is_refused_with_every_field_at_once() -> None:
    code = add()

    with pytest.raises(BadInput) as refused:
        told(code, FigureKind.AIM, 1900, "≤1", "")
    assert [one.field for one in refused.value.faults] == ["year", "value", "source"]
    with pytest.raises(BadInput, match="已有指标“抢险救援器材配备率”"):
        add()
    with pytest.raises(BadInput, match="理由"), transaction() as session:
        indicator_book.withdraw(session, code, None, " ", make_act())
    with pytest.raises(UnknownIndicator, match="没有代码为“X”"):
        told("X", FigureKind.AIM, 2025, "1")
    with pytest.raises(UnknownIndicator, match="没有 2030 年的目标"), transaction() as session:
        indicator_book.strike_figure(session, code, FigureKind.AIM, 2030, "错", make_act())


def test_a_struck_figure_is_gone_and_stays_in_the_log() -> None:
    code = add()
    told(code, FigureKind.AIM, 2025, "100")

    with transaction() as session:
        indicator_book.strike_figure(session, code, FigureKind.AIM, 2025, "录错", make_act(2))

    assert listed_coded(code).aims == {}
    assert json.loads(entries()[-1].facts)["text_before"] == "100"


def test_a_plan_s_list_is_taken_over_once() -> None:
    offer = offer_of("youyang-3")
    assert offer is not None

    with transaction() as session:
        first = indicator_book.take_over(session, offer.indicators, make_act())
        again = indicator_book.take_over(session, offer.indicators, make_act())

    assert (first, again) == (5, 0)
    assert [one.code for one in listed()] == [f"youyang-3-{row}" for row in range(1, 6)]
    assert listed()[1].told[2020].text == "0.12"


def keep_fire(number: str, year: int, **more: object) -> None:
    """Register a fire of a year; its fact is kept with it."""
    with transaction() as session:
        at = datetime(year, 6, 1, 4, 0, tzinfo=UTC)
        told = {"form": "full", "registered_by": "统计员", "registered_at": at, **more}
        session.add(Fire(number=number, occurred_at=at, **told))


def test_only_the_brigade_s_fires_count_and_a_return_stands_in_for_a_year_without_any() -> None:
    keep_fire("1", 2020, dead=2, loss_fen=5_000, cause="smoking", is_generated=True)
    keep_fire("2", 2020, dead=30, loss_fen=7)
    keep_fire("3", 2020, dead=9, owner="forest", cause="smoking")
    keep_fire("4", 2019, dead=4, owner="railway")
    with transaction() as session:
        batch = ImportBatch(kind="returns", file_name="x", sha256="0", mapping="{}", rows=1)
        batch.at, batch.by = SUMMER, "统计员"
        session.add(batch)
        session.flush()
        for year, column, amount in ((2018, "fires", 10), (2018, "dead", 1), (2020, "fires", 99)):
            row = ReturnFigure(batch_id=batch.id, name="fires", year=year, column=column)
            row.amount = amount
            session.add(row)

    found, generated = fire_years(2016, 2020)

    assert found == {
        2018: FireYear(10, 1, None, None, None, is_return=True),
        2020: FireYear(2, 32, 5_007, 1, 1),
    }
    assert generated == {2020: 1}


def test_the_stock_counts_what_the_indicators_ask_for() -> None:
    with transaction() as session:
        make_county(session)
        for name in ("甲镇", "乙镇", "丙乡"):
            make_place(session, name, kind="township")
        make_station(session, "一站", township_code="甲镇")
        town = make_station(session, "甲队", "township_brigade", township_code="甲镇")
        make_station(session, "又一队", "township_brigade", township_code="甲镇")
        make_unit(session, "水1", "water_tanker", town)
        make_unit(session, "艇1", "boat", town).is_synthetic = True
        for code, kind, state in (
            ("X1", "municipal_hydrant", "intact"),
            ("X2", "water_crane", "unchecked"),
            ("X3", "tank", "intact"),
        ):
            row = WaterSource(code=code, kind=kind, name=code, state=state, dataset_code=DATASET)
            session.add(row)

    stock = stock_of(date(2021, 3, 1))

    assert (stock.stations, stock.vehicles) == (1, 1)
    assert (stock.hydrants_intact, stock.hydrants) == (1, 2)
    assert (stock.townships_with_brigade, stock.townships) == (1, 3)
    assert stock.synthetic == 0


def test_the_table_of_indicators_is_worked_out_from_what_is_stored() -> None:
    keep_fire("1", 2020, dead=2)
    figure = SeriesFigure(Series.FIREFIGHTERS, 2020, 164, "规划", "S")
    people = SeriesFigure(Series.RESIDENT, 2020, 600_000, "公报", "S")
    offer = offer_of("youyang-3")
    assert offer is not None
    with transaction() as session:
        series_book.tell(session, figure, make_act())
        series_book.tell(session, people, make_act())
        indicator_book.take_over(session, offer.indicators, make_act())

    question = read_question({"table": "indicators", "from": "2020", "to": "2020"}, ZONE, NOW)
    table = indicator_queries.answer(question, ZONE)

    assert [column.key for column in table.definition.columns][:5] == [
        f"y{year}" for year in range(2016, 2021)
    ]
    values = {row.key: [row.known("y2020"), row.known("aim")] for row in table.rows}
    # Two dead; no stock of 2020, so the printed 0.12; 164 / 60 = 2.73333.
    assert values["youyang-3-1"] == [20_000, 10_000]
    assert values["youyang-3-2"] == [1_200, 2_300]
    assert values["youyang-3-4"] == [27_333, 34_700]
    assert table.log_seq == len(entries())
    assert any("2020 年系统算得 2.7333" in note and "2.8" in note for note in table.notes)
    assert any("2016 年没有火灾和警情记录，不能当作 0" in note for note in table.notes)


def test_indicators_are_not_grouped_and_not_asked_for_half_a_lifetime() -> None:
    for more in ({"by": "month"}, {"class": "fire"}, {"from": "1990"}):
        asked = {"table": "indicators", "from": "2020", "to": "2020", **more}
        question = read_question(asked, ZONE, NOW)
        with pytest.raises(BadInput):
            indicator_queries.answer(question, ZONE)


def test_indicators_rest_on_the_same_fires_as_the_tables_of_the_yearbook() -> None:
    keep_fire("1", 2019, dead=1, loss_fen=5_000, cause="smoking")
    keep_fire("2", 2020, dead=2, loss_fen=7, cause="electrical")
    keep_fire("3", 2020, dead=9, loss_fen=11, owner="forest", cause="smoking")

    rows = []
    for name in ("fires", "casualties"):
        question = read_question({"table": name, "from": "2019", "to": "2020"}, ZONE, NOW)
        rows.append(queries.answer(question, ZONE).rows)

    found, _ = fire_years(2019, 2020)
    for fires, casualties in zip(*rows, strict=True):
        year = found[int(fires.key)]
        assert [year.fires, year.dead, year.loss_fen] == [
            fires.known(column) for column in ("fires", "dead", "loss")
        ]
        assert year.human_caused == casualties.known("human")
