"""The map in a real browser: layers, measuring and the scene sketch by keyboard; 500 that move."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resources.accounts import Role
from tests.web.moving import UNITS, frames_of
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDE, NARROW = (1920, 1080), (360, 800)
HERE = {"lon": 108.9635, "lat": 28.7405}
MOST_MS = 200.0
PAN_MS = 250
POLL_MS = 15_000


def post(page: Page, path: str, body: dict[str, object]) -> Any:
    """Ask the interface for a change as the page's scripts do."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    return page.evaluate(
        """([path, body, token]) => fetch(`/api/v1${path}`, {method: 'POST',
          headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
          body: JSON.stringify(body)}).then((answer) => answer.json())""",
        [path, body, token],
    )


def file_incident(page: Page) -> str:
    call: dict[str, object] = {
        "narrative": "民房起火",
        "place": "龙潭镇",
        "category": "10100",
        "position": HERE,
    }
    number = post(page, "/calls", call)["incident"]["number"]
    assert isinstance(number, str)
    return number


def violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found]


def marks(page: Page, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "(path) => fetch(path).then((answer) => answer.json()).then(({ marks }) => marks)",
        f"/api/v1/incidents/{number}/sketch?all=1",
    )
    return found


def enter_at(page: Page, *arrows: str) -> None:
    """Move the ground below the cross with the arrow keys, and put a point there."""
    for arrow in arrows:
        page.keyboard.press(arrow)
        page.wait_for_timeout(PAN_MS)
    page.keyboard.press("Enter")


def test_layers_are_switched_by_keyboard_and_remembered(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    expect(page.locator(".ol-viewport canvas").first).to_be_visible()

    page.keyboard.press("F7")
    page.keyboard.press("l")
    page.keyboard.press("Space")
    gaps = page.locator(".layer-list input[name=gaps]")
    gaps.focus()
    page.keyboard.press("Space")
    share = re.compile(r"覆盖 \d+%，缺 \d+ 处（P）")
    expect(page.locator(".layer-list")).to_contain_text(share, timeout=3 * POLL_MS)
    expect(page.locator(".layer-list")).to_contain_text("非官方边界")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".layer-list")).to_be_hidden()

    page.reload()
    page.keyboard.press("F7")
    page.keyboard.press("L")
    expect(gaps).to_be_checked()
    expect(page.locator(".layer-list input[name=cells]")).to_be_checked()
    expect(page.locator(".layer-list input[name=reach]")).not_to_be_checked()


def test_a_length_is_measured_in_metres_on_the_ground(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    expect(page.locator(".ol-scale-line-inner")).to_have_text(re.compile(r"\d"))
    bar = page.locator(".ol-scale-line-inner")
    page.keyboard.press("F7")
    box = page.locator("#map").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2

    page.keyboard.press("m")
    length = bar.evaluate("(node) => node.getBoundingClientRect().width")
    metres = float(bar.inner_text().split()[0]) * (1000 if "km" in bar.inner_text() else 1)
    page.mouse.click(box["x"] + 100, middle)
    page.mouse.click(box["x"] + 500, middle)
    page.get_by_role("button", name="完成").click()

    told = page.locator(".map-measured")
    expect(told).to_contain_text("公里")
    found = re.search(r"([\d.]+) 公里", told.inner_text())
    assert found
    # The scale bar is of the same ground: 400 pixels of it, within its rounding.
    assert float(found.group(1)) * 1000 == pytest.approx(400 * metres / length, rel=0.05)
    assert page.locator("#lon").input_value() == ""
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_a_sketch_is_drawn_undone_and_seen_elsewhere_without_a_mouse(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    number = file_incident(page)
    expect(page.locator("#incidents")).to_contain_text(number[-3:], timeout=POLL_MS)
    page.keyboard.press("Alt+1")
    expect(page.locator("#call-number")).to_have_text(number)

    page.keyboard.press("F7")
    page.keyboard.press("b")
    expect(page.locator(".sketch-tools [data-kind]")).to_have_count(10)
    page.fill("#mark-label", "一号")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("1")
    enter_at(page)
    expect(page.locator("#result")).to_contain_text("已标绘：一号")
    page.keyboard.press("4")
    enter_at(page)
    enter_at(page, "ArrowRight")
    enter_at(page, "ArrowDown")
    # The same place again ends the area.
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("已标绘：警戒区")
    assert [one["kind"] for one in marks(page, number)] == ["nozzle", "cordon"]

    commander = site.logged_in(Role.CHIEF, *NARROW)
    commander.goto(f"{site.url}/incidents/{number}/sketch")
    expect(commander.locator("#marks li")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator("#result")).to_contain_text("已撤销：警戒区（记录保留）")
    expect(commander.locator("#marks li")).to_have_count(1, timeout=POLL_MS)
    struck = [(one["kind"], one["struck_at"] is not None) for one in marks(page, number)]
    assert struck == [("nozzle", False), ("cordon", True)]

    commander.reload()
    expect(commander.locator("#marks")).to_contain_text("水枪阵地“一号”")
    width = commander.evaluate("document.documentElement.scrollWidth")
    assert width <= commander.evaluate("window.innerWidth")
    commander.get_by_role("button", name="标绘").click()
    expect(commander.locator(".sketch-tools")).to_be_visible()
    assert violations(commander) == []
    commander.emulate_media(media="print")
    expect(commander.locator("#sketch-print")).to_be_visible()
    expect(commander.locator("#map")).to_be_hidden()
    assert commander.evaluate("document.getElementById('sketch-print').naturalWidth") > 0


def test_a_mark_that_did_not_arrive_is_kept_over_a_reload_and_sent_once(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    number = file_incident(page)
    page.goto(f"{site.url}/incidents/{number}/sketch")
    expect(page.locator("#marks")).to_contain_text("还没有标绘")
    # The words stand there before the script listens to keys; the map is drawn after.
    expect(page.locator(".ol-viewport canvas").first).to_be_visible()
    page.wait_for_timeout(1_500)
    page.keyboard.press("b")
    expect(page.locator(".sketch-tools [data-kind]")).to_have_count(10)
    path = f"**/api/v1/incidents/{number}/sketch"

    lost: list[int] = []

    def lose_answer(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            # It reaches the server; only the answer is lost.
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(path, lose_answer)
    page.keyboard.press("6")
    enter_at(page)
    expect(page.locator("#marks")).to_contain_text("▲ 未送达：水源")
    expect(page.locator("#result")).to_contain_text("没有送达", timeout=POLL_MS)
    assert lost == [201]
    page.reload()

    expect(page.locator("#marks")).not_to_contain_text("未送达", timeout=POLL_MS)
    expect(page.locator("#marks li")).to_have_count(1)
    assert [one["kind"] for one in marks(page, number)] == ["water"]


def test_no_work_of_the_page_is_long_while_500_units_move(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    page = site.logged_in(Role.DISPATCHER, *WIDE)
    expect(page.locator("#units tr[tabindex]").first).to_be_visible(timeout=POLL_MS)

    frames = frames_of(page)

    with capsys.disabled():
        print(
            f"\n{UNITS} units move: longest work {frames.worked[0]:.0f} ms,"
            f" longest frame {frames.shown[0]:.0f} ms of {len(frames.shown)}"
        )
    # Frames on the wall clock are as long as the other programs of the machine make them.
    assert frames.worked[0] < MOST_MS
