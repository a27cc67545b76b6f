"""A connector that is tried on its page, or on a card: what is shown of it is as new as what was found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from entrypoints.console.catalog import TEXT
from tests.browser.browsing import Browsing
from tests.browser.people import ADMINISTRATOR
from tests.browser.seeded import GOOD_CONNECTOR

pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)


def test_its_history_is_renewed_and_what_was_told_before_goes(browsing: Browsing) -> None:
    page = browsing.open(ADMINISTRATOR)
    page.goto("/console/connectors")
    page.get_by_role("link", name=GOOD_CONNECTOR).click()
    page.goto(f"{page.url}?done=changed")
    told, history = page.locator("#notices"), page.locator("#history tbody tr")
    expect(told).to_contain_text(TEXT.connectors.changed)
    before = history.count()
    for more in (1, 2):
        page.get_by_role("button", name=re.compile(f"^{TEXT.connectors.verify}")).click()
        expect(history).to_have_count(before + more)
        expect(told).to_be_empty()
    expect(history.first).to_contain_text(TEXT.connectors.happenings["verified"])


def test_what_was_told_before_goes_from_the_list_too(browsing: Browsing) -> None:
    page = browsing.open(ADMINISTRATOR)
    page.goto("/console/connectors?done=removed")
    expect(page.locator("#notices")).to_contain_text(TEXT.connectors.removed)
    page.get_by_role("button", name=re.compile(f"{TEXT.connectors.verify}.*{GOOD_CONNECTOR}")).click()
    expect(page.locator("#notices")).to_be_empty()
