"""A site for a real browser: the demo county on a real port of this machine, and who logs in."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from resources.accounts import Role
from tests.furnishing import PASSWORD as PASSWORD
from tests.furnishing import furnish as furnish

# Without these Chromium calls home at every start, which a closed network refuses slowly.
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
)


@dataclass
class Site:
    """A running site: its address, and every request a browser made to somewhere else."""

    url: str
    browser: Browser
    elsewhere: list[str]
    complaints: list[str]

    def context(self, width: int = 1920, height: int = 1080) -> BrowserContext:
        """Open a browser window that notes what it should not do."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.on("request", lambda request: self._watch(request.url))
        return context

    def _watch(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "about:", "blob:")):
            self.elsewhere.append(url)

    def page(self, context: BrowserContext) -> Page:
        """Open a page that notes script errors and refused content."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        return page

    def _listen(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.complaints.append(text)

    def logged_in(self, role: Role, width: int = 1920, height: int = 1080) -> Page:
        """Log a role in as a person does, and return its page."""
        page = self.page(self.context(width, height))
        page.goto(f"{self.url}/login")
        page.fill("#name", str(role))
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium; without one, skip here and fail in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium on this machine: apt install chromium fonts-wqy-microhei"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(application: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
