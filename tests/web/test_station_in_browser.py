"""The station's terminal, its slip and the crew's phone in a real browser; axe looks at each."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dispatch import desk
from incidents import queries as incident_queries
from incidents.calls import Elements, EmergencyCall, Whereabouts
from incidents.timeline import Act
from resources import queries
from resources.accounts import NewAccount, Role, add_account
from resources.database import db, transaction
from tests.makers import ZONE, assignment
from tests.makers import unit as unit_of
from tests.web.sites import PASSWORD, Site
from web.clock import utc_now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LONG = "桃花源街道城北社区向阳小区三期12号楼二单元1204室（老供销社背后，农贸市场进去第二个巷子）"
A5_POINTS = (420, 595)


def own_vehicles() -> list[str]:
    """The vehicles of the county's own station, which the terminal and the phone belong to."""
    return [row.call_sign for row in queries.units() if row.station.code == "G01"]


def device(name: str, station: str | None = None, call_sign: str | None = None) -> None:
    """Open the account of a terminal or a phone."""
    with transaction() as session:
        new = NewAccount(name, Role.DEVICE, PASSWORD, name, station, call_sign=call_sign)
        add_account(session, new, utc_now())


def enter(site: Site, name: str, width: int, height: int) -> Page:
    """Log a device in as a person at it does."""
    page = site.page(site.context(width, height))
    page.goto(f"{site.url}/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def order(*call_signs: str, place: str = LONG) -> str:
    """Take a call at a real place of the county and order vehicles to it."""
    village = next(row for row in queries.places(["village"]) if row.position)
    act = Act("测试调度员", utc_now())
    call = EmergencyCall(
        received_at=act.now,
        caller_number="13812345678",
        narrative="三楼着火，浓烟很大，窗口有人喊救命，" * 12,
        where=Whereabouts(place, position=village.position),
        elements=Elements(trapped=2, floors=12, fire_floor=3, burning="家具、电动车"),
        category="10100",
    )
    with transaction() as session:
        number: str = desk.take_call(session, call, ZONE, act).incident.number
    with transaction() as session:
        desk.send(session, incident_queries.lock_incident(session, number), call_signs, act)
    return number


def look(page: Page, found: list[str]) -> None:
    """Note what axe finds on the page in either theme, and whether it scrolls sideways."""
    for _ in range(2):
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append(f"{page.url}: {violation['id']} {nodes}")
        page.click("#theme-toggle")
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.evaluate("window.innerWidth"):
        found.append(f"{page.url}: {width} px wide")


def slip_text(page: Page) -> str:
    """Print a slip and return its words; it must be one A5 page."""
    (sheet,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A5_POINTS
    return sheet.extract_text().replace("\n", "")


def test_a_station_sees_hears_and_confirms_each_order_and_prints_its_slip(site: Site) -> None:
    device("站点终端", station="G01")
    vehicles = own_vehicles()
    found: list[str] = []
    page = enter(site, "站点终端", 1920, 1080)
    assert len(vehicles) == 10
    expect(page.locator("#idle-units li")).to_have_count(10)
    look(page, found)

    first = order(*vehicles[:2])
    expect(page.locator("#order-place")).to_have_text(LONG)
    size = page.locator("#order-place").evaluate("node => getComputedStyle(node).fontSize")
    assert size == "96px"
    assert page.evaluate("document.documentElement.dataset.tone") == "order"
    expect(page.locator("#way-map")).to_have_attribute("data-points", re.compile(r"^\d{1,4}$"))
    expect(page.locator("#way-words")).to_contain_text("预计")
    look(page, found)
    page.wait_for_timeout(500)
    assert assignment(first, vehicles[0]).shown_at is not None
    # The key is pressed where the focus happens to be: nowhere.
    page.evaluate("document.activeElement?.blur()")
    second = order(*vehicles[2:8], place="龙潭镇中学")
    expect(page.locator("#order-place")).to_have_text("龙潭镇中学")
    expect(page.locator("#queue li")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#order-place")).to_have_text(LONG)
    assert page.evaluate("document.documentElement.dataset.tone") == "order"
    page.keyboard.press(" ")
    expect(page.locator("#acknowledge")).to_be_hidden()
    expect(page.locator("#order-units")).to_contain_text("已收到")
    assert page.evaluate("document.documentElement.dataset.tone") == "none"
    for number, called in ((first, vehicles[:2]), (second, vehicles[2:8])):
        for call_sign in called:
            assert assignment(number, call_sign).acknowledged_at is not None

    # A dead link fills the screen, and goes when the link is back.
    page.context.set_offline(True)
    expect(page.locator("#dead")).to_be_visible(timeout=20_000)
    expect(page.locator("#dead")).to_contain_text("终端离线，请电话报指挥中心")
    expect(page.locator("#link")).to_have_text("✕ 中断")
    page.context.set_offline(False)
    expect(page.locator("#dead")).to_be_hidden(timeout=10_000)

    # The slip of the longest address and the most vehicles is still one page with all of it.
    third = order(*vehicles[8:], place=LONG)
    page.goto(f"{site.url}/incidents/{third}/slips/G01")
    assert LONG in slip_text(page).replace(" ", "")
    page.goto(f"{site.url}/incidents/{second}/slips/G01")
    text = slip_text(page)
    for words in (second, "龙潭镇中学", *vehicles[2:8], "手填"):
        assert words in text, text
    assert found == []


def test_a_crew_reports_through_a_dead_link_and_a_reload(site: Site) -> None:
    (mine, *_) = own_vehicles()
    device("车组手机", call_sign=mine)
    number = order(mine)
    found: list[str] = []
    page = enter(site, "车组手机", 360, 800)
    expect(page.locator(".order-card h1")).to_have_text(LONG)
    expect(page.locator("#state")).to_contain_text("待确认")
    look(page, found)
    sizes = page.locator(".report").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert len(sizes) == 6
    assert min(sizes) >= 48
    page.click("[data-status=alerted]")
    expect(page.locator("#told")).to_contain_text("已送达")
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")

    page.context.set_offline(True)
    for status in ("en_route", "on_scene", "water_on"):
        page.click(f"[data-status={status}]")
    expect(page.locator("#unsent")).to_contain_text("待发送 3 条")
    page.reload()
    expect(page.locator("#unsent")).to_contain_text("待发送 3 条")
    expect(page.locator(".order-card h1")).to_have_text(LONG)
    assert unit_of(mine).status == "alerted"
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden(timeout=15_000)
    expect(page.locator("#state")).to_contain_text("出水")

    row = assignment(number, mine)
    stamps = (row.acknowledged_at, row.en_route_at, row.on_scene_at, row.water_on_at)
    known = [one for one in stamps if one is not None]
    assert len(set(known)) == 4
    assert sorted(known) == known
    assert unit_of(mine).status == "water_on"
    db.session.rollback()
    kept = incident_queries.stamps_of([row.id])[row.id]
    assert [one.status for one in kept] == ["alerted", "en_route", "on_scene", "water_on"]
    assert [one.warning for one in kept] == [""] * 4
    assert found == []
