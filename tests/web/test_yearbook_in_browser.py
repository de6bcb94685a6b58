"""The statistician's page and the map of incidents in a real browser: one story, both widths."""

import pytest
from playwright.sync_api import Page, expect

from resources.accounts import Role
from tests.web.looks import DAY, NIGHT, wrong
from tests.web.sites import Site
from web.yearbook_tables import definitions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
POST = """([body, token]) => fetch("/api/v1/calls", {method: "POST",
  headers: {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": body.key},
  body: JSON.stringify(body.call)}).then((answer) => answer.status)"""
IS_DRAWN = "() => { const i = document.querySelector('.picture img'); return i.naturalWidth > 0; }"


def take_calls(page: Page, *narratives: str) -> None:
    """Take a call for each narrative, all of one township."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    for number, narrative in enumerate(narratives):
        call = {"place": "龙潭镇", "narrative": narrative, "caller_number": "13800000000"}
        body = {"key": f"story-{number}", "call": call}
        assert page.evaluate(POST, [body, token]) == 201


def is_wide(page: Page) -> bool:
    """Whether the page itself scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_a_statistician_asks_opens_prints_and_maps(site: Site) -> None:
    take_calls(site.logged_in(Role.DISPATCHER), "民房起火", "车祸被困")
    page = site.logged_in(Role.STATISTICIAN)

    # Asked by month, the form leaves a short address.
    page.goto(f"{site.url}/yearbook")
    page.select_option("#period", "year")
    page.select_option("#by", "month")
    page.click("text=查看")
    expect(page.locator("tbody tr")).to_have_count(13)
    assert "by=month" in page.url and "township=" not in page.url
    page.wait_for_function(IS_DRAWN)
    assert wrong(page, (DAY, NIGHT)) == []

    # A figure opens what it was added up from, and the way back keeps the question.
    page.locator("tr.total td a").first.click()
    expect(page.locator(".notice.good")).to_contain_text("共 2 条记录，合计 2 次，与表中数字一致")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert wrong(page) == []
    page.click("text=回到统计表")
    expect(page.locator("#by")).to_have_value("month")

    # On paper the table, its title and its notes are left.
    page.emulate_media(media="print")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("#table-title")).to_be_visible()
    expect(page.locator(".note")).to_be_visible()
    page.emulate_media(media="screen")

    # A telephone scrolls the table, not the page.
    page.set_viewport_size({"width": 360, "height": 800})
    assert not is_wide(page)
    page.goto(f"{site.url}/yearbook?table=calls&period=year&by=weekday*hour")
    assert not is_wide(page)
    assert wrong(page, (NIGHT, DAY)) == []

    # Every table there is has a page, in a county whose plan is printed beside it.
    for counted in definitions():
        path = f"{site.url}/yearbook?table={counted.name}&period=135"
        assert page.request.get(path).status == 200, counted.name

    # The map says the same as the list beside it.
    page.goto(f"{site.url}/yearbook/map?period=year")
    expect(page.locator("#map-told")).to_contain_text("共 2 次")
    page.click("text=分乡镇")
    expect(page.locator("[data-look=townships]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map canvas").first).to_be_visible()
    assert not is_wide(page)
    assert wrong(page) == []
