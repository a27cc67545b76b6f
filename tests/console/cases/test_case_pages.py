"""Cases in the console: listed, looked at, worked on and closed."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.incidents.views import MOST_SHOWN
from socdomain.principal import Scope
from tests.api.driving import ALERTS, CASES, ok
from tests.console.clerks import PAGE, Clerk, said, value_of
from tests.console.page_reader import element, elements
from tests.console.pages import Page, led, send

LIST = "/console/cases"
NOBODY = "0192d1a1-0000-7000-8000-000000000000"


def opened(clerk: Clerk, number: int = 1, **fields: Any) -> dict[str, Any]:
    """A case of ACME from a new alert."""
    return clerk.api.case(clerk.api.alert(number, **fields)["id"])


def page_of(case: dict[str, Any]) -> str:
    """Where a case is."""
    return f"{LIST}/{case['id']}"


def now(clerk: Clerk, case: dict[str, Any]) -> dict[str, Any]:
    """The case as the API shows it."""
    return ok(clerk.api.http.get(f"{CASES}/{case['id']}"))


def test_cases_are_listed_and_narrowed_by_their_address(any_clerk: Clerk) -> None:
    first, second = opened(any_clerk, 1), opened(any_clerk, 2)
    any_clerk.send(f"{page_of(second)}/assignee", version=1, assignee="carl")
    told = said(any_clerk.look(LIST))
    for one, who in ((first, "nobody"), (second, "carl")):
        assert f"{one['number']} {one['name']} {one['severity']} ○ Open ACME {who} 1 08:00:00" in told
    for query, shown in (
        ("?assignee=carl", second),
        ("?assignee=", first),
        ("?status=OPEN&assignee=carl&customer=acme", second),
    ):
        page = any_clerk.look(f"{LIST}{query}")
        assert page_of(shown) in page
        assert page_of(first if shown is second else second) not in page
    told = said(any_clerk.look(f"{LIST}?severity=Low&customer=ACME"))
    assert "No case fits." in told
    assert "Severity: Low" in told


def test_a_form_that_is_half_empty_narrows_by_the_other_half(clerk: Clerk) -> None:
    def leads(query: str) -> list[str]:
        answer = clerk.browser.call("GET", f"{LIST}/narrow?{query}", PAGE, follow_redirects=False)
        assert answer.status_code == 303
        path, _, asked = answer.headers["location"].partition("?")
        assert path == LIST
        return sorted(asked.split("&"))

    assert leads("status=OPEN&severity=High&customer=&assignee=") == ["severity=High", "status=OPEN"]
    assert leads("customer=+ACME+&assignee=carl&unassigned=on") == ["assignee=", "customer=ACME"]
    assert leads("") == [""]
    clerk.look(f"{LIST}/narrow?sort=name", 400)


def test_a_list_goes_on_where_its_page_ends(clerk: Clerk) -> None:
    for number in range(1, 53):
        opened(clerk, number)
    page = clerk.look(f"{LIST}?status=OPEN")
    assert page.count('<td class="number">') == 2 * 50
    (older,) = [one for one in page.split('"') if "cursor=" in one]
    rest = clerk.look(older.replace("&amp;", "&"))
    assert rest.count('<td class="number">') == 2 * 2
    assert f'href="{LIST}?status=OPEN"' in rest


def test_an_empty_list_says_what_to_do_next(clerk: Clerk) -> None:
    assert "A case is opened from an alert" in said(clerk.look(LIST))


def test_a_page_shows_all_that_belongs_to_a_case(any_clerk: Clerk) -> None:
    case = opened(any_clerk, host="web01")
    page = any_clerk.look(page_of(case))
    told = said(page)
    for word in (
        f"#{case['number']} {case['name']}",
        "Customer ACME",
        "1 alert",
        "Host web01",
        "203[.]0[.]113[.]9",
        "anna opened the case",
        "No file has been added",
    ):
        assert word in told, word
    assert 'data-copies="203.0.113.9"' in page
    assert "/console/alerts?observable=203.0.113.9" in page
    assert f"/console/alerts/{case['from_alert']}" in page


def test_whoever_takes_a_case_works_on_it(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    assert "Assigned to you." in any_clerk.does(f"{page_of(case)}/assignee", version=1, assignee="carl")
    assert now(any_clerk, case)["assignee"] == "carl"
    any_clerk.does(f"{page_of(case)}/assignee", version=2)
    assert now(any_clerk, case)["assignee"] is None


def test_a_case_is_closed_with_its_alerts_and_taken_up_again(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    here = f"{page_of(case)}/status"
    form = Page.of(any_clerk.browser.call("GET", page_of(case), PAGE)).form(here, "verdict_reason")
    assert "close_alerts" not in dict(form.fields)
    assert "The case is in progress." in any_clerk.does(here, version=1, status="IN_PROGRESS")
    closing = {"close_alerts": "on", "verdict": "false_positive", "verdict_reason": "a drill"}
    assert "The case was closed." in any_clerk.does(here, version=2, status="CLOSED", **closing)
    assert now(any_clerk, case)["status"] == "CLOSED"
    alert = ok(any_clerk.api.http.get(f"{ALERTS}/{case['from_alert']}"))
    assert (alert["status"], alert["verdict"], alert["verdict_reason"]) == ("CLOSED", "false_positive", "a drill")
    told = any_clerk.does(here, version=3, status="IN_PROGRESS")
    assert "Status: Closed → became In progress" in told


@pytest.mark.parametrize(
    ("closing", "field", "fault"),
    [
        ({"verdict": "false_positive"}, "verdict_reason", "a false positive needs a reason"),
        ({"verdict_reason": "it was so"}, "verdict", "must be chosen where alerts are closed"),
    ],
)
def test_a_closing_that_lacks_something_is_shown_again(
    clerk: Clerk, closing: dict[str, str], field: str, fault: str
) -> None:
    case = opened(clerk)
    answer = clerk.send(f"{page_of(case)}/status", 400, version=1, status="CLOSED", close_alerts="on", **closing)
    assert fault in element(answer.text, "p", id=f"{field}-fault").text
    marked = [one for tag in ("select", "textarea") for one in elements(answer.text, tag, aria_invalid="true")]
    assert [one.attributes["name"] for one in marked] == [field]
    if "verdict" in closing:
        assert '<option value="false_positive" selected>' in answer.text
    else:
        assert "it was so</textarea>" in answer.text
    assert now(clerk, case)["status"] == "OPEN"


def test_alerts_stay_as_they_are_where_nobody_wants_them_closed(clerk: Clerk) -> None:
    case = opened(clerk)
    clerk.does(f"{page_of(case)}/status", version=1, status="CLOSED", verdict="true_positive")
    assert ok(clerk.api.http.get(f"{ALERTS}/{case['from_alert']}"))["status"] == "OPEN"


def test_a_closed_case_is_not_taken_up_while_another_is_open(clerk: Clerk) -> None:
    case = opened(clerk)
    clerk.does(f"{page_of(case)}/status", version=1, status="CLOSED")
    clerk.api.case(case["from_alert"])
    answer = clerk.send(f"{page_of(case)}/status", 409, version=2, status="IN_PROGRESS")
    assert "case 2 is already open for this alert" in said(answer.text)


def test_a_case_is_renamed_and_described(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    told = any_clerk.does(
        f"{page_of(case)}/details", version=1, name="Mining", description="one\r\ntwo", severity="Critical"
    )
    assert "#1 Mining" in told
    found = now(any_clerk, case)
    assert (found["name"], found["description"], found["severity"]) == ("Mining", "one\ntwo", "Critical")
    assert f"Severity: {case['severity']} → became Critical" in told
    assert "Description, before and after" in told


def test_a_name_that_will_not_do_is_shown_again(clerk: Clerk) -> None:
    case = opened(clerk)
    answer = clerk.send(f"{page_of(case)}/details", 400, version=1, name=" ", description="kept", severity="Low")
    assert "must have 1 to 300 characters" in said(answer.text)
    assert "kept</textarea>" in answer.text
    assert '<option value="Low" selected>' in answer.text


def test_what_somebody_else_has_changed_is_not_overwritten(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    any_clerk.does(f"{page_of(case)}/assignee", version=1, assignee="carl")
    answer = any_clerk.send(
        f"{page_of(case)}/details", 412, version=1, name="Mine", severity="Low", description="typed"
    )
    told = said(answer.text)
    assert "Somebody changed this while you were looking, and nothing of yours was saved." in told
    assert f"stands now: Name {case['name']} Severity {case['severity']} Description none" in told
    assert now(any_clerk, case)["name"] == case["name"]
    # Whoever was told may save what they typed.
    form = Page.of(answer).form(f"{page_of(case)}/details", "name")
    assert dict(form.fields) | {"csrf_token": ""} == {
        "csrf_token": "",
        "version": "2",
        "name": "Mine",
        "severity": "Low",
        "description": "",
    }
    assert "typed</textarea>" in answer.text
    assert led(send(any_clerk.browser, form, description="typed")).startswith(page_of(case))
    assert now(any_clerk, case)["name"] == "Mine"


@pytest.mark.parametrize(
    ("form", "fields", "told"),
    [
        ("status", {"status": "CLOSED", "verdict": "true_positive", "verdict_reason": "it was"}, "Status In progress"),
        ("assignee", {"assignee": "anna"}, "Assignee carl"),
    ],
)
def test_each_form_of_a_case_tells_what_was_changed_meanwhile(
    clerk: Clerk, form: str, fields: dict[str, str], told: str
) -> None:
    case = opened(clerk)
    clerk.does(f"{page_of(case)}/assignee", version=1, assignee="carl")
    clerk.does(f"{page_of(case)}/status", version=2, status="IN_PROGRESS")
    answer = clerk.send(f"{page_of(case)}/{form}", 412, version=1, **fields)
    assert f"what stands now: {told}" in said(answer.text)
    assert all(value in answer.text for value in fields.values())
    shown = dict(
        Page.of(answer).form(f"{page_of(case)}/{form}", form if form == "assignee" else "verdict_reason").fields
    )
    assert shown["version"] == "3"


def test_a_form_that_was_refused_for_another_fault_is_still_of_the_version_that_was_seen(clerk: Clerk) -> None:
    case = opened(clerk)
    clerk.does(f"{page_of(case)}/assignee", version=1, assignee="carl")
    answer = clerk.send(f"{page_of(case)}/status", 400, version=1, status="CLOSED", close_alerts="on")
    assert dict(Page.of(answer).form(f"{page_of(case)}/status", "verdict_reason").fields)["version"] == "1"


def test_a_remark_is_added_once_however_often_it_is_sent(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    once = value_of(any_clerk.look(page_of(case)), "once")
    for _ in range(2):
        assert "The comment was added." in any_clerk.does(f"{page_of(case)}/comments", text="look at this", once=once)
    assert [one["text"] for one in now(any_clerk, case)["comments"]] == ["look at this"]
    any_clerk.does(f"{page_of(case)}/comments", text="and at that", once=once)
    for _ in range(2):
        any_clerk.does(f"{page_of(case)}/comments", text="twice")
    assert len(now(any_clerk, case)["comments"]) == 4


def test_a_key_that_is_none_of_ours_is_refused(clerk: Clerk) -> None:
    clerk.send(f"{page_of(opened(clerk))}/comments", 400, text="hm", once="x" * 101)


def test_an_empty_remark_is_shown_again(clerk: Clerk) -> None:
    answer = clerk.send(f"{page_of(opened(clerk))}/comments", 400, text=" ")
    assert element(answer.text, "textarea", id="comment").attributes["aria-invalid"] == "true"
    assert element(answer.text, "p", id="comment-fault").text


def test_a_case_is_opened_from_an_alert_and_joined(any_clerk: Clerk) -> None:
    alert = any_clerk.api.alert()
    told = any_clerk.does(f"{LIST}/from-alert", alert_id=alert["id"], once="a-key")
    assert "The case was opened." in told
    assert "The case was opened." in any_clerk.does(f"{LIST}/from-alert", alert_id=alert["id"], once="a-key")
    joined = any_clerk.does(f"{LIST}/from-alert", alert_id=alert["id"], join_existing="on")
    assert "which was open already" in joined
    assert "no other was opened" in any_clerk.does(f"{LIST}/from-alert", alert_id=alert["id"])
    assert len(ok(any_clerk.api.http.get(CASES))["items"]) == 1
    any_clerk.send(f"{LIST}/from-alert", 404, alert_id=NOBODY)


def test_alerts_are_put_in_and_taken_out(any_clerk: Clerk) -> None:
    case, other = opened(any_clerk), any_clerk.api.alert(2)
    told = any_clerk.does(f"{page_of(case)}/alerts", alert_ids=[case["from_alert"], other["id"]])
    assert "2 alerts" in told
    assert "carl put alerts into it" in told
    told = any_clerk.does(f"{page_of(case)}/alerts/{other['id']}/unlink")
    assert "1 alert" in told
    assert "carl took an alert out of it" in told
    any_clerk.send(f"{page_of(case)}/alerts/{other['id']}/unlink", 404)
    any_clerk.send(f"{page_of(case)}/alerts", 400)


def test_alerts_of_another_customer_stay_out(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    any_clerk.api.ingest({**WAZUH, "id": "9.1"}, customer="BETA")
    theirs = ok(any_clerk.api.http.get(ALERTS, params={"customer": "BETA"}))["items"][0]
    any_clerk.send(f"{page_of(case)}/alerts", 409, alert_ids=[theirs["id"]])


WAZUH = {
    "timestamp": "2026-08-20T07:59:00.000+0000",
    "rule": {"id": "7", "level": 10, "description": "theirs"},
    "agent": {"id": "b", "name": "b"},
}


def test_all_of_the_history_is_on_a_page_of_its_own(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    for number in range(25):
        any_clerk.send(f"{page_of(case)}/comments", text=f"remark {number}")
    assert f"{page_of(case)}/history" in any_clerk.look(page_of(case))
    told = said(any_clerk.look(f"{page_of(case)}/history"))
    assert told.count("commented on it") == 25
    assert "anna opened the case" in told


def test_cases_of_other_customers_do_not_exist(any_clerk: Clerk) -> None:
    case = opened(any_clerk)
    bea = any_clerk.another("bea", customers=["BETA"])
    assert "There is no such thing here" in said(bea.look(page_of(case), 404))
    bea.look(f"{page_of(case)}/history", 404)
    bea.look(f"{page_of(case)}/evidence", 404)
    assert case["name"] not in bea.look(LIST)
    for path, fields in (
        ("status", {"version": "1", "status": "CLOSED"}),
        ("assignee", {"version": "1"}),
        ("details", {"version": "1", "name": "x", "severity": "Low"}),
        ("comments", {"text": "hm"}),
        ("holds", {"reason": "hm"}),
        ("alerts", {"alert_ids": case["from_alert"]}),
        (f"alerts/{case['from_alert']}/unlink", {}),
    ):
        bea.send(f"{page_of(case)}/{path}", 404, **fields)
    bea.send(f"{LIST}/from-alert", 404, alert_id=case["from_alert"])
    assert now(any_clerk, case)["version"] == 1


def test_what_one_may_not_do_is_neither_offered_nor_done(clerk: Clerk) -> None:
    case = opened(clerk)
    reader = clerk.another("rita", scopes=[Scope.CASES_READ])
    page = reader.look(page_of(case))
    assert page.count('<form method="post"') == page.count('action="/console/sign-out"') + page.count("/console/theme")
    assert "Your role does not show evidence." in said(page)
    reader.send(f"{page_of(case)}/assignee", 403, version=1, assignee="rita")
    assert "You may not do that" in said(clerk.another("stan", scopes=[Scope.ALERTS_READ]).look(LIST, 403))


def test_closing_alerts_takes_the_right_to_change_alerts(clerk: Clerk) -> None:
    case = opened(clerk)
    writer = clerk.another("wilma", scopes=[Scope.CASES_READ, Scope.CASES_WRITE])
    assert 'name="close_alerts"' not in writer.look(page_of(case))
    form = {"version": 1, "status": "CLOSED", "close_alerts": "on", "verdict": "true_positive"}
    writer.send(f"{page_of(case)}/status", 403, **form)
    assert now(clerk, case)["status"] == "OPEN"


def test_what_people_write_is_text_and_nothing_else(clerk: Clerk) -> None:
    case = opened(clerk)
    hostile = "<img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
    clerk.does(f"{page_of(case)}/details", version=1, name=hostile, description=hostile, severity="Low")
    clerk.does(f"{page_of(case)}/comments", text=hostile)
    for path in (LIST, page_of(case), f"{page_of(case)}/history"):
        page = clerk.look(path)
        assert "<img" not in page
        assert hostile in said(page)


def test_closing_says_how_many_alerts_it_closes_also_of_those_that_are_not_shown(clerk: Clerk) -> None:
    case = opened(clerk)
    others = [clerk.api.alert(number)["id"] for number in range(2, MOST_SHOWN + 3)]
    for first in range(0, len(others), 100):
        clerk.does(f"{page_of(case)}/alerts", alert_ids=others[first : first + 100])
    count = MOST_SHOWN + 2
    page = clerk.look(page_of(case))
    assert f"Close its {count} live alerts too" in said(page)
    version = value_of(page, "version")
    clerk.does(f"{page_of(case)}/status", version=version, status="CLOSED", close_alerts="on", verdict="true_positive")
    summary = ok(clerk.api.http.get(ALERTS, params={"status": "CLOSED", "limit": 200}))
    assert (len(summary["items"]), summary["next_cursor"] is not None) == (200, True)


def test_comments_that_are_not_shown_are_counted(clerk: Clerk) -> None:
    case = opened(clerk)
    for number in range(MOST_SHOWN):
        clerk.send(f"{page_of(case)}/comments", text=f"remark {number}")
    assert "comments are shown" not in said(clerk.look(page_of(case)))
    clerk.send(f"{page_of(case)}/comments", text="one more")
    told = said(clerk.look(page_of(case)))
    assert f"The latest {MOST_SHOWN} of {MOST_SHOWN + 1} comments are shown" in told
    assert "remark 0" not in told
