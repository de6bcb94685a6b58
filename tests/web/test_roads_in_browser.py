"""The roads page in a real browser: drawn with the mouse, closed, lifted; advice follows it all."""

import re

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
POLL_MS = 15_000


def open_roads(page: Page, site: Site) -> None:
    """Open the page and wait until the roads are drawn."""
    with page.expect_response(re.compile("/api/v1/roads$")):
        page.goto(f"{site.url}/roads")
    expect(page.locator("#road-source")).to_contain_text("生成")
    page.wait_for_timeout(500)


def choose_road(page: Page, words: str) -> None:
    """Choose a road by its number, as whoever has no mouse does."""
    page.locator("#by-name summary").click()
    page.fill("#road-words", words)
    page.locator("#road-choice").select_option(index=1)


def close_by_mouse(page: Page, reason: str = "塌方") -> str:
    """Bring a road into the middle of the map, click on it, close it; return the code."""
    choose_road(page, "G319")
    page.locator("#piece-list input").first.check()
    page.locator("#piece-list input").first.uncheck()
    box = page.locator("#road-map").bounding_box()
    assert box
    # The road fills the map from top to bottom: a line across its middle meets it.
    middle = box["y"] + box["height"] / 2
    page.mouse.click(box["x"] + 30, middle)
    page.mouse.click(box["x"] + box["width"] - 30, middle)
    expect(page.locator("#drawn-told")).to_contain_text("已画 2 点")
    expect(page.locator("#drawn-told")).to_contain_text("公里")
    page.get_by_role("button", name=reason, exact=True).click()
    page.click("#close-roads")
    expect(page.locator("#result")).to_contain_text("已封闭")
    found = re.search(r"封路-\d{8}-\d{3}", page.locator("#result").inner_text())
    assert found
    return found.group()


def test_roads_are_drawn_closed_and_opened_with_the_mouse(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    open_roads(page, site)

    code = close_by_mouse(page)

    row = page.locator(f"[data-closure='{code}']")
    expect(row).to_contain_text("封闭中")
    expect(row).to_contain_text("塌方")
    expect(page.locator("#closures-count")).to_have_text("1")
    row.get_by_role("button", name=f"解除 {code}").click()
    expect(page.locator("#result")).to_contain_text("已解除")
    expect(page.locator("#closures")).to_contain_text("没有封闭的道路")
    page.check("#with-past")
    expect(page.locator(f"[data-closure='{code}']")).to_contain_text("已解除")


def test_without_a_mouse_a_road_is_chosen_by_its_number_and_a_field_that_lacks_is_named(
    site: Site,
) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    open_roads(page, site)
    page.locator("#by-name summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("g319")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#piece-list li")).to_have_count(6)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    page.click("#close-roads")
    expect(page.locator("#fault-reason")).to_contain_text("原因")
    page.fill("#reason", "断桥")
    page.select_option("#lasts", "2")
    page.keyboard.press("Tab")
    page.click("#close-roads")

    expect(page.locator("#result")).to_contain_text("G319（1 段")
    expect(page.locator("#closures")).to_contain_text("断桥")


def test_the_weather_is_told_by_one_press_and_says_by_whom(site: Site) -> None:
    page = site.logged_in(Role.CHIEF, *WIDE)
    open_roads(page, site)

    page.fill("#weather-remark", "毛坝盖")
    page.click("[data-weather=snow_ice]")

    expect(page.locator("#weather-told")).to_contain_text("冰雪")
    expect(page.locator("#weather-told")).to_contain_text("测试")
    expect(page.locator("[data-weather=snow_ice]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#result")).to_contain_text("冰雪")


def test_who_may_not_close_sees_the_roads_and_no_form(site: Site) -> None:
    page = site.logged_in(Role.AUDITOR, *WIDE)
    open_roads(page, site)

    expect(page.locator("#close-form")).to_have_count(0)
    expect(page.locator("[data-weather]")).to_have_count(0)
    expect(page.locator("#closures")).to_contain_text("没有封闭的道路")


def advised(page: Page) -> str:
    return page.locator("#advice").inner_text()


def wait_until_advised(page: Page, words: str, is_so: bool) -> None:
    """Wait until the advice says just these words, or something else; fails after a while."""
    page.wait_for_function(
        "([words, isSo]) => (document.getElementById('advice').innerText === words) === isSo",
        arg=[words, is_so],
        timeout=POLL_MS,
    )


def test_advice_open_on_another_console_follows_what_is_closed_and_lifted(site: Site) -> None:
    console = site.logged_in(Role.DISPATCHER, *WIDE)
    console.fill("#place", "酉阳县龙潭镇渤海村")
    console.locator("#candidates [role=option]").first.click()
    console.select_option("#category", "10100")
    expect(console.locator("#advice input[type=checkbox]:checked").first).to_be_visible()
    before = advised(console)
    page = site.logged_in(Role.CHIEF, *WIDE)
    open_roads(page, site)
    # All of the road that leads there from the town, by its number.
    roads = page.evaluate("fetch('/api/v1/roads').then((answer) => answer.json())")["roads"]
    lon, lat = (float(console.locator(f"#{name}").input_value()) for name in ("lon", "lat"))
    near = [
        one["code"]
        for one in roads
        if any(abs(x - lon) < 0.03 and abs(y - lat) < 0.03 for x, y in one["line"])
    ]
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    told = page.evaluate(
        """([roads, token]) => fetch('/api/v1/roads/closures', {method: 'POST',
          headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
          body: JSON.stringify({roads, reason: '洪水'})}).then((answer) => answer.json())""",
        [near, token],
    )

    expect(console.locator("#result")).to_contain_text("路况有变", timeout=POLL_MS)
    expect(console.locator("#roads-now")).to_contain_text("封路 1 处")
    wait_until_advised(console, before, is_so=False)
    expect(console.locator("#advice input[type=checkbox]").first).to_be_visible()

    page.get_by_role("button", name=f"解除 {told['code']}").click()
    expect(console.locator("#roads-now")).to_have_text("路况", timeout=POLL_MS)
    wait_until_advised(console, before, is_so=True)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_the_roads_and_nothing_scrolls_sideways(
    site: Site, size: tuple[int, int]
) -> None:
    page = site.logged_in(Role.DISPATCHER, *size)
    open_roads(page, site)
    choose_road(page, "G319")
    page.locator("#piece-list input").first.check()
    page.fill("#reason", "交通事故，两车相撞起火，车道全堵")
    page.click("#close-roads")
    expect(page.locator("#closures")).to_contain_text("封闭中")

    violations = Axe().run(page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in violations] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth")
