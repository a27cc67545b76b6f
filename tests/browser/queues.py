"""The queue in a browser, with alerts of one test alone."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, expect

from socdomain.ids import AlertId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.change_alerts_in_bulk import BulkChange
from tests.browser.browser_floor import BrowserFloor
from tests.browser.fresh import fresh_alerts, fresh_name
from tests.browser.seeded import BY

TO_DO: Final = "/console/alerts?status=OPEN&status=IN_PROGRESS"
IN_QUEUE: Final = "#rows > tr"


def queue_of(page: Page, floor: BrowserFloor, number: int) -> list[AlertId]:
    """Opens a queue that holds nothing but some alerts of this test, the last of which is at the top."""
    tag = fresh_name("mine")
    made = fresh_alerts(floor, number)
    wanted = BulkChange(ids=tuple(made), change=AlertChange(add_tags=(tag,)))
    floor.platform.container.change_alerts_in_bulk.execute(wanted, by=BY)
    page.goto(f"{TO_DO}&tag={tag}")
    expect(page.locator(IN_QUEUE)).to_have_count(number)
    return made[::-1]
