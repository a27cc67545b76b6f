"""What takes its time is seen to go on, also where a whole page comes, and never after it has ended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from entrypoints.console.catalog import TEXT
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.people import ADMINISTRATOR

pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)

PARTS = "**/console/artifacts/uploads/*/parts/*"
AUDIT = re.compile(r"/console/audit(\?|$)")
COMES_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
LATER = "() => new Promise((resolve) => { setTimeout(resolve, 50); })"


def never_comes(page: Page) -> None:
    """Has the audit log not come, so that the browser stays on the page that leads to it, which goes on waiting."""
    page.route(AUDIT, lambda route: route.fulfill(status=204))


def is_busy(page: Page, *, whether: bool = True) -> None:
    """Something is on its way, as the page shows."""
    expect(page.locator("html.busy")).to_have_count(int(whether))


def test_a_form_that_brings_a_page_is_seen_to_go_on(browsing: Browsing) -> None:
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    page.goto("/console/audit")
    page.get_by_text(TEXT.audit.filter, exact=True).click()
    is_busy(page, whether=False)
    never_comes(page)
    with page.expect_response(AUDIT):
        page.get_by_role("button", name=TEXT.audit.use_filter).click()
    is_busy(page)
    # The browser may show the page again as it was left.
    page.evaluate(COMES_BACK)
    is_busy(page, whether=False)


def test_a_link_to_a_page_is_seen_to_go_on_and_one_within_it_is_not(browsing: Browsing) -> None:
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    page.goto("/console/jobs")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    is_busy(page, whether=False)
    never_comes(page)
    with page.expect_response(AUDIT):
        page.get_by_role("link", name=TEXT.audit.title, exact=True).click()
    is_busy(page)


def test_files_that_are_fetched_leave_nothing_waiting(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR)
    page.goto(f"/console/cases/{floor.seeded.case_id}")
    for name in (TEXT.artifacts.bundle_export, re.compile("^Download ")):
        with page.expect_download():
            page.get_by_role("link", name=name).first.click()
        is_busy(page, whether=False)


def test_whoever_stays_with_what_is_being_sent_waits_for_no_page(
    browsing: Browsing, floor: BrowserFloor, tmp_path: Path
) -> None:
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    page.goto(f"/console/cases/{floor.seeded.case_id}")
    file = tmp_path / "on-its-way.bin"
    file.write_bytes(b"123")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(PARTS, hold)
    page.get_by_label(TEXT.artifacts.choose).set_input_files(file)
    page.get_by_role("button", name=TEXT.artifacts.send, exact=True).click()
    expect(page.locator("#sending li")).to_contain_text("0 %")
    page.get_by_role("link", name=TEXT.audit.title, exact=True).click()
    page.evaluate(LATER)
    is_busy(page, whether=False)
    assert asked == ["beforeunload"]
    for one in held:
        one.continue_()
    expect(page.locator("#sending li")).to_contain_text(TEXT.artifacts.done)
