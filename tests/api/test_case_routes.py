"""Cases through the API."""

from typing import Any

import pytest

from tests.api.driving import ALERTS, CASES, FROM_ALERT, MANUAL, Api, ok, refused


def test_a_case_is_opened_from_an_alert(any_api: Api) -> None:
    alert = any_api.alert(level=13)
    answer = any_api.http.post(FROM_ALERT, json={"alert_id": alert["id"]})
    case = ok(answer, 201)
    assert answer.headers["location"] == f"{CASES}/{case['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (case["number"], case["name"], case["severity"], case["customer"]) == (1, alert["title"], "High", "ACME")
    assert [one["id"] for one in case["alerts"]] == [alert["id"]]
    assert [one["defanged"] for one in case["observables"]] == ["203[.]0[.]113[.]9"]
    assert ok(any_api.http.get(f"{CASES}/{case['id']}")) == case
    assert ok(any_api.http.get(f"{ALERTS}/{alert['id']}"))["cases"][0]["number"] == 1


def test_a_second_case_from_one_alert_is_refused_with_the_first_or_joined(any_api: Api) -> None:
    alert = any_api.alert()
    first = any_api.case(alert["id"])
    problem = refused(any_api.http.post(FROM_ALERT, json={"alert_id": alert["id"]}), 409, "case-exists")
    assert (problem["case_id"], problem["number"]) == (first["id"], 1)
    joined = any_api.http.post(FROM_ALERT, json={"alert_id": alert["id"], "join_existing": True})
    assert ok(joined, 200)["id"] == first["id"]


def test_alerts_are_put_into_a_case_and_taken_out(any_api: Api) -> None:
    case = any_api.case(any_api.alert(1)["id"])
    second, third = any_api.alert(2)["id"], any_api.alert(3)["id"]
    url = f"{CASES}/{case['id']}/alerts"
    assert ok(any_api.http.post(url, json={"alert_ids": [second, third]}))["alert_count"] == 3
    assert ok(any_api.http.post(url, json={"alert_id": second}))["alert_count"] == 3
    gone = any_api.http.delete(f"{url}/{second}")
    assert (gone.status_code, gone.content) == (204, b"")
    refused(any_api.http.delete(f"{url}/{second}"), 404, "not-found")
    actions = [one["action"] for one in ok(any_api.http.get(f"{CASES}/{case['id']}/history"))["items"]]
    assert actions[:2] == ["unlinked", "linked"]


def test_another_customers_alert_is_not_linked(any_api: Api) -> None:
    case = any_api.case(any_api.alert()["id"])
    foreign = ok(any_api.http.post(MANUAL, json={"customer": "BETA", "title": "x", "severity": "Low"}), 201)
    answer = any_api.http.post(f"{CASES}/{case['id']}/alerts", json={"alert_id": foreign["id"]})
    refused(answer, 409, "other-customer")


def test_naming_no_alert_is_refused(api: Api) -> None:
    case = api.case(api.alert()["id"])
    answer = api.http.post(f"{CASES}/{case['id']}/alerts", json={"alert_ids": []})
    assert refused(answer, 400, "invalid-input")["field"] == "alert_ids"


def test_closing_a_case_closes_its_alerts_with_one_verdict(any_api: Api) -> None:
    alert = any_api.alert()
    case = any_api.case(alert["id"])
    body: dict[str, Any] = {"status": "CLOSED", "close_alerts": {"verdict": "true_positive"}}
    closed = any_api.http.patch(f"{CASES}/{case['id']}", json=body, headers={"If-Match": '"1"'})
    assert (ok(closed)["status"], ok(closed)["alerts"][0]["status"]) == ("CLOSED", "CLOSED")
    assert closed.headers["etag"] == '"2"'
    assert ok(any_api.http.get(f"{ALERTS}/{alert['id']}"))["verdict"] == "true_positive"


@pytest.mark.parametrize("closing", [{}, {"verdict": None}, {"verdict_reason": "why"}, {"verdict": "CLOSED"}])
def test_alerts_are_not_closed_without_a_verdict(any_api: Api, closing: dict[str, Any]) -> None:
    """The case would be closed, and its alerts would stay open without a word."""
    alert = any_api.alert()
    url = f"{CASES}/{any_api.case(alert['id'])['id']}"
    body = {"status": "CLOSED", "close_alerts": closing}
    errors = refused(any_api.http.patch(url, json=body, headers={"If-Match": '"1"'}), 400, "invalid-body")["errors"]
    assert [error["path"] for error in errors] == ["$.close_alerts.verdict"]
    assert ok(any_api.http.get(url))["status"] == "OPEN"


def test_a_stale_change_shows_the_case_as_it_is_now(any_api: Api) -> None:
    case = any_api.case(any_api.alert()["id"])
    url = f"{CASES}/{case['id']}"
    any_api.http.post(f"{url}/comments", json={"text": "hm"})
    answer = any_api.http.patch(url, json={"name": "x"}, headers={"If-Match": '"1"'})
    assert refused(answer, 412, "stale-version")["present"] == ok(any_api.http.get(url))


def test_cases_are_listed_by_what_is_asked(any_api: Api) -> None:
    any_api.case(any_api.alert(1)["id"])
    second = any_api.case(any_api.alert(2, level=13)["id"])
    listed = ok(any_api.http.get(CASES, params={"severity": "High", "status": ["OPEN"], "customer": "ACME"}))
    assert [(one["id"], one["alert_count"]) for one in listed["items"]] == [(second["id"], 1)]
    assert len(ok(any_api.http.get(CASES, params={"limit": 1}))["items"]) == 1


def test_a_case_of_another_customer_does_not_exist(any_api: Api) -> None:
    case = any_api.case(any_api.alert()["id"])
    beta_only = any_api.user("bea", customers=["BETA"])
    refused(any_api.http.get(f"{CASES}/{case['id']}", headers=beta_only), 404, "not-found")
    assert ok(any_api.http.get(CASES, headers=beta_only))["items"] == []
