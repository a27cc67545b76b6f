"""Every page of the console can be used by everybody: with axe, in both themes, on a desktop and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import assert_accessible
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.layout_shift import MOST, layout_shift
from tests.browser.people import ADMINISTRATOR, READER
from tests.browser.screenshots import DESKTOP, PHONE, THEMES, Screenshots, Theme
from tests.browser.things import things_of
from tests.browser.walking import page_routes, paths, unfold

on_sqlite = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)
"""For what looks the same whatever the database is."""


def opened(page: Page, floor: BrowserFloor, route: str) -> Page:
    """Opens the first page of a route, and waits until it has come to rest."""
    (path, *_) = paths(route, things_of(floor.platform))
    page.goto(path)
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("route", page_routes())
@on_sqlite
def test_axe_finds_nothing(browsing: Browsing, floor: BrowserFloor, route: str, theme: Theme) -> None:
    page = opened(browsing.open(ADMINISTRATOR, theme=theme), floor, route)
    assert_accessible(page)
    unfold(page)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)


@pytest.mark.parametrize("route", page_routes())
@on_sqlite
def test_nothing_moves_or_is_cut_off(browsing: Browsing, floor: BrowserFloor, route: str) -> None:
    for size in (DESKTOP, PHONE):
        page = opened(browsing.open(ADMINISTRATOR, size=size), floor, route)
        assert layout_shift(page) <= MOST
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], size


@pytest.mark.parametrize("route", page_routes())
@on_sqlite
def test_a_picture_is_kept(browsing: Browsing, floor: BrowserFloor, route: str, screenshots: Screenshots) -> None:
    page = opened(browsing.open(ADMINISTRATOR), floor, route)
    made = screenshots.shoot(page, name_of(route))
    assert all(one.stat().st_size for one in made)


@pytest.mark.parametrize("route", page_routes())
@on_sqlite
def test_it_is_there_without_scripts(browsing: Browsing, floor: BrowserFloor, route: str) -> None:
    page = opened(browsing.open(ADMINISTRATOR, java_script_enabled=False), floor, route)
    assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("route", page_routes())
@on_sqlite
def test_who_may_only_read_sees_it_or_is_told(browsing: Browsing, floor: BrowserFloor, route: str) -> None:
    """What is forbidden is a page that says so, and where to go; the browser calls the status an error."""
    page = browsing.open(READER)
    (path, *_) = paths(route, things_of(floor.platform))
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in (200, 403)
    if answer.status == 403:
        browsing.noticed.expect("console: .*status of 403")
    assert page.get_by_role("heading", level=1).count() == 1
    assert_accessible(page)


def name_of(route: str) -> str:
    """Returns what a picture of a page is called."""
    parts = [part.strip("{}").partition(":")[0] for part in route.removeprefix("/console").split("/") if part]
    return "-".join(parts) or "console"
