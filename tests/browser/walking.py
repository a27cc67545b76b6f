"""Every page of the console, by its routes: a page that is added is opened without being named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product, zip_longest
from typing import Final

from playwright.sync_api import Page

from entrypoints.console.routers import console_routers
from tests.browser.things import Things

NO_PAGES: Final = {
    "/": "a way to the first page",
    "/console/alerts/narrow": "a way to the queue",
    "/console/alerts/news": "parts of the queue, from a position on",
    "/console/artifacts/uploads/{upload_id:uuid}": "JSON",
    "/console/artifacts/{artifact_id:uuid}/download": "a file",
    "/console/cases/narrow": "a way to the list of cases",
    "/console/cases/{case_id:uuid}/evidence-bundle": "a zip",
    "/console/session": "JSON",
    "/console/static/{digest:str}/{name:str}": "what pages load",
}
"""Routes that answer `GET` with something else, and with what."""

_PLACE: Final = re.compile(r"\{(\w+):\w+\}")
_UNFOLDS: Final = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
_MOST_PAGES: Final = 80
"""The audit log is the longest list: every hostile text is in a record of it."""


def page_routes() -> list[str]:
    """Returns the paths of all pages, with their places as the routes name them."""
    found = {
        route.path
        for router in console_routers()
        for route in router.routes
        for handler in getattr(route, "route_handlers", [])
        if "GET" in handler.http_methods
    }
    assert found >= set(NO_PAGES), f"not there any more: {set(NO_PAGES) - found}"
    return sorted(found - set(NO_PAGES))


def paths(route: str, things: Things) -> list[str]:
    """Returns the path of a page, once with each of the things that can stand in its place.

    Raises:
        AssertionError: It has a place of which nothing is said.
    """
    places = _PLACE.findall(route)
    unknown = set(places) - set(things)
    assert not unknown, f"{route} wants {unknown}: say in tests/browser/things.py what can stand there"
    in_parts = _PLACE.split(route)[::2]
    found = product(*(map(str, things[place]) for place in places))
    return ["".join(chain(*zip_longest(in_parts, some, fillvalue=""))) for some in found]


def unfold(page: Page) -> None:
    """Unfolds everything that is folded on a page."""
    page.evaluate(_UNFOLDS)


def walk(page: Page, path: str) -> Iterator[None]:
    """Opens a page, unfolds what is folded on it, and does the same with those that follow it in its list."""
    page.goto(path)
    for _ in range(_MOST_PAGES):
        unfold(page)
        yield
        following = page.locator("a[rel=next]")
        if not following.count():
            return
        following.first.click()
        page.wait_for_load_state()
    raise AssertionError(f"{path} has more than {_MOST_PAGES} pages")
