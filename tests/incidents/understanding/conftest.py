"""The figures of the suggestions, printed at the end of a run."""

import pytest

from incidents.categories import GROUPS
from tests.incidents.understanding.narratives import KEPT, Figures, narrative_rows, rate


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how often the rules suggest the right kind and level, group by group."""
    if not any("understanding" in item.nodeid for item in terminalreporter.stats.get("passed", [])):
        return
    terminalreporter.section("suggestions for labelled narratives")
    rows = narrative_rows(KEPT)
    for code, group in GROUPS.items():
        figures = rate([row for row in rows if row.category[0] == code[0]])
        if figures.rows:
            terminalreporter.write_line(line(group.name, figures))
    terminalreporter.write_line(line("all", rate(rows)))


def line(name: str, figures: Figures) -> str:
    """Return the figures of a group in one line."""
    return (
        f"{name}: {figures.rows} narratives, top-1 {figures.first:.1%}, "
        f"top-3 {figures.among_three:.1%}, level not below the facts {figures.level_kept:.1%}"
    )
