from datetime import UTC, datetime, timedelta

import pytest

from dispatch.deadlines import ChainPolicy, deadlines_of

NINE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def seconds(at):
    """Seconds after nine, None for no deadline."""
    return None if at is None else (at - NINE).total_seconds()


@pytest.mark.parametrize(
    ("turnout_s", "eta_s", "rolling_s", "arrival_s"),
    [
        # A staffed station: the plain two minutes; 240 s + 3 min at least.
        (60, 240, 120, 420),
        # Half as long again is more than three minutes from six minutes on.
        (60, 1200, 120, 1800),
        # Volunteers reckoned with 300 s have a minute more than that.
        (300, 900, 360, 1350),
        # Next door, but the people come from home: no arrival before the wheels.
        (300, 100, 360, 360),
        (60, None, 120, None),
    ],
)
def test_rolling_and_arrival_are_due_by_what_the_advice_reckoned(
    turnout_s, eta_s, rolling_s, arrival_s
):
    eta = None if eta_s is None else timedelta(seconds=eta_s)

    due = deadlines_of(NINE, True, timedelta(seconds=turnout_s), eta)

    assert (seconds(due.shown), seconds(due.acknowledged)) == (15, 60)
    assert (seconds(due.rolling), seconds(due.arrival)) == (rolling_s, arrival_s)


def test_nobody_waits_for_a_terminal_that_is_not_there():
    assert deadlines_of(NINE, False, timedelta(seconds=60), None).shown is None


def test_links_that_are_not_due_one_after_the_other_are_no_policy():
    with pytest.raises(ValueError, match="one after the other"):
        ChainPolicy(acknowledged=timedelta(seconds=200))
