"""What tests of the yearbook share: the zone, a code of each class, a moment of a year."""

from datetime import UTC, datetime

ZONE = "Asia/Shanghai"
FIRE, RESCUE, SOCIAL, BOMB, DUTY, OTHER = "10000", "20000", "50000", "30000", "40000", "90000"


def in_year(year: int) -> datetime:
    """Return a moment in the middle of a year."""
    return datetime(year, 6, 1, 4, 0, tzinfo=UTC)
