"""Alerts and cases are given to those who may work on them, whose names are offered, and to nobody else."""

from __future__ import annotations

import re

import pytest

from socdomain.principal import Scope
from tests.api.driving import ALERTS, CASES, ok, wazuh
from tests.console.clerks import Clerk
from tests.console.pages import Page, led, look, send

QUEUE = "/console/alerts"
REFUSED = "must be the login name of somebody who may work on it"


@pytest.fixture
def clerk(any_clerk: Clerk) -> Clerk:
    """Carl, on a floor of two customers, with bea of one and others of the other; anna calls the API."""
    api = any_clerk.api
    api.sign_in()
    api.ingest(wazuh(1))
    api.ingest(wazuh(2), customer="BETA")
    api.user("bea", customers=["BETA"])
    api.user("rita", customers=["ACME"], scopes=[Scope.ALERTS_READ, Scope.CASES_READ])
    return any_clerk


def alert_of(clerk: Clerk, customer: str) -> dict[str, str]:
    found: dict[str, str] = ok(clerk.api.http.get(ALERTS, params={"customer": customer}))["items"][0]
    return found


def offered(page: Page) -> list[str]:
    return re.findall(r'<option value="([^"]*)"></option>', page.answer.text.partition('people">')[2])


def test_an_alert_is_given_to_a_colleague_however_their_name_is_written(clerk: Clerk) -> None:
    here = f"{QUEUE}/{alert_of(clerk, 'ACME')['id']}"
    page = look(clerk.browser, here)
    assert offered(page) == ["anna", "carl"]
    led(send(clerk.browser, page.form(here, "assignee"), assignee="ANNA"))
    assert alert_of(clerk, "ACME")["assignee"] == "anna"


def test_a_name_of_nobody_is_refused_at_its_field_and_one_that_it_has_may_stay(clerk: Clerk) -> None:
    alert = alert_of(clerk, "ACME")
    here = f"{QUEUE}/{alert['id']}"
    for wrong in ("ana", "bea", "rita"):
        refused = Page.of(send(clerk.browser, look(clerk.browser, here).form(here, "assignee"), assignee=wrong))
        assert REFUSED in refused.within("alert-assignee-fault")
        assert dict(refused.form(here, "assignee").fields)["assignee"] == wrong
        assert refused.status == 400
    assert alert_of(clerk, "ACME")["assignee"] is None
    given = {"assignee": "the night shift"}
    ok(clerk.api.http.patch(f"{ALERTS}/{alert['id']}", json=given, headers={"If-Match": '"1"'}))
    led(send(clerk.browser, look(clerk.browser, here).form(here, "assignee"), assignee="the night shift"))


def test_several_alerts_are_given_to_who_may_work_on_all_of_them(clerk: Clerk) -> None:
    ids = [alert_of(clerk, code)["id"] for code in ("ACME", "BETA")]
    for some, people in ((ids, ["anna", "carl"]), (ids[1:], ["anna", "bea", "carl"])):
        queue = look(clerk.browser, QUEUE)
        answer = send(clerk.browser, queue.form(f"{QUEUE}/bulk"), button="Assign…", further=queue.boxes(*some))
        asked = Page.of(answer)
        assert offered(asked) == people
    queue = look(clerk.browser, QUEUE)
    asked = Page.of(send(clerk.browser, queue.form(f"{QUEUE}/bulk"), button="Assign…", further=queue.boxes(*ids)))
    refused = Page.of(send(clerk.browser, asked.form(f"{QUEUE}/bulk"), assignee="bea"))
    assert (refused.status, REFUSED in refused.within("ask-assignee-fault")) == (400, True)
    led(send(clerk.browser, refused.form(f"{QUEUE}/bulk"), assignee="Anna"))
    assert {alert_of(clerk, code)["assignee"] for code in ("ACME", "BETA")} == {"anna"}


def test_a_case_is_given_to_a_colleague_and_to_no_other_name(clerk: Clerk) -> None:
    case = clerk.api.case(alert_of(clerk, "BETA")["id"])
    here = f"/console/cases/{case['id']}"
    assert offered(look(clerk.browser, here)) == ["anna", "bea", "carl"]
    answer = clerk.send(f"{here}/assignee", 400, version=1, assignee="Bee")
    assert REFUSED in Page.of(answer).within("assignee-fault")
    clerk.does(f"{here}/assignee", version=1, assignee="BEA")
    assert ok(clerk.api.http.get(f"{CASES}/{case['id']}"))["assignee"] == "bea"


def test_whoever_sees_one_customer_learns_of_its_colleagues_alone(clerk: Clerk) -> None:
    scopes = [Scope.ALERTS_READ, Scope.ALERTS_WRITE, Scope.CASES_READ, Scope.CASES_WRITE]
    bert = clerk.another("bert", customers=["ACME"], scopes=scopes)
    here = f"{QUEUE}/{alert_of(clerk, 'ACME')['id']}"
    page = look(bert.browser, here)
    assert offered(page) == ["anna", "bert", "carl"]
    answers = [send(bert.browser, page.form(here, "assignee"), assignee=name) for name in ("bea", "bee")]
    assert "bea" not in answers[1].text
    told = {Page.of(one).within("alert-assignee-fault") for one in answers}
    assert len(told) == 1


def test_who_may_only_read_is_offered_nobody(clerk: Clerk) -> None:
    rex = clerk.another("rex", scopes=[Scope.ALERTS_READ, Scope.CASES_READ])
    assert offered(look(rex.browser, f"{QUEUE}/{alert_of(clerk, 'ACME')['id']}")) == []
