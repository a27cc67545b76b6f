"""The queue: what it shows, how it is narrowed, and what is done with several alerts."""

from __future__ import annotations

import pytest

from entrypoints.console.guard import PATH
from socdomain.principal import Scope
from tests.api.driving import Api, wazuh
from tests.console.browsers import Browser
from tests.console.pages import Page, led, look, send

QUEUE = f"{PATH}/alerts"
BULK = f"{QUEUE}/bulk"
TO_DO = f"{QUEUE}?status=OPEN&status=IN_PROGRESS"


def test_alerts_are_listed_with_what_matters_of_them(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    alert = any_browser.api.alert(host="<b>web</b> & odd")
    page = look(any_browser, TO_DO)
    assert page.rows() == [alert["id"]]
    row = page.within(f"row-{alert['id']}")
    assert all(word in row for word in ("Medium", alert["title"], "<b>web</b> & odd", "ACME", "Open"))
    assert f"{QUEUE}/{alert['id']}" in page.links


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ({"status": "OPEN", "source": "", "assignee": ""}, "status=OPEN"),
        ({"unassigned": "on", "assignee": "x"}, "assignee="),
        ({"text": " lsass "}, "text=lsass"),
        ({"seen_from": "2026-08-20T10:00"}, "seen_from=2026-08-20T08%3A00%3A00Z"),
        ({"opened_until": "2026-12-20T10:00"}, "opened_until=2026-12-20T09%3A00%3A00Z"),
        ({}, ""),
    ],
)
def test_a_form_narrows_by_what_is_filled_in(browser: Browser, form: dict[str, str], query: str) -> None:
    browser.known["watchfloor-zone"] = "Europe/Berlin"
    answer = browser.call("GET", f"{QUEUE}/narrow", params=form, follow_redirects=False)
    assert led(answer) == f"{QUEUE}?{query}".rstrip("?")


def test_each_filter_is_a_chip_that_can_be_taken_away(browser: Browser) -> None:
    page = look(browser, f"{QUEUE}?severity=High&assignee=&customer=ACME")
    assert f"{QUEUE}?assignee=&customer=ACME" in page.links
    assert f"{QUEUE}?severity=High&customer=ACME" in page.links
    assert "Assignee: nobody" in page.text
    assert "No alert fits." in page.text


@pytest.mark.parametrize("query", ["status=open", "nothing=x", "text=ab", "cursor=abc", "seen_from=yesterday"])
def test_what_cannot_be_asked_for_is_said_on_a_page(browser: Browser, query: str) -> None:
    page = look(browser, f"{QUEUE}?{query}")
    assert page.status == 400
    assert query.partition("=")[0] in page.text


def test_a_long_list_goes_on_where_it_ended(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    made = {any_browser.api.alert(number)["id"] for number in range(55)}
    first = look(any_browser, f"{TO_DO}&done=changed&done_count=3")
    assert "3 alerts were changed." in first.within("notices")
    (following,) = {one for one in first.links if "cursor=" in one}
    second = look(any_browser, following)
    assert len(first.rows()) == 50
    assert set(first.rows()) | set(second.rows()) == made
    assert TO_DO in second.links


def test_several_are_assigned_to_whoever_asks(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    ids = [any_browser.api.alert(number)["id"] for number in range(3)]
    form = look(any_browser, TO_DO).form(BULK)
    answer = send(any_browser, form, button="Assign to me", further=[("ids", one) for one in ids[:2]])
    assert led(answer) == f"{TO_DO}&done=changed&done_count=2"
    assert set(look(any_browser, f"{QUEUE}?assignee=carl").rows()) == set(ids[:2])


def test_closing_asks_for_the_verdict_and_for_the_reason_that_it_takes(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    alert = any_browser.api.alert()
    form = look(any_browser, TO_DO).form(BULK)
    asked = Page.of(send(any_browser, form, button="Close…", further=[("ids", alert["id"])]))
    assert "Close one alert" in asked.text
    refused = Page.of(send(any_browser, asked.form(BULK), verdict="false_positive"))
    assert refused.status == 400
    assert "needs a reason" in refused.within("ask-fault")
    form = refused.form(BULK)
    assert ("ids", alert["id"]) in form.fields
    location = led(send(any_browser, form, verdict="false_positive", verdict_reason="our scanner"))
    assert "1 alert was changed." in look(any_browser, location).text
    assert look(any_browser, f"{QUEUE}?status=CLOSED&verdict=false_positive").rows() == [alert["id"]]


def test_alerts_go_into_a_new_case_and_further_ones_into_the_same(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    ids = [any_browser.api.alert(number)["id"] for number in range(3)]
    form = look(any_browser, TO_DO).form(BULK)
    asked = Page.of(send(any_browser, form, button="Into a case…", further=[("ids", one) for one in ids[:2]]))
    told = look(any_browser, led(send(any_browser, asked.form(BULK))))
    assert "2 alerts are in the case now." in told.within("notices")
    asked = Page.of(send(any_browser, form, button="Into a case…", further=[("ids", ids[2])]))
    assert "Case 1:" in asked.text
    (case,) = {one.rpartition("/")[2] for one in told.links if one.startswith(f"{PATH}/cases/")}
    led(send(any_browser, asked.form(BULK), case_id=case))
    cases = any_browser.api.http.get(f"/api/incident_management/cases/{case}").json()
    assert {one["id"] for one in cases["alerts"]} == set(ids)


def test_what_could_not_be_changed_is_named_with_the_reason(browser: Browser) -> None:
    browser.api.sign_in()
    browser.api.ingest(wazuh(1), customer="ACME")
    browser.api.ingest(wazuh(2), customer="BETA")
    ours, theirs = look(browser, f"{QUEUE}?customer=ACME").rows()[0], look(browser, f"{QUEUE}?customer=BETA").rows()[0]
    form = look(browser, TO_DO).form(BULK)
    asked = Page.of(send(browser, form, button="Into a case…", further=[("ids", ours), ("ids", theirs)]))
    page = Page.of(send(browser, asked.form(BULK)))
    assert "1 alert was not changed" in page.text
    assert theirs in page.text
    assert "its own customer" in page.text


def test_tags_are_added_and_taken_away(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    form = look(browser, TO_DO).form(BULK)
    asked = Page.of(send(browser, form, button="Tag…", further=[("ids", alert["id"])]))
    led(send(browser, asked.form(BULK), add_tags="vip  phishing"))
    assert look(browser, f"{QUEUE}?tag=phishing").rows() == [alert["id"]]
    refused = Page.of(send(browser, asked.form(BULK), add_tags="a,b"))
    assert all(word in refused.text for word in ("1 alert was not changed", "commas"))
    led(send(browser, asked.form(BULK), add_tags="", remove_tags="phishing"))
    assert look(browser, f"{QUEUE}?tag=phishing").rows() == []


def test_nothing_is_done_with_no_alert(browser: Browser) -> None:
    form = look(browser, TO_DO).form(BULK)
    page = Page.of(send(browser, form, button="Start"))
    assert (page.status, "Select at least one alert." in page.text) == (400, True)


def test_who_may_only_read_is_offered_nothing_and_refused(api: Api) -> None:
    api.user("rea", scopes={Scope.ALERTS_READ})
    browser = Browser(api)
    browser.sign_in("rea")
    page = look(browser, TO_DO)
    assert BULK not in page.actions
    body = {"act": "take", "ids": "00000000-0000-7000-8000-000000000001"}
    answer = browser.do("POST", BULK, data=body)
    assert answer.status_code == 403


def test_a_page_is_led_back_to_within_the_queue_only(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    form = look(browser, TO_DO).form(BULK)
    for back in ("https://evil.example/", f"{PATH}/users", "//evil.example"):
        answer = send(browser, form, button="Start", back=back, further=[("ids", alert["id"])])
        assert led(answer).startswith(f"{QUEUE}?done=")


def test_a_part_is_given_to_who_puts_it_into_a_page(browser: Browser) -> None:
    answer = browser.call("GET", TO_DO, {"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in answer.text
    refused = browser.call("GET", f"{QUEUE}?status=x", {"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (refused.status_code, refused.headers["hx-retarget"]) == (400, "#notices")
    assert "<html" not in refused.text
