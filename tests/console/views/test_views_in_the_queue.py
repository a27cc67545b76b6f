"""Saved views: chosen and saved in the queue, and shared with the people of any customer."""

from __future__ import annotations

from entrypoints.console.catalog import TEXT
from socdomain.pages import LARGEST_PAGE
from socdomain.principal import Scope
from tests.console.browsers import Browser
from tests.console.clerks import Clerk
from tests.console.pages import Page, led, look, send

QUEUE, VIEWS = "/console/alerts", "/console/views"
OPEN = '<details class="views" open>'
QUERY = "status=OPEN&severity=High"


def saved(browser: Browser, query: str, name: str = "mine") -> str:
    """Saves what the queue is asked for, and returns where that leads."""
    return led(send(browser, look(browser, f"{QUEUE}?{query}").form(VIEWS, "name"), name=name))


def test_the_views_stay_open_after_one_was_saved_or_chosen(browser: Browser) -> None:
    assert OPEN not in look(browser, f"{QUEUE}?{QUERY}").answer.text
    assert OPEN in look(browser, saved(browser, QUERY)).answer.text
    assert OPEN in look(browser, f"{QUEUE}?{QUERY}").answer.text
    assert OPEN not in look(browser, f"{QUEUE}?{QUERY}&tag=vip").answer.text


def test_a_tab_opens_no_views_also_where_one_is_the_same(browser: Browser) -> None:
    saved(browser, "status=OPEN&status=IN_PROGRESS")
    assert OPEN not in look(browser, f"{QUEUE}?status=OPEN&status=IN_PROGRESS").answer.text


def test_a_view_is_shared_with_a_customer_that_is_not_among_those_offered(clerk: Clerk) -> None:
    clerk.api.sign_in()
    for number in range(LARGEST_PAGE):
        body = {"code": f"C{number}", "name": f"Customer {number}"}
        assert clerk.api.http.post("/api/customers", json=body).status_code == 201
    saved(clerk.browser, QUERY)
    page = look(clerk.browser, VIEWS)
    assert '<option value="C199">' in page.answer.text
    assert '<option value="ACME">' not in page.answer.text
    (share,) = [one for one in page.actions if one.endswith("/share")]
    shared = look(clerk.browser, led(send(clerk.browser, page.form(share), customer="acme")))
    assert TEXT.views.of_customer.format(customer="ACME") in shared.text
    refused = Page.of(send(clerk.browser, page.form(share), customer="NOBODYS"))
    assert (refused.status, "NOBODYS" in refused.text) == (400, True)


def test_whoever_sees_one_customer_has_to_name_it(clerk: Clerk) -> None:
    scopes = [Scope.ALERTS_READ, Scope.ALERTS_WRITE]
    bert = clerk.another("bert", customers=["ACME"], scopes=scopes)
    saved(bert.browser, QUERY)
    page = look(bert.browser, VIEWS)
    assert f'placeholder="{TEXT.views.code}" required>' in page.answer.text
    (share,) = [one for one in page.actions if one.endswith("/share")]
    assert Page.of(send(bert.browser, page.form(share), customer="BETA")).status == 400
    led(send(bert.browser, page.form(share), customer="ACME"))
