"""The labelled narratives: kinds, top three and levels."""

from incidents.categories import CATEGORIES, category
from tests.incidents.understanding.narratives import KEPT, narrative_rows, rate, understood

ROWS = narrative_rows(KEPT)

# Posted, ordered and technical call-outs are not told by callers.
NOT_TOLD = {"40000", "90000"}


def test_the_narratives_are_many_and_tell_of_every_kind_a_caller_can_name():
    told = {row.category for row in ROWS}
    named = {
        code
        for code, kind in CATEGORIES.items()
        if not kind.is_group and kind.group_code not in NOT_TOLD
    }

    assert len(ROWS) >= 240
    assert len({row.text for row in ROWS}) == len(ROWS)
    assert told == named
    assert all(row.level in category(row.category).levels for row in ROWS)


def test_the_first_kind_is_right_in_at_least_92_of_100():
    assert rate(ROWS).first >= 0.92


def test_one_of_three_kinds_is_right_in_at_least_99_of_100():
    assert rate(ROWS).among_three >= 0.99


def test_no_level_is_below_what_the_told_facts_demand():
    low = [row.text for row in ROWS if understood(row.text).level.level < row.level]

    assert low == []


def test_every_kind_that_is_suggested_is_shown_with_words_that_were_said():
    for row in ROWS:
        for one in understood(row.text).ranked:
            assert one.words
            assert all(word.lower() in row.text.lower() for word in one.words)
