"""``Idempotency-Key``: sending again does not create again."""

from typing import Any

import pytest

from tests.api.driving import ALERTS, CASES, FROM_ALERT, MANUAL, Api, ok, refused

CUSTOMER = {"code": "NEW", "name": "New"}
ALERT = {"customer": "ACME", "title": "x", "severity": "Low"}


def key(text: str = "k-1") -> dict[str, str]:
    """The header."""
    return {"Idempotency-Key": text}


def test_what_is_sent_again_is_answered_alike(any_api: Api) -> None:
    alert = any_api.alert()
    case_alert = any_api.alert(2)
    case = any_api.case(case_alert["id"])
    requests: list[tuple[str, dict[str, Any]]] = [
        ("/api/customers", CUSTOMER),
        (MANUAL, ALERT),
        (f"{ALERTS}/{alert['id']}/comments", {"text": "hm"}),
        (f"{CASES}/{case['id']}/comments", {"text": "hm"}),
        (FROM_ALERT, {"alert_id": alert["id"]}),
    ]
    for number, (url, body) in enumerate(requests):
        first = any_api.http.post(url, json=body, headers=key(f"k-{number}"))
        second = any_api.http.post(url, json=body, headers=key(f"k-{number}"))
        assert ok(second, 201) == ok(first, 201), url
    assert len(ok(any_api.http.get(f"{CASES}/{case['id']}"))["comments"]) == 1


def test_a_key_with_another_body_or_on_another_route_is_refused(any_api: Api) -> None:
    ok(any_api.http.post(MANUAL, json=ALERT, headers=key()), 201)
    refused(any_api.http.post(MANUAL, json={**ALERT, "title": "y"}, headers=key()), 422, "idempotency-key-reused")
    first, second = any_api.alert(1)["id"], any_api.alert(2)["id"]
    ok(any_api.http.post(f"{ALERTS}/{first}/comments", json={"text": "hm"}, headers=key("k-2")), 201)
    elsewhere = any_api.http.post(f"{ALERTS}/{second}/comments", json={"text": "hm"}, headers=key("k-2"))
    refused(elsewhere, 422, "idempotency-key-reused")


def test_the_same_key_of_another_caller_is_another_key(any_api: Api) -> None:
    first = ok(any_api.http.post(MANUAL, json=ALERT, headers=key()), 201)
    second = ok(any_api.http.post(MANUAL, json=ALERT, headers=key() | any_api.user("bea")), 201)
    assert first["id"] != second["id"]


def test_what_has_gone_out_of_reach_since_is_not_there_for_the_same_key_either(any_api: Api) -> None:
    """The answer names what was asked for, and not what was made then."""
    alert, headers = any_api.alert()["id"], any_api.user("bea", customers=["ACME", "BETA"]) | key()
    url = f"{ALERTS}/{alert}/comments"
    ok(any_api.http.post(url, json={"text": "hm"}, headers=headers), 201)
    user = ok(any_api.http.get("/api/auth/me", headers=headers))["id"]
    narrowed = {"customers": ["BETA"]}
    ok(any_api.http.patch(f"/api/auth/users/{user}", json=narrowed, headers={"If-Match": '"1"'}))
    again = any_api.http.post(url, json={"text": "hm"}, headers=any_api.headers("bea") | key())
    assert refused(again, 404, "not-found")["key"] == alert


@pytest.mark.parametrize("text", ["", "with space", "x" * 256, "\u00fc"])
def test_a_key_of_another_shape_is_refused(api: Api, text: str) -> None:
    headers = {b"Idempotency-Key": text.encode()}
    assert refused(api.http.post(MANUAL, json=ALERT, headers=headers), 400, "invalid-input")["field"] == (
        "Idempotency-Key"
    )
