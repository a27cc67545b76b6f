"""Every payload takes effect on a page that is careless, and is seen when it does; else it would prove nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.browsing import Browsing
from tests.browser.careless import careless_page, served
from tests.browser.noticed import Noticed, settle
from tests.browser.payloads import ALSO, CORPUS, HOST, MARK, Payload, Sink
from tests.browser.unharmed import harm_at


@pytest.fixture(scope="module")
def browsing(chromium: Browser) -> Iterator[Browsing]:
    """Browsers that come to careless pages."""
    with served(careless_page) as origin:
        yield Browsing(chromium, origin, {}, Noticed(origin))


@pytest.fixture(scope="module")
def page(browsing: Browsing) -> Iterator[Page]:
    page = browsing.open()
    yield page
    page.context.close()


@pytest.mark.parametrize("payload", CORPUS, ids=lambda one: f"{one.number}-{one.sink.name}")
def test_it_takes_effect_and_is_seen(browsing: Browsing, page: Page, payload: Payload) -> None:
    browsing.noticed.notices.clear()
    harm: list[str] = []
    # A page that leads elsewhere breaks off.
    try:
        page.goto(f"/{payload.number}")
        if payload.sink is Sink.LINK:
            page.get_by_text("a link").click(no_wait_after=True)
        settle(page)
        harm = harm_at(page)
    except Error:
        settle(page)
    seen = [str(one) for one in browsing.noticed.notices]
    ran = [one for one in seen if one.startswith(f"payload: number {payload.number} ran")]
    asked = [one for one in seen if one.startswith("request") and f"{HOST}/{payload.number}" in one]
    assert ran or asked or harm, seen
    if not harm:
        with pytest.raises(AssertionError, match="the browser says"):
            browsing.noticed.check()


def test_none_shows_its_mark_as_it_stands() -> None:
    assert [one for one in (*CORPUS, *ALSO) if MARK in one.text] == []


def test_each_has_a_number_of_its_own() -> None:
    numbers = [one.number for one in (*CORPUS, *ALSO)]
    assert len(set(numbers)) == len(numbers)
