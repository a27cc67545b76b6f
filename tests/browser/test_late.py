"""A queue whose answers come late, as over a slow line: nothing moves under whoever has not touched anything since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Page, Route, expect

from entrypoints.console.catalog import TEXT
from socdomain.ids import AlertId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.change_alerts_in_bulk import BulkChange
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.layout_shift import MOST, layout_shift
from tests.browser.noticed import settle
from tests.browser.people import ADMINISTRATOR
from tests.browser.queues import IN_QUEUE, queue_of
from tests.browser.seeded import BY

LATE_MS: Final = 700
"""A browser takes what moves within 500 ms of a key for its answer; all that comes later is a shift."""


def slow_down(page: Page) -> None:
    """Has every answer come late from now on."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATE_MS, "downloadThroughput": -1, "uploadThroughput": -1},
    )


@contextmanager
def holding(page: Page, method: str, address: str) -> Iterator[list[Route]]:
    """Keeps requests from going on, until they are told to."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route) if route.request.method == method else route.fallback())
    yield held
    page.unroute(address)


def test_an_alert_that_opens_late_has_its_place_at_once(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR)
    queue_of(page, floor, 10)
    slow_down(page)
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#panel article")).to_be_visible()
    assert layout_shift(page) <= MOST


def test_what_was_closed_before_its_answer_stays_closed(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR)
    queue_of(page, floor, 2)
    slow_down(page)
    with page.expect_response("**/console/alerts/*"):
        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(page.locator("#panel")).to_have_text(re.compile(TEXT.queue.opening))
        page.keyboard.press("Escape")
    settle(page)
    expect(page.locator("#panel > *")).to_have_count(0)


def test_of_several_alerts_the_last_one_asked_for_is_shown(browsing: Browsing, floor: BrowserFloor) -> None:
    """Whichever answer comes last."""
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    first, second = queue_of(page, floor, 2)
    with holding(page, "GET", f"**/console/alerts/{first}") as held:
        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(page.locator("#panel")).to_have_text(re.compile(TEXT.queue.opening))
        page.keyboard.press("j")
        expect(page.locator(f"#panel [data-alert='{second}']")).to_be_visible()
        with page.expect_response(f"**/console/alerts/{first}"):
            held[0].continue_()
    settle(page)
    expect(page.locator(f"#panel [data-alert='{second}']")).to_be_visible()


@contextmanager
def acting_late(page: Page, first: AlertId, second: AlertId) -> Iterator[None]:
    """Begins to work on an alert in the panel and opens the next; what the first became is answered after the block."""
    page.keyboard.press("j")
    page.keyboard.press("o")
    with holding(page, "POST", f"**/console/alerts/{first}**") as held:
        page.locator("#panel").get_by_role("button", name=TEXT.alert.start, exact=True).click()
        page.keyboard.press("j")
        expect(page.locator(f"#panel [data-alert='{second}']")).to_be_visible()
        yield
        with page.expect_response(f"**/console/alerts/{first}**"):
            held[0].continue_()
    settle(page)


def test_what_was_done_before_takes_nobody_back(browsing: Browsing, floor: BrowserFloor) -> None:
    """Otherwise whoever goes on would act on another alert than the one that they have opened."""
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    first, second = queue_of(page, floor, 2)
    with acting_late(page, first, second):
        pass
    expect(page.locator(f"#row-{first}")).to_contain_text(TEXT.incidents.statuses["IN_PROGRESS"])
    expect(page.locator(f"#panel [data-alert='{second}']")).to_be_visible()


def test_what_was_refused_late_is_told(browsing: Browsing, floor: BrowserFloor) -> None:
    browsing.noticed.expect("console: .*status of 412")
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    first, second = queue_of(page, floor, 2)
    with acting_late(page, first, second):
        meanwhile = BulkChange(ids=(first,), change=AlertChange(add_tags=("meanwhile",)))
        floor.platform.container.change_alerts_in_bulk.execute(meanwhile, by=BY)
    expect(page.locator("#notices")).to_contain_text(TEXT.queue.refused_late)
    expect(page.locator(f"#panel [data-alert='{second}']")).to_be_visible()


def test_what_cannot_be_opened_leaves_no_empty_place(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    browsing.noticed.expect("ERR_FAILED|Failed to fetch")
    (alert,) = queue_of(page, floor, 1)
    page.route(f"**/console/alerts/{alert}", lambda route: route.abort())
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#notices")).to_contain_text(TEXT.shell.failed)
    expect(page.locator("#panel > *")).to_have_count(0)


def test_what_is_done_with_alerts_late_moves_little(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR)
    queue_of(page, floor, 10)
    slow_down(page)
    keys = page.keyboard
    for key in ("j", "x", "j", "Shift+X", "a"):
        keys.press(key)
    expect(page.locator(IN_QUEUE).filter(has_text=ADMINISTRATOR.login)).to_have_count(2)
    keys.press("e")
    expect(page.locator("dialog#act[open]")).to_be_visible()
    keys.press("2")
    keys.press("Enter")
    expect(page.locator(IN_QUEUE)).to_have_count(9)
    assert layout_shift(page) <= MOST
