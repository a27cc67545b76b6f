"""One alert: what its page shows, and what is done there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from entrypoints.console.guard import PATH
from socdomain.ids import AlertId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.queries import get_alert
from tests.api.driving import Api, wazuh
from tests.builders import EVERYONE, a_principal
from tests.console.browsers import Browser
from tests.console.pages import Form, Page, led, look, send

NOBODY = "00000000-0000-7000-8000-000000000001"

HOSTILE = '"><script>__owned(1)</script>{{7*7}}'


@pytest.fixture
def alert(any_browser: Browser) -> dict[str, Any]:
    """An alert of a document that is hostile all over."""
    any_browser.api.sign_in()
    document = wazuh(1, host=HOSTILE)
    document["data"] = {"srcip": "198.51.100.7", HOSTILE: {"list": [1.5, True, None, HOSTILE]}}
    any_browser.api.ingest(document)
    items = any_browser.api.http.get("/api/incident_management/alerts").json()["items"]
    found: dict[str, Any] = items[0]
    return found


def address(alert: dict[str, Any], part: str = "") -> str:
    return f"{PATH}/alerts/{alert['id']}{part}"


def test_an_alert_is_shown_with_its_document_as_it_came(any_browser: Browser, alert: dict[str, Any]) -> None:
    page = look(any_browser, address(alert))
    assert all(
        word in page.text
        for word in (alert["title"], "ACME", "IPv4 address", "198[.]51[.]100[.]7", HOSTILE, "1.5", "true", "null")
    )
    assert "<script>__owned" not in page.answer.text
    assert "49" not in page.text.split()
    assert 'data-copies="198.51.100.7"' in page.answer.text
    assert f"{PATH}/alerts?observable=198.51.100.7" in page.links


def test_the_status_is_changed_step_by_step(any_browser: Browser, alert: dict[str, Any]) -> None:
    here = address(alert)
    steps: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("Assign to me", {}, "carl"),
        ("Start", {}, "In progress"),
        ("Close", {"verdict": "true_positive", "verdict_reason": "seen by two"}, "True positive"),
        ("Reopen", {"reason": "it goes on"}, "In progress"),
    )
    for button, filled_in, shown in steps:
        form = look(any_browser, here).form(here, button)
        page = look(any_browser, led(send(any_browser, form, **filled_in)))
        assert "The alert was changed." in page.text
        assert shown in page.text


def test_a_change_that_is_refused_says_why(any_browser: Browser, alert: dict[str, Any]) -> None:
    here = address(alert)
    form = look(any_browser, here).form(here, "Close")
    refusals: tuple[tuple[dict[str, Any], str, str, int], ...] = (
        ({"verdict": "false_positive"}, "verdict-reason", "needs a reason", 400),
        ({"verdict": "duplicate", "duplicate_of": alert["id"]}, "duplicate-of", "duplicate of itself", 400),
        ({"verdict": "duplicate", "duplicate_of": NOBODY}, "duplicate-of", "no alert", 400),
    )
    for filled_in, field, said, status in refusals:
        page = Page.of(send(any_browser, form, **filled_in))
        assert page.status == status
        assert said in page.within(f"alert-{field}-fault")
    page = Page.of(send(any_browser, form))
    assert (page.status, "closing needs a verdict" in page.text) == (409, True)


def test_who_looked_at_an_older_version_is_told(any_browser: Browser, alert: dict[str, Any]) -> None:
    here = address(alert)
    old = look(any_browser, here).form(here, "Start")
    led(send(any_browser, look(any_browser, here).form(here, "Assign to me")))
    page = Page.of(send(any_browser, old))
    assert page.status == 412
    assert "Somebody changed this" in page.text
    assert "Assignee" in page.text
    # They have seen how it stands now, and may go on.
    led(send(any_browser, page.form(here, "Start")))


def older_form(browser: Browser) -> tuple[str, Form]:
    """Returns the address of an alert, and the form to close it of a version that is no longer the present one."""
    browser.api.sign_in()
    here = address(browser.api.alert())
    old = look(browser, here).form(here, "Close")
    led(send(browser, look(browser, here).form(here, "Start")))
    return here, old


def test_who_closes_an_older_version_keeps_what_was_typed(browser: Browser) -> None:
    here, old = older_form(browser)
    page = Page.of(send(browser, old, verdict="true_positive", verdict_reason="seen by two"))
    assert page.status == 412
    assert "In progress" in page.text
    again = page.form(here, "Close")
    assert dict(again.fields)["verdict_reason"] == "seen by two"
    led(send(browser, again))
    assert "seen by two" in look(browser, here).text


def test_severity_and_tags_are_set(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    here = address(alert)
    led(send(browser, look(browser, here).form(here, "severity"), severity="Critical"))
    led(send(browser, look(browser, here).form(here, "sets_tags"), tags="one two"))
    page = look(browser, here)
    assert "Critical, set by an analyst" in page.text
    assert f"{PATH}/alerts?tag=two" in page.links
    led(send(browser, look(browser, here).form(here, "sets_tags"), tags=""))
    assert f"{PATH}/alerts?tag=two" not in look(browser, here).links


def test_a_comment_is_shown_as_it_was_written(any_browser: Browser, alert: dict[str, Any]) -> None:
    form = look(any_browser, address(alert)).form(address(alert, "/comments"))
    location = led(send(any_browser, form, text=f"one\r\n{HOSTILE}"))
    page = look(any_browser, location)
    assert "The comment was added." in page.text
    assert HOSTILE in page.text
    with any_browser.api.container.reading(EVERYONE) as work:
        kept = work.alerts.detail(AlertId(UUID(alert["id"])), reach=EVERYONE).comments[0].text
    assert kept == f"one\n{HOSTILE}"


def test_a_comment_without_words_is_refused(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    form = look(browser, address(alert)).form(address(alert, "/comments"))
    page = Page.of(send(browser, form, text=""))
    assert (page.status, "characters" in page.within("alert-comment-fault")) == (400, True)


def test_all_events_are_shown_a_page_at_a_time(browser: Browser) -> None:
    browser.api.sign_in()
    browser.api.ingest(*(wazuh(1, document_id=f"w{number}") for number in range(55)))
    (alert,) = browser.api.http.get("/api/incident_management/alerts").json()["items"]
    first = look(browser, address(alert, "/events"))
    (following,) = [one for one in first.links if "cursor=" in one]
    assert first.answer.text.count('<details class="document"') == 50
    assert look(browser, following).answer.text.count('<details class="document"') == 5


def test_all_of_a_long_history_is_shown_a_page_at_a_time(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    assert address(alert, "/history") not in look(browser, address(alert)).links
    container = browser.api.container
    for number in range(55):
        change = AlertChange(tags=(f"tag-{number}",))
        container.change_alert.execute(
            AlertId(UUID(alert["id"])), change, expected_version=number + 1, by=a_principal()
        )
    page = look(browser, address(alert))
    assert page.answer.text.count('class="deed"') == 20
    assert address(alert, "/history") in page.links
    first = look(browser, address(alert, "/history"))
    assert first.answer.text.count('class="deed"') == 50
    (following,) = [one for one in first.links if "cursor=" in one]
    last = look(browser, following)
    assert "tag-0" in last.text
    assert "tag-54" not in last.text
    assert address(alert, "/history") in last.links


def test_comments_of_which_there_may_be_more_are_said_to_be_the_latest(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    comment = browser.api.container.comment_on_alert
    for number in range(199):
        comment.execute(AlertId(UUID(alert["id"])), f"remark {number}", by=a_principal())
    assert "The latest" not in look(browser, address(alert)).text
    comment.execute(AlertId(UUID(alert["id"])), "one more", by=a_principal())
    assert "The latest 200 of them." in look(browser, address(alert)).text


@pytest.mark.parametrize("part", ["", "/events", "/history"])
def test_an_alert_of_another_customer_is_not_there(api: Api, part: str) -> None:
    api.sign_in()
    alert = api.alert()
    api.user("bea", customers=["BETA"])
    browser = Browser(api)
    browser.sign_in("bea")
    page = look(browser, address(alert, part))
    assert page.status == 404
    assert alert["title"] not in page.text
    for path, body in ((address(alert), {"version": "1", "take": "on"}), (address(alert, "/comments"), {"text": "x"})):
        assert browser.do("POST", path, data=body).status_code == 404
    kept = get_alert(api.container.reading(EVERYONE), AlertId(UUID(alert["id"])), by=a_principal())
    assert (kept.alert.version, kept.comments) == (1, ())


def test_an_event_of_half_a_character_can_be_opened(any_browser: Browser) -> None:
    """Whoever writes a line of a log would else decide that nobody looks at it."""
    any_browser.api.sign_in()
    body = b'{"rule": {"id": "7", "level": 10, "description": "odd"}, "full_log": "half \\ud800 pair", "\\udfff": 1}'
    params = {"source": "wazuh", "customer": "ACME"}
    headers = {"Content-Type": "application/json"}
    answer = any_browser.api.http.post("/api/incident_alert/ingest", params=params, content=body, headers=headers)
    assert answer.json()["created"] == 1, answer.text
    (alert,) = any_browser.api.http.get("/api/incident_management/alerts").json()["items"]
    for part in ("", "/events"):
        page = look(any_browser, address(alert, part))
        assert page.status == 200
        assert "half \\ud800 pair" in page.text


def test_a_large_document_does_not_make_a_large_page(browser: Browser) -> None:
    browser.api.sign_in()
    document = wazuh(1)
    document["data"] = {f"field{number}": "x" * 1_000 for number in range(200)}
    browser.api.ingest(document, {**document, "id": "w2"})
    (alert,) = browser.api.http.get("/api/incident_management/alerts").json()["items"]
    for part in ("", "/events"):
        page = look(browser, address(alert, part))
        assert len(page.answer.content) < 400_000
        assert "There is more of it than a page shows." in page.text


def test_a_comment_that_is_sent_twice_is_one(any_browser: Browser, alert: dict[str, Any]) -> None:
    form = look(any_browser, address(alert)).form(address(alert, "/comments"))
    for _ in range(2):
        led(send(any_browser, form, text="once"))
    led(send(any_browser, form, text="another"))
    detail = any_browser.api.http.get(f"/api/incident_management/alerts/{alert['id']}").json()
    assert [one["text"] for one in detail["comments"]] == ["once", "another"]


def test_what_was_typed_is_there_after_a_refusal(browser: Browser) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    here = address(alert)
    form = look(browser, here).form(address(alert, "/comments"))
    long = "y" * 20_001
    assert long in Page.of(send(browser, form, text=long)).text
    form = look(browser, here).form(here, "Close")
    answer = send(browser, form, verdict="duplicate", verdict_reason="as the other", duplicate_of=alert["id"])
    kept = dict(Page.of(answer).form(here, "Close").fields)
    assert kept["verdict_reason"] == "as the other"
    assert (kept["verdict"], kept["duplicate_of"]) == ("duplicate", alert["id"])


def test_a_refused_change_is_still_one_of_the_version_that_was_looked_at(browser: Browser) -> None:
    here, old = older_form(browser)
    refused = Page.of(send(browser, old, verdict="false_positive"))
    assert send(browser, refused.form(here, "Close"), verdict="true_positive").status_code == 412


def test_a_long_observable_can_be_followed(browser: Browser) -> None:
    page = look(browser, f"{PATH}/alerts?observable={'a' * 2_048}")
    assert page.status == 200


@pytest.mark.parametrize("version", ["9" * 5_000, "x", "-1", "1.5"])
def test_a_version_that_is_none_is_refused(browser: Browser, version: str) -> None:
    browser.api.sign_in()
    alert = browser.api.alert()
    form = look(browser, address(alert)).form(address(alert), "Start")
    assert send(browser, form, version=version).status_code == 400
