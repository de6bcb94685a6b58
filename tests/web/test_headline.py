"""From F1 to the acknowledged order: at most eight deliberate keys besides typing, no mouse."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from resources.database import db
from tests.makers import incident as incident_of
from tests.web.headline import CONSOLES, HEARD, PLACE, beside_consoles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MOST_KEYS = 8
PLAYS = 3


def test_a_scripted_call_takes_eight_keys_and_no_mouse_beside_fifty_consoles(
    application: Flask, browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = beside_consoles(application, tmp_path, browser, PLAYS)

    slowest_ms = max(one.order_ms for one in calls)
    with capsys.disabled():
        print(f"\n{calls[-1]}; the slowest of {PLAYS} {slowest_ms:.0f} ms, {CONSOLES} consoles")
    for told in calls:
        assert len(told.keys) <= MOST_KEYS
        assert told.mouse == 0
        assert told.typed >= len(HEARD) + len(PLACE)
    db.session.rollback()
    row = incident_of(calls[0].number)
    assert row.assignments
    # The clocks of the pre-alert: the place and the kind were known before the order.
    assert row.place_known_at is not None and row.kind_known_at is not None
    first = min(one.ordered_at for one in row.assignments)
    assert row.received_at <= row.place_known_at <= first
