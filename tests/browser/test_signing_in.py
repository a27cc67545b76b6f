"""Signing in at the page, as people do: by mouse or by keyboard alone, with and without scripts, at first and again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from entrypoints.console.catalog import TEXT
from entrypoints.console.failures import SIGN_IN
from tests.browser.accessibility import assert_accessible
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing, fill_in
from tests.browser.fresh import fresh_person
from tests.browser.layout_shift import MOST, layout_shift
from tests.browser.people import PASSWORD
from tests.browser.screenshots import DESKTOP, PHONE, THEMES, Screenshots, Theme

NEXT = "an entirely different thought 7"
REFUSED = r"console: .*status of 401"
SESSIONS = "/console/sessions"
AFTERWARDS = f"{SIGN_IN}?next=/console/sessions"


def assert_signed_in(page: Page, login: str) -> None:
    """Somebody has signed in, and looks at their sessions."""
    expect(page).to_have_url(re.compile(f"{SESSIONS}$"))
    expect(page.get_by_role("heading", name=TEXT.auth.sessions_title)).to_be_visible()
    expect(page.locator(".who")).to_have_text(login)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_page_can_be_used_by_everybody(
    browsing: Browsing, theme: Theme, size: ViewportSize, screenshots: Screenshots
) -> None:
    page = browsing.open(theme=theme, size=size)
    page.goto(SIGN_IN)
    assert_accessible(page)
    assert layout_shift(page) <= MOST
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    screenshots.shoot(page, "sign-in")


def test_who_signs_in_gets_to_the_page_that_was_wanted(browsing: Browsing, floor: BrowserFloor) -> None:
    person, page = fresh_person(floor), browsing.open()
    page.goto(SESSIONS)
    expect(page).to_have_url(re.compile(re.escape(SIGN_IN)))
    fill_in(page, person.login, PASSWORD)
    assert_signed_in(page, person.login)
    assert_accessible(page)


def test_a_wrong_password_is_told_where_it_was_written(browsing: Browsing, floor: BrowserFloor) -> None:
    person, page = fresh_person(floor), browsing.open()
    browsing.noticed.expect(REFUSED)
    page.goto(AFTERWARDS)
    fill_in(page, person.login, "something else")

    told = page.get_by_role("alert")
    expect(told).to_have_text(TEXT.auth.refused)
    for label in (TEXT.auth.login, TEXT.auth.password):
        field = page.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(TEXT.auth.refused)
    # What was right stays, and one types on where it was wrong.
    expect(page.get_by_label(TEXT.auth.login)).to_have_value(person.login)
    expect(page.get_by_label(TEXT.auth.password)).to_have_value("")
    expect(page.get_by_label(TEXT.auth.password)).to_be_focused()
    assert_accessible(page)

    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    assert_signed_in(page, person.login)


def test_it_takes_no_mouse(browsing: Browsing, floor: BrowserFloor) -> None:
    person, page = fresh_person(floor), browsing.open()
    page.goto(AFTERWARDS)
    expect(page.get_by_label(TEXT.auth.login)).to_be_focused()
    page.keyboard.type(person.login)
    page.keyboard.press("Tab")
    expect(page.get_by_label(TEXT.auth.password)).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name=TEXT.auth.sign_in)
    expect(button).to_be_focused()
    assert button.evaluate("one => getComputedStyle(one).outlineStyle") == "solid", "what has the focus shows it"
    page.keyboard.press("Space")
    assert_signed_in(page, person.login)


def test_it_takes_no_scripts(browsing: Browsing, floor: BrowserFloor) -> None:
    person, page = fresh_person(floor), browsing.open(java_script_enabled=False)
    page.goto(AFTERWARDS)
    fill_in(page, person.login, PASSWORD)
    assert_signed_in(page, person.login)


def test_a_first_password_is_good_for_choosing_another(
    browsing: Browsing, floor: BrowserFloor, screenshots: Screenshots
) -> None:
    person, page = fresh_person(floor, must_change_password=True), browsing.open()
    page.goto(AFTERWARDS)
    fill_in(page, person.login, PASSWORD)
    expect(page.get_by_role("heading", name=TEXT.auth.change_title)).to_be_visible()
    expect(page.get_by_text(TEXT.auth.change_forced)).to_be_visible()
    assert_accessible(page)
    screenshots.shoot(page, "password-forced")

    page.get_by_label(TEXT.auth.current_password).fill(PASSWORD)
    page.get_by_label(TEXT.auth.new_password).fill(NEXT)
    page.get_by_role("button", name=TEXT.auth.change).click()
    expect(page.get_by_text(TEXT.auth.password_changed)).to_be_visible()

    page.goto(AFTERWARDS)
    fill_in(page, person.login, NEXT)
    assert_signed_in(page, person.login)


def test_who_signs_out_is_out(browsing: Browsing, floor: BrowserFloor) -> None:
    person, page = fresh_person(floor), browsing.open()
    page.goto(AFTERWARDS)
    fill_in(page, person.login, PASSWORD)
    page.locator("details.account summary").click()
    page.get_by_role("button", name=TEXT.shell.sign_out).click()
    expect(page.get_by_text(TEXT.auth.signed_out)).to_be_visible()
    page.goto(SESSIONS)
    expect(page).to_have_url(re.compile(re.escape(SIGN_IN)))


def test_a_session_is_ended_from_another_browser(browsing: Browsing, floor: BrowserFloor) -> None:
    """Which is asked for once, by a dialog that names it."""
    person, here, there = fresh_person(floor), browsing.open(), browsing.open()
    for page in (there, here):
        page.goto(AFTERWARDS)
        fill_in(page, person.login, PASSWORD)
        assert_signed_in(page, person.login)
    here.get_by_role("button", name=re.compile(r"^End the session")).click()
    dialog = here.get_by_role("dialog")
    expect(dialog).to_contain_text("127.0.0.1")
    dialog.get_by_role("button", name=TEXT.auth.end).click()
    expect(here.get_by_text(TEXT.auth.ended)).to_be_visible()
    there.reload()
    expect(there).to_have_url(re.compile(re.escape(SIGN_IN)))
