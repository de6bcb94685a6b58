"""Callers moved on the incident's page in a real browser, wide and narrow; axe looks each time."""

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
HOUSE = {"place": "酉阳县龙潭镇渤海村", "narrative": "民房起火", "category": "10100"}
CALLERS = ("13812345678", "13912345678", "15023456789")


def take_call(page: Page, **said: str) -> str:
    """Take a call as the console's script does; return the number of its incident."""
    page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}/incidents")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    answer = page.request.post(
        f"{page.url.rsplit('/', 1)[0]}/api/v1/calls",
        data={**HOUSE, **said},
        headers={"X-CSRFToken": token or "", "Referer": page.url},
    )
    assert answer.status == 201, answer.text()
    number: str = answer.json()["incident"]["number"]
    return number


def look(page: Page, found: list[str]) -> None:
    """Note what axe finds on the page as it stands, and whether it scrolls sideways."""
    for violation in Axe().run(page).response["violations"]:
        nodes = [node["html"][:120] for node in violation["nodes"][:3]]
        found.append(f"{page.url}: {violation['id']} {nodes}")
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.evaluate("window.innerWidth"):
        found.append(f"{page.url}: {width} px wide")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_callers_are_parted_merged_and_called_back_on_the_page(
    site: Site, size: tuple[int, int]
) -> None:
    page = site.logged_in(Role.DISPATCHER, *size)
    house = take_call(page, caller_number=CALLERS[0], caller_name="张三")
    wood = take_call(page, place="酉阳县麻旺镇亮垭村", narrative="山上冒烟")
    for caller in CALLERS[1:]:
        take_call(page, incident=house, caller_number=caller, narrative="后山也有烟")
    found: list[str] = []

    page.goto(f"{site.url}/incidents/{house}")
    look(page, found)
    page.locator("input[name=calls]").nth(1).check()
    page.click("text=拆分所选来电")
    expect(page.locator("#part-fault-reason")).to_contain_text("原因")
    expect(page.locator("input[name=calls]").nth(1)).to_be_checked()
    look(page, found)
    page.fill("#part-reason", "说的是后山，不是民房")
    page.click("text=拆分所选来电")
    expect(page.locator(".banner").last).to_contain_text("已拆分")
    look(page, found)
    page.select_option("#back-result", "no_answer")
    page.click("text=记录回拨")
    expect(page.locator("#calls + .quiet")).to_contain_text("无人接听")
    page.click("summary:has-text('把本警情并入另一警情')")
    look(page, found)
    page.fill("#merge-into", "20200101-001")
    page.locator("form[action$='/merge'] button").click()
    expect(page.locator("[role=alert]")).to_contain_text("20200101-001")
    expect(page.locator("#merge-into")).to_have_value("20200101-001")
    page.fill("#merge-into", "")
    page.select_option("#merge-near", wood)
    page.locator("form[action$='/merge'] button").click()
    expect(page.locator(".standing")).to_contain_text(f"本警情已并入 {wood}")
    look(page, found)
    page.click(f".standing a:has-text('{wood}')")
    expect(page.locator(".standing")).to_contain_text(f"已并入本警情：{house}")
    look(page, found)
    page.locator(".timeline button").first.click()
    expect(page.locator(".timeline")).to_contain_text("撤销并案")

    assert found == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_false_closing_is_refused_beside_the_field_and_the_ledger_is_read(
    site: Site, size: tuple[int, int]
) -> None:
    page = site.logged_in(Role.DISPATCHER, *size)
    number = take_call(page, caller_number=CALLERS[0])
    found: list[str] = []
    page.goto(f"{site.url}/nuisance")
    look(page, found)

    page.goto(f"{site.url}/incidents/{number}")
    page.fill("#note", "到场见明火")
    page.press("#note", "Enter")
    expect(page.locator(".timeline")).to_contain_text("到场见明火")
    fill_report(page, "nuisance")
    expect(page.locator("#close-fault-disposition")).to_contain_text("到场见明火")
    expect(page.locator("#close-summary")).to_have_value("核实无事")
    expect(page.locator("#close-call_back")).to_have_value("confirmed_false")
    look(page, found)
    other = take_call(page, caller_number=CALLERS[0], narrative="无声电话")
    page.goto(f"{site.url}/incidents/{other}")
    fill_report(page, "nuisance")
    expect(page.locator("#report")).to_be_visible()
    look(page, found)
    page.goto(f"{site.url}/nuisance")
    expect(page.locator("tbody")).to_contain_text(CALLERS[0])
    look(page, found)

    assert found == []


def test_a_new_caller_appears_by_itself_and_takes_no_tick_away(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER)
    other_desk = site.page(page.context)
    other_desk.goto(f"{site.url}/incidents")
    house = take_call(other_desk)
    take_call(other_desk, incident=house)
    page.goto(f"{site.url}/incidents/{house}")
    boxes = page.locator("input[name=calls]")

    take_call(other_desk, incident=house)
    expect(boxes).to_have_count(3, timeout=15_000)
    boxes.nth(1).check()
    page.locator("h1").click()
    take_call(other_desk, incident=house)
    expect(page.locator(".timeline li")).to_have_count(8, timeout=15_000)

    expect(boxes).to_have_count(3)
    expect(boxes.nth(1)).to_be_checked()


def fill_report(page: Page, disposition: str) -> None:
    """Fill in the closing report and send it."""
    page.select_option("#close-disposition", disposition)
    page.select_option("#close-call_back", "confirmed_false")
    page.select_option("#close-occupancy", "dwelling")
    page.select_option("#close-is_urban", "false")
    for name in ("rescued", "evacuated", "dead", "injured"):
        page.fill(f"#close-{name}", "0")
    for name in ("property_saved_yuan", "property_protected_yuan", "loss_yuan"):
        page.fill(f"#close-{name}", "0")
    page.fill("#close-summary", "核实无事")
    page.locator("form[action$='/close'] button").click()
