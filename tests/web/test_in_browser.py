"""The whole call in a real browser, by keyboard; every page looked at by axe, wide and narrow."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from incidents import queries
from incidents.lifecycle import IncidentState
from resources.accounts import Role
from resources.database import db
from tests.makers import incident as incident_of
from tests.web.looks import DAY, NIGHT, wrong
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDE, NARROW = (1920, 1080), (360, 800)
NUMBER = re.compile(r"^\d{8}-\d{3,}$")
MOST_TABS = 250
STAMPS = ("acknowledged_at", "en_route_at", "on_scene_at", "water_on_at", "water_off_at")


def tab_to(page: Page, target: str, key: str = "Tab") -> None:
    """Press Tab until an element has the focus: what cannot be reached by keyboard fails here."""
    for _ in range(MOST_TABS):
        if page.evaluate("target => document.activeElement?.matches(target) ?? false", target):
            return
        page.keyboard.press(key)
    pytest.fail(f"{target} is not reached by {key}")


def take_by_keyboard(page: Page) -> None:
    """Answer, type what is heard, pick the place and the suggested kind."""
    page.keyboard.press("F1")
    page.keyboard.type("龙潭镇渤海村一户民房起火，有老人被困")
    expect(page.locator("#suggestion")).to_contain_text("普通建筑")
    page.keyboard.press("Tab")
    page.keyboard.type("酉阳县龙潭镇渤海村")
    expect(page.locator("#candidates [role=option]").first).to_contain_text("渤海村")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+a")
    expect(page.locator("#advice input[type=checkbox]:checked").first).to_be_visible()


def working_rows(page: Page) -> list[str]:
    """Show only vehicles at work, by keyboard, and return their call signs."""
    page.keyboard.press("F4")
    tab_to(page, "#units-shown", "Shift+Tab")
    for _ in ("可调派", "执行中"):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#units-shown")).to_have_value("working")
    page.keyboard.press("F4")
    rows = page.locator("#units tr[tabindex]")
    expect(rows.first).to_be_visible()
    return [row.split()[0] for row in rows.all_inner_texts()]


FOCUSED = "document.activeElement?.closest('#units tr')?.dataset.unit ?? ''"


def walk_to(page: Page, call_sign: str) -> None:
    """Bring the focus to a vehicle's row by F4 and the arrow keys."""
    page.keyboard.press("F4")
    for step in range(2 * MOST_TABS):
        focused = page.evaluate(FOCUSED)
        if focused == call_sign:
            return
        if not focused:
            page.keyboard.press("F4")
        page.keyboard.press("ArrowDown" if step < MOST_TABS else "ArrowUp")
    pytest.fail(f"the row of {call_sign} is not reached by arrow keys")


def press_on_rows(page: Page, call_signs: set[str], key: str) -> None:
    """Press a key on each of these vehicles' rows, and see each report answered."""
    for call_sign in sorted(call_signs):
        walk_to(page, call_sign)
        # A row may move between the last arrow and the key: then it is another row's key, and
        # this one's answer does not come.
        address = re.compile(re.escape(f"/units/{quote(call_sign)}/status") + "$")
        with page.expect_response(address) as answered:
            page.keyboard.press(key)
        assert answered.value.status == 200
        expect(page.locator("#result")).to_contain_text(call_sign)


def test_a_call_is_taken_ordered_stamped_and_closed_by_keyboard(site: Site):
    page = site.logged_in(Role.DISPATCHER)

    take_by_keyboard(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#call-number")).to_have_text(NUMBER)
    number = page.locator("#call-number").inner_text()
    expect(page.locator("#result")).to_contain_text("下达")
    ordered = {row.unit.call_sign for row in incident_of(number).assignments}
    assert set(working_rows(page)) == ordered
    for key in ("2", "3", "4", "w", "W"):
        press_on_rows(page, ordered, key)
    show_all_units(page)
    for key in ("5", "1"):
        press_on_rows(page, ordered, key)
    close_by_keyboard(page, number)

    db.session.rollback()
    done = incident_of(number)
    assert done.state == IncidentState.CLOSED
    assert done.level == 2
    for column in (*STAMPS, "returning_at", "in_station_at"):
        assert all(getattr(row, column) for row in done.assignments), column
    assert done.report is not None
    assert (done.report.rescued, done.report.loss_fen) == (1, 123_450)
    assert queries.log_seq() > 20


def show_all_units(page: Page) -> None:
    """A vehicle on its way home is free again: show every vehicle, not those at work."""
    page.keyboard.press("F4")
    tab_to(page, "#units-shown", "Shift+Tab")
    page.keyboard.press("Home")
    expect(page.locator("#units-shown")).to_have_value("all")


def close_by_keyboard(page: Page, number: str) -> None:
    """Open the incident's page and fill in the closing report, Tab by Tab."""
    page.keyboard.press("F2")
    tab_to(page, "#call-page", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{number}")
    for target, choice in (
        ("#close-disposition", "real"),
        ("#close-occupancy", "dwelling"),
        ("#close-is_urban", "false"),
    ):
        tab_to(page, target)
        while page.locator(target).input_value() != choice:
            page.keyboard.press("ArrowDown")
    for target, typed in (
        ("#close-rescued", "1"),
        ("#close-evacuated", "0"),
        ("#close-dead", "0"),
        ("#close-injured", "0"),
        ("#close-property_saved_yuan", "0"),
        ("#close-property_protected_yuan", "20000"),
        ("#close-loss_yuan", "1234.50"),
    ):
        tab_to(page, target)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#report")).to_be_visible()


def test_enter_that_ends_chinese_input_sends_nothing(site: Site):
    page = site.logged_in(Role.DISPATCHER)
    page.keyboard.press("F1")
    session = page.context.new_cdp_session(page)

    session.send("Input.imeSetComposition", {"text": "huo", "selectionStart": 3, "selectionEnd": 3})
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229, "modifiers": 2},
    )
    page.wait_for_timeout(500)

    assert queries.counted_incidents() == 0


def test_what_was_typed_survives_a_reload(site: Site):
    page = site.logged_in(Role.DISPATCHER)
    page.keyboard.press("F1")
    page.keyboard.type("半句话")
    page.wait_for_timeout(300)

    page.reload()

    expect(page.locator("#narrative")).to_have_value("半句话")


def make_incident(site: Site) -> str:
    page = site.logged_in(Role.DISPATCHER)
    take_by_keyboard(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#call-number")).to_have_text(NUMBER)
    expect(page.locator("#result")).to_contain_text("下达")
    return page.locator("#call-number").inner_text()


@pytest.mark.once
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_pages_of_one_thing_and_nothing_scrolls_sideways(
    site: Site, size: tuple[int, int]
):
    # The colours of a page are those of its wide form: night is looked at there.
    themes = (DAY, NIGHT) if size == WIDE else (DAY,)
    number = make_incident(site)
    pages = {
        Role.DISPATCHER: ["/console", f"/incidents/{number}", "/nothing"],
        Role.CALL_TAKER: ["/wall"],
        Role.AUDITOR: [f"/incidents/{number}"],
        Role.CHIEF: ["/readiness/@", "/gazetteer/500242001"],
        Role.ADMIN: ["/gazetteer?q=渤海", "/gazetteer/D001"],
        Role.STATISTICIAN: [
            "/yearbook?table=calls",
            "/yearbook?table=fires",
            "/yearbook?table=results&from=2026&to=2026",
            "/yearbook/records?table=calls&from=2020&to=2100&row=total&column=total",
            "/yearbook?from=2030&to=2020",
        ],
    }
    found: list[str] = []
    look_at(site.page(site.context(*size)), f"{site.url}/login", found, themes)
    for role, paths in pages.items():
        page = site.logged_in(role, *size)
        for path in paths:
            if path.endswith("@"):
                page.goto(f"{site.url}/readiness")
                path = page.locator("tbody th a").first.get_attribute("href") or ""
            look_at(page, f"{site.url}{path}", found, themes)

    assert found == []


def look_at(page: Page, url: str, found: list[str], themes: Sequence[str]) -> None:
    """Open a page and note what axe finds, and whether it scrolls sideways."""
    page.goto(url)
    page.wait_for_timeout(1200 if url.endswith(("/console", "/wall")) else 150)
    found += wrong(page, themes)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.evaluate("window.innerWidth"):
        found.append(f"{url}: {width} px wide")


def test_without_a_chinese_font_the_screen_would_be_boxes(site: Site):
    page = site.logged_in(Role.DISPATCHER)

    drawn = page.evaluate(
        """() => ["火", "水"].map((letter) => {
          const canvas = document.createElement("canvas");
          const pen = canvas.getContext("2d");
          pen.font = "40px sans-serif";
          pen.fillText(letter, 5, 50);
          return canvas.toDataURL();
        })"""
    )

    assert drawn[0] != drawn[1], "both characters are the same box: no Chinese font is installed"
