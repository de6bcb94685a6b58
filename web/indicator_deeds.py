"""What may be asked to be done with the county's indicators, read once for both doors.

What a request does not tell of an indicator stays as it is: a page's form tells every field, a
program only those it changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from incidents.yearbook import indicator_book
from incidents.yearbook.indicator_offers import OFFERS, offer_of
from incidents.yearbook.indicator_queries import Indicator, listed_coded
from incidents.yearbook.indicators import (
    Attribute,
    Better,
    Figure,
    FigureKind,
    IndicatorFacts,
    UnknownIndicator,
)
from incidents.yearbook.series import LONGEST_SOURCE
from incidents.yearbook.spans import LAST_YEAR
from resources.accounts import Role
from resources.database import Session
from web.deeds import my_act
from web.reading import LONGEST_TEXT, Reader

IndicatorDeed: TypeAlias = Callable[[Session], Indicator]
INDICATOR_EDITORS: Final = (Role.STATISTICIAN, Role.ADMIN)
NOTHING: Final = IndicatorFacts("", "", "", Attribute.UNSAID, Better.HIGH, "", "S")
UNSAID: Final = "unsaid"
"""What a form tells for an attribute no plan gives: an empty choice is no choice."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many indicators of a plan were new to the list, of how many."""

    new: int
    offered: int


def add(reader: Reader) -> IndicatorDeed:
    """Add an indicator to the list."""
    facts = _facts(reader, NOTHING)
    reader.finish()
    act = my_act()
    return lambda session: indicator_book.add(session, facts, act)


def revise(code: str, reader: Reader, version: int | None) -> IndicatorDeed:
    """Change an indicator as its editor saw it."""
    known = listed_coded(code)
    seen = _seen(reader, version)
    facts = _facts(reader, known.facts)
    reader.finish()
    act = my_act()
    # What was not told is filled in from the indicator as read here: the version of this reading.
    read = known.version if seen is None else seen
    return lambda session: indicator_book.revise(session, code, facts, read, act)


def withdraw(code: str, reader: Reader, version: int | None) -> IndicatorDeed:
    """Take an indicator off the list, for a reason."""
    seen = _seen(reader, version)
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    act = my_act()
    return lambda session: indicator_book.withdraw(session, code, seen, reason, act)


def restore(code: str) -> IndicatorDeed:
    """Put a withdrawn indicator back on the list."""
    act = my_act()
    return lambda session: indicator_book.restore(session, code, act)


def set_figure(code: str, reader: Reader) -> IndicatorDeed:
    """Tell the aim or the value of a year."""
    kind = _kind(reader)
    year = reader.whole("year", most=9_999)
    figure = Figure(reader.text("value"), reader.text("source", most=LONGEST_SOURCE))
    reader.finish()
    assert kind is not None, "finish refuses a request with a fault"
    told, act = kind, my_act()
    return lambda session: indicator_book.set_figure(session, code, told, year, figure, act)


def strike_figure(code: str, reader: Reader) -> IndicatorDeed:
    """Strike the aim or told value of a year, for a reason."""
    kind = _kind(reader)
    year = reader.whole("year", most=LAST_YEAR, least=1)
    if year is None:
        reader.blame("year", "请写明是哪一年的数。")
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    assert kind is not None and year is not None, "finish refuses a request with a fault"
    told, of_year, act = kind, year, my_act()
    return lambda session: indicator_book.strike_figure(session, code, told, of_year, reason, act)


def take_over(reader: Reader) -> Callable[[Session], Taken]:
    """Take a plan's list of aims into the county's own."""
    key = reader.text("list")
    reader.finish()
    offer = offer_of(key)
    if offer is None:
        known = "、".join(one.key for one in OFFERS)
        raise UnknownIndicator(f"没有名为“{key}”的规划清单，可用：{known}。")
    act = my_act()
    return lambda session: Taken(
        indicator_book.take_over(session, offer.indicators, act), len(offer.indicators)
    )


def _seen(reader: Reader, version: int | None) -> int | None:
    told = reader.whole("version", most=2**31 - 1)
    return version if version is not None else told


def _kind(reader: Reader) -> FigureKind | None:
    kind = reader.choice("kind", FigureKind)
    if kind is None:
        reader.blame("kind", "请选择 aim（目标）或 told（填报值）。")
    return kind


def _facts(reader: Reader, known: IndicatorFacts) -> IndicatorFacts:
    rank = reader.whole("rank", most=999)
    return IndicatorFacts(
        name=_told(reader, "name", known.name),
        formula=_told(reader, "formula", known.formula),
        unit=_told(reader, "measure", known.unit),
        attribute=_attribute(reader, known.attribute),
        better=reader.choice("better", Better) or known.better,
        source=_told(reader, "source", known.source, LONGEST_SOURCE),
        mark=reader.text("mark") or known.mark,
        rank=known.rank if rank is None else rank,
    )


def _told(reader: Reader, name: str, known: str, most: int = 200) -> str:
    return reader.text(name, most) if name in reader.values else known


def _attribute(reader: Reader, known: Attribute) -> Attribute:
    if "attribute" not in reader.values:
        return known
    told = reader.text("attribute")
    if told in ("", UNSAID):
        return Attribute.UNSAID
    return reader.choice("attribute", Attribute) or known
