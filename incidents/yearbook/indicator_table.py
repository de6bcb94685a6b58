"""The county's list of indicators as a table of the yearbook: one row each, one column a year."""

from collections.abc import Sequence
from typing import Final

from incidents.yearbook.counting import Cell, Check, Row, Table
from incidents.yearbook.definitions import TOTAL_KEY, TOTAL_LABEL, Column, Definition, Kind
from incidents.yearbook.indicator_words import formula_words, sentences, unit_of
from incidents.yearbook.indicators import ATTRIBUTE_LABELS, Attribute, Standing

NAME: Final = "indicators"
VERSION: Final = "2026-1"
LEAST_YEARS: Final = 5
MOST_YEARS: Final = 15
_UNIT: Final = ""
"""Each row has its own, which stands beside its name."""
_LAST: Final = (
    Column("together", "合并值", _UNIT, Kind.RATE),
    Column("aim", "目标", _UNIT, Kind.RATE),
    Column("gap", "与目标之差", _UNIT, Kind.RATE),
)


def _definition(years: Sequence[int]) -> Definition:
    span = f"合并值为 {years[0]}—{years[-1]} 年：" if years else "合并值："
    return Definition(
        name=NAME,
        title="消防事业发展指标",
        population="本县指标清单，逐年由登记的火灾、填报的基数和今天的存量算出，或由统计员填报",
        columns=(
            *(Column(f"y{year}", f"{year}年", _UNIT, Kind.RATE) for year in years),
            *_LAST,
        ),
        version=VERSION,
        source="指标见各自出处；规划没有写明的算法为建议（P）",
        notes=(
            "指标按整年计算；“—”是算不出，不是 0，缺什么见各指标的说明。",
            f"{span}各年分子之和除以分母之和（年度最大数取最大的一年），不是各年比率的平均。",
            "存量指标只有今天所在的年份能算；过去年份的数须由统计员填报。",
        ),
        row_heading="指标",
        by="",
    )


INDICATORS: Final = _definition(())
"""The table as it is listed; the years are columns once they are asked."""


def as_table(
    standings: Sequence[Standing], years: Sequence[int], generated: int, synthetic: int = 0
) -> Table:
    """Lay standings out as a table; no row adds up with another, so the total row is empty."""
    definition = _definition(years)
    rows = tuple(_row(definition, one) for one in standings)
    total = Row(TOTAL_KEY, TOTAL_LABEL, tuple(Cell(c.key, None) for c in definition.columns))
    met = [one.is_met for one in standings]
    count = f"{len(met)} 项指标：达标 {met.count(True)} 项，未达标 {met.count(False)} 项，"
    return Table(
        definition=definition,
        from_year=years[0],
        to_year=years[-1],
        rows=rows,
        total=total,
        checks=_checks(standings),
        notes=(
            f"{count}不能判断 {met.count(None)} 项。",
            *definition.notes,
            *(note for one in standings for note in _notes(one)),
            *((f"依据的火灾含生成的演示数据 {generated} 起，不是真实统计。",) if generated else ()),
            *((f"今天的存量含生成的演示数据 {synthetic} 项。",) if synthetic else ()),
        ),
        generated=generated + synthetic,
    )


def _row(definition: Definition, standing: Standing) -> Row:
    amounts = {
        **{f"y{one.year}": one.amount for one in standing.years},
        "together": standing.together.value,
        "aim": standing.aim.amount if standing.aim else None,
        "gap": standing.gap,
    }
    cells = tuple(Cell(column.key, amounts[column.key]) for column in definition.columns)
    # Ten aims of ten units have no sum.
    return Row(standing.listed.code, _label(standing), cells, adds=False)


def _label(standing: Standing) -> str:
    facts = standing.listed.facts
    told = [unit_of(standing)]
    if facts.attribute is not Attribute.UNSAID:
        told.append(ATTRIBUTE_LABELS[facts.attribute])
    return f"{facts.name}（{'，'.join(told)}）"


def _notes(standing: Standing) -> tuple[str, ...]:
    facts = standing.listed.facts
    how = formula_words(standing).rstrip("。")
    return (
        f"{facts.name}：{''.join(sentences(standing))}",
        f"{facts.name}的算法：{how}；出处：{facts.source}（{facts.mark}）。",
    )


def _checks(standings: Sequence[Standing]) -> tuple[Check, ...]:
    """Check that what is laid beside the aims adds up: value less aim is the difference shown."""
    return tuple(
        Check(
            f"{one.listed.facts.name}：数值－目标＝与目标之差",
            one.present - one.aim.amount == one.gap,
        )
        for one in standings
        if one.present is not None and one.aim is not None
    )
