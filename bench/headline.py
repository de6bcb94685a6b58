"""The headline story: F1 to the acknowledged order in a browser, beside fifty consoles."""

from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import Figure
from resources.database import db, upgrade
from tests.web.headline import CONSOLES, Headline, beside_consoles
from tests.web.sites import chromium
from web import create_app
from web.settings import Settings

PLAYS: Final = 20
WORKLOAD: Final = f"{PLAYS} scripted calls, demonstration county, {CONSOLES} consoles connected"


def figures() -> list[Figure]:
    """Return what a call costs in keys, mouse and seconds, and how soon an order is answered."""
    calls = _played()
    orders_ms = [one.order_ms for one in calls]
    return [
        _row("deliberate keys, the most", max(len(one.keys) for one in calls), "keys", 8),
        _row("mouse, the most", max(one.mouse for one in calls), "events", 0),
        _row("order POST, p95", quantiles(orders_ms, n=20)[18], "ms", 150),
        _row("F1 to acknowledged order, median", median(one.seconds for one in calls), "s", 38),
    ]


def _played() -> list[Headline]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'fenghuo.sqlite'}"
        upgrade(url)
        application = create_app(Settings(url, folder, "k" * 64))
        with application.app_context(), chromium() as browser:
            calls = beside_consoles(application, folder, browser, PLAYS)
            db.session.remove()
            db.engine.dispose()
    return calls


def _row(name: str, value: float, unit: str, most: float) -> Figure:
    return Figure(
        name=f"headline, {name}",
        workload=WORKLOAD,
        ours=round(value, 1),
        unit=unit,
        peer=None,
        peer_value=None,
        ratio=None,
        goal=f"<= {most:g} {unit}",
        same_answer=None,
        holds=value <= most,
    )
