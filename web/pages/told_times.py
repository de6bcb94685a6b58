"""Times that a form tells: what a date-time field says is local, and empty means now."""

from datetime import datetime

from web.presenting import SERVICE_ZONE
from web.reading import Reader


def with_local_time(reader: Reader) -> Reader:
    """Return the form with its time `at` in the service's zone; without it where it is empty."""
    told_at = reader.text("at")
    others = {name: told for name, told in reader.values.items() if name != "at"}
    if not told_at:
        return Reader(others, reader.faults)
    return Reader({**others, "at": _local_moment(told_at)}, reader.faults)


def _local_moment(told: str) -> str:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    if moment.tzinfo is not None:
        return told
    return moment.replace(tzinfo=SERVICE_ZONE).isoformat()
