"""Numbers as callers say them."""

import pytest

from incidents.understanding.numerals import Span, read_number


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("3", 3, 3),
        ("三", 3, 3),
        ("两", 2, 2),
        ("十二", 12, 12),
        ("二十", 20, 20),
        ("一百二十", 120, 120),
        ("三四", 3, 4),
        ("两三", 2, 3),
        ("十七八", 17, 18),
        ("二三十", 20, 30),
        ("三到五", 3, 5),
        ("5-8", 5, 8),
        ("几", 3, 9),
        ("好几", 3, 9),
        ("十几", 11, 19),
        ("二十多", 21, 29),
        ("一百多", 101, 199),
        ("几十", 20, 99),
        ("上百", 100, 199),
    ],
)
def test_a_spoken_number_is_read_with_both_ends(said, least, most):
    assert read_number(said) == Span(least, most)


@pytest.mark.parametrize("said", ["", "楼", "多", "三四五", "十十", "到", "3到", "百几十个"])
def test_what_is_no_number_is_not_taken_for_one(said):
    assert read_number(said) is None
