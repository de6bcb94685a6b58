"""An indicator of the county's own list: its facts, its aims, and how its value stands to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from incidents.yearbook.definitions import TEN_THOUSAND
from incidents.yearbook.formulas import Reading, read_formula
from incidents.yearbook.indicator_values import Basis, Worked, of_year, of_years
from incidents.yearbook.series import FORMULA_STARTS, LONGEST_SOURCE, MARKS
from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR
from resources.errors import FieldFault, Refusal

LONGEST_NAME: Final = 60
LONGEST_UNIT: Final = 20
MOST_RANK: Final = 999
_FIGURE: Final = re.compile(r"[0-9]{1,11}(\.[0-9]{1,4})?")


class UnknownIndicator(Refusal):
    """The county's list has no indicator of this code, or no such figure of it."""


class Attribute(StrEnum):
    """How binding a plan makes its aim."""

    BINDING = "binding"
    EXPECTED = "expected"
    UNSAID = ""


ATTRIBUTE_LABELS: Final[Mapping[Attribute, str]] = MappingProxyType(
    {Attribute.BINDING: "约束性", Attribute.EXPECTED: "预期性", Attribute.UNSAID: "未注明"}
)


class Better(StrEnum):
    """Which way an indicator should go: at most the aim, or at least."""

    LOW = "low"
    HIGH = "high"


BETTER_LABELS: Final[Mapping[Better, str]] = MappingProxyType(
    {Better.LOW: "不高于目标", Better.HIGH: "不低于目标"}
)


class FigureKind(StrEnum):
    """What a figure of an indicator is for its year: the aim, or a value told by hand."""

    AIM = "aim"
    TOLD = "told"


FIGURE_LABELS: Final[Mapping[FigureKind, str]] = MappingProxyType(
    {FigureKind.AIM: "目标", FigureKind.TOLD: "填报值"}
)


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """What a county's list says of one indicator; a formula is stored by its code."""

    name: str
    formula: str
    unit: str
    attribute: Attribute
    better: Better
    source: str
    mark: str
    rank: int = 0

    @property
    def reading(self) -> Reading | None:
        """How its value is worked out; None where it is told by hand."""
        return read_formula(self.formula) if self.formula else None


FACT_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "指标名称",
        "formula": "算法",
        "unit": "单位",
        "attribute": "属性",
        "better": "方向",
        "source": "出处",
        "mark": "标记",
        "rank": "次序",
    }
)


def fact_faults(facts: IndicatorFacts) -> tuple[FieldFault, ...]:
    """Return what is wrong with the facts of an indicator, by field."""
    return tuple(_fact_faults(facts))


def _fact_faults(facts: IndicatorFacts) -> Iterator[FieldFault]:
    yield from _text_faults("name", "指标名称", facts.name, LONGEST_NAME)
    yield from _text_faults("source", "出处", facts.source, LONGEST_SOURCE)
    if facts.formula and facts.reading is None:
        yield FieldFault(
            "formula", f"系统没有算法“{facts.formula[:40]}”；请从列表选择，或留空改为填报。"
        )
    if facts.unit:
        yield from _text_faults("measure", "单位", facts.unit, LONGEST_UNIT)
    if facts.mark not in MARKS:
        known = "、".join(f"{letter}（{words}）" for letter, words in MARKS.items())
        yield FieldFault("mark", f"来源标记应为 {known} 之一。")
    if not 0 <= facts.rank <= MOST_RANK:
        yield FieldFault("rank", f"次序应在 0 到 {MOST_RANK} 之间。")


def _text_faults(field: str, label: str, text: str, most: int) -> Iterator[FieldFault]:
    if not text.strip():
        yield FieldFault(field, f"请填写{label}。")
    elif len(text) > most:
        yield FieldFault(field, f"{label}过长：{len(text)} 字，最多 {most} 字。")
    elif text.strip().startswith(FORMULA_STARTS):
        yield FieldFault(field, f"{label}不能以 = + - @ 开头，以免被表格软件当作公式。")


def read_figure(text: str) -> int | FieldFault:
    """Read a decimal number as ten-thousandths; a text with more places than four is refused."""
    if not _FIGURE.fullmatch(text):
        return FieldFault(
            "value", f"“{text[:40]}”应为数字，最多四位小数；不写 ≤、% 和单位，百分数写 98。"
        )
    return int(Decimal(text) * TEN_THOUSAND)


def year_fault(year: int | None) -> FieldFault | None:
    """Return what is wrong with the year of a figure."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        told = "" if year is None else f" {year}"
        return FieldFault("year", f"年份{told}不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改填。")
    return None


def written(amount: int) -> str:
    """Write ten-thousandths as people do, without the noughts behind: 0.12, 100, 4500."""
    plain = (Decimal(amount) / TEN_THOUSAND).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    text = f"{plain:f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one year as it was told, and from where."""

    text: str
    source: str

    @property
    def amount(self) -> int:
        """It in ten-thousandths; only checked texts are stored."""
        read = read_figure(self.text)
        assert isinstance(read, int), "a figure is checked before it is stored"
        return read


@dataclass(frozen=True, slots=True)
class Listed:
    """One indicator of the list with all its figures by year."""

    code: str
    facts: IndicatorFacts
    aims: Mapping[int, Figure]
    told: Mapping[int, Figure]
    version: int = 1
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class YearValue:
    """An indicator in one year: what was worked out, what was told, and which of them stands.

    What is worked out stands before what is told; where both are there and differ, both show.
    """

    year: int
    worked: Worked
    told: Figure | None

    @property
    def amount(self) -> int | None:
        """The value in ten-thousandths, None where there is neither."""
        if self.worked.value is not None:
            return self.worked.value
        return self.told.amount if self.told else None

    @property
    def is_told(self) -> bool:
        """Whether the value that stands was told by hand."""
        return self.worked.value is None and self.told is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands: year by year, the years together, and beside its aim."""

    listed: Listed
    years: tuple[YearValue, ...]
    together: Worked
    aim_year: int | None
    is_unfinished: bool
    """Whether the last year is not over, so that its value is only that so far."""

    @property
    def aim(self) -> Figure | None:
        """The aim beside the value: of the last year or the nearest after it, else the last."""
        return None if self.aim_year is None else self.listed.aims[self.aim_year]

    @property
    def is_together(self) -> bool:
        """Whether the value laid beside the aim is that of the years together."""
        reading = self.listed.facts.reading
        return reading is not None and reading.rule.is_judged_together

    @property
    def present(self) -> int | None:
        """The value laid beside the aim, in ten-thousandths."""
        return self.together.value if self.is_together else self.years[-1].amount

    @property
    def gap(self) -> int | None:
        """The value less the aim, in ten-thousandths."""
        if self.present is None or self.aim is None:
            return None
        return self.present - self.aim.amount

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is reached; None where there is no value or no aim."""
        if self.gap is None:
            return None
        return self.gap <= 0 if self.listed.facts.better is Better.LOW else self.gap >= 0


NOT_WORKED_OUT: Final = Worked(None, "", missing=())


def stand(listed: Listed, years: Sequence[int], basis: Basis) -> Standing:
    """Work an indicator out for some years in a row and lay it beside its aim."""
    reading = listed.facts.reading
    values = tuple(
        YearValue(
            year,
            of_year(reading, year, basis) if reading else NOT_WORKED_OUT,
            listed.told.get(year),
        )
        for year in years
    )
    return Standing(
        listed=listed,
        years=values,
        together=of_years(reading, years, basis) if reading else NOT_WORKED_OUT,
        aim_year=_aim_year(listed.aims, years[-1]),
        is_unfinished=years[-1] >= basis.today.year,
    )


def _aim_year(aims: Mapping[int, Figure], year: int) -> int | None:
    later = [one for one in aims if one >= year]
    return min(later) if later else max(aims, default=None)
