"""The queue: what it shows, how it is narrowed, and what is done with several alerts."""

from __future__ import annotations

from typing import Any

import httpx
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
        (
            {"verdict": "", "severity": "High", "tag": "vip", "customer": "ACME", "asset": "ws-1", "text": "abc"},
            "severity=High&tag=vip&customer=ACME&asset=ws-1&text=abc",
        ),
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
    page = look(any_browser, TO_DO)
    form = page.form(BULK)
    answer = send(any_browser, form, button="Assign to me", further=page.boxes(*ids[:2]))
    assert led(answer) == f"{TO_DO}&done=changed&done_count=2"
    assert set(look(any_browser, f"{QUEUE}?assignee=carl").rows()) == set(ids[:2])


def test_closing_asks_for_the_verdict_and_for_the_reason_that_it_takes(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    alert = any_browser.api.alert()
    page = look(any_browser, TO_DO)
    form = page.form(BULK)
    asked = Page.of(send(any_browser, form, button="Close…", further=page.boxes(alert["id"])))
    assert "Close one alert" in asked.text
    refused = Page.of(send(any_browser, asked.form(BULK), verdict="false_positive"))
    assert refused.status == 400
    assert "needs a reason" in refused.within("ask-verdict-reason-fault")
    form = refused.form(BULK)
    assert ("ids", f"{alert['id']}.1") in form.fields
    location = led(send(any_browser, form, verdict="false_positive", verdict_reason="our scanner"))
    assert "1 alert was changed." in look(any_browser, location).text
    assert look(any_browser, f"{QUEUE}?status=CLOSED&verdict=false_positive").rows() == [alert["id"]]


def test_alerts_go_into_a_new_case_and_further_ones_into_the_same(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    ids = [any_browser.api.alert(number)["id"] for number in range(3)]
    page = look(any_browser, TO_DO)
    form = page.form(BULK)
    asked = Page.of(send(any_browser, form, button="Into a case…", further=page.boxes(*ids[:2])))
    told = look(any_browser, led(send(any_browser, asked.form(BULK))))
    assert "2 alerts are in the case now." in told.within("notices")
    asked = Page.of(send(any_browser, form, button="Into a case…", further=look(any_browser, TO_DO).boxes(ids[2])))
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
    page = look(browser, TO_DO)
    form = page.form(BULK)
    asked = Page.of(send(browser, form, button="Into a case…", further=page.boxes(ours, theirs)))
    page = Page.of(send(browser, asked.form(BULK)))
    assert "1 alert was not changed" in page.text
    assert ("rule 1 fired" in page.text) != ("rule 2 fired" in page.text)
    assert "its own customer" in page.text


def test_tags_are_added_and_taken_away(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()

    def tagged(**fields: Any) -> httpx.Response:
        page = look(browser, TO_DO)
        asked = Page.of(send(browser, page.form(BULK), button="Tag…", further=page.boxes(alert["id"])))
        return send(browser, asked.form(BULK), **fields)

    led(tagged(add_tags="vip  phishing"))
    assert look(browser, f"{QUEUE}?tag=phishing").rows() == [alert["id"]]
    refused = Page.of(tagged(add_tags="a;b " + "x" * 65))
    assert all(word in refused.text for word in ("1 alert was not changed", "64 characters"))
    led(tagged(add_tags="", remove_tags="phishing"))
    assert look(browser, f"{QUEUE}?tag=phishing").rows() == []


def test_nothing_is_done_with_no_alert(browser: Browser) -> None:
    page = look(browser, TO_DO)
    form = page.form(BULK)
    page = Page.of(send(browser, form, button="Start"))
    assert (page.status, "Select at least one alert." in page.text) == (400, True)


def test_who_may_only_read_is_offered_nothing_and_refused(api: Api) -> None:
    api.user("rea", scopes={Scope.ALERTS_READ})
    browser = Browser(api)
    browser.sign_in("rea")
    page = look(browser, TO_DO)
    assert BULK not in page.actions
    body = {"act": "take", "ids": "00000000-0000-7000-8000-000000000001.1"}
    answer = browser.do("POST", BULK, data=body)
    assert answer.status_code == 403


def test_a_page_is_led_back_to_within_the_queue_only(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    for back in ("https://evil.example/", f"{PATH}/users", "//evil.example", "//["):
        page = look(browser, TO_DO)
        answer = send(browser, page.form(BULK), button="Assign to me", back=back, further=page.boxes(alert["id"]))
        assert led(answer).startswith(f"{QUEUE}?done=")


def test_a_part_is_given_to_who_puts_it_into_a_page(browser: Browser) -> None:
    answer = browser.call("GET", TO_DO, {"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in answer.text
    refused = browser.call("GET", f"{QUEUE}?status=x", {"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (refused.status_code, refused.headers["hx-retarget"]) == (400, "#notices")
    assert "<html" not in refused.text


def test_what_a_colleague_decided_is_not_written_over_in_bulk(any_browser: Browser) -> None:
    any_browser.api.sign_in()
    alert = any_browser.api.alert()
    page = look(any_browser, TO_DO)
    asked = Page.of(send(any_browser, page.form(BULK), button="Close…", further=page.boxes(alert["id"])))
    here = f"{QUEUE}/{alert['id']}"
    led(send(any_browser, look(any_browser, here).form(here, "Close"), verdict="true_positive"))
    answer = Page.of(send(any_browser, asked.form(BULK), verdict="benign_positive"))
    assert "has changed since it was read" in answer.text
    assert look(any_browser, f"{QUEUE}?verdict=true_positive").rows() == [alert["id"]]


@pytest.mark.parametrize("ids", ["", "x", "00000000-0000-7000-8000-000000000001", f"{'9' * 5000}.1"])
def test_what_is_no_alert_that_was_looked_at_is_refused(browser: Browser, ids: str) -> None:
    form = look(browser, TO_DO).form(BULK)
    page = Page.of(send(browser, form, button="Start", further=[("ids", ids)]))
    assert page.status == 400


@pytest.mark.parametrize(
    ("query", "zone"),
    [("seen_until=9999-12-31T23:59:59Z", "Asia/Tokyo"), ("opened_from=0001-01-01T00:00:00Z", "America/New_York")],
)
def test_the_ends_of_the_calendar_are_times_too(browser: Browser, query: str, zone: str) -> None:
    browser.known["watchfloor-zone"] = zone
    assert look(browser, f"{QUEUE}?{query}").status == 200
    answer = browser.call("GET", f"{QUEUE}/narrow?seen_from=0001-01-01T00:00", {"Accept": "text/html"})
    assert answer.status_code in (200, 400)


def test_a_customer_that_is_not_offered_stays_chosen(browser: Browser) -> None:
    page = look(browser, f"{QUEUE}?customer=NOT-AMONG-THEM")
    assert ("customer", "NOT-AMONG-THEM") in page.form(f"{QUEUE}/narrow", "seen_from").fields
