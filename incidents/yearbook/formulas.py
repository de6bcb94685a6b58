"""The formulas of the plans' indicators, and what each needs: facts, told figures, or the stock.

A plan prints an indicator's name and its aim and hardly ever its formula. Where it does not, the
reading here is ours (P) and every value says so. Values are whole ten-thousandths of their unit,
rounded half up once, at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from incidents.yearbook.definitions import TEN_THOUSAND
from incidents.yearbook.series import SERIES_LABELS, Series

FEN_PER_YI: Final = 1_000_000
"""Loss in fen times this, divided by GDP in yuan, is yuan for each 亿元."""


POPULATIONS: Final = (Series.RESIDENT, Series.REGISTERED)


class Rest(StrEnum):
    """What a formula rests on beside the series: registered fires, or what stands there today."""

    FIRES = "fires"
    STOCK = "stock"
    TOLD = "told"


class Span(StrEnum):
    """How the value of several years is made of them; the stock of several years is none."""

    POOLED = "pooled"
    MOST = "most"
    SUM = "sum"
    NONE = "none"


class Formula(StrEnum):
    """A formula the product can work out."""

    DEATH_RATE = "death_rate"
    LOSS_RATE = "loss_rate"
    HUMAN_CAUSED = "human_caused"
    DEATHS = "deaths"
    MOST_SERIOUS = "most_serious"
    STATIONS = "stations"
    FIREFIGHTERS = "firefighters"
    VEHICLES = "vehicles"
    FIREFIGHTER_SHARE = "firefighter_share"
    HYDRANTS = "hydrants"
    BRIGADES = "brigades"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a formula is worked out, in words and in parts.

    `factor` turns the quotient into the unit; `per` names the series that divides, None where the
    records themselves give the divisor. `needs` are further series that divide or are divided.
    """

    label: str
    words: str
    unit: str
    rest: Rest
    span: Span
    factor: int
    divides_by_people: bool = False
    over: Series | None = None
    under: Series | None = None
    mark: str = "P"
    is_judged_together: bool = False
    """Whether the aim is laid beside the years asked together, and not beside the last one (P)."""


RULES: Final[Mapping[Formula, Rule]] = MappingProxyType(
    {
        Formula.DEATH_RATE: Rule(
            "10万人口火灾死亡率",
            "火灾死亡人数 ÷（人口 ÷ 10万）；多年合并时为各年死亡人数之和 ÷ 各年人口之和",
            "人/10万人",
            Rest.FIRES,
            Span.POOLED,
            100_000,
            divides_by_people=True,
            is_judged_together=True,
        ),
        Formula.LOSS_RATE: Rule(
            "亿元GDP火灾损失率",
            "火灾直接财产损失（元）÷ 地区生产总值（亿元）；多年合并时为两者之和相除",
            "元/亿元",
            Rest.FIRES,
            Span.POOLED,
            FEN_PER_YI,
            under=Series.GDP,
        ),
        Formula.HUMAN_CAUSED: Rule(
            "人为因素火灾发生率",
            "生活用火不慎、吸烟、玩火、违反安全规定、违反电器安装规定五项原因的火灾 ÷ 火灾总数",
            "比率",
            Rest.FIRES,
            Span.POOLED,
            1,
            mark="S",
            is_judged_together=True,
        ),
        Formula.DEATHS: Rule(
            "年度火灾亡人最大数",
            "一年内火灾死亡人数；多年时取其中最大的一年",
            "人",
            Rest.FIRES,
            Span.MOST,
            1,
            is_judged_together=True,
        ),
        Formula.MOST_SERIOUS: Rule(
            "特别重大火灾起数",
            "按起火当日施行的标准定为特别重大的火灾起数",
            "起",
            Rest.FIRES,
            Span.SUM,
            1,
            is_judged_together=True,
        ),
        Formula.STATIONS: Rule(
            "十万人拥有消防救援站",
            "国家综合性消防救援站数 ÷（人口 ÷ 10万）",
            "个/10万人",
            Rest.STOCK,
            Span.NONE,
            100_000,
            divides_by_people=True,
        ),
        Formula.FIREFIGHTERS: Rule(
            "万人拥有专职消防员",
            "专职消防员人数（年末）÷（人口 ÷ 1万）",
            "人/万人",
            Rest.TOLD,
            Span.NONE,
            10_000,
            divides_by_people=True,
            over=Series.FIREFIGHTERS,
        ),
        Formula.VEHICLES: Rule(
            "万人拥有消防车",
            "消防车辆数（规划十三种车列中的车）÷（人口 ÷ 1万）",
            "台/万人",
            Rest.STOCK,
            Span.NONE,
            10_000,
            divides_by_people=True,
        ),
        Formula.FIREFIGHTER_SHARE: Rule(
            "职业消防员占总人口比例",
            "专职消防员人数（年末）÷ 人口 × 100%",
            "%",
            Rest.TOLD,
            Span.NONE,
            100,
            divides_by_people=True,
            over=Series.FIREFIGHTERS,
        ),
        Formula.HYDRANTS: Rule(
            "消火栓（水鹤）完好率",
            "状态为完好的市政消火栓和消防水鹤 ÷ 全部市政消火栓和消防水鹤 × 100%；待查的不算完好",
            "%",
            Rest.STOCK,
            Span.NONE,
            100,
        ),
        Formula.BRIGADES: Rule(
            "乡镇专职消防队覆盖率",
            "有乡镇专职消防队的乡镇街道数 ÷ 全部乡镇街道数 × 100%",
            "%",
            Rest.STOCK,
            Span.NONE,
            100,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula as an indicator uses it: with the population it divides by, where it does."""

    formula: Formula
    people: Series = Series.RESIDENT

    @property
    def rule(self) -> Rule:
        """How it is worked out."""
        return RULES[self.formula]

    @property
    def code(self) -> str:
        """The reading as it is stored: `stations`, or `stations:registered`."""
        usual = self.people is Series.RESIDENT or not self.rule.divides_by_people
        return self.formula.value if usual else f"{self.formula.value}:{self.people.value}"

    @property
    def divisor(self) -> Series | None:
        """The series that divides, None where the records give the divisor or nothing divides."""
        return self.people if self.rule.divides_by_people else self.rule.under

    @property
    def words(self) -> str:
        """The formula in words, with the population it takes and its mark."""
        rule = self.rule
        said = f"；人口为{SERIES_LABELS[self.people]}" if rule.divides_by_people else ""
        return f"{rule.words}{said}（{rule.mark}）"


def read_formula(code: str) -> Reading | None:
    """Return the reading of a stored formula, None where there is no such formula."""
    name, colon, people = code.partition(":")
    if name not in set(Formula):
        return None
    formula = Formula(name)
    if not colon:
        return Reading(formula)
    if not RULES[formula].divides_by_people or people not in POPULATIONS:
        return None
    return Reading(formula, Series(people))


def rate(over: int, under: int, factor: int = 1) -> int:
    """Return over ÷ under × factor in ten-thousandths, rounded half up; both are exact.

    `under` is above nought and `over` is not below it.
    """
    assert under > 0 <= over, "a rate divides by something and is of something"
    return (2 * over * factor * TEN_THOUSAND + under) // (2 * under)
