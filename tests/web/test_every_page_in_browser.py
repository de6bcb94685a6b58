"""Every page there is, found by the map of addresses, looked at by axe in both themes."""

import pytest
from flask import Flask

from resources.accounts import Role
from tests.web.looks import wrong
from tests.web.sites import Site
from web.access import declared_roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # What is looked at are colours and widths, which no database changes.
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDE, NARROW = (1920, 1080), (360, 780)
LOOKED_AT_WHEN_LIVE = {"/console", "/wall"}
"""Pages that wait for news; other stories look at them before and after it comes."""


def addresses(app: Flask) -> dict[Role, list[str]]:
    """The pages without a parameter, each for one of the roles that may see it, dealt in turn."""
    dealt: dict[Role, list[str]] = {role: [] for role in Role if role is not Role.DEVICE}
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        methods = rule.methods or set()
        if "GET" not in methods or rule.arguments or not rule.endpoint.startswith("pages."):
            continue
        roles = declared_roles(app.view_functions[rule.endpoint])
        able = [role for role in dealt if roles is not None and role in roles]
        if able and rule.rule not in LOOKED_AT_WHEN_LIVE:
            dealt[min(able, key=lambda role: len(dealt[role]))].append(rule.rule)
    return dealt


@pytest.mark.parametrize(
    ("size", "theme"), [(WIDE, "night"), (NARROW, "day")], ids=["wide night", "narrow day"]
)
def test_no_page_has_a_fault_axe_knows_or_scrolls_sideways(
    site: Site, application: Flask, size: tuple[int, int], theme: str
):
    found: list[str] = []
    seen = 0

    for role, paths in addresses(application).items():
        page = site.logged_in(role, *size) if paths else None
        for path in paths:
            assert page is not None
            kind = page.request.get(f"{site.url}{path}").headers.get("content-type", "")
            if not kind.startswith("text/html"):
                continue
            page.goto(f"{site.url}{path}")
            found += [f"{role}: {fault}" for fault in wrong(page, (theme,))]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > page.evaluate("window.innerWidth"):
                found.append(f"{path} for {role}: {width} px wide")
            seen += 1

    assert found == []
    assert seen > 20
