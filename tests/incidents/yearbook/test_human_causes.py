"""The share of fires with a human cause, by hand."""

import pytest

from incidents.yearbook.human_causes import MAPPING_NOTE, HumanShare, human_share


def test_the_share_counts_the_five_causes_and_says_what_it_cannot_judge():
    found = human_share(
        {
            ("domestic_fire", ""): 3,
            ("smoking", ""): 2,
            ("electrical", "010103"): 1,
            ("electrical", "010101"): 4,
            ("electrical", ""): 4,
            ("electrical", "010100"): 1,
            ("lightning", ""): 3,
            ("", ""): 2,
        }
    )

    # 6 of 20; with the 5 and the 2 nobody can tell of, 13 of 20.
    assert found == HumanShare(20, 6, 5, 2)
    assert (found.share, found.most) == (3_000, 6_500)
    assert found.notes == (
        MAPPING_NOTE,
        "另有 5 起电气火灾未填到小类细码，未计为人为因素。",
        "另有 2 起火灾未填起火原因，未计为人为因素。",
        "以上若全部属人为因素，发生率为 65.00%（上限）。",
    )


@pytest.mark.parametrize(("human", "fires", "share"), [(1, 3, 3_333), (2, 3, 6_667), (1, 8, 1_250)])
def test_a_share_is_rounded_half_up(human: int, fires: int, share: int):
    tally = {("smoking", ""): human, ("arson", ""): fires - human}

    assert human_share(tally).share == share
    assert human_share(tally).notes == (MAPPING_NOTE,)


def test_there_is_no_share_of_no_fires():
    assert human_share({}).share is None
    assert human_share({}).notes == (MAPPING_NOTE,)
