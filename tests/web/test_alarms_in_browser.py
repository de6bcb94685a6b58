"""The alarms of a desk, the wall beside it and the chief's banner in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from dispatch import alarms, desk
from dispatch.records import Reminder
from dispatch.watch import Matter
from incidents import queries
from incidents.calls import EmergencyCall, Whereabouts
from incidents.timeline import Act
from resources.accounts import Role
from resources.database import transaction
from resources.geography import Position
from tests.makers import ZONE
from tests.web.looks import DAY, NIGHT, wrong
from tests.web.sites import Site
from web.ticker import Ticker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NARROW = (360, 800)
COLLECT_TONES = """() => {
  document.body.dataset.tones = "";
  document.addEventListener("alarmtone", ({ detail }) => {
    document.body.dataset.tones += `${detail.name} `;
  });
}"""
SMALL_WORDS = """() => [...document.querySelectorAll("body *")]
  .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden, .skip, #map")
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
  .filter((node) => parseFloat(getComputedStyle(node).fontSize) < 20)
  .map((node) => `${node.className} ${node.textContent.slice(0, 20)}`)"""


def call_ago(seconds: float, by: str = "测试调度员", place: str = "龙潭镇渤海村") -> str:
    """Take a call that came so many seconds ago and has no order yet."""
    at = datetime.now(UTC) - timedelta(seconds=seconds)
    where = Whereabouts(place, position=Position(108.96, 28.76))
    with transaction() as session:
        call = EmergencyCall(
            received_at=at, caller_number="", narrative="", where=where, category="10100", level=2
        )
        return desk.take_call(session, call, ZONE, Act(by, at)).incident.number


def watch(application: Flask) -> None:
    """Look once, as the ticker does each second."""
    Ticker(application, lambda: datetime.now(UTC)).watch()


def expect_tones(page: Page, pattern: str) -> None:
    """Wait until the tones due since they are collected, heard or not, are of a pattern."""
    expect(page.locator("body")).to_have_attribute(
        "data-tones", re.compile(pattern), timeout=20_000
    )


def time_at_work(page: Page, seconds: float) -> float:
    """Seconds of processor time the page's main thread needs while it stands for some seconds.

    Frames by the clock would measure how busy the machine is with other things.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

    before = worked()
    page.wait_for_timeout(seconds * 1000)
    return worked() - before


def refuse(call_sign: str, times: int) -> None:
    """Refuse so many messages of a vehicle."""
    with transaction() as session:
        for _ in range(times):
            act = Act("甲", datetime.now(UTC))
            alarms.refuse_status(session, call_sign, f"{call_sign} 没有命令，不能到场。", act)


def test_a_waiting_call_rings_until_a_person_says_so_and_the_chief_is_told(
    site: Site, application: Flask
) -> None:
    number = call_ago(95)
    watch(application)
    with transaction() as session:
        late = Matter("clock_jump", "x", None, "系统时钟被拨慢 60 秒，请核对。")
        desk.remind(session, [late], datetime.now(UTC))
    refuse("龙潭1", 3)

    page = site.logged_in(Role.DISPATCHER)
    page.goto(f"{site.url}/console")
    page.evaluate(COLLECT_TONES)
    rows = page.locator("#alarm-rows .alarm")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("值班领导")
    expect(rows.nth(1)).to_contain_text("拨慢")
    expect(rows.nth(2)).to_contain_text("×3")
    # Nobody has touched this page yet: it must say that it may not sound.
    expect(page.locator("#alarm-unlock")).to_be_visible()
    expect_tones(page, "^(call ){2,}$")

    chief = site.logged_in(Role.CHIEF, *NARROW)
    chief.goto(f"{site.url}/readiness")
    expect(chief.locator("#chief-alarm")).to_contain_text(number)
    found = wrong(chief, (DAY, NIGHT))
    assert chief.evaluate("document.documentElement.scrollWidth") == NARROW[0]

    page.keyboard.press("Alt+z")
    expect(rows.nth(0)).to_contain_text("已知 测试调度员")
    expect(page.locator("#alarm-unlock")).to_be_hidden()
    expect(chief.locator("#chief-alarm > div")).to_have_count(0, timeout=15_000)
    # The class that may be muted falls silent, is said on the screen, and stays so here.
    page.click("#alarm-mute")
    expect(page.locator("#alarm-mute")).to_contain_text("静音")
    page.reload()
    expect(page.locator("#alarm-mute")).to_contain_text("静音")
    page.evaluate(COLLECT_TONES)
    found += wrong(page, (DAY, NIGHT))
    expect_tones(page, "^$")

    # An order ends it by itself; muting is never for calls.
    call_ago(31, place="麻旺镇")
    expect_tones(page, "^(call )+$")
    with transaction() as session:
        incident = queries.lock_incident(session, number)
        desk.send(session, incident, ["龙潭1"], Act("测试调度员", datetime.now(UTC)))
    expect(page.locator("#alarm-rows")).not_to_contain_text(number)
    assert found == []


def test_the_wall_follows_the_desk_and_can_be_read_from_across_the_room(
    site: Site, application: Flask
) -> None:
    first, second = call_ago(50), call_ago(20, place="麻旺镇农贸市场")
    desk_page = site.logged_in(Role.DISPATCHER)
    with desk_page.expect_popup() as opened:
        desk_page.keyboard.press("Alt+w")
    wall = opened.value
    wall.set_viewport_size({"width": 1920, "height": 1080})
    expect(wall.locator("#incidents [data-number]")).to_have_count(2)
    expect(wall.locator("#stations .tile").first).to_contain_text("车")

    desk_page.locator(f"#incidents tr[data-number='{second}']").click()
    expect(wall.locator(".card.chosen")).to_contain_text(second.split("-")[-1])
    desk_page.locator(f"#incidents tr[data-number='{first}']").click()
    expect(wall.locator(".card.chosen")).to_contain_text(first.split("-")[-1])

    assert wall.evaluate(SMALL_WORDS) == []
    found = wrong(wall, (DAY, NIGHT))
    assert wall.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    assert found == []


def test_ten_thousand_bad_messages_stay_one_row_a_vehicle_and_cost_little(
    site: Site, application: Flask
) -> None:
    page = site.logged_in(Role.DISPATCHER)
    board = page.evaluate("fetch('/api/v1/board').then((answer) => answer.json())")
    signs = [one["call_sign"] for one in board["units"]]
    call_ago(40)
    rows = page.locator("#alarm-rows .alarm")
    expect(rows.first).to_contain_text("待派")
    # Every vehicle of the county has sent something impossible, ten thousand in all.
    with transaction() as session:
        for sign in signs:
            alarms.refuse_status(session, sign, f"{sign} 不能到场。", Act("甲", datetime.now(UTC)))
        session.execute(update(Reminder).values(times=10_000 // len(signs)))
    page.keyboard.press("F9")
    expect(rows).to_have_count(len(signs) + 1, timeout=15_000)
    busy_s = time_at_work(page, 5)

    expect(rows.first).to_contain_text("待派")
    # Five ticks and two or three boards: had each taken a frame of 200 ms, this would be 1.5 s.
    assert busy_s < 1.0
