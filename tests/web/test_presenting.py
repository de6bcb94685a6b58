"""What people read: local times, spans, masked numbers, money, and the look of a status."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask, render_template_string

from resources.unit_status import UnitStatus
from web import presenting
from web.presenting import (
    elapsed,
    level_label,
    local_clock,
    local_date,
    local_minute,
    local_second,
    masked_phone,
    minutes_seconds,
    stopwatch,
    wan_yuan,
    yuan,
)

# 17:30 in UTC is 01:30 of the next day in China, eight hours ahead.
LATE_EVENING = datetime(2026, 11, 21, 17, 30, 5, tzinfo=UTC)


def test_a_moment_is_shown_on_the_day_and_hour_of_the_service():
    shown = [words(LATE_EVENING) for words in (local_clock, local_minute, local_second, local_date)]

    assert shown == ["01:30:05", "2026-11-22 01:30", "2026-11-22 01:30:05", "2026-11-22"]


def test_a_moment_given_as_text_is_shown_like_the_value():
    texts = ["2026-11-21T17:30:05Z", "2026-11-21T17:30:05+00:00", "2026-11-22T01:30:05+08:00"]

    shown = {local_second(text) for text in texts}

    assert shown == {"2026-11-22 01:30:05"}


def test_a_moment_without_a_zone_is_a_bug_and_loud():
    naive = datetime(2026, 11, 21, 17, 30)

    with pytest.raises(AssertionError, match="zone"):
        local_clock(naive)


def test_a_bare_date_keeps_its_day():
    assert local_date(date(2026, 11, 22)) == "2026-11-22"


def test_what_is_not_known_is_shown_as_a_dash():
    shown = [
        local_clock(None),
        local_date(None),
        elapsed(None, LATE_EVENING),
        elapsed(LATE_EVENING, None),
        minutes_seconds(None),
        masked_phone(""),
        masked_phone(None),
        yuan(None),
        wan_yuan(None),
    ]

    assert set(shown) == {"—"}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (59.9, "0:59"),
        (187, "3:07"),
        (3_600, "1:00:00"),
        (3_723, "1:02:03"),
        (86_399, "23:59:59"),
        (2 * 86_400 + 5 * 3_600 + 59, "2天5小时"),
        (-4, "0:00"),
    ],
)
def test_a_span_reads_like_a_stopwatch(seconds, shown):
    assert stopwatch(seconds) == shown
    assert stopwatch(timedelta(seconds=seconds)) == shown


def test_elapsed_time_ignores_the_zone_a_moment_is_told_in():
    since = datetime(2026, 11, 22, 1, 26, 58, tzinfo=timezone(timedelta(hours=8)))

    assert elapsed(LATE_EVENING, since) == "3:07"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(38, "38秒"), (60, "1分00秒"), (247.4, "4分07秒"), (59.6, "1分00秒")]
)
def test_an_estimate_is_told_in_minutes_and_seconds(seconds, shown):
    assert minutes_seconds(seconds) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345521", "138****5521"),
        ("138 1234 5521", "138****5521"),
        ("0599-6123412", "059****3412"),
        ("75551234", "755****34"),
        ("7555123", "755****23"),
        ("110", "***"),
        ("138****5521", "138****5521"),
    ],
)
def test_the_middle_of_a_telephone_number_is_hidden(number, shown):
    assert masked_phone(number) == shown


@pytest.mark.parametrize(
    ("fen", "in_yuan", "in_wan_yuan"),
    [
        (0, "0.00 元", "0.0000"),
        (123_450, "1,234.50 元", "0.1235"),
        (100, "1.00 元", "0.0001"),
        (49, "0.49 元", "0.0000"),
        (50, "0.50 元", "0.0001"),
        # 酉阳 专栏1, 2016: 1712.3746 万元.
        (1_712_374_600, "17,123,746.00 元", "1,712.3746"),
    ],
)
def test_money_is_shown_in_yuan_and_in_wan_yuan_with_four_decimals(fen, in_yuan, in_wan_yuan):
    assert yuan(fen) == in_yuan
    assert wan_yuan(fen) == in_wan_yuan


@pytest.mark.parametrize("status", list(UnitStatus))
def test_every_status_has_a_word_a_shape_and_a_colour(status):
    assert presenting.status_label(status.value)
    assert presenting.status_shape(status.value) in "◆▲▶■◀✕"
    assert presenting.status_class(status.value).startswith("status-")


def test_statuses_of_one_colour_share_their_shape():
    looks = [
        (presenting.status_class(status.value), presenting.status_shape(status.value))
        for status in UnitStatus
    ]

    assert len(set(looks)) == len({colour for colour, _ in looks}) == 6


def test_a_level_is_named_without_its_colour():
    assert [level_label(level) for level in range(1, 6)] == ["一级", "二级", "三级", "四级", "五级"]


def test_a_level_off_the_scale_is_a_bug_and_loud():
    with pytest.raises(AssertionError, match="between 1 and 5"):
        level_label(0)


def test_a_proposed_rule_says_who_must_confirm_it():
    assert presenting.mark_sentence("P") == "默认(建议)，按类推拟定，须支队确认"


def test_templates_know_the_words():
    app = Flask(__name__)
    presenting.install(app)

    with app.app_context():
        shown = render_template_string(
            "{{ 'en_route'|status_shape }}{{ 'en_route'|status_label }} {{ 100|wan_yuan }}"
            "{% for key, status, label in status_buttons %} {{ key }}{{ label }}{% endfor %}"
        )

    assert shown == "▶途中 0.0001 1备勤 2收到 3途中 4到场 w出水 W停水 5返队 9停用"
