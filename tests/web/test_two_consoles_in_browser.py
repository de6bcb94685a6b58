"""Two consoles on one call: who types where, both words of a quarrel; drafts after a crash."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from resources.accounts import Role
from resources.database import db
from tests.makers import incident as incident_of
from tests.makers import take_a_call
from tests.web.sites import PASSWORD, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait longer than usual: a machine under load is no fault of the page."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def open_first(page: Page, number: str) -> None:
    """Open the first open incident by its key."""
    expect(page.locator("#incidents tr[data-number]")).to_have_count(1)
    page.keyboard.press("Alt+1")
    expect(page.locator("#call-number")).to_have_text(number)


def assert_accessible(page: Page) -> None:
    """Check that axe finds nothing in either theme."""
    for theme in ("day", "night"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:150]) for one in found] == [], theme


def test_two_consoles_see_each_other_type_and_settle_a_quarrel_by_field(site: Site) -> None:
    number = take_a_call(place="龙潭镇渤海村")
    wang, li = site.logged_in(Role.DISPATCHER), site.logged_in(Role.CALL_TAKER)
    open_first(wang, number)
    open_first(li, number)

    # Wang types in a field: Li sees it there, hears it, and cannot type by accident.
    wang.locator("#burning").focus()
    wang.keyboard.type("木料")
    held = li.locator("#typed-by-burning")
    expect(held).to_contain_text("测试调度员 正在填写", timeout=10_000)
    expect(li.locator("#typing-told")).to_contain_text("燃烧物")
    assert li.locator("#burning").get_attribute("readonly") is not None
    assert "typed-by-burning" in (li.locator("#burning").get_attribute("aria-describedby") or "")
    assert_accessible(li)
    wang.keyboard.type("堆")
    expect(held).to_be_visible(timeout=10_000)

    # In an emergency Li takes it over by one key, and Wang is told.
    li.keyboard.press("Alt+t")
    expect(li.locator("#result")).to_contain_text("已从测试调度员接手“燃烧物”")
    li.keyboard.type("煤气罐")
    expect(wang.locator("#typed-by-burning")).to_contain_text("测试接警员", timeout=10_000)

    # Both save: the second is shown both words and who wrote, and nothing typed is lost.
    li.locator("#floors").fill("6")
    li.keyboard.press("Control+s")
    expect(li.locator("#result")).to_contain_text("已保存")
    wang.locator("#trapped").fill("2")
    wang.keyboard.press("Control+s")
    quarrel = wang.locator("#quarrel")
    expect(quarrel).to_contain_text("测试接警员")
    expect(quarrel).to_contain_text("您填的 木料堆")
    expect(quarrel).to_contain_text("现为 煤气罐")
    # What only Li changed is no quarrel, and what only Wang changed stays typed.
    assert "总楼层" not in quarrel.inner_text()
    expect(wang.locator("#trapped")).to_have_value("2")
    assert_accessible(wang)

    # The choice is made by keyboard: the focus is on it already.
    wang.keyboard.press("Tab")
    wang.keyboard.press("Enter")
    expect(quarrel).to_be_hidden()
    expect(wang.locator("#burning")).to_have_value("煤气罐")
    wang.keyboard.press("Control+s")
    expect(wang.locator("#result")).to_contain_text("已保存")
    db.session.rollback()
    row = incident_of(number)
    assert (row.burning, row.floors, row.trapped) == ("煤气罐", 6, 2)


def test_what_was_typed_is_offered_after_a_crash_a_log_out_and_at_another_desk(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER)
    expect(page.locator("#link")).to_contain_text("已连接")
    page.keyboard.press("F1")
    page.keyboard.type("渤海村民房冒烟")
    page.locator("#caller_number").fill("13812345678")
    essay = "从加油站往里走第三个路口" * 40
    page.locator("#place").fill(essay)

    # An essay in the place field stays there, and is answered with a sentence at once.
    expect(page.locator("#fault-place")).to_contain_text("最多 200 字；内容已保留")
    page.reload()
    expect(page.locator("#place")).to_have_value(essay)
    with page.expect_response(lambda one: "/drafts/" in one.url and one.ok):
        page.locator("#place").fill("渤海村")
    page.wait_for_timeout(2_500)

    # The browser dies: another one, at another desk, offers it to its writer and to nobody else.
    page.context.close()
    other = site.logged_in(Role.CALL_TAKER)
    expect(other.locator("#link")).to_contain_text("已连接")
    again = site.logged_in(Role.DISPATCHER)
    expect(again.locator("#offers")).to_contain_text("有未送出的接警单：渤海村")
    expect(other.locator("#offers")).to_be_hidden()
    assert_accessible(again)
    again.keyboard.press("Alt+r")
    expect(again.locator("#place")).to_have_value("渤海村")
    expect(again.locator("#caller_number")).to_have_value("13812345678")

    # A log-out clears this browser of the caller's number; the server offers it at the next log-in.
    again.get_by_role("button", name="退出").click()
    again.wait_for_url("**/login**")
    assert "13812345678" not in again.evaluate(
        "JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })"
    )
    again.fill("#name", str(Role.DISPATCHER))
    again.fill("#password", PASSWORD)
    again.press("#password", "Enter")
    again.wait_for_url("**/console")
    expect(again.locator("#offers")).to_contain_text("渤海村")
    again.keyboard.press("Alt+r")
    again.keyboard.press("Control+s")
    expect(again.locator("#result")).to_contain_text("已立案", timeout=20_000)
    with again.expect_response(lambda one: one.request.method == "DELETE", timeout=10_000):
        pass
    again.reload()
    expect(again.locator("#link")).to_contain_text("已连接")
    expect(again.locator("#offers")).to_be_hidden()
