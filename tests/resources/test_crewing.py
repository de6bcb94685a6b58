from resources.crewing import is_staffed, why_unstaffed


def test_exactly_the_minimum_with_a_driver_is_enough():
    assert is_staffed(crew_on_duty=4, minimum_crew=4, has_driver=True)
    assert why_unstaffed(crew_on_duty=4, minimum_crew=4, has_driver=True) is None


def test_one_short_of_the_minimum_is_not_enough_and_says_both_numbers():
    assert not is_staffed(crew_on_duty=3, minimum_crew=4, has_driver=True)
    assert why_unstaffed(3, 4, has_driver=True) == "在岗 3 人，最低需 4 人"


def test_a_full_crew_without_a_driver_cannot_turn_out():
    assert not is_staffed(crew_on_duty=6, minimum_crew=4, has_driver=False)
    assert why_unstaffed(6, 4, has_driver=False) == "没有驾驶员"


def test_an_empty_vehicle_names_both_reasons():
    assert why_unstaffed(0, 2, has_driver=False) == "在岗 0 人，最低需 2 人，没有驾驶员"


def test_a_vehicle_that_needs_nobody_still_needs_its_driver():
    assert not is_staffed(crew_on_duty=0, minimum_crew=0, has_driver=False)
