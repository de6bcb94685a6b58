"""The server stopped and started under a console: nothing typed is lost, one call, one order."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from incidents import queries
from resources.accounts import Role
from resources.database import db
from tests.faults.servers import Server
from tests.web.headline import NUMBER
from tests.web.sites import Site, furnish

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROGRAM = (sys.executable, "-c", "from web.commands import main; main()")
WORDS = "龙潭镇渤海村民房起火"
LOSE_THE_NEXT_CALL = """() => {
  const real = window.fetch;
  window.fetch = async (address, told) => {
    const answer = await real(address, told);
    if (!address.endsWith("/calls")) return answer;
    window.fetch = real;
    throw new TypeError("lost on the way");
  };
}"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait longer than usual: a machine under load is no fault of the page."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def free_port() -> int:
    """Return a port that nobody listens on: a server that comes back must come back there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def restartable(database_url: str, folder: Path, browser: Browser) -> Iterator[tuple[Site, Server]]:
    """Serve the demo county by a real server on a port of its own."""
    port = free_port()
    server = Server(database_url, folder, "--port", str(port), program=PROGRAM)
    try:
        server.start()
        site = Site(f"http://127.0.0.1:{port}", browser, [], [])
        yield site, server
        for context in browser.contexts:
            context.close()
        assert (site.elsewhere, site.complaints) == ([], [])
    finally:
        server.kill()


def tick_first_vehicle(page: Page) -> str:
    """Tick a vehicle by keyboard on the list of units, which stays during an outage."""
    page.keyboard.press("F4")
    page.keyboard.press(" ")
    expect(page.locator("#result")).to_contain_text("已勾选")
    return page.locator("#units tr[data-unit]").first.get_attribute("data-unit") or ""


def counts() -> tuple[int, list[tuple[str, list[str]]]]:
    """Return how many calls there are, and each incident with what was ordered to it."""
    db.session.rollback()
    rows = queries.open_incidents()
    told = [(row.place_text, [one.unit.call_sign for one in row.assignments]) for row in rows]
    return sum(len(row.calls) for row in rows), told


def test_an_order_pressed_while_the_server_is_gone_goes_out_once_when_it_is_back(
    application: Flask, database_url: str, tmp_path: Path, browser: Browser
) -> None:
    furnish(application)
    with restartable(database_url, tmp_path, browser) as (site, server):
        page = site.logged_in(Role.DISPATCHER)
        expect(page.locator("#link")).to_contain_text("已连接")
        server.stop()

        # Gone: said plainly within seconds, while everything can still be typed and ticked.
        expect(page.locator("#outage")).to_contain_text("✕ 中断", timeout=15_000)
        expect(page.locator("#outage")).to_contain_text("电话、电台")
        expect(page.locator("#outage")).to_contain_text("纸单")
        page.keyboard.press("F1")
        page.keyboard.type(WORDS)
        page.keyboard.press("Tab")
        page.keyboard.type("渤海村")
        page.locator("#category").select_option("10100")
        unit = tick_first_vehicle(page)
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#outbox")).to_contain_text(f"待发送 下达 {unit}")
        expect(page.locator("#result")).to_contain_text("请先用电话、电台下达")
        assert page.locator("#outbox p").count() == 1

        # Typed on while it waits, and a second call only saved and then cancelled.
        page.locator("#burning").fill("家具")
        page.keyboard.press("F1")
        page.keyboard.type("误按的")
        page.keyboard.press("Control+s")
        expect(page.locator("#outbox p")).to_have_count(2)
        page.locator("#outbox p", has_text="误按的").get_by_role("button", name="取消").click()
        expect(page.locator("#outbox p")).to_have_count(1)

        server.start()
        expect(page.locator("#outbox")).to_contain_text("服务器已恢复", timeout=15_000)
        expect(page.locator("#outage")).to_be_hidden()
        expect(page.locator("#outbox")).to_be_hidden(timeout=15_000)
        expect(page.locator("#result")).to_contain_text("已补发：已下达")

        assert counts() == (1, [("渤海村", [unit])])
        row = queries.open_incidents()[0]
        assert row.burning == "家具"
        assert row.received_at < row.filed_at
        # The session lived through it, and what was cancelled is still in its form.
        expect(page.locator("#narrative")).to_have_value("误按的")
        page.reload()
        expect(page.locator("#narrative")).to_have_value("误按的")
        assert counts() == (1, [("渤海村", [unit])])


def test_an_order_older_than_three_minutes_asks_before_it_goes(
    application: Flask, database_url: str, tmp_path: Path, browser: Browser
) -> None:
    furnish(application)
    with restartable(database_url, tmp_path, browser) as (site, server):
        page = site.logged_in(Role.DISPATCHER)
        expect(page.locator("#link")).to_contain_text("已连接")
        page.clock.install()
        page.keyboard.press("F1")
        page.keyboard.type(WORDS)
        unit = tick_first_vehicle(page)
        server.stop()
        page.keyboard.press("Control+Enter")
        page.clock.run_for(5_000)
        expect(page.locator("#outbox")).to_contain_text("待发送")
        page.clock.run_for(200_000)
        server.start()
        for _ in range(20):
            page.clock.run_for(1_000)
            if page.locator("#outage").is_hidden():
                break

        expect(page.locator("#outbox")).to_contain_text("没有自动发出")
        page.clock.run_for(10_000)
        assert counts() == (0, [])
        page.keyboard.press("Alt+q")
        page.keyboard.press("Enter")
        page.clock.run_for(2_000)

        expect(page.locator("#outbox")).to_be_hidden()
        assert counts()[1] == [("", [unit])]


def test_a_call_whose_answer_was_lost_is_the_same_call_after_a_reload(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER)
    expect(page.locator("#link")).to_contain_text("已连接")
    page.keyboard.press("F1")
    page.keyboard.type(WORDS)
    # The server files it; the answer never comes back.
    page.evaluate(LOSE_THE_NEXT_CALL)
    page.keyboard.press("Control+s")
    expect(page.locator("#outbox")).to_contain_text("待发送 保存", timeout=20_000)
    page.locator("#narrative").fill(f"{WORDS}，三楼")
    page.reload()
    expect(page.locator("#outbox")).to_be_hidden(timeout=15_000)
    expect(page.locator("#call-number")).to_have_text(NUMBER)

    db.session.rollback()
    rows = queries.open_incidents()
    assert [(row.narrative, len(row.calls)) for row in rows] == [(f"{WORDS}，三楼", 1)]
