"""From F1 to the acknowledged order: at most eight deliberate keys besides typing, no mouse."""

import pytest

from resources.accounts import Role
from tests.makers import incident as incident_of
from tests.web.headline import HEARD, PLACE, play
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MOST_KEYS = 8


def test_a_scripted_call_takes_eight_keys_and_no_mouse(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    page = site.logged_in(Role.DISPATCHER)

    told = play(page)

    with capsys.disabled():
        print(f"\n{told}")
    assert len(told.keys) <= MOST_KEYS
    assert told.mouse == 0
    assert told.typed >= len(HEARD) + len(PLACE)
    row = incident_of(told.number)
    assert row.assignments
    # The clocks of the pre-alert: the place and the kind were known before the order.
    assert row.place_known_at is not None and row.kind_known_at is not None
    first = min(one.ordered_at for one in row.assignments)
    assert row.received_at <= row.place_known_at <= first
