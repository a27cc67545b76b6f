"""Mending a mapping, as whoever does it sees it: the preview turns good while they type, and the event is taken."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from entrypoints.console.catalog import TEXT
from socdomain.ids import derived_id
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.save_source import SourceSettings
from tests.browser.accessibility import assert_accessible
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.people import ADMINISTRATOR
from tests.browser.seeded import BY

SOURCE = "turnstiles"


@pytest.fixture
def rejected(floor: BrowserFloor) -> str:
    """A document that says whose it is in a field that the mapping does not know."""
    container = floor.platform.container
    container.save_source.execute(
        SOURCE, SourceSettings(SourceMapping(SOURCE, title=("what",))), expected_version=None, by=BY
    )
    document = {"what": "A door was forced", "site": "ACME", "id": derived_id(SOURCE).hex}
    summary = container.ingest_documents.execute([json.dumps(document).encode()], IngestRequest(SOURCE), by=BY)
    return str(summary.rejections[0].id)


def test_a_preview_turns_good_while_somebody_types_and_the_event_is_taken(browsing: Browsing, rejected: str) -> None:
    page = browsing.open(ADMINISTRATOR)
    page.goto(f"/console/sources/rejected/{rejected}")
    page.get_by_role("link", name=TEXT.sources.mend).click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text(TEXT.sources.reasons["customer_missing"])

    mapping = page.get_by_label(TEXT.sources.mapping, exact=True)
    mapping.fill('{"title": ["what"], "customer": [{"path": "site"}]}')
    expect(preview).to_contain_text("$.customer[0].claim")
    mapping.fill('{"title": ["what"], "customer": [{"path": "site", "claim": "names"}]}')
    expect(preview).to_contain_text(TEXT.sources.would_be_taken.format(customer="ACME"))
    expect(page.locator("#said")).to_contain_text("ACME")
    assert_accessible(page)

    page.get_by_role("button", name=TEXT.sources.save, exact=True).click()
    page.get_by_role("button", name=TEXT.sources.replay_now).click()
    expect(page.get_by_role("main")).to_contain_text(TEXT.sources.created.one.format(count=1))
