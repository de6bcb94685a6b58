"""A browser and a site for the tests that drive one."""

import gc
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.web.sites import Site, chromium, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, once for a file of tests."""
    with chromium() as started:
        yield started


@pytest.fixture
def site(application: Flask, browser: Browser) -> Iterator[Site]:
    """The demo county behind a port, which no page may leave and no script may fail on."""
    with served(application) as url:
        visited = Site(url, browser, [], [])
        yield visited
        for context in browser.contexts:
            context.close()
        # What was dropped is told of here, under the file's own filter, not in some later test.
        gc.collect()
        assert visited.elsewhere == [], "a page asked another host for something"
        assert visited.complaints == [], "a script failed or was refused by the policy"
