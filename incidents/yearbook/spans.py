"""Local calendar years as spans of UTC: bounded on the local clock, then converted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from resources.errors import BadInput, FieldFault

FIRST_YEAR = 1949
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Span:
    """One row's stretch of time, from `start` up to but not including `end`, both in UTC."""

    key: str
    label: str
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        assert self.start.utcoffset() == self.end.utcoffset() == UTC.utcoffset(None)
        assert self.start < self.end


def year_span(year: int, zone: str) -> Span:
    """Return a calendar year of a time zone (an IANA name)."""
    return Span(str(year), f"{year}年", _new_year(year, zone), _new_year(year + 1, zone))


def _new_year(year: int, zone: str) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def year_spans(from_year: int, to_year: int, zone: str) -> tuple[Span, ...]:
    """Return the calendar years from one to another, both included, in order.

    Raises:
        BadInput: a year outside 1949 to 2200, or the first after the last.
    """
    faults = [
        FieldFault(field, f"年份 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改填。")
        for field, year in (("from", from_year), ("to", to_year))
        if not FIRST_YEAR <= year <= LAST_YEAR
    ]
    if not faults and from_year > to_year:
        faults = [
            FieldFault("from", f"起始年份 {from_year} 晚于终止年份 {to_year}，请对调或改填。")
        ]
    if faults:
        raise BadInput(faults)
    return tuple(year_span(year, zone) for year in range(from_year, to_year + 1))
