"""Storm, reinforcement and circle in a real browser: by keyboard, wide and narrow, with axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resources.accounts import Role
from resources.geography import Position
from tests.makers import incident as incident_of
from tests.makers import take_a_call
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
COUNTY_TOWN = Position(108.76998, 28.84)
EAST = Position(109.15, 28.877)
WIDTHS = ((1920, 1080), (360, 800))


def tab_to(page: Page, target: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(200):
        if page.evaluate("target => document.activeElement?.matches(target) ?? false", target):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by Tab")


def faults_of(page: Page) -> list[str]:
    """Say what axe finds, and whether the page scrolls sideways."""
    found = [
        f"{one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["sideways"] if wide else [])]


def test_an_incident_is_ordered_by_the_proposal_with_the_keyboard_alone(site: Site):
    first = take_a_call(position=COUNTY_TOWN)
    second = take_a_call(place="渤海村", position=EAST)
    page = site.logged_in(Role.DISPATCHER)
    expect(page.locator("#storm-link")).to_be_visible()
    page.goto(f"{site.url}/storm")
    expect(page.locator("input[name=incidents]")).to_have_count(2)

    tab_to(page, f"input[name=incidents][value='{second}']")
    page.keyboard.press("Space")
    tab_to(page, "button.act")
    page.keyboard.press("Enter")

    expect(page.locator(".banner[role=status]")).to_contain_text(f"警情 {second} 已按方案下达")
    assert incident_of(second).assignments
    assert not incident_of(first).assignments


def test_a_draft_is_copied_and_the_asking_noted(site: Site):
    number = take_a_call(position=EAST, level=3)
    page = site.logged_in(Role.DISPATCHER)
    page.goto(f"{site.url}/incidents/{number}")
    panel = page.locator("section[aria-labelledby=reinforcement]")
    panel.locator("summary").first.click()

    panel.locator("[data-copy]").first.click()
    expect(panel.locator("[data-copy]").first).to_contain_text("已")
    panel.locator("form button[type=submit]").first.click()

    expect(panel.locator(".chip").filter(has_text="已请求")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("请求增援")


@pytest.mark.parametrize("width", WIDTHS, ids=lambda one: str(one[0]))
def test_the_new_pages_suit_both_screens_and_axe(site: Site, width: tuple[int, int]):
    number = take_a_call(position=EAST, level=3)
    take_a_call(place="渤海村", position=COUNTY_TOWN)
    take_a_call(place="不知道的地方", position=None)
    page = site.logged_in(Role.DISPATCHER, *width)
    found = {}

    for path in ("/storm", "/storm?aim=least_worst", f"/incidents/{number}"):
        page.goto(f"{site.url}{path}")
        found[path] = faults_of(page)
    page.goto(f"{site.url}/incidents/{number}/circle")
    expect(page.locator("#map-state")).to_contain_text("路段")
    found["circle"] = faults_of(page)

    assert {path: faults for path, faults in found.items() if faults} == {}
    assert int(page.locator("#circle-map").get_attribute("data-lines") or 0) > 100
