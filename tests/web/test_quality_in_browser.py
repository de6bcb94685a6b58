"""A record goes to the statistician and back in a real browser: one story, both widths."""

import pytest
from playwright.sync_api import Page, expect

from resources.accounts import Role
from tests.web.looks import DAY, NIGHT, wrong
from tests.web.people import FIRE, OUTCOME
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
POST = """([path, body, token]) => fetch("/api/v1" + path, {method: "POST",
  headers: {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": path},
  body: JSON.stringify(body)}).then((answer) => answer.json())"""


def closed_incident(page: Page) -> str:
    """Take a call and close it without anybody having been sent; returns the number."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    taken = page.evaluate(POST, ["/calls", FIRE, token])
    number: str = taken["incident"]["number"]
    page.evaluate(POST, [f"/incidents/{number}/close", {"outcome": OUTCOME}, token])
    return number


def is_wide(page: Page) -> bool:
    """Whether the page itself scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_a_record_is_remarked_returned_mended_and_reopened(site: Site) -> None:
    desk = site.logged_in(Role.DISPATCHER, 360, 780)
    number = closed_incident(desk)
    page = site.logged_in(Role.STATISTICIAN)

    # The list names what is odd and who mends it; its link leads to the record.
    page.goto(f"{site.url}/yearbook/quality")
    expect(page.get_by_text("火灾扑救真警已结案，但没有车辆出动记录。")).to_be_visible()
    assert wrong(page, (DAY, NIGHT)) == []
    page.get_by_role("link", name=number).first.click()

    # A remark answers one finding; the other still asks.
    odd = page.locator("section", has=page.locator("#odd"))
    expect(odd.locator("header")).to_contain_text("2 项待更正或批注")
    odd.locator("summary").first.click()
    odd.locator("input[name=words]").first.fill("村民自行扑灭")
    odd.get_by_role("button", name="保存批注").first.click()
    expect(odd.locator("header")).to_contain_text("1 项待更正或批注")
    expect(odd).to_contain_text("批注：村民自行扑灭")
    page.fill("#review-reason", "抢救人数不符")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("section", has=page.locator("#review"))).to_contain_text("已退回，待核改")
    assert wrong(page, (NIGHT,)) == []

    # The desk, on a phone, tells that it was mended, then reopens and finds the report filled in.
    desk.goto(f"{site.url}/incidents/{number}")
    desk.fill("#review-reason", "见重开")
    desk.get_by_role("button", name="已核改").click()
    expect(desk.locator("section", has=desk.locator("#review"))).to_contain_text("已核改，待确认")
    desk.get_by_text("重开本警情").click()
    desk.fill("#reopen-reason", "人数填错")
    assert wrong(desk, (DAY,)) == []
    assert not is_wide(desk)
    desk.get_by_role("button", name="重开", exact=True).click()
    expect(desk.locator("#close-evacuated")).to_have_value("2")
    expect(desk.locator("#close-property_saved_yuan")).to_have_value("1000.5")
