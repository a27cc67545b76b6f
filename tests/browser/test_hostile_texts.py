"""Whatever is stored is hostile, and no page takes it for anything but text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browser_floor import HostileFloor
from tests.browser.browsing import Browsing, SignedIn
from tests.browser.noticed import Noticed
from tests.browser.people import ADMINISTRATOR
from tests.browser.unharmed import assert_unharmed
from tests.browser.walking import page_routes, paths, unfold, walk


@pytest.fixture
def browsing(chromium: Browser, hostile: HostileFloor, signed_in: SignedIn) -> Iterator[Browsing]:
    """Browsers that come to a floor where every text is hostile."""
    made = Browsing(chromium, hostile.origin, signed_in, Noticed(hostile.origin))
    yield made
    made.close()


def test_every_field_is_full_of_it(hostile: HostileFloor) -> None:
    """Else the pages would be fine for want of anything to show."""
    few = {name: count for name, count in hostile.filled.stored.items() if count < 5}
    assert few == {}
    assert set(hostile.filled.refused) <= set(hostile.filled.stored)


@pytest.mark.parametrize("route", page_routes())
def test_no_page_runs_it(browsing: Browsing, hostile: HostileFloor, route: str) -> None:
    page = browsing.open(ADMINISTRATOR)
    for path in paths(route, hostile.things):
        for _ in walk(page, path):
            assert_unharmed(page)


def test_no_part_that_is_put_into_a_page_runs_it(browsing: Browsing) -> None:
    """The panel beside the queue comes by htmx, which runs what it finds unless it is told not to."""
    page = browsing.open(ADMINISTRATOR)
    page.goto("/console/alerts")
    rows = page.locator("tr[data-alert]")
    assert rows.count() >= 20
    for row in rows.all():
        row.locator("th a").click()
        expect(page.locator(f"#panel [data-alert='{row.get_attribute('data-alert')}']")).to_be_visible()
        unfold(page)
        assert_unharmed(page)
