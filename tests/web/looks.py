"""A page looked at by axe in both themes, as cheaply as can be.

Only what is wrong is asked for: axe otherwise writes an address for each element that is right,
which is most of its time (24 s against 7 s for the console of 196 vehicles). The second theme is
asked for its contrast alone, for nothing else depends on the colours.
"""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ONLY_WRONG = {"resultTypes": ["violations"]}
CONTRAST_ONLY = {**ONLY_WRONG, "runOnly": ["color-contrast"]}
DAY, NIGHT = "day", "night"


def paint(page: Page, theme: str) -> None:
    """Show a page in a theme, as the button on its bar does."""
    page.evaluate(
        """theme => {
          document.documentElement.dataset.theme = theme;
          document.dispatchEvent(new CustomEvent("themechange"));
        }""",
        theme,
    )


def wrong(page: Page, themes: Sequence[str] = (DAY,)) -> list[str]:
    """Return what axe finds wrong: all rules in the first theme, the contrast in the others."""
    found = []
    for theme in themes:
        paint(page, theme)
        options = ONLY_WRONG if theme == themes[0] else CONTRAST_ONLY
        for violation in Axe().run(page, options=options).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append(f"{page.url} by {theme}: {violation['id']} {nodes}")
    return found
