"""The headline of the console: a scripted call from F1 to the acknowledged order, counted.

What is counted are the events the browser saw, not the keys this script meant to press.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from dispatch import desk
from incidents.queries import lock_incident
from incidents.timeline import Act
from resources.accounts import Role, add_token
from resources.database import transaction
from tests.faults.crowd import Crowd
from tests.faults.servers import serving
from tests.web.sites import Site, furnish
from web.clock import utc_now

CONSOLES = 50
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


def beside_consoles(
    application: Flask, folder: Path, browser: Browser, plays: int
) -> list[Headline]:
    """Play the call some times on a real server that tells `CONSOLES` other consoles of it.

    The vehicles of each call are recalled before the next, so that all calls find the same fleet.
    """
    furnish(application)
    with transaction() as session:
        token = add_token(session, "坐席", Role.DISPATCHER, utc_now())
    database_url = application.config["SQLALCHEMY_DATABASE_URI"]
    with serving(database_url, folder) as server:
        crowd = Crowd(server.port, [token], CONSOLES)
        crowd.start()
        assert crowd.wait_until(lambda heard: heard.boards > 0), "a console got no board"
        site = Site(f"http://127.0.0.1:{server.port}", browser, [], [])
        page = site.logged_in(Role.DISPATCHER)
        told = []
        for _ in range(plays):
            told.append(play(page))
            call_back(told[-1].number)
            page.reload()
        crowd.stop()
    assert (site.elsewhere, site.complaints) == ([], [])
    assert all(one.heard.missed == 0 for one in crowd.consoles)
    return told


def call_back(number: str) -> None:
    """Recall every vehicle of an incident."""
    with transaction() as session:
        row = lock_incident(session, number)
        for one in list(row.assignments):
            desk.recall(session, row, one.unit.call_sign, Act("演练", utc_now()))
