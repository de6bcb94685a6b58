"""What the console shows while words come: elements, questions, repeats, places not settled."""

import pytest
from playwright.sync_api import Page, expect

from resources.accounts import Role
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SAME_NAME = "中坝村"
"""The one name that two real villages of the demo county share (丁市镇, 可大乡)."""


@pytest.fixture
def page(site: Site) -> Page:
    """The console, with a new call in hand."""
    page = site.logged_in(Role.DISPATCHER)
    page.wait_for_url("**/console*")
    expect(page.locator("#link")).to_contain_text("已连接")
    page.keyboard.press("F1")
    return page


def test_words_offer_kind_elements_and_questions_that_keys_accept(page: Page) -> None:
    page.keyboard.type("居民楼三楼起火，困了四个人")
    expect(page.locator("#suggestion")).to_contain_text("被困")

    page.keyboard.press("Alt+e")
    page.keyboard.press("Alt+a")

    expect(page.locator("#trapped")).to_have_value("4")
    expect(page.locator("#fire_floor")).to_have_value("3")
    expect(page.locator("#category")).not_to_have_value("")
    # Three to nine trapped is level 3 (domain 2.1, numeric rule).
    expect(page.locator("#level")).to_have_value("3")
    expect(page.locator("#card li").first).to_be_visible()
    expect(page.locator("#card .answered").first).to_be_visible()


def test_what_a_person_filled_in_is_not_filled_over(page: Page) -> None:
    page.locator("#trapped").fill("2")
    page.locator("#narrative").fill("三楼起火，困了四个人")
    expect(page.locator("#suggestion")).to_contain_text("着火层")

    page.keyboard.press("Alt+e")

    expect(page.locator("#fire_floor")).to_have_value("3")
    expect(page.locator("#trapped")).to_have_value("2")


def test_two_places_of_one_name_are_told_apart_before_the_order(page: Page) -> None:
    page.locator("#category").select_option("10100")
    page.locator("#place").click()
    page.keyboard.type(SAME_NAME)

    candidates = page.locator("#candidates [role=option]")
    expect(candidates.nth(0)).to_contain_text("同名 2 处")
    expect(candidates.nth(1)).to_contain_text("同名 2 处")
    expect(page.locator("#advice")).to_contain_text("地点未定")

    page.locator("#advice summary").click()
    # A ticked box moves up among those to be sent.
    page.locator("#advice details input:not([disabled])").first.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("同名 2 处，请先问清")
    expect(page.locator("#call-number")).to_have_text("新警情")

    page.keyboard.press("Control+Enter")
    expect(page.locator("#call-number")).not_to_have_text("新警情")


def test_units_right_for_every_candidate_can_roll_before_the_place_is_settled(page: Page) -> None:
    page.locator("#category").select_option("10100")
    page.locator("#place").click()
    page.keyboard.type("桃花源街道小区")
    expect(page.locator("#advice")).to_contain_text("候选都合适")

    page.keyboard.press("Control+Enter")

    expect(page.locator("#result")).to_contain_text("已下达")


def test_a_further_call_is_offered_its_incident_and_attached_by_one_key(page: Page) -> None:
    page.keyboard.type("永胜下街饭店起火")
    page.locator("#place").fill("龙潭镇永胜下街")
    page.keyboard.press("Control+s")
    expect(page.locator("#call-number")).not_to_have_text("新警情")
    number = page.locator("#call-number").inner_text()

    page.keyboard.press("F1")
    page.keyboard.type("永胜下街有个饭店烧起来了")
    expect(page.locator("#duplicates")).to_contain_text(number)
    page.keyboard.press("Alt+m")

    expect(page.locator("#result")).to_contain_text(f"来电已并入 {number}")


def test_a_point_of_another_datum_is_hinted_at(page: Page) -> None:
    page.locator("#lon").fill("116.40")
    page.locator("#lat").fill("39.90")
    expect(page.locator("#point-told")).to_contain_text("可能在县外")

    page.locator("#lon").fill("108.96414")
    page.locator("#lat").fill("28.75716")
    expect(page.locator("#point-told")).to_contain_text("龙潭镇")


def test_the_places_of_one_call_are_not_offered_to_the_next(page: Page) -> None:
    page.locator("#place").fill("龙潭镇")
    expect(page.locator("#candidates")).to_contain_text("龙潭镇")

    page.keyboard.press("F1")
    page.locator("#place").press("ArrowDown")
    page.locator("#place").press("Enter")

    expect(page.locator("#candidates")).to_be_hidden()
    expect(page.locator("#place")).to_have_value("")


def test_a_repeat_denied_by_one_caller_is_offered_to_the_next(page: Page) -> None:
    page.keyboard.type("永胜下街饭店起火")
    page.locator("#place").fill("龙潭镇永胜下街")
    page.keyboard.press("Control+s")
    expect(page.locator("#call-number")).not_to_have_text("新警情")
    number = page.locator("#call-number").inner_text()
    page.keyboard.press("F1")
    page.keyboard.type("永胜下街有个饭店烧起来了")
    expect(page.locator("#duplicates")).to_contain_text(number)
    page.keyboard.press("Alt+n")
    expect(page.locator("#duplicates")).to_be_hidden()

    page.keyboard.press("F1")
    page.keyboard.type("永胜下街饭店烟大得很")

    expect(page.locator("#duplicates")).to_contain_text(number)


def test_two_places_of_one_name_are_still_told_apart_after_a_reload(page: Page) -> None:
    page.locator("#category").select_option("10100")
    page.locator("#place").fill(SAME_NAME)
    expect(page.locator("#place-chosen")).to_contain_text("同名 2 处")

    page.reload()

    expect(page.locator("#place-chosen")).to_contain_text("同名 2 处")
    expect(page.locator("#advice")).to_contain_text("地点未定")
    expect(page.locator("#candidates")).to_be_hidden()
