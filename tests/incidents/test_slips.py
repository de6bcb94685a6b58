"""What stands on a slip must be in order; its number is kept in one way and counts on."""

import pytest

from incidents.slips import PaperSlip, UnitOnSlip, number_after, numbers_from, order_faults
from incidents.slips import tidy_number as tidy
from resources.unit_status import UnitStatus
from tests.makers import ZONE, make_call, minute


def slip(*units: UnitOnSlip, **told: object) -> PaperSlip:
    return PaperSlip("P20260101-001", make_call(0), units, **told)  # type: ignore[arg-type]


def words_of(one: PaperSlip) -> dict[str, str]:
    return {fault.field: fault.message for fault in order_faults(one, minute(120), ZONE)}


def test_times_in_order_are_no_fault_and_equal_ones_are_in_order() -> None:
    unit = UnitOnSlip("龙潭1", minute(1), minute(2), minute(9), minute(9), minute(30), minute(40))

    assert words_of(slip(unit, controlled_at=minute(20), extinguished_at=minute(30))) == {}


def test_a_time_before_the_one_it_follows_is_named_with_both_times() -> None:
    early_order = UnitOnSlip("龙潭1", minute(-2), on_scene_at=minute(9))
    early_arrival = UnitOnSlip("龙潭2", minute(1), minute(12), minute(9))

    faults = words_of(slip(early_order, early_arrival, extinguished_at=minute(-1)))

    assert faults == {
        "units.0.ordered_at": "龙潭1：下达 11:58 早于接警 12:00，请核对。",
        "units.1.on_scene_at": "龙潭2：到场 12:09 早于出动 12:12，请核对。",
        "extinguished_at": "熄灭 11:59 早于接警 12:00，请核对。",
    }


def test_a_vehicle_stands_in_one_row_only() -> None:
    faults = words_of(slip(UnitOnSlip("龙潭1", minute(1)), UnitOnSlip("龙潭1", minute(5))))

    assert faults == {"units.1.call_sign": "龙潭1 填了两行，同一辆车请合为一行。"}


def test_the_last_thing_known_of_a_vehicle_is_a_report_or_its_order() -> None:
    out = UnitOnSlip("龙潭1", minute(1), minute(2), minute(9))
    only_ordered = UnitOnSlip("龙潭2", minute(1))

    assert out.last == (UnitStatus.ON_SCENE, minute(9))
    assert only_ordered.last == (UnitStatus.ALERTED, minute(1))
    assert slip(out, only_ordered).last_at == minute(9)


def test_numbers_are_kept_in_one_way_and_count_on() -> None:
    assert tidy(" ｐ20260101－001 ") == "P20260101-001"
    assert [number_after(one) for one in ("P20260101-009", "手7", "甲")] == [
        "P20260101-010",
        "手8",
        None,
    ]
    assert numbers_from("P20260101-099", 2) == ["P20260101-099", "P20260101-100"]


@pytest.mark.parametrize("people", [None, 4])
def test_a_slip_may_leave_out_who_went(people: int | None) -> None:
    assert UnitOnSlip("龙潭1", minute(1), people=people).reports == ()
