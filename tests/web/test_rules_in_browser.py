"""Rules edited and rehearsed in a real browser, and the one key of an order that differs."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resources.accounts import Role
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDE, NARROW = (1920, 1080), (360, 800)


def look(page: Page, found: list[str]) -> None:
    """Note what axe finds on the page as it stands, and whether it scrolls sideways."""
    for violation in Axe().run(page).response["violations"]:
        nodes = [node["html"][:120] for node in violation["nodes"][:3]]
        found.append(f"{page.url}: {violation['id']} {nodes}")
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.evaluate("window.innerWidth"):
        found.append(f"{page.url}: {width} px wide")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_rule_is_edited_and_rehearsed(site: Site, size: tuple[int, int]) -> None:
    page = site.logged_in(Role.ADMIN, *size)
    found: list[str] = []

    page.goto(f"{site.url}/rules")
    look(page, found)
    page.fill("#version", "酉阳-1")
    page.click("button:text-is('起草')")
    page.goto(f"{site.url}/rules/酉阳-1/rows/10100/1")
    page.fill("#water", "两辆")
    page.click("text=保存这一行")
    expect(page.locator("#fault-water")).to_contain_text("应为正整数")
    expect(page.locator("#water")).to_have_value("两辆")
    look(page, found)
    page.fill("#water", "3")
    page.fill("#water_least", "6")
    page.click("text=保存这一行")
    expect(page.locator("#differences ~ .quiet").first).to_be_visible()
    look(page, found)
    page.fill("#year", "2020")
    page.click("button:text-is('预演')")
    expect(page.locator(".figures")).to_be_visible(timeout=20_000)
    look(page, found)
    page.click("text=去生效")
    page.click("button:has-text('首批调派改变 0 起')")
    expect(page.locator("h1 + .chip")).to_have_text("现行")
    page.goto(f"{site.url}/rules/overrides")
    look(page, found)

    assert found == []


def test_why_an_order_differs_is_told_by_one_key(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    page.goto(f"{site.url}/console")
    page.fill("#narrative", "民房起火")
    page.select_option("#category", "10100")
    page.fill("#lon", "108.77")
    page.fill("#lat", "28.84")
    # Before the advice is there the list of other vehicles is, with nothing ticked in it.
    page.locator("#advice .picks input:checked").first.click()
    expect(page.locator("#override")).to_be_visible()

    # In the words a digit is a digit.
    page.locator("#override_reason").press_sequentially("支队2号令")
    expect(page.locator("#override_reason")).to_have_value("支队2号令")
    page.keyboard.press("Alt+y")
    page.keyboard.press("2")
    page.keyboard.press("4")
    with page.expect_request(lambda asked: "/assignments" in asked.url) as sent:
        page.keyboard.press("Control+Enter")

    told = json.loads(sent.value.post_data or "{}")
    assert told["override_code"] == "commander"
    assert told["override_reason"] == "支队2号令"
    expect(page.locator("#override")).to_be_hidden()
