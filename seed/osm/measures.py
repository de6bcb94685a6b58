"""The measures of OpenStreetMap tags: a number with an optional unit, metric when none is told."""

import re
from typing import Final

_TOLD: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z'/]*)")
_FEET: Final = re.compile(r"(?P<feet>\d+)'(?:\s*(?P<inches>\d+)\"?)?")

KMH: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
TONNES: Final = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.90718474, "lbs": 0.00045359237}
METRES: Final = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048}
METRES_PER_FOOT: Final = 0.3048
INCHES_PER_FOOT: Final = 12


def speed_kmh(told: str) -> float | None:
    """Return a speed in km/h, None for words such as `walk` or `none`."""
    return _measure(told, KMH)


def tonnes(told: str) -> float | None:
    """Return a weight in tonnes, None for what is no weight."""
    return _measure(told, TONNES)


def metres(told: str) -> float | None:
    """Return a length in metres, None for what is none."""
    feet = _FEET.fullmatch(told.strip())
    if feet is None:
        return _measure(told, METRES)
    inches = int(feet["inches"] or 0)
    return round((int(feet["feet"]) + inches / INCHES_PER_FOOT) * METRES_PER_FOOT, 2)


def _measure(told: str, units: dict[str, float]) -> float | None:
    match = _TOLD.fullmatch(told.strip().lower())
    if match is None or match["unit"] not in units:
        return None
    measure = round(float(match["number"]) * units[match["unit"]], 2)
    return measure if measure > 0 else None
