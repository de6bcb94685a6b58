"""The clock: the one place that reads the time of day."""

from datetime import UTC, datetime

from flask import current_app


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment by the clock the application was made with."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment
