"""What cannot be taken back is asked about once: by a dialog, or without scripts by a box that has to be ticked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from entrypoints.console.catalog import TEXT
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.fresh import fresh_case, fresh_file, fresh_person, fresh_rejected
from tests.browser.people import ADMINISTRATOR
from tests.browser.seeded import SOURCE

pytestmark = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)

BOX = "input[type=checkbox][required]:not([name])"
REJECTED = f"/console/sources/rejected?source={SOURCE}"


def without_scripts(browsing: Browsing) -> Page:
    """A browser of an administrator's that runs no scripts."""
    return browsing.open(ADMINISTRATOR, java_script_enabled=False)


def refused_until_ticked(page: Page, button: str | re.Pattern[str], question: str | re.Pattern[str]) -> None:
    """Presses a button, which sends nothing until the question beside it is ticked, and then sends it."""
    pressed, before = page.get_by_role("button", name=button), page.url
    pressed.click()
    box = page.get_by_label(question)
    assert box.evaluate("one => one.matches(':user-invalid')"), "the browser has refused to send the form"
    assert page.url == before
    box.check()
    pressed.click()


def test_without_scripts_a_session_is_ended_once_its_question_is_ticked(
    browsing: Browsing, floor: BrowserFloor
) -> None:
    person = fresh_person(floor)
    here, there = browsing.open(java_script_enabled=False), browsing.open()
    for page in (there, here):
        browsing.sign_in(page, person)
    here.goto("/console/sessions")
    refused_until_ticked(here, re.compile("^End the session"), TEXT.auth.end_asks.format(address="127.0.0.1"))
    expect(here.get_by_text(TEXT.auth.ended)).to_be_visible()


def test_without_scripts_evidence_is_deleted_once_its_question_is_ticked(
    browsing: Browsing, floor: BrowserFloor
) -> None:
    file, page = fresh_file(floor, fresh_case(floor)), without_scripts(browsing)
    page.goto(f"/console/artifacts/{file}")
    page.get_by_label(TEXT.artifacts.reason).last.fill("It is of no use.")
    name = page.get_by_role("heading", level=1).inner_text()
    refused_until_ticked(page, TEXT.artifacts.delete, TEXT.artifacts.delete_asks.format(name=name))
    expect(page.get_by_role("button", name=TEXT.artifacts.delete)).to_have_count(0)


def test_without_scripts_all_is_replayed_once_ticked_and_some_without(browsing: Browsing, floor: BrowserFloor) -> None:
    fresh_rejected(floor)
    page = without_scripts(browsing)
    page.goto(REJECTED)
    page.get_by_role("button", name=TEXT.sources.replay_chosen).click()
    expect(page.get_by_text(TEXT.sources.choose_some)).to_be_visible()
    page.goto(REJECTED)
    refused_until_ticked(page, TEXT.sources.replay_all, TEXT.sources.replay_all_asks)
    expect(page.get_by_role("heading", name=TEXT.sources.replayed_title)).to_be_visible()


def test_with_scripts_a_dialog_asks_and_no_box_is_there(browsing: Browsing, floor: BrowserFloor) -> None:
    fresh_rejected(floor)
    page = browsing.open(ADMINISTRATOR)
    file = fresh_file(floor, fresh_case(floor))
    for path in (f"/console/artifacts/{file}", "/console/connectors", "/console/customers/ACME", REJECTED):
        page.goto(path)
        assert page.locator(BOX).count() == 0, path
    page.get_by_role("button", name=TEXT.sources.replay_all).click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(TEXT.sources.replay_all_asks)
    asked.get_by_role("button", name=TEXT.sources.replay_all).click()
    expect(page.get_by_role("heading", name=TEXT.sources.replayed_title)).to_be_visible()
