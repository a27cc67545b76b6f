"""The page that shows the API's description."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.browsing import Browsing
from tests.browser.layout_shift import MOST, layout_shift
from tests.browser.screenshots import DESKTOP, PHONE, THEMES, Screenshots, Theme

SCHEMA = "/schema"
# It shows nothing of a database.
pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)


def opened(page: Page) -> None:
    """Opens the page, and some of what is folded on it."""
    page.goto(SCHEMA)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Watchfloor")
    for number in range(3):
        page.locator("summary").nth(number * 40).click()


@pytest.mark.parametrize("theme", THEMES)
def test_it_can_be_read_by_everybody(browsing: Browsing, theme: Theme) -> None:
    page = browsing.open(theme=theme)
    opened(page)
    assert_accessible(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_on_it_moves_or_is_cut_off(browsing: Browsing, size: ViewportSize) -> None:
    page = browsing.open(size=size)
    opened(page)
    assert layout_shift(page) <= MOST
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_pictures_of_it_are_kept(browsing: Browsing, screenshots: Screenshots) -> None:
    page = browsing.open()
    page.goto(SCHEMA)
    assert {file.name for file in screenshots.shoot(page, "schema")} == {
        f"schema-{theme}-{size['width']}.png" for theme in THEMES for size in (DESKTOP, PHONE)
    }
