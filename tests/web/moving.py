"""Five hundred vehicles moved on a console once a second, and how long its frames take."""

import json
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

UNITS: Final = 500
SECONDS: Final = 8
STEP_DEG: Final = 0.0004
"""So far each goes in a second, some 40 m: as fast as anybody drives here."""
STATUSES: Final = (("en_route", "途中"), ("returning", "返队途中"), ("on_scene", "到场"))
TASKS: Final = "disabled-by-default-devtools.timeline"
SHOW: Final = """async (fleet) => {
  window.fleet = fleet;
  const map = await import("/static/map/map.js");
  map.showBoard({ units: fleet, incidents: [], log_seq: 0 });
}"""
DRAWN: Final = """async () => {
  const { sourceOf } = await import("/static/map/layers.js");
  return sourceOf("units").getFeatures().length;
}"""
# A frame is as long as from one picture to the next: whatever holds up the hand at the keys.
MEASURE: Final = """async ([seconds, step]) => {
  const map = await import("/static/map/map.js");
  const frames = [];
  let last = performance.now();
  let goesOn = true;
  const note = (now) => {
    frames.push(now - last);
    last = now;
    if (goesOn) requestAnimationFrame(note);
  };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(note); });
  for (let second = 1; second <= seconds; second += 1) {
    map.showPositions(window.fleet.map((unit) => {
      const [far, turn] = [step * second, unit.heading_deg * Math.PI / 180];
      const { lon, lat } = unit.position;
      const position = { lon: lon + far * Math.sin(turn), lat: lat + far * Math.cos(turn) };
      return { ...unit, position };
    }));
    await new Promise((done) => setTimeout(done, 1000));
  }
  goesOn = false;
  return frames;
}"""


def fleet_like(unit: dict[str, Any]) -> list[dict[str, Any]]:
    """Return so many vehicles as a board tells of them, spread over the county, all on the road."""
    found = []
    for number in range(UNITS):
        status, label = STATUSES[number % len(STATUSES)]
        lon, lat = 108.45 + (number % 25) * 0.026, 28.45 + (number // 25) * 0.035
        found.append(
            {
                **unit,
                "call_sign": f"演练{number:03d}",
                "status": status,
                "status_label": label,
                "position": {"lon": lon, "lat": lat, "datum": "wgs84"},
                "heading_deg": number * 37 % 360,
                "speed_kmh": 45.0,
                "position_age_s": number % 400,
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class Frames:
    """What was measured in milliseconds, each the longest first.

    `shown`: from one picture to the next, by the clock on the wall; other programs of the machine
    count with it. `worked`: what the page's own thread worked in one go, in processor time.
    """

    shown: list[float]
    worked: list[float]


def frames_of(page: Page) -> Frames:
    """Move the fleet on the map of a console and measure it."""
    board = page.evaluate("fetch('/api/v1/board').then((answer) => answer.json())")
    fleet = fleet_like(board["units"][0])
    # Handed over before: reading so long a list is the test's work, not the page's.
    page.evaluate(SHOW, fleet)
    page.wait_for_timeout(2_000)
    browser = page.context.browser
    assert browser is not None, "the page of a launched browser"
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline", TASKS])
    shown: list[float] = page.evaluate(MEASURE, [SECONDS, STEP_DEG])
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    drawn = page.evaluate(DRAWN)
    assert drawn == UNITS, f"{drawn} vehicles are on the map, not {UNITS}"
    return Frames(sorted(shown, reverse=True), sorted(_worked(trace), reverse=True))


def _worked(trace: list[dict[str, Any]]) -> list[float]:
    """Return the processor time of each task of the pages' main threads."""
    threads = {
        (one["pid"], one["tid"]): one["args"]["name"]
        for one in trace
        if one["name"] == "thread_name"
    }
    return [
        one["tdur"] / 1000
        for one in trace
        if one["name"].endswith("RunTask")
        and "tdur" in one
        and threads.get((one["pid"], one["tid"])) == "CrRendererMain"
    ]
