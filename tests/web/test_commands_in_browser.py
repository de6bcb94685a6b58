"""The command line at the keys: read before run, safe with an input method, back to the caret."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page, expect

from incidents import queries
from resources.accounts import Role
from resources.database import db
from tests.makers import take_a_call, unit
from tests.web.sites import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # A browser that leaves a page half loaded makes the test's server drop an open static file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# The first questions of a site build its gazetteer, on a machine that other tests share.
expect.set_options(timeout=15_000)
READING, COMMAND, LIST = "#command-reading", "#command", "#command-list"


def kinds() -> list[str]:
    db.session.rollback()
    return [row.kind for row in queries.events_since(0, 10_000)]


def caret(page: Page) -> list[object]:
    """Which field has the focus, and where its caret stands."""
    said = "(e => [e.id, e.selectionStart, e.selectionEnd])(document.activeElement)"
    found: list[object] = page.evaluate(said)
    return found


def compose(page: Page, spelt: str) -> CDPSession:
    """Begin to compose text as a pinyin input method does."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition",
        {"text": spelt, "selectionStart": len(spelt), "selectionEnd": len(spelt)},
    )
    return session


def press_in_pinyin_list(session: CDPSession, key: str, code: int) -> None:
    """Press a key while the input method has the keyboard: a browser tells it as key code 229."""
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent",
            {
                "type": kind,
                "key": "Process" if key != "Enter" else key,
                "code": key,
                "windowsVirtualKeyCode": 229,
                "nativeVirtualKeyCode": code,
            },
        )


def test_a_command_is_read_run_and_undone_from_within_a_field(site: Site) -> None:
    number = take_a_call(place="龙潭镇")
    page = site.logged_in(Role.DISPATCHER)
    page.keyboard.press("F1")
    page.keyboard.type("另一起：山上有烟")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    before = caret(page)
    assert before == ["narrative", 4, 4]

    # Alt+/ opens the line from within the field, Esc returns to the very caret.
    page.keyboard.press("Alt+/")
    expect(page.locator(COMMAND)).to_be_focused()
    page.keyboard.press("Escape")
    assert caret(page) == before

    # What may mean several vehicles is a list; arrows pick, Enter takes, nothing has run yet.
    page.keyboard.press("Alt+/")
    page.keyboard.type("d 1 龙潭")
    expect(page.locator(f"{LIST} [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(COMMAND)).to_have_value("d 1 龙潭1")
    expect(page.locator(READING)).to_contain_text("⏎ 调派 001")
    expect(page.locator(READING)).to_contain_text("龙潭1")
    assert "units_ordered" not in kinds()
    assert Axe().run(page).violations_count == 0

    # Ctrl+Enter in the line orders nothing; Enter runs what stands there and gives the caret back.
    page.keyboard.press("Control+Enter")
    assert "units_ordered" not in kinds()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("◆ 调派 001")
    assert unit("龙潭1").status == "alerted"
    assert caret(page) == before
    expect(page.locator("#narrative")).to_have_value("另一起：山上有烟")

    # A status by command, taken back by Ctrl+Z in the field that nobody typed in since.
    page.keyboard.press("Alt+/")
    page.keyboard.type("s lt1 3")
    expect(page.locator(READING)).to_contain_text("龙潭1：已下达 → 途中")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("Ctrl+Z 撤销")
    assert unit("龙潭1").status == "en_route"
    page.keyboard.press("Control+z")
    expect(page.locator("#result")).to_contain_text("已撤销 龙潭1 的“途中”")
    assert unit("龙潭1").status == "alerted"
    assert kinds()[-1] == "status_undone"
    expect(page.locator("#narrative")).to_have_value("另一起：山上有烟")

    # Refused: the sentence comes back, the words stay; an unknown command says what to do.
    page.keyboard.press("Alt+/")
    page.keyboard.type("d 1 龙潭1")
    expect(page.locator(READING)).to_contain_text(f"龙潭1 正在警情 {number} 上")
    page.keyboard.press("Enter")
    expect(page.locator(COMMAND)).to_have_value("d 1 龙潭1")
    page.keyboard.press("Control+a")
    page.keyboard.type("飞 1")
    expect(page.locator(READING)).to_contain_text("没有命令“飞”")
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowUp")
    expect(page.locator(COMMAND)).to_have_value("s lt1 3")
    page.keyboard.press("Escape")

    # Both registries stand in the help; single keys can be switched off.
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("Alt+/")
    expect(page.locator("#help")).to_contain_text("hb 并入的警情 保留的警情")
    assert Axe().run(page).violations_count == 0
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator(COMMAND)).not_to_be_focused()
    page.keyboard.press("Alt+/")
    expect(page.locator(COMMAND)).to_be_focused()


def test_enter_in_a_pinyin_list_runs_nothing(site: Site) -> None:
    take_a_call(place="龙潭镇")
    page = site.logged_in(Role.DISPATCHER)
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if "commands" in request.url else None
    )
    page.keyboard.press("Alt+/")
    page.keyboard.type("n 1 ")
    expect(page.locator(READING)).to_contain_text("请写明内容")

    sent.clear()
    session = compose(page, "shui yuan")
    press_in_pinyin_list(session, "Enter", 13)
    press_in_pinyin_list(session, "ArrowDown", 40)
    page.wait_for_timeout(400)
    assert sent == []
    assert "note" not in kinds()

    session.send("Input.insertText", {"text": "水源不足"})
    expect(page.locator(READING)).to_contain_text("记入 001")
    expect(page.locator(READING)).to_contain_text("水源不足")
    assert "note" not in kinds()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("水源不足")
    assert kinds().count("note") == 1


def test_a_command_pressed_before_it_is_read_waits_to_be_shown(site: Site) -> None:
    take_a_call(place="龙潭镇")
    page = site.logged_in(Role.DISPATCHER)
    page.keyboard.press("Alt+/")

    page.keyboard.type("k 1")
    page.keyboard.press("Enter")

    expect(page.locator(READING)).to_contain_text("⏎ 记 001")
    assert "stage_reached" not in kinds()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("已控制")
    assert kinds().count("stage_reached") == 1
