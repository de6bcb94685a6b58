"""The lists of aims that shipped plans print, ready to be taken into a county's own list.

What is printed is taken as it is printed. Which formula belongs to a printed name, which way is
better and which year an undated aim is for are ours (P) and stand here alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from incidents.yearbook.indicators import (
    Attribute,
    Better,
    Figure,
    FigureKind,
    IndicatorFacts,
    read_figure,
)
from incidents.yearbook.plans import PLANS, Plan
from incidents.yearbook.printed import INDICATORS, Printed

_ATTRIBUTES: Final[Mapping[str, Attribute]] = MappingProxyType(
    {"约束性": Attribute.BINDING, "预期性": Attribute.EXPECTED}
)
_YEAR: Final = re.compile(r"(\d{4})年")
_FIGURE: Final = re.compile(r"([≤≥]?)(\d+(?:\.\d+)?)(\D*)")
LAST_YEAR_OF_PLAN: Final = 2025
"""The year of an aim whose column names none: the end of the 十四五 both plans are for (P)."""


@dataclass(frozen=True, slots=True)
class _Read:
    """How the product reads one printed name."""

    formula: str
    better: Better


# 0.12 stations for one station imply some 830,000 people, which is nearer the registered than the
# resident population; 2.8 firefighters of 164 imply some 590,000 (C). Hence the two populations.
_READINGS: Final[Mapping[tuple[str, str], _Read]] = MappingProxyType(
    {
        ("youyang", "1"): _Read("deaths", Better.LOW),
        ("youyang", "2"): _Read("stations:registered", Better.HIGH),
        ("youyang", "3"): _Read("brigades", Better.HIGH),
        ("youyang", "4"): _Read("firefighters", Better.HIGH),
        ("youyang", "5"): _Read("vehicles", Better.HIGH),
        ("shuozhou", "1"): _Read("death_rate", Better.LOW),
        ("shuozhou", "2"): _Read("loss_rate", Better.LOW),
        ("shuozhou", "3"): _Read("human_caused", Better.LOW),
    }
)
_TOLD: Final = _Read("", Better.HIGH)


@dataclass(frozen=True, slots=True)
class Offered:
    """An indicator of a printed plan with its figures, to be taken into the county's list."""

    code: str
    facts: IndicatorFacts
    figures: tuple[tuple[FigureKind, int, Figure], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The list of aims of one plan."""

    key: str
    county_code: str
    title: str
    indicators: tuple[Offered, ...]


def _offer(plan: Plan, printed: Printed) -> Offer:
    offered = tuple(_offered(plan, printed, row) for row in printed.texts)
    return Offer(printed.key, plan.county_code, f"{printed.source} {printed.title}", offered)


def _offered(plan: Plan, printed: Printed, row: str) -> Offered:
    texts = printed.texts[row]
    read = _READINGS.get((plan.key, row), _TOLD)
    target = _FIGURE.fullmatch(texts["target"])
    assert target is not None, f"{printed.source} row {row} has no aim"
    name = f"{texts['part']}：{texts['name']}" if texts.get("part") else texts["name"]
    facts = IndicatorFacts(
        name=name,
        formula=read.formula,
        unit=texts.get("unit") or target[3],
        attribute=_ATTRIBUTES[texts["attribute"]],
        better=read.better,
        source=f"{printed.source} 第{row}项",
        mark=printed.mark,
        rank=int(row),
    )
    return Offered(f"{printed.key}-{row}", facts, tuple(_figures(printed, row, target[2])))


def _figures(printed: Printed, row: str, target: str) -> list[tuple[FigureKind, int, Figure]]:
    source = f"{printed.source} 第{row}项“{printed.headings['target']}”"
    figures = [(FigureKind.AIM, _year(printed.headings["target"]), Figure(target, source))]
    base = printed.texts[row].get("base", "")
    if base:
        heading = printed.headings["base"]
        told = Figure(base, f"{printed.source} 第{row}项“{heading}”")
        figures.append((FigureKind.TOLD, _year(heading), told))
    assert all(isinstance(read_figure(figure.text), int) for _, _, figure in figures)
    return figures


def _year(heading: str) -> int:
    found = _YEAR.search(heading)
    return int(found[1]) if found else LAST_YEAR_OF_PLAN


OFFERS: Final = tuple(
    _offer(plan, printed) for plan in PLANS for printed in plan.tables if printed.name == INDICATORS
)


def offer_of(key: str) -> Offer | None:
    """Return the list of aims of a key, None where none is shipped under it."""
    return next((one for one in OFFERS if one.key == key), None)
