import pytest

from dispatch.candidates import place_in_order
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from tests.dispatch.candidate_makers import make_candidate, make_line


def place(candidate, line, policy=DEFAULT_SUBSTITUTION):
    return place_in_order(candidate, line, policy)


@pytest.mark.parametrize(
    ("wanted", "vehicle_type", "expected"),
    [
        ("water", "water_tanker", 0),
        ("water", "foam_tanker", 1),
        ("water", "compressed_air_foam", 2),
        ("water", "first_attack", 3),
        ("water", "rescue", None),
        ("foam", "compressed_air_foam", 0),
        ("foam", "water_tanker", None),
        ("ladder", "platform", 0),
        ("ladder", "turntable_ladder", 0),
        ("hazmat", "rescue", None),
    ],
)
def test_a_tanker_is_replaced_by_foam_then_compressed_air_foam_then_first_attack(
    wanted, vehicle_type, expected
):
    assert place(make_candidate("一", vehicle_type), make_line(wanted)) == expected


def test_a_tower_nozzle_never_replaces_a_rescue_ladder():
    assert place(make_candidate("喷一", "tower_nozzle"), make_line("ladder")) is None
    assert place(make_candidate("梯一", "platform"), make_line("tower_nozzle")) is None


@pytest.mark.parametrize(("water_t", "expected"), [(8.0, 1), (7.9, None)])
def test_a_tanker_replaces_a_supply_vehicle_from_eight_tonnes(water_t, expected):
    assert place(make_candidate("水一", water_t=water_t), make_line("supply")) == expected


def test_an_equipment_vehicle_replaces_a_rescue_vehicle_only_with_a_rescue_kit():
    assert place(make_candidate("器一", "equipment", rescue_kit=True), make_line("rescue")) == 1
    assert place(make_candidate("器一", "equipment"), make_line("rescue")) is None


def test_a_rescue_vehicle_replaces_smoke_and_light_only_with_the_kit():
    line = make_line("smoke_light")

    assert place(make_candidate("抢一", "rescue", smoke_light_kit=True), line) == 1
    assert place(make_candidate("抢一", "rescue"), line) is None


def test_where_a_kind_is_wanted_another_kind_of_the_ability_only_stands_in():
    line = make_line("support", wanted=("air_supply",))

    assert place(make_candidate("气一", "air_supply"), line) == 0
    assert place(make_candidate("饭一", "catering"), line) == 1


def test_a_wanted_kind_answers_without_the_ability():
    line = make_line("foam", wanted=("dry_powder", "foam_powder"))

    assert place(make_candidate("粉一", "dry_powder"), line) == 0
    assert place(make_candidate("泡一", "foam_tanker"), line) == 1


def test_a_large_tanker_comes_after_other_supply_vehicles_where_pumping_out_is_wanted():
    line = make_line("supply", wanted=("hose_water_system",))

    assert place(make_candidate("供一", "water_supply"), line) == 1
    assert place(make_candidate("水一", water_t=12.0), line) == 2


def test_a_line_of_several_kinds_takes_each_as_its_own():
    line = make_line("rescue water", others=("equipment", "pickup"))

    kinds = ("rescue", "water_tanker", "equipment", "pickup", "foam_tanker", "catering")
    places = [place(make_candidate("一", kind), line) for kind in kinds]

    assert places == [0, 0, 0, 0, 1, None]


def test_a_brigade_may_forbid_all_substitution():
    nobody = SubstitutionPolicy(stand_ins={})

    assert place(make_candidate("泡一", "foam_tanker"), make_line("water"), nobody) is None
