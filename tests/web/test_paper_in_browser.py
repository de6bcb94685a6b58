"""Server gone: the board opens from disk. Server back: a slip is typed in by keyboard alone."""

import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from pypdf import PdfReader

from incidents.lifecycle import IncidentState
from resources.accounts import Role
from resources.queries import units
from tests.makers import assignment, incident, order, take_a_call
from tests.web.sites import Site, furnish, served
from web.gazetteer import place_search
from web.paper_job import PaperJob

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LONGEST_S = 60.0
"""A slip must be typed within a minute (T53)."""


def test_with_the_server_stopped_the_board_opens_from_disk_and_says_when_it_is_old(
    application: Flask, browser: Browser
) -> None:
    folder: Path = application.config["PAPER_DIRS"][0]
    furnish(application)
    number = take_a_call(0, number="13812345678", narrative="二楼冒烟")
    call_sign = units()[0].call_sign
    order(number, call_sign)
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    with served(application) as url:
        page.goto(f"{url}/login")
        assert PaperJob(application, lambda: datetime.now(UTC)).run() == []

    with pytest.raises(Error, match="CONNECTION_REFUSED"):
        page.goto(f"{url}/login")
    # A page that could not be reached is still being replaced by the browser's own words.
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{folder}/board.html")
    fresh = page.locator("#age").inner_text()
    words = page.locator("body").inner_text()
    PaperJob(application, lambda: datetime.now(UTC) - timedelta(minutes=7)).run()
    page.reload()

    assert fresh.startswith("超过 2 分钟即为旧")
    assert all(one in words for one in (number, call_sign, "13812345678", "二楼冒烟", "转纸单"))
    expect(page.locator("#age")).to_contain_text("旧板：已生成 7 分钟")
    assert [one for one in asked if not one.startswith("file://")] == []
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    pdf = PdfReader(io.BytesIO((folder / "board.pdf").read_bytes()))
    assert number in "".join(sheet.extract_text() for sheet in pdf.pages)


class Typist:
    """A person at the keyboard: counts the keys that are no text, and the characters typed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.typed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)


def test_a_slip_is_typed_in_by_keyboard_within_a_minute_and_nothing_is_lost(site: Site) -> None:
    # A server makes the place search before its first caller; the test's makes it on demand.
    place_search(fresh=True)
    page = site.logged_in(Role.DISPATCHER)
    page.goto(f"{site.url}/back-entry")
    day = (datetime.now(UTC) - timedelta(hours=3)).astimezone().strftime("%m-%d")
    who = Typist(page)
    started = time.monotonic()

    who.type("P20261128-001")
    who.press("Enter")
    type_times(who, day)
    expect(page.locator("#read-units\\.0\\.on_scene_at")).to_contain_text("早于出动")
    # A reload keeps what was typed, and the wrong time is put right where it stands.
    page.reload()
    expect(page.locator("#narrative")).to_have_value("民房起火")
    page.locator("#u0-on_scene_at").focus()
    who.press("Control+a")
    who.type(f"{day} 03:31")
    expect(page.locator("#read-units\\.0\\.on_scene_at")).not_to_contain_text("早于出动")
    who.press("Control+Enter")
    expect(page.locator(".notice.good")).to_be_visible()
    seconds = time.monotonic() - started

    number = page.locator(".notice.good a").inner_text()
    row = incident(number)
    sent = assignment(number, "龙潭1")
    print(f"back-entry: {who.keys} keys, {who.typed} characters, {seconds:.1f} s")
    assert (row.slip_number, row.place_code is not None) == ("P20261128-001", True)
    assert row.state == IncidentState.RETURNED
    assert sent.on_scene_at is not None and sent.in_station_at is not None
    assert sent.in_station_at - sent.on_scene_at == timedelta(minutes=44)
    assert seconds < LONGEST_S
    assert page.locator("#slip_number").input_value() == "P20261128-002"
    for width in (1920, 360):
        page.set_viewport_size({"width": width, "height": 1080})
        for path in ("/back-entry", "/paper"):
            page.goto(f"{site.url}{path}")
            found = Axe().run(page).response["violations"]
            assert [(path, violation["id"]) for violation in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def type_times(who: Typist, day: str) -> None:
    """Type a slip from its times down; the arrival is written before the departure."""
    who.type(f"{day} 03:12")
    who.press("Enter")
    who.type("0314")
    who.press("Enter", "Enter", "Enter")
    who.type("龙潭镇渤海村")
    expect(who.page.locator("#candidates [role=option]").first).to_contain_text("渤海村")
    who.press("ArrowDown", "Enter", "Tab")
    who.type("民房起火")
    expect(who.page.locator("#category")).not_to_have_value("")
    who.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    expect(who.page.locator("#units").locator("..")).to_be_focused()
    who.press("Tab")
    expect(who.page.locator("#u0-call_sign")).to_be_focused()
    who.type("lt1")
    who.press("Tab")
    who.type("0318")
    who.press("Tab")
    who.type("0316")
    who.press("Tab", "Tab", "Tab", "Tab")
    who.type("0415")
