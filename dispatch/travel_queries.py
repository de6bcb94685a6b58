"""What decides how fast the county's vehicles are at a moment: hour, weather, learned turn-outs."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch import turnout_queries
from dispatch.roads import queries as road_queries
from dispatch.travel import DEFAULT_TRAVEL, Conditions, TravelPolicy
from resources import queries


@dataclass(frozen=True, slots=True)
class TravelNow:
    """How long vehicles take at a moment; without a county there is no hour of its clock."""

    policy: TravelPolicy
    conditions: Conditions
    zone: ZoneInfo | None


def travel_at(moment: datetime) -> TravelNow:
    """Return what is known of travel at a moment; every page reckons with the same."""
    county = queries.county()
    zone = ZoneInfo(county.time_zone) if county is not None else None
    hour = moment.astimezone(zone).hour if zone is not None else None
    learned = turnout_queries.learned(moment).table
    return TravelNow(
        replace(DEFAULT_TRAVEL, learned=learned),
        Conditions(hour, road_queries.weather_at(moment)),
        zone,
    )
