"""Tables a test measured, shown at the end of the run, where a captured print would be lost."""

from collections.abc import Callable

import pytest

TABLES: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.fixture(scope="session")
def show_table(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Keep a table for the end of the run."""
    return pytestconfig.stash.setdefault(TABLES, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the tables that were measured."""
    for table in config.stash.get(TABLES, []):
        heading, *lines = table.splitlines()
        terminalreporter.section(heading)
        for line in lines:
            terminalreporter.write_line(line)
