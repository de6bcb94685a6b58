"""The years the pages and the interface show indicators of."""

from collections.abc import Mapping

from incidents.yearbook.indicator_queries import trend_years
from incidents.yearbook.questions import read_question
from resources.queries import county
from web.clock import now
from web.presenting import SERVICE_ZONE

PLAN_YEARS = {"from": "2016", "to": "2020"}
"""The years the demonstration county has a past of (十三五)."""


def asked_years(args: Mapping[str, str]) -> tuple[int, ...]:
    """Return the years asked for, five at least; raises BadInput."""
    told = {name: args[name] for name in ("from", "to", "period") if args.get(name)}
    here = county()
    if not told and here is not None and here.is_demo:
        told = dict(PLAN_YEARS)
    period = read_question({"table": "indicators", **told}, SERVICE_ZONE.key, now()).period
    return trend_years(period.from_year, period.to_year)
