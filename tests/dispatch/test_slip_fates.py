"""A slip typed in late moves a vehicle only where it knows something newer."""

import pytest

from dispatch.errors import UnitNotReady, UnitTaken
from dispatch.slip_fates import Fate, Held, Known, fate
from incidents.slips import UnitOnSlip
from resources.unit_status import UnitStatus
from tests.makers import minute

HOME = Known(UnitStatus.IN_STATION, minute(-60))
BACK = UnitOnSlip("龙潭1", minute(1), minute(2), minute(9), in_station_at=minute(50))
OUT = UnitOnSlip("龙潭1", minute(1), minute(2), minute(9))


def known(
    status: UnitStatus = UnitStatus.IN_STATION,
    reported: float | None = None,
    held: Held | None = None,
) -> Known:
    since = minute(-60 if reported is None else reported)
    return Known(status, since, None if reported is None else minute(reported), held)


@pytest.mark.parametrize(
    ("slip", "before", "after"),
    [
        (BACK, HOME, Fate(minute(50), UnitStatus.IN_STATION)),
        (OUT, HOME, Fate(None, UnitStatus.ON_SCENE)),
        (UnitOnSlip("龙潭1", minute(1)), HOME, Fate(None, UnitStatus.ALERTED)),
        # Reported since: the slip is history.
        (BACK, known(reported=60), Fate(minute(50))),
        (BACK, known(UnitStatus.EN_ROUTE, 60, Held("B", minute(58))), Fate(minute(50))),
        # Home already, counted from a shift that began since: nothing moves back.
        (BACK, Known(UnitStatus.IN_STATION, minute(55)), Fate(minute(50))),
    ],
)
def test_only_what_is_newer_moves(slip: UnitOnSlip, before: Known, after: Fate) -> None:
    assert fate(slip, before) == after


def test_a_vehicle_reported_home_since_is_not_left_out_on_an_old_slip() -> None:
    done = fate(OUT, known(reported=60))

    assert (done.released_at, done.moves_to) == (minute(60), None)
    assert "如仍在外请另行报状态" in done.warning


def test_a_vehicle_ordered_elsewhere_since_left_the_slip_by_then() -> None:
    done = fate(OUT, known(UnitStatus.ALERTED, 55, Held("20260101-009", minute(55))))

    assert (done.released_at, done.moves_to) == (minute(55), None)
    assert "20260101-009" in done.warning


def test_a_vehicle_still_on_an_older_incident_cannot_be_out_on_the_slip_too() -> None:
    held = Held("20260101-009", minute(-30))

    with pytest.raises(UnitTaken, match="20260101-009"):
        fate(OUT, known(UnitStatus.ON_SCENE, -20, held))


def test_a_vehicle_out_of_service_cannot_be_out_but_may_have_been() -> None:
    broken = known(UnitStatus.OUT_OF_SERVICE, -10)

    with pytest.raises(UnitNotReady, match="停用"):
        fate(OUT, broken)
    done = fate(BACK, broken)

    assert (done.released_at, done.moves_to) == (minute(50), None)
    assert "停用" in done.warning


def test_a_vehicle_back_on_paper_but_held_by_an_older_incident_is_told_of() -> None:
    done = fate(BACK, known(UnitStatus.ON_SCENE, -20, Held("20260101-009", minute(-30))))

    assert (done.released_at, done.moves_to) == (minute(50), None)
    assert "20260101-009" in done.warning
