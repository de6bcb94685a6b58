"""The tables of the yearbook as data: columns, units, population, version of the definition.

A change of what is counted is a new version (口径) and a line in docs/yearbook.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from resources.errors import Refusal

FEN_PER_WAN_YUAN: Final = 1_000_000
TEN_THOUSAND: Final = 10_000
TWO_DECIMALS: Final = Decimal("0.01")
FOUR_DECIMALS: Final = Decimal("0.0001")
NOT_KNOWN: Final = "—"
"""What stands in a cell nobody can fill; never a nought."""
ROW_HEADING: Final = "年份"
TOTAL_KEY: Final = "total"
TOTAL_LABEL: Final = "合计"

_LOCAL_YEAR = "年度按本地时间 1 月 1 日零时起、12 月 31 日 24 时止划分。"
_MONEY = (
    "金额以分累加，输出为万元、四位小数（不足 1 元四舍五入）；合计由分计算，不由舍入后的数相加。"
)


class UnknownTable(Refusal):
    """The yearbook has no table, row or column of this name."""


class Kind(StrEnum):
    """What a column holds, and so how its whole number is shown.

    Things and people add up; so does money (kept in fen, shown in 万元). Seconds are shown as
    minutes and seconds. Shares are kept in ten-thousandths and shown in per cent, rates are kept
    in ten-thousandths of their unit; neither adds up.
    """

    COUNT = "count"
    PEOPLE = "people"
    MONEY = "money"
    SECONDS = "seconds"
    SHARE = "share"
    RATE = "rate"


ADDING: Final = frozenset({Kind.COUNT, Kind.PEOPLE, Kind.MONEY})
"""The kinds whose rows add up to their total."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in URLs and JSON, its printed heading and unit."""

    key: str
    heading: str
    unit: str
    kind: Kind

    @property
    def printed(self) -> str:
        """The heading with its unit, as the plans print it."""
        return f"{self.heading}（{self.unit}）"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a table counts and how it is laid out.

    `whole` names the column that must equal the sum of `parts` in every row; both are empty
    where a table has no such column. `source` says whose layout it is, with its mark.
    """

    name: str
    title: str
    population: str
    columns: tuple[Column, ...]
    version: str
    source: str
    notes: tuple[str, ...]
    whole: str = ""
    parts: tuple[str, ...] = ()
    row_heading: str = ROW_HEADING

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        assert len(set(keys)) == len(keys), "a column is listed twice"
        assert {*self.parts, self.whole or keys[0]} <= set(keys), "a part is no column"

    def column(self, key: str) -> Column:
        """Return the column of a key; raises UnknownTable."""
        for column in self.columns:
            if column.key == key:
                return column
        known = "、".join(column.key for column in self.columns)
        raise UnknownTable(f"表“{self.title}”没有列“{key}”，可用：{known}。")


CALLS: Final = Definition(
    name="calls",
    title="警情统计表",
    population="年度内接报的警情，按接警时间归年；不含并案、重复报警和测试",
    columns=(
        Column("total", "总警情", "次", Kind.COUNT),
        Column("fire", "火灾扑救", "次", Kind.COUNT),
        Column("rescue", "抢险救援", "次", Kind.COUNT),
        Column("social", "社会救助", "次", Kind.COUNT),
        Column("other", "其他出动", "次", Kind.COUNT),
    ),
    version="2026-1",
    source="版式：酉阳自治县消防救援事业发展“十四五”规划 专栏2（S）；警情类别归列为建议（P）",
    notes=(
        _LOCAL_YEAR,
        "虚假警（误报、自动报警误报、谎报、骚扰）和中途返回仍计入其类别。",
        "反恐排爆、公务执勤/安保勤务计入“其他出动”。",
        "警情与火灾是两个统计对象，“火灾扑救”不等于登记的火灾起数。",
    ),
    whole="total",
    parts=("fire", "rescue", "social", "other"),
)

FIRES: Final = Definition(
    name="fires",
    title="火灾统计表",
    population="年度内发生并已登记的火灾，按起火时间归年；含轻微火灾简易登记",
    columns=(
        Column("fires", "火灾起数", "起", Kind.COUNT),
        Column("dead", "死亡人数", "人", Kind.PEOPLE),
        Column("injured", "受伤人数", "人", Kind.PEOPLE),
        Column("loss", "直接财产损失", "万元", Kind.MONEY),
    ),
    version="2026-1",
    source="版式：酉阳自治县消防救援事业发展“十四五”规划 专栏1（S）",
    notes=(_LOCAL_YEAR, "受伤人数＝重伤＋轻伤。", _MONEY),
)

RESULTS: Final = Definition(
    name="results",
    title="战果统计表",
    population="与警情统计表相同的警情：按接警时间归年；不含并案、重复报警和测试",
    columns=(
        Column("incidents", "起数", "起", Kind.COUNT),
        Column("brigades", "出动队次", "次", Kind.COUNT),
        Column("vehicles", "出动辆次", "次", Kind.COUNT),
        Column("people", "出动人次", "次", Kind.PEOPLE),
        Column("rescued", "抢救被困", "人", Kind.PEOPLE),
        Column("evacuated", "疏散", "人", Kind.PEOPLE),
        Column("saved", "抢救财产", "万元", Kind.MONEY),
        Column("protected", "保护财产", "万元", Kind.MONEY),
    ),
    version="2026-1",
    source="列名见于伊美、轮台规划（S）；队次、辆次、人次的算法为建议（P）",
    notes=(
        _LOCAL_YEAR,
        "队次＝同一警情中有车出动的不同队站数；辆次＝已离站（有出动、到场或出水时间）的车辆；"
        "人次＝这些车辆的随车人数。",
        "下达后未离站的车辆不计；抢救、疏散和财产取自结案报告。",
        _MONEY,
    ),
)

DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType(
    {definition.name: definition for definition in (CALLS, FIRES, RESULTS)}
)


def definition(name: str) -> Definition:
    """Return the definition of a table; raises UnknownTable."""
    found = DEFINITIONS.get(name)
    if found is None:
        known = "、".join(f"{one.name}（{one.title}）" for one in DEFINITIONS.values())
        raise UnknownTable(f"没有统计表“{name}”，可用：{known}。")
    return found


def in_unit(column: Column, amount: int) -> Decimal:
    """Return an amount in the column's unit, rounded half up: 万元, per cent, or as it is."""
    if column.kind is Kind.MONEY:
        return (Decimal(amount) / FEN_PER_WAN_YUAN).quantize(FOUR_DECIMALS, ROUND_HALF_UP)
    if column.kind is Kind.SHARE:
        return (Decimal(amount) / 100).quantize(TWO_DECIMALS, ROUND_HALF_UP)
    if column.kind is Kind.RATE:
        return (Decimal(amount) / TEN_THOUSAND).quantize(FOUR_DECIMALS, ROUND_HALF_UP)
    return Decimal(amount)


def plain(column: Column, amount: int | None) -> str:
    """Write an amount as digits without separators, as the plans print it: 1712.3746, 8:05."""
    if amount is None:
        return NOT_KNOWN
    if column.kind is Kind.SECONDS:
        sign, seconds = "-" if amount < 0 else "", abs(amount)
        return f"{sign}{seconds // 60}:{seconds % 60:02d}"
    return f"{in_unit(column, amount):f}"
