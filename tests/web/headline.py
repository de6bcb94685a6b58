"""The headline of the console: a scripted call from F1 to the acknowledged order, counted.

What is counted are the events the browser saw, not the keys this script meant to press.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

NUMBER = re.compile(r"^\d{8}-\d{3,}$")
HEARD = "龙潭镇渤海村一户民房起火，有老人被困"
PLACE = "酉阳县龙潭镇渤海村"
PATIENT_MS = 30_000
# A bare modifier is no key of its own; a chord is one. What ends in the text of a field is typing.
COUNTER = """() => {
  const bare = new Set(["Control", "Shift", "Alt", "Meta"]);
  const spent = { keys: [], typed: 0, mouse: 0, from: null };
  window.fenghuoSpent = spent;
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || bare.has(event.key)) return;
    spent.from ??= performance.now();
    const isText = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    const chord = `${event.ctrlKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.key}`;
    if (!isText) spent.keys.push(chord);
  }, { capture: true });
  addEventListener("input", (event) => {
    spent.typed += [...(event.data ?? "")].length;
  }, { capture: true });
  for (const kind of ["mousedown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => { spent.mouse += 1; }, { capture: true });
  }
}"""


@dataclass(frozen=True, slots=True)
class Headline:
    """What one call cost: deliberate keys, typed characters, mouse, seconds, the order's answer."""

    keys: tuple[str, ...]
    typed: int
    mouse: int
    seconds: float
    """From F1 to the moment the page shows that the server took the order."""
    order_ms: float
    """From the order's request to the end of its answer, as the browser timed it."""
    number: str

    def __str__(self) -> str:
        return (
            f"F1 to acknowledged order: {len(self.keys)} keys ({' '.join(self.keys)}), "
            f"{self.typed} characters typed, {self.mouse} mouse, {self.seconds:.1f} s, "
            f"order POST {self.order_ms:.0f} ms"
        )


def play(page: Page) -> Headline:
    """Play the scripted call on an open console and return what the browser counted."""
    expect(page.locator("#link")).to_contain_text("已连接", timeout=PATIENT_MS)
    page.evaluate(COUNTER)
    page.keyboard.press("F1")
    page.keyboard.type(HEARD)
    expect(page.locator("#suggestion")).to_contain_text("普通建筑", timeout=PATIENT_MS)
    page.keyboard.press("Tab")
    page.keyboard.type(PLACE)
    expect(page.locator("#candidates [role=option]").first).to_contain_text(
        "渤海村", timeout=PATIENT_MS
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+a")
    expect(page.locator("#advice input[type=checkbox]:checked").first).to_be_visible(
        timeout=PATIENT_MS
    )
    with page.expect_response(lambda one: one.url.endswith("/assignments")) as answered:
        page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("已下达", timeout=PATIENT_MS)
    spent = page.evaluate("() => ({ ...window.fenghuoSpent, until: performance.now() })")
    answer = answered.value
    assert answer.status == 201, answer.text()
    answer.finished()
    expect(page.locator("#call-number")).to_have_text(NUMBER)
    return Headline(
        tuple(spent["keys"]),
        spent["typed"],
        spent["mouse"],
        (spent["until"] - spent["from"]) / 1000,
        answer.request.timing["responseEnd"],
        page.locator("#call-number").inner_text(),
    )
