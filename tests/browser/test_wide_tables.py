"""Tables that are wider than their room: they show on which side there is more, and are read on a phone."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsing import Browsing
from tests.browser.people import ADMINISTRATOR
from tests.browser.screenshots import DESKTOP, PHONE

pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)

DASHED: Final = "one => ['Left', 'Right'].filter((side) => getComputedStyle(one)[`border${side}Style`] === 'dashed')"
SHADOWS: Final = "one => getComputedStyle(one).boxShadow"
TO_THE_END: Final = "one => { one.scrollLeft = one.scrollWidth; }"
PAINTED: Final = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"


def sides(page: Page, table: Locator) -> list[str]:
    """On which sides a table says that there is more."""
    page.evaluate(PAINTED)
    found: list[str] = table.evaluate(DASHED)
    return found


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_table_shows_on_which_side_there_is_more(browsing: Browsing, motion: str) -> None:
    page = browsing.open(ADMINISTRATOR, size=PHONE, reduced_motion=motion)
    page.goto("/console/jobs")
    table = page.get_by_role("region").first
    assert sides(page, table) == ["Right"]
    assert "inset" in table.evaluate(SHADOWS)
    # By keyboard too: it has the focus, and the arrows move it.
    table.focus()
    page.keyboard.press("ArrowRight")
    expect(table).to_be_focused()
    table.evaluate(TO_THE_END)
    assert sides(page, table) == ["Left"]
    page.set_viewport_size({**DESKTOP, "width": 1600})
    assert sides(page, table) == []
    assert table.evaluate(SHADOWS) == "none"


def test_the_audit_log_is_read_on_a_phone_without_moving_it(browsing: Browsing) -> None:
    page = browsing.open(ADMINISTRATOR, size=PHONE)
    page.goto("/console/audit")
    table = page.get_by_role("region").first
    assert sides(page, table) == []
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
