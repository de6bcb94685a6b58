"""One stream for all tabs of a browser, and what the console says when the server goes and returns.

The server is stopped for real: its port is closed and its streams end.
"""

import re
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from resources.accounts import Role
from tests.makers import take_a_call
from tests.web.sites import Site, furnish
from web.live.hall import Limits
from web.live.service import LIMITS, streams_of

TABS = 12
WITHIN_S = 20.0
FOLLOW = """async () => {
  const live = await import("/static/live/live.js");
  window.heard = [];
  window.states = [];
  live.follow({
    onEntry: (entry) => window.heard.push(entry.seq),
    onLink: ({ state }) => window.states.push(state),
  });
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Switch:
    """A server that can be stopped and started again on the same port."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._server: BaseWSGIServer | None = None
        self._port = 0

    def on(self) -> str:
        """Serve, and return the address."""
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._port}"

    def off(self) -> None:
        """Close the port and end what is open."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            streams_of(self._app).stop()
            self._server = None


@pytest.fixture
def switch(application: Flask) -> Iterator[Switch]:
    furnish(application)
    application.config[LIMITS] = Limits(beat_s=1.0)
    switch = Switch(application)
    yield switch
    switch.off()


def entries(page: Page) -> list[int]:
    heard: list[int] = page.evaluate("window.heard")
    return heard


def wait_for(page: Page, condition: str) -> None:
    """Wait by asking again: the page's policy lets it wait for no text of ours."""
    until = time.monotonic() + WITHIN_S
    while not page.evaluate(condition):
        assert time.monotonic() < until, condition
        page.wait_for_timeout(50)


def test_twelve_tabs_share_one_stream_and_miss_nothing_while_the_server_is_away(
    application: Flask, browser: Browser, switch: Switch
) -> None:
    site = Site(switch.on(), browser, [], [])
    console = site.logged_in(Role.DISPATCHER)
    console.wait_for_url("**/console*")
    link, rows = console.locator("#link"), console.locator("#incidents tr[data-number]")
    expect(link).to_have_text("● 已连接")
    others = [site.page(console.context) for _ in range(TABS - 1)]
    for tab in others:
        tab.goto(f"{site.url}/about")
        tab.evaluate(FOLLOW)
        wait_for(tab, "window.states.includes('live')")

    take_a_call()
    expect(rows).to_have_count(1)
    for tab in others:
        wait_for(tab, "window.heard.length === 2")
    streams = len(streams_of(application).hall().listeners)

    switch.off()
    expect(link).to_have_text(re.compile(r"^▲ 重连中（数据截至 \d\d:\d\d:\d\d）$"))
    expect(link).to_have_attribute("data-state", "waiting")
    take_a_call()
    expect(link).to_have_text(re.compile(r"^✕ 中断（数据截至 \d\d:\d\d:\d\d）$"), timeout=15_000)
    is_grey = console.evaluate("document.body.classList.contains('stale')")
    assert rows.count() == 1
    switch.on()
    expect(link).to_have_text("● 已连接", timeout=10_000)
    expect(rows).to_have_count(2)
    for tab in others:
        wait_for(tab, "window.heard.length === 4")

    assert streams == 1
    assert is_grey and not console.evaluate("document.body.classList.contains('stale')")
    assert [entries(tab) for tab in others] == [[1, 2, 3, 4]] * (TABS - 1)
    assert site.complaints == [] and site.elsewhere == []
    for context in browser.contexts:
        context.close()


def test_a_browser_without_a_shared_worker_and_a_refused_stream_is_polled_for(
    application: Flask, browser: Browser, switch: Switch
) -> None:
    application.config[LIMITS] = Limits(most_streams=0)
    site = Site(switch.on(), browser, [], [])
    page = site.logged_in(Role.DISPATCHER)
    page.context.add_init_script("delete window.SharedWorker")
    page.goto(f"{site.url}/about")
    page.evaluate(FOLLOW)
    wait_for(page, "window.states.includes('live')")

    take_a_call()

    wait_for(page, "window.heard.length === 2")
    assert entries(page) == [1, 2]
    assert site.complaints == []
    for context in browser.contexts:
        context.close()
