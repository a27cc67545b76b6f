"""What looks again by itself: it stops when it is refused, and says so once."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

from entrypoints.console.catalog import TEXT
from tests.browser.browsing import Browsing
from tests.browser.people import ADMINISTRATOR

REFUSED: Final = "/console/jobs/runs/0192d1a1-0b5e-7000-8000-00000000dead"
ANSWERED: Final = "/console/audit/verify/0192d1a1-0b5e-7000-8000-00000000dead"
ASKS: Final = """([refused, answered]) => {
  for (const path of [refused, answered]) {
    const part = document.createElement("div");
    part.setAttribute("hx-get", path);
    part.setAttribute("hx-trigger", "every 100ms");
    part.setAttribute("hx-swap", "none");
    document.getElementById("main").append(part);
    window.htmx.process(part);
  }
}"""


def test_what_is_refused_is_not_asked_again(browsing: Browsing) -> None:
    """Beside a part that is answered, so that it is known when another would have asked."""
    browsing.noticed.expect(r"console: .*status of 404")
    page = browsing.open(ADMINISTRATOR)
    page.goto("/console/sessions")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(path_of(request)))
    page.evaluate(ASKS, [REFUSED, ANSWERED])
    expect(page.locator("#notices")).to_contain_text(TEXT.failures.not_found.title)
    refused = asked.count(REFUSED)
    wait_until_asked(page, asked.count(ANSWERED) + 5, asked)
    assert refused == asked.count(REFUSED) == 1


def wait_until_asked(page: Page, times: int, asked: list[str]) -> None:
    """Waits until a part that is answered has asked so often."""
    while asked.count(ANSWERED) < times:
        with page.expect_request(re.compile(re.escape(ANSWERED))):
            pass


def path_of(request: Request) -> str:
    """Where a request goes."""
    return urlsplit(request.url).path
