"""The whole advice on the console and on the incident's page: seen, opened, and kept open."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from resources.accounts import Role
from resources.geography import Position
from tests.makers import take_a_call
from tests.web.sites import PASSWORD, Site
from tests.web.test_in_browser import take_by_keyboard

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
VILLAGE = Position(108.98459, 28.79103)
"""渤海村, some kilometres from the brigade of 龙潭镇 and from any hydrant."""
FOLDS = ("water", "next-level", "cover", "move-up", "others")


def fold(page: Page, key: str) -> Locator:
    return page.locator(f'#advice [data-fold="{key}"]')


def take_at_village(page: Page, level: str) -> None:
    """Take a house fire by its coordinates and wait for the advice."""
    page.keyboard.press("F1")
    page.locator("#category").select_option("10100")
    page.locator("#level").select_option(level)
    page.locator("#lon").fill(str(VILLAGE.lon))
    page.locator("#lat").fill(str(VILLAGE.lat))
    expect(page.locator("#advice input[type=checkbox]:checked").first).to_be_visible()


def faults_of(page: Page) -> list[str]:
    """Say what axe finds, and whether the page scrolls sideways."""
    found = [
        f"{one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["sideways"] if wide else [])]


def test_the_console_shows_what_the_advice_leaves_out_and_what_it_costs(site: Site):
    page = site.logged_in(Role.DISPATCHER)
    take_by_keyboard(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("下达")

    take_at_village(page, "2")

    advice = page.locator("#advice")
    expect(advice.locator(".mode")).to_have_text("最快到场")
    expect(advice.locator(".picks .eta").first).to_contain_text("±")
    expect(advice.locator("p.what-if")).to_contain_text("若龙潭1归队，则首车更快")
    expect(fold(page, "water").locator("summary")).to_contain_text("没有可用水源")
    expect(fold(page, "next-level").locator("summary")).to_contain_text("升三级火警")
    expect(fold(page, "cover").locator("summary")).to_contain_text("%→")
    expect(fold(page, "move-up").locator("summary")).to_contain_text("补防建议")
    for key in FOLDS:
        fold(page, key).locator("summary").click()
    expect(fold(page, "move-up")).to_contain_text("补防只是建议，由人下令")
    groups = fold(page, "others").locator(".group")
    expect(groups).to_contain_text(["可派", "可派，能力不符", "不可派"])
    busy = fold(page, "others").locator('li[data-unit="龙潭1"]')
    expect(busy).to_contain_text("在执行任务")
    expect(busy.locator(".what-if")).to_contain_text("若龙潭1归队")
    untold = "row => !row.querySelector('small:not(.eta small)')?.textContent"
    rows = fold(page, "others").locator("li[data-unit]")
    assert rows.evaluate_all(f"rows => rows.filter({untold}).length") == 0
    assert faults_of(page) == []


def test_what_is_opened_stays_open_when_the_advice_is_drawn_again(site: Site):
    page = site.logged_in(Role.DISPATCHER)
    take_at_village(page, "1")
    fold(page, "water").locator("summary").click()
    fold(page, "cover").locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold(page, "cover")).to_have_attribute("open", "")

    page.locator("#advice input[type=checkbox]").first.uncheck()

    expect(page.locator("#override")).to_be_visible()
    for key, is_open in (("water", True), ("cover", True), ("next-level", False)):
        assert fold(page, key).evaluate("one => one.open") is is_open, key


def test_picks_and_order_of_a_house_fire_are_in_sight_on_a_desk(site: Site):
    page = site.logged_in(Role.DISPATCHER)

    take_at_village(page, "1")

    page.wait_for_timeout(500)
    panel = page.locator("#advice").bounding_box()
    last = page.locator("#advice > .picks > li").last.bounding_box()
    order = page.locator("#order").bounding_box()
    assert panel and last and order
    assert page.locator("#advice > .picks > li").count() >= 2
    assert last["y"] + last["height"] <= panel["y"] + panel["height"]
    assert order["y"] + order["height"] <= 1080


def test_arrows_walk_the_picks_and_nothing_between_them(site: Site):
    page = site.logged_in(Role.DISPATCHER)
    take_at_village(page, "1")
    picks = page.locator("#advice > .picks input").evaluate_all("all => all.map(one => one.value)")
    focused = "document.activeElement.value ?? ''"

    page.keyboard.press("F3")
    walked = [page.evaluate(focused)]
    for _ in picks[1:]:
        page.keyboard.press("ArrowDown")
        walked.append(page.evaluate(focused))

    assert walked == picks


def test_a_phone_shows_the_advice_without_scrolling_sideways(site: Site):
    page = site.logged_in(Role.DISPATCHER, 360, 800)

    take_at_village(page, "2")
    for key in FOLDS:
        fold(page, key).locator("summary").click()

    assert faults_of(page) == []


def test_the_page_of_an_incident_shows_the_whole_advice_without_scripts(site: Site):
    number = take_a_call(position=VILLAGE, level=2)
    context = site.browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site.url}/login")
    page.fill("#name", str(Role.DISPATCHER))
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)

    page.goto(f"{site.url}/incidents/{number}")

    panel = page.locator("section[aria-labelledby=advice]")
    expect(panel.locator(".mode")).to_have_text("最快到场")
    for words in ("没有可用水源", "升三级火警", "%→", "补防建议", "±"):
        expect(panel).to_contain_text(words)
    panel.get_by_text("其他车辆").click()
    expect(panel.locator('input[value="铜鼓1"]')).to_be_disabled()
    expect(panel.locator("li").filter(has_text="铜鼓1").last).to_contain_text("停用")
    expect(panel.locator("#override_code option")).to_have_count(7)
    panel.locator("#override_code").select_option("road")
    panel.locator("input[name=units]:checked").last.uncheck()
    panel.locator("button.act").click()
    expect(page.locator(".timeline")).to_contain_text("距离路况")
