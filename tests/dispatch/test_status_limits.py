"""The time in a status against its limits."""

from datetime import timedelta

import pytest

from dispatch.status_limits import LIMITS, StatusLimit, Stay, stay_of
from resources.unit_status import UnitStatus


def test_every_status_has_been_judged() -> None:
    assert set(LIMITS) == set(UnitStatus)
    assert LIMITS[UnitStatus.OUT_OF_SERVICE] is None


@pytest.mark.parametrize(
    ("seconds", "stay"),
    [
        *((0, Stay.FINE), (47, Stay.FINE), (48, Stay.NEAR), (59, Stay.NEAR), (60, Stay.OVER)),
        *((119, Stay.OVER), (120, Stay.LATE), (9999, Stay.LATE)),
    ],
)
def test_a_vehicle_alerted_is_near_at_48_s_over_at_60_and_late_at_120(
    seconds: int, stay: Stay
) -> None:
    assert stay_of(UnitStatus.ALERTED, timedelta(seconds=seconds)) is stay


def test_a_status_without_limits_is_always_fine() -> None:
    assert stay_of(UnitStatus.OUT_OF_SERVICE, timedelta(days=30)) is Stay.FINE


def test_a_limit_the_wrong_way_round_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="target"):
        StatusLimit(timedelta(minutes=2), timedelta(minutes=1))
