"""A statistician closes a year, enters what a paper printed, and sees where both differ."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from incidents.records import Incident
from resources.accounts import Role
from resources.database import transaction
from tests.web.looks import DAY, NIGHT, wrong
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PASTED = "年份\t总警情（次）\t火灾扑救\n2019年\t472\t338\n合计\t472\t338"


def late_record(number: str, category: str) -> None:
    at = datetime(2019, 5, 1, 4, 0, tzinfo=UTC)
    with transaction() as session:
        session.add(
            Incident(
                number=number,
                category=category,
                level=1,
                state="closed",
                disposition="real",
                place_text="旧登记簿",
                received_at=at,
                filed_at=at,
            )
        )


def narrow(page: Page, path: str, url: str) -> int:
    """How far a page may be pushed sideways on a phone, in pixels."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(url + path)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1920, "height": 1080})
    return width - 360


def test_a_year_is_closed_and_everything_after_it_is_told(site: Site) -> None:
    late_record("20190501-001", "10100")
    page = site.logged_in(Role.STATISTICIAN)

    page.goto(f"{site.url}/yearbook/seals")
    page.fill("#year", "2019")
    page.press("#year", "Enter")
    expect(page.locator("text=1 起未经确认；请先办结").first).to_be_visible()
    page.fill("#words", "随规划公布")
    page.press("#words", "Enter")
    page.wait_for_url("**/yearbook/seals/2019")
    expect(page.locator("text=◆ 与封账时完全相同").first).to_be_visible()

    late_record("20190501-002", "20100")
    page.reload()
    expect(page.locator("text=▲ 尚未签认").first).to_be_visible()
    page.fill("#reason", "补登旧登记簿")
    page.press("#reason", "Enter")
    expect(page.locator("text=◆ 已签认").first).to_be_visible()
    expect(page.locator("text=补登旧登记簿").first).to_be_visible()

    page.goto(f"{site.url}/yearbook/printed/new")
    page.fill("#paper", "《县年鉴2019》")
    page.fill("#figures", PASTED)
    page.click("text=保存并对照")
    expect(page.locator("text=▲ 4 格不同").first).to_be_visible()
    page.click("table a >> nth=0")
    expect(page.locator("text=20190501-002").first).to_be_visible()

    page.goto(f"{site.url}/yearbook?table=calls&from=2019&to=2019")
    expect(page.locator("text=抢险救援 封账 0，现 1，差 ＋1").first).to_be_visible()
    expect(page.locator("text=《县年鉴2019》").first).to_be_visible()
    found: list[str] = []
    for path in (
        *("/yearbook/printed/youyang-1", "/yearbook/printed/shuozhou-1"),
        *("/yearbook/disagreements?from=2019&to=2019", "/yearbook/seals/2019"),
    ):
        assert narrow(page, path, site.url) <= 0, path
        page.goto(site.url + path)
        found += wrong(page, (DAY, NIGHT))
    assert found == []
