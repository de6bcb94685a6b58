"""Times that a form tells: what a date-time field says is local, and empty means now."""

from datetime import datetime

from web.presenting import SERVICE_ZONE
from web.reading import Reader


def with_local_time(reader: Reader, name: str = "at") -> Reader:
    """Return the form with a time in the service's zone; without it where it is empty."""
    told_at = reader.text(name)
    others = {field: told for field, told in reader.values.items() if field != name}
    if not told_at:
        return Reader(others, reader.faults)
    return Reader({**others, name: _local_moment(told_at)}, reader.faults)


def _local_moment(told: str) -> str:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    if moment.tzinfo is not None:
        return told
    return moment.replace(tzinfo=SERVICE_ZONE).isoformat()
