"""The incident's page by keyboard: letters press its buttons, and nothing that is read moves."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from incidents import queries, scene_queries
from incidents.lifecycle import IncidentState
from resources.accounts import Role
from resources.database import transaction
from resources.unit_status import UnitStatus
from tests.incidents.files import png
from tests.makers import incident as incident_of
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CALL = {
    "narrative": "居民楼三楼起火",
    "place": "龙潭镇农贸市场",
    "category": "10100",
    "position": {"lon": 108.96414, "lat": 28.75716},
}


def act(page: Page, path: str, body: object) -> dict[str, object]:
    """Do something as another desk would, beside the page."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    address = f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}/api/v1{path}"
    answer = page.request.post(address, data=body, headers={"X-CSRFToken": token})
    assert answer.ok, answer.text()
    told: dict[str, object] = answer.json()
    return told


def an_incident_with_a_unit_on_scene(page: Page) -> str:
    """Take a call, order a vehicle and let it arrive; several notes fill the timeline."""
    taken = act(page, "/calls", CALL)["incident"]
    assert isinstance(taken, dict)
    number = str(taken["number"])
    act(page, f"/incidents/{number}/assignments", {"units": ["龙潭1"]})
    for status in (UnitStatus.EN_ROUTE, UnitStatus.ON_SCENE):
        act(page, "/units/龙潭1/status", {"status": str(status)})
    for count in range(20):
        act(page, f"/incidents/{number}/notes", {"text": f"第 {count} 次回报"})
    return number


def enter(page: Page) -> None:
    """Press Enter and wait for the page that answers: live news may show the result before it."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def compose(page: Page, letter: str) -> None:
    """Send a key that an input method is still composing, as browsers tell of it."""
    page.evaluate(
        """key => {
          for (const more of [{ isComposing: true }, { keyCode: 229 }]) {
            const told = { key, bubbles: true, ...more };
            document.body.dispatchEvent(new KeyboardEvent("keydown", told));
          }
        }""",
        letter,
    )


def test_a_fire_is_followed_to_its_end_by_single_letters(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER)
    number = an_incident_with_a_unit_on_scene(page)
    page.goto(f"{site.url}/incidents/{number}")

    # Letters in a field are words, and those of an input method are no commands.
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("kx 三楼明火")
    enter(page)
    expect(page.locator(".timeline li").last).to_contain_text("kx 三楼明火")
    compose(page, "k")
    expect(page.locator("details.stage[open]")).to_have_count(0)

    # What cannot be taken back asks once more; Escape leaves it.
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="确认控制")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("details.stage[open]")).to_have_count(0)
    page.keyboard.press("k")
    enter(page)
    expect(page.locator(".stages")).to_contain_text("◆ 控制")
    assert Axe().run(page).violations_count == 0

    # What another desk writes is added below; what is being read stays where it is.
    scroll = page.locator("#timeline-scroll")
    scroll.evaluate("node => { node.scrollTop = 100; }")
    act(page, f"/incidents/{number}/notes", {"text": "另一席位的记事"})
    expect(page.locator("#log-new")).to_have_text("↓ 1 条新记录", timeout=15_000)
    assert scroll.evaluate("node => node.scrollTop") == 100
    page.locator("#log-new").press("Enter")
    expect(page.locator(".timeline li").last).to_be_in_viewport()
    page.locator("#log-q").fill("另一席位")
    expect(page.locator(".timeline li:visible")).to_have_count(1)
    page.locator("#log-q").fill("")
    page.locator("#log-filter button[value=units]").press("Enter")
    expect(page.locator(".timeline li:visible")).to_have_count(2)
    page.keyboard.press("Escape")

    # A photo, then the end.
    photo = FilePayload(name="现场.png", mimeType="image/png", buffer=png())
    page.locator("#file").set_input_files([photo])
    page.locator("#caption").focus()
    enter(page)
    expect(page.locator(".attachments img")).to_have_js_property("complete", True)
    expect(page.locator(".attachments")).to_contain_text("现场.png")
    for letter, answer in (("x", "◆ 熄灭"), ("g", "")):
        page.locator("h1").click()
        page.keyboard.press(letter)
        enter(page)
        expect(page.locator(".stages")).to_contain_text(answer)
    expect(page.locator(".unit").last).to_contain_text(re.compile("返"))

    with transaction():
        done = incident_of(number)
        assert done.state == IncidentState.RETURNED
        assert done.controlled_at is not None and done.extinguished_at is not None
        assert len(scene_queries.attachments(done)) == 1
        kinds = [entry.kind for entry in queries.log_of(number)]
        assert kinds.count("stage_reached") == 2


def test_a_wrong_time_is_set_right_without_scripts_on_a_phone(site: Site) -> None:
    page = site.logged_in(Role.DISPATCHER, 360, 800)
    number = an_incident_with_a_unit_on_scene(page)
    context = site.browser.new_context(
        viewport={"width": 360, "height": 800},
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    )
    plain = context.new_page()
    plain.goto(f"{site.url}/incidents/{number}")
    arrived = incident_of(number).assignments[0].on_scene_at
    assert arrived is not None

    plain.get_by_text("各次报告、更正、补报").click()
    plain.locator("select[name=stamp]").select_option(index=1)
    plain.locator("#true-1").fill("2000-01-01T00:00:00")
    plain.locator("#why-1").fill("电台核实")
    plain.get_by_role("button", name="更正", exact=True).click()

    expect(plain.get_by_role("alert")).to_contain_text("早于接警")
    expect(plain.locator("#why-1")).to_have_value("电台核实")
    assert plain.evaluate("document.documentElement.scrollWidth") <= 360
    assert incident_of(number).assignments[0].on_scene_at == arrived
