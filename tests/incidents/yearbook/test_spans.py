from datetime import UTC, datetime
from itertools import pairwise

import pytest

from incidents.yearbook.spans import year_span, year_spans
from resources.errors import BadInput

SHANGHAI = "Asia/Shanghai"


def test_a_year_begins_at_local_midnight():
    span = year_span(2025, SHANGHAI)

    # Eight hours before midnight UTC.
    assert span.start == datetime(2024, 12, 31, 16, 0, tzinfo=UTC)
    assert span.end == datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    assert (span.key, span.label) == ("2025", "2025年")


def test_another_zone_has_another_boundary():
    span = year_span(2025, "Asia/Urumqi")

    assert span.start == datetime(2024, 12, 31, 18, 0, tzinfo=UTC)


def test_a_year_ends_at_the_moment_the_next_begins():
    old, new = year_spans(2024, 2025, SHANGHAI)

    assert old.end == new.start == datetime(2024, 12, 31, 16, 0, tzinfo=UTC)


def test_years_follow_each_other_without_gap():
    spans = year_spans(1949, 2200, SHANGHAI)

    assert len(spans) == 252
    assert all(a.end == b.start for a, b in pairwise(spans))


def test_years_out_of_order_are_refused():
    with pytest.raises(BadInput, match="起始年份 2025 晚于终止年份 2024") as refusal:
        year_spans(2025, 2024, SHANGHAI)

    assert [fault.field for fault in refusal.value.faults] == ["from"]


def test_every_year_out_of_range_is_named():
    with pytest.raises(BadInput) as refusal:
        year_spans(1948, 2201, SHANGHAI)

    assert [fault.field for fault in refusal.value.faults] == ["from", "to"]
