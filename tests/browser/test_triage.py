"""The queue and its alerts in a browser: by keyboard alone, by two people at once, on a phone, and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from entrypoints.console.catalog import TEXT
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing
from tests.browser.fresh import fresh_alerts, fresh_name, fresh_person
from tests.browser.layout_shift import MOST, layout_shift
from tests.browser.people import ADMINISTRATOR, ANALYST_OF_ACME, ANALYST_OF_GLOBEX
from tests.browser.queues import IN_QUEUE, TO_DO, queue_of
from tests.browser.screenshots import PHONE, Screenshots


def test_ten_alerts_are_triaged_by_keyboard_alone(browsing: Browsing, floor: BrowserFloor) -> None:
    person = fresh_person(floor)
    page = browsing.open()
    browsing.sign_in(page, person)
    queue_of(page, floor, 10)
    keys = page.keyboard
    keys.press("j")
    keys.press("o")
    expect(page.locator("#panel article")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#panel article")).to_have_count(0)
    # Two are selected as a range, and become somebody's.
    keys.press("x")
    keys.press("j")
    keys.press("Shift+X")
    keys.press("a")
    expect(page.locator("#notices")).to_contain_text("2 alerts were changed.")
    expect(page.locator(IN_QUEUE).filter(has_text=person.login)).to_have_count(2)
    for left in range(9, 0, -1):
        keys.press("e")
        expect(page.locator("dialog#act[open]")).to_be_visible()
        keys.press("2")
        keys.press("Enter")
        expect(page.locator(IN_QUEUE)).to_have_count(left)
        expect(page.locator("dialog[open]")).to_have_count(0)
    keys.press("c")
    expect(page.locator("dialog#act[open] [name=case_id]").first).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#notices")).to_contain_text("1 alert is in the case now.")
    assert layout_shift(page) <= MOST


def test_whoever_forgets_the_reason_goes_on_typing_it(page: Page, browsing: Browsing, floor: BrowserFloor) -> None:
    """What is wrong is where the keys go, so that nobody has to look for it."""
    browsing.noticed.expect("console: .*status of 400")
    queue_of(page, floor, 1)
    for key in ("j", "e"):
        page.keyboard.press(key)
    expect(page.locator("dialog#act[open]")).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("dialog#act [name=verdict_reason]")).to_be_focused()
    expect(page.locator("#ask-verdict-reason-fault")).to_be_visible()
    page.keyboard.type("our own scanner")
    page.keyboard.press("Enter")
    expect(page.locator(IN_QUEUE)).to_have_count(0)


def test_the_keys_are_told_and_leave_fields_alone(page: Page, floor: BrowserFloor) -> None:
    queue_of(page, floor, 2)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys[open]")).to_contain_text(TEXT.queue.keys[0][1])
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("jxae?")
    expect(page.locator("#search")).to_have_value("jxae?")
    expect(page.locator("#selected")).to_have_text(TEXT.queue.selected_none)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_two_see_what_the_other_does_and_nothing_moves(browsing: Browsing, floor: BrowserFloor) -> None:
    one, other = browsing.open(ADMINISTRATOR), browsing.open(ANALYST_OF_ACME)
    first, second = queue_of(one, floor, 2)
    other.goto(one.url)
    other.locator(f"#row-{second} input").check()
    one.locator(f"#row-{first} input").check()
    one.get_by_role("button", name=TEXT.queue.close).click()
    one.locator("dialog[open]").get_by_label(TEXT.incidents.verdicts["true_positive"]).check()
    one.locator("dialog[open] button.primary").click()
    expect(one.locator(IN_QUEUE)).to_have_count(1)
    # It stays where it was read, as it is now.
    expect(other.locator(f"#row-{first}")).to_contain_text(TEXT.incidents.statuses["CLOSED"])
    expect(other.locator(IN_QUEUE)).to_have_count(2)
    expect(other.locator(f"#row-{second} input")).to_be_checked()
    assert layout_shift(other) <= MOST


def test_what_comes_is_announced_and_fetched_when_it_is_wanted(browsing: Browsing, floor: BrowserFloor) -> None:
    page, elsewhere = browsing.open(ANALYST_OF_ACME), browsing.open(ANALYST_OF_GLOBEX)
    for one in (page, elsewhere):
        one.goto(TO_DO)
    before = page.locator(IN_QUEUE).first.get_attribute("id")
    made = fresh_alerts(floor, 3, customer="ACME")
    expect(page.locator("#news")).to_have_text("3 new")
    expect(page.locator("#said")).to_have_text("3 new alerts")
    assert page.locator(IN_QUEUE).first.get_attribute("id") == before
    page.locator("#news").click()
    expect(page.locator(f"#row-{made[-1]}")).to_be_visible()
    # Of another customer nothing was announced; that it would be is shown by their own.
    fresh_alerts(floor, 1, customer="GLOBEX")
    expect(elsewhere.locator("#news")).to_have_text("1 new")


def test_a_view_is_saved_and_shared(browsing: Browsing, floor: BrowserFloor) -> None:
    name = fresh_name("view")
    mine, other = browsing.open(ADMINISTRATOR), browsing.open(ANALYST_OF_ACME)
    mine.goto(f"{TO_DO}&severity=High")
    mine.get_by_text(TEXT.views.choose, exact=True).click()
    mine.get_by_label(TEXT.views.save_title).fill(name)
    mine.get_by_role("button", name=TEXT.views.save).click()
    expect(mine).to_have_url(re.compile("severity=High"))
    other.goto("/console/views")
    expect(other.get_by_text(name)).to_have_count(0)
    mine.goto("/console/views")
    mine.get_by_label(f"Share {name} with").fill("ACME")
    mine.get_by_role("button", name=f"Share a copy of {name}").click()
    other.reload()
    other.get_by_role("link", name=name).click()
    expect(other).to_have_url(re.compile("severity=High"))


def test_an_alert_is_opened_on_a_phone_and_left_again(
    browsing: Browsing, floor: BrowserFloor, screenshots: Screenshots
) -> None:
    page = browsing.open(ADMINISTRATOR, size=PHONE)
    (alert,) = queue_of(page, floor, 1)
    page.locator(f"#row-{alert} a[data-opens]").click()
    expect(page.locator("#panel article")).to_be_visible()
    screenshots.shoot(page, "alert-on-a-phone")
    page.get_by_role("button", name=TEXT.queue.panel_close).click()
    expect(page.locator(f"#row-{alert}")).to_be_visible()


def test_without_scripts_one_lists_opens_comments_and_changes_the_status(
    browsing: Browsing, floor: BrowserFloor
) -> None:
    page = browsing.open(ADMINISTRATOR, java_script_enabled=False)
    (alert,) = queue_of(page, floor, 1)
    page.locator(f"#row-{alert} a").click()
    expect(page).to_have_url(re.compile(f"/console/alerts/{alert}$"))
    page.get_by_label(TEXT.alert.comment, exact=True).fill("Looked at by hand")
    page.get_by_role("button", name=TEXT.alert.comment_add).click()
    expect(page.get_by_text("Looked at by hand")).to_be_visible()
    page.get_by_role("button", name=TEXT.alert.start).click()
    expect(page.locator("article header")).to_contain_text(TEXT.incidents.statuses["IN_PROGRESS"])


def test_documents_are_searched(page: Page, floor: BrowserFloor) -> None:
    word = fresh_name("needle")
    (alert,) = fresh_alerts(floor, 1, deep={"in": [{"the": word}], "not": "hay"})
    page.goto(f"/console/alerts/{alert}")
    page.get_by_label(TEXT.alert.raw_search).fill(word.upper())
    expect(page.locator(".leaf.found")).to_have_count(1)
    expect(page.get_by_text("hay", exact=True)).to_be_hidden()
    page.get_by_label(TEXT.alert.raw_search).fill("")
    expect(page.get_by_text("hay", exact=True)).to_be_visible()


def test_the_real_value_is_copied_and_the_defanged_one_is_read(browsing: Browsing, floor: BrowserFloor) -> None:
    page = browsing.open(ADMINISTRATOR, permissions=["clipboard-read", "clipboard-write"])
    (alert,) = fresh_alerts(floor, 1)
    page.goto(f"/console/alerts/{alert}")
    expect(page.get_by_text("203[.]0[.]113[.]9", exact=True)).to_be_visible()
    page.locator("[data-copies='203.0.113.9']").click()
    assert page.evaluate("navigator.clipboard.readText()") == "203.0.113.9"
    expect(page.locator("#said")).to_have_text(TEXT.shell.copied)
