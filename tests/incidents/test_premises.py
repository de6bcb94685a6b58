"""The occupancies of the national press figures."""

from incidents.premises import (
    CROWDED,
    OCCUPANCY_LABELS,
    PREMISES_FLAG_LABELS,
    SURROUNDINGS_LABELS,
    Occupancy,
    PremisesFlag,
    Surroundings,
)


def test_every_occupancy_surroundings_and_flag_has_a_label_of_its_own() -> None:
    for words, labels in (
        (Occupancy, OCCUPANCY_LABELS),
        (Surroundings, SURROUNDINGS_LABELS),
        (PremisesFlag, PREMISES_FLAG_LABELS),
    ):
        assert set(labels) == set(words)
        assert len(set(labels.values())) == len(labels)


def test_crowded_places_are_the_public_ones_only() -> None:
    others = {OCCUPANCY_LABELS[use] for use in Occupancy if use not in CROWDED}

    assert others == {
        "居村民住宅",
        "厂房",
        "仓储",
        "交通工具",
        "建筑工地",
        "农副业场所",
        "其他",
    }
