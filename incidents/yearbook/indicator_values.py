"""Working an indicator out for a year or for several, and saying what is missing if it cannot be.

Nothing is guessed: a year without a record of fires is no year without fires, and last year's
population is not this year's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from incidents.yearbook.definitions import TEN_THOUSAND
from incidents.yearbook.formulas import Formula, Reading, Rest, Span, rate
from incidents.yearbook.series import SERIES_LABELS, Series, SeriesFigure

WHO_TELLS: Final = "由统计员在“统计基数”页填报"


@dataclass(frozen=True, slots=True)
class FireYear:
    """What the fires of one year add up to; None where the records do not tell.

    A year known only by its return (年报数) has no causes and no grades.
    """

    fires: int | None = None
    dead: int | None = None
    loss_fen: int | None = None
    human_caused: int | None = None
    most_serious: int | None = None
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """What the county has on one day; of other days nothing is known."""

    day: date
    stations: int
    vehicles: int
    hydrants: int
    hydrants_intact: int
    townships: int
    townships_with_brigade: int
    synthetic: int = 0
    """How many of the rows are made up for a demonstration."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything indicators are worked out from."""

    fires: Mapping[int, FireYear]
    series: Mapping[tuple[Series, int], SeriesFigure]
    stock: Stock | None
    today: date


@dataclass(frozen=True, slots=True)
class Worked:
    """A value in ten-thousandths with how it came about, or None with what is missing."""

    value: int | None
    words: str
    series: tuple[SeriesFigure, ...] = ()
    """The told figures it rests on."""
    missing: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is divided, by what (None where nothing divides), and in which words."""

    over: int
    under: int | None
    words: str
    series: tuple[SeriesFigure, ...] = ()


class _Missing(Exception):
    """A figure that is not there; its text says which and who enters it."""


def of_year(reading: Reading, year: int, basis: Basis) -> Worked:
    """Work an indicator out for one calendar year."""
    return _worked(reading, (year,), basis)


def of_years(reading: Reading, years: Sequence[int], basis: Basis) -> Worked:
    """Work an indicator out for several years together, as its formula says."""
    if reading.rule.span is Span.NONE:
        return Worked(None, "", missing=("这项指标逐年计算，不作多年合并。",))
    return _worked(reading, years, basis)


def _worked(reading: Reading, years: Sequence[int], basis: Basis) -> Worked:
    parts: list[_Parts] = []
    missing: list[str] = []
    for year in years:
        try:
            parts.append(_parts(reading, year, basis))
        except _Missing as gap:
            missing.append(str(gap))
    if missing:
        return Worked(None, "", missing=tuple(dict.fromkeys(missing)))
    value = _joined(reading, parts)
    told = tuple(figure for part in parts for figure in part.series)
    if value is None:
        return Worked(None, "", told, (f"{_years(years)}没有登记火灾，比率无从计算。",))
    return Worked(value, "；".join(part.words for part in parts), told)


def _years(years: Sequence[int]) -> str:
    return f"{years[0]} 年" if len(years) == 1 else f"{years[0]}—{years[-1]} 年"


def _joined(reading: Reading, parts: Sequence[_Parts]) -> int | None:
    factor = reading.rule.factor
    if any(part.under is None for part in parts):
        amounts = [part.over * factor for part in parts]
        whole = max(amounts) if reading.rule.span is Span.MOST else sum(amounts)
        return whole * TEN_THOUSAND
    under = sum(part.under or 0 for part in parts)
    return rate(sum(part.over for part in parts), under, factor) if under else None


def _parts(reading: Reading, year: int, basis: Basis) -> _Parts:
    rest = reading.rule.rest
    if rest is Rest.FIRES:
        return _fire_parts(reading, year, basis)
    if rest is Rest.TOLD:
        assert reading.rule.over is not None, "a told formula names what is divided"
        told = _series(reading.rule.over, year, basis)
        people = _series(reading.people, year, basis)
        words = f"{told.value} 人 ÷ {people.value} 人"
        return _Parts(told.value, people.value, words, (told, people))
    return _stock_parts(reading, year, basis)


def _series(series: Series, year: int, basis: Basis) -> SeriesFigure:
    figure = basis.series.get((series, year))
    if figure is None:
        raise _Missing(f"缺 {year} 年{SERIES_LABELS[series]}，{WHO_TELLS}。")
    return figure


def _known(amount: int | None, year: int, what: str) -> int:
    if amount is None:
        raise _Missing(f"{year} 年{what}")
    return amount


def _fire_parts(reading: Reading, year: int, basis: Basis) -> _Parts:
    if year > basis.today.year:
        raise _Missing(f"{year} 年尚未到来。")
    fires = basis.fires.get(year, FireYear())
    none = "没有火灾和警情记录，不能当作 0；请导入历史警情或年报数。"
    count = _known(fires.fires, year, none)
    only_return = "只有年报数，没有逐起登记的原因和等级。"
    if reading.formula is Formula.HUMAN_CAUSED:
        caused = _known(fires.human_caused, year, only_return)
        return _Parts(caused, count, f"{caused} 起 ÷ {count} 起")
    if reading.formula is Formula.MOST_SERIOUS:
        worst = _known(fires.most_serious, year, only_return)
        return _Parts(worst, None, f"{year} 年 {worst} 起")
    if reading.formula is Formula.LOSS_RATE:
        loss = _known(fires.loss_fen, year, "没有火灾损失记录。")
        gdp = _series(Series.GDP, year, basis)
        words = f"{_yuan(loss)} 元 ÷ {gdp.value} 元"
        return _Parts(loss, gdp.value, words, (gdp,))
    dead = _known(fires.dead, year, "没有死亡人数记录。")
    if reading.formula is Formula.DEATHS:
        return _Parts(dead, None, f"{year} 年 {dead} 人")
    people = _series(reading.people, year, basis)
    return _Parts(dead, people.value, f"{dead} 人 ÷ {people.value} 人", (people,))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


_COUNTED: Final[Mapping[Formula, tuple[str, str, Callable[[Stock], int]]]] = MappingProxyType(
    {
        Formula.STATIONS: ("国家综合性消防救援站", "个", lambda stock: stock.stations),
        Formula.VEHICLES: ("消防车", "台", lambda stock: stock.vehicles),
    }
)


def _stock_parts(reading: Reading, year: int, basis: Basis) -> _Parts:
    stock = basis.stock
    if stock is None or year != stock.day.year:
        raise _Missing(
            f"{year} 年的存量没有记录，系统只知道今天的；请在“指标”页填写当年数并写明来源。"
        )
    if reading.formula is Formula.HYDRANTS:
        hydrants = (stock.hydrants_intact, stock.hydrants)
        return _share("完好", "市政消火栓和水鹤", hydrants, f"处{_state(stock)}")
    if reading.formula is Formula.BRIGADES:
        townships = (stock.townships_with_brigade, stock.townships)
        return _share("有乡镇专职消防队", "乡镇街道", townships, f"个{_state(stock)}")
    what, unit, count_of = _COUNTED[reading.formula]
    people = _series(reading.people, year, basis)
    count = count_of(stock)
    words = f"{what} {count} {unit}{_state(stock)}÷ {people.value} 人"
    return _Parts(count, people.value, words, (people,))


def _share(which: str, what: str, counts: tuple[int, int], unit: str) -> _Parts:
    some, whole = counts
    if whole == 0:
        raise _Missing(f"县域资料中没有{what}，比率无从计算；由管理员载入。")
    return _Parts(some, whole, f"{which}的{what} {some} ÷ 全部 {whole} {unit}")


def _state(stock: Stock) -> str:
    """Say of which day the stock is, and how much of it is made up."""
    made_up = f"，含生成的演示数据 {stock.synthetic} 项" if stock.synthetic else ""
    return f"（{stock.day.isoformat()} 存量{made_up}）"
