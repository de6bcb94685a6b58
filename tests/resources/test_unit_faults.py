"""A bad row of a vehicle is told of and never raises."""

from dataclasses import replace

import pytest

from resources.unit_faults import UnitRecord, record_faults, unusable
from resources.unit_status import UnitStatus, status_of
from resources.vehicle_types import Capability, abilities, name_of, unknown_words

SOUND = UnitRecord("water_tanker", "rescue", "in_station", has_crew=True, has_position=True)


def test_a_sound_record_has_no_fault():
    assert record_faults(SOUND) == ()
    assert unusable(SOUND) is None


def test_an_unknown_type_cannot_be_advised_and_says_which_it_is():
    record = replace(SOUND, vehicle_type="hovercraft")

    assert unusable(record) == "车型“hovercraft”不认识，不知其能力，请改正车辆资料"
    assert record_faults(record) == ("车型“hovercraft”不认识，不知其能力，请改正车辆资料",)


def test_an_unknown_status_cannot_be_advised():
    assert unusable(replace(SOUND, status="")) == "状态“”不认识，按停用处理，请重新报状态"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"has_crew": False}, "没有班组登记"),
        ({"has_position": False}, "没有坐标"),
        ({"extra_capabilities": "rescue 飞行 water"}, "附加能力“飞行”不认识"),
    ],
)
def test_a_lesser_fault_is_told_and_leaves_the_vehicle_usable(change, words):
    record = replace(SOUND, **change)

    (told,) = record_faults(record)

    assert words in told
    assert unusable(record) is None


def test_the_gravest_fault_comes_first():
    record = UnitRecord("hovercraft", "飞行", "in_station", has_crew=False, has_position=False)

    assert [fault[:4] for fault in record_faults(record)] == [
        "车型“h",
        "没有班组",
        "车辆和队",
        "附加能力",
    ]


def test_every_status_is_read_as_itself_and_any_other_word_as_out_of_service():
    assert [status_of(str(one)) for one in UnitStatus] == list(UnitStatus)
    assert status_of("flying") is UnitStatus.OUT_OF_SERVICE


def test_what_nobody_knows_of_a_vehicle_gives_it_no_ability():
    assert abilities("hovercraft", "") == frozenset()
    assert abilities("hovercraft", "boat 飞行") == frozenset({Capability.BOAT})
    assert abilities("water_tanker", "rescue") >= {Capability.WATER, Capability.RESCUE}
    assert unknown_words(" rescue  飞行 ") == ("飞行",)
    assert name_of("water_tanker") != name_of("hovercraft") == "未知车型“hovercraft”"
