"""Takes the pictures of the documentation anew: `nox -s pictures`, over a platform that is filled as the tests' is."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from adapters.database import migrate
from entrypoints.console.catalog import TEXT
from tests.architecture.tree import ROOT
from tests.browser.browser_floor import BrowserFloor, browser_floor
from tests.browser.browsing import Browsing
from tests.browser.chromium import running_chromium
from tests.browser.noticed import Noticed
from tests.browser.people import ADMINISTRATOR
from tests.browser.screenshots import DESKTOP, PHONE

FOLDER: Final = ROOT / "docs" / "pictures"
TO_DO: Final = "/console/alerts?status=OPEN&status=IN_PROGRESS"
MENDED: Final = """{
  "title": ["headline"],
  "customer": [{"path": "site", "claim": "names"}]
}
"""
_QUALITY: Final = 72


def main() -> int:
    """Takes all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="watchfloor-pictures-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'watchfloor.db'}"
        migrate(url)
        with browser_floor(url, folder) as floor, running_chromium() as chromium:
            browsing = Browsing(chromium, floor.origin, {}, Noticed(floor.origin))
            _take(browsing, floor)
            browsing.close()
    return 0


def _take(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR, size=DESKTOP)
    for name, path in (
        ("overview", "/console"),
        ("case", f"/console/cases/{floor.seeded.case_id}"),
        ("connectors", "/console/connectors"),
        ("jobs", "/console/jobs"),
    ):
        page.goto(path)
        _keep(page, name)
    page.goto("/console/sources/rejected")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name=TEXT.sources.mend).click()
    page.get_by_label(TEXT.sources.mapping, exact=True).fill(MENDED)
    page.locator("#preview").get_by_text(TEXT.sources.would_be_taken.format(customer="ACME")).wait_for()
    _keep(page, "mapping")
    _open_first(page)
    _keep(page, "queue")
    dark = browsing.open(ADMINISTRATOR, size=DESKTOP, theme="dark")
    dark.goto(TO_DO)
    _keep(dark, "queue-dark")
    phone = browsing.open(ADMINISTRATOR, size=PHONE)
    _open_first(phone)
    _keep(phone, "alert-phone")


def _open_first(page: Page) -> None:
    page.goto(TO_DO)
    page.locator("#rows a[data-opens]").first.click()
    page.locator("#panel article").wait_for()


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=_QUALITY, animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
