"""A queue that is left open: it asks what has come while somebody looks at it, and as long as it is answered."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from entrypoints.console.catalog import TEXT
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.fresh import fresh_person

pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)

QUEUE: Final = "/console/alerts"
NEWS: Final = f"{QUEUE}/news"
OTHERWISE: Final = "() => fetch('/console/sign-in').then((answer) => answer.text())"
HIDES: Final = "Object.defineProperty(document, 'hidden', { get: () => Boolean(window.isAway) })"


@pytest.fixture
def queue(browsing: Browsing, floor: BrowserFloor) -> Page:
    """The queue in a browser whose session is nobody else's, and whose clock goes on when the test says so."""
    page = browsing.open()
    page.add_init_script(HIDES)
    page.clock.install()
    browsing.sign_in(page, fresh_person(floor))
    page.goto(QUEUE)
    return page


def asked(page: Page) -> list[str]:
    """What is asked for news from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if urlsplit(request.url).path == NEWS else None)
    return found


def minutes_go_by(page: Page) -> None:
    """Lets what waits have its turn, and something else be asked and answered after each."""
    for _ in range(3):
        page.clock.run_for(60_000)
        page.evaluate(OTHERWISE)


def test_who_is_signed_out_meanwhile_is_told_so_once_and_nothing_is_asked_again(
    browsing: Browsing, queue: Page
) -> None:
    browsing.noticed.expect(r"console: .*status of 401")
    told = queue.locator("#notices")
    news = asked(queue)
    queue.context.clear_cookies()
    queue.clock.run_for(4_000)
    expect(told).to_contain_text(TEXT.failures.signed_out.title)
    expect(told.get_by_role("link")).to_be_visible()
    minutes_go_by(queue)
    assert len(news) == 1


def test_nothing_is_asked_while_nobody_looks(queue: Page) -> None:
    news = asked(queue)
    queue.evaluate("window.isAway = true")
    minutes_go_by(queue)
    assert news == []
    queue.evaluate("window.isAway = false")
    with queue.expect_response(lambda answer: urlsplit(answer.url).path == NEWS) as answer:
        queue.clock.run_for(4_000)
    assert answer.value.status == 200
