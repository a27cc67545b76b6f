"""Saved views through the API."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.principal import Scope
from tests.api.driving import ALERTS, Api, ok, refused

VIEWS = "/api/views"


def save(api: Api, name: str = "Mine", query: str = "status=OPEN", **sent: Any) -> dict[str, Any]:
    answer = api.http.post(VIEWS, json={"name": name, "query": query}, **sent)
    view = ok(answer, 201)
    assert answer.headers["location"] == f"{VIEWS}/{view['id']}"
    assert answer.headers["etag"] == '"1"'
    return view


def share(api: Api, view: dict[str, Any], customer: str | None = None, **sent: Any) -> dict[str, Any]:
    answer = api.http.post(f"{VIEWS}/{view['id']}/share", json={"customer": customer}, **sent)
    shared = ok(answer, 201)
    assert answer.headers["location"] == f"{VIEWS}/{shared['id']}"
    assert answer.headers["etag"] == '"1"'
    return shared


def names(api: Api, headers: dict[str, str] | None = None) -> list[tuple[str, str | None]]:
    listed = ok(api.http.get(VIEWS, headers=headers))["items"]
    return [(one["name"], one["customer"]) for one in listed]


def test_a_view_is_saved_shown_changed_and_removed(any_api: Api) -> None:
    view = save(any_api, " Mine ", "severity=High&status=OPEN")
    path = f"{VIEWS}/{view['id']}"
    assert {name: value for name, value in view.items() if name != "id"} == {
        "name": "Mine",
        "query": "status=OPEN&severity=High",
        "is_shared": False,
        "customer": None,
        "owner": "anna",
        "is_mine": True,
        "may_change": True,
        "created_at": "2026-08-20T08:00:00Z",
        "version": 1,
    }
    shown = any_api.http.get(path)
    assert (ok(shown), shown.headers["etag"]) == (view, '"1"')
    changed = any_api.http.patch(path, json={"name": "High"}, headers={"If-Match": '"1"'})
    assert ok(changed) == view | {"name": "High", "version": 2}
    assert changed.headers["etag"] == '"2"'
    assert any_api.http.delete(path).status_code == 204
    refused(any_api.http.get(path), 404, "not-found")
    assert names(any_api) == []


def test_what_a_view_stands_for_is_what_the_list_takes(any_api: Api) -> None:
    """As it is kept, it is sent to the list."""
    alert = any_api.alert()
    query = f"text={alert['title'].replace(' ', '%20')}&customer=acme&seen_from={alert['first_seen']}&assignee="
    view = save(any_api, query=query)
    assert [one["id"] for one in ok(any_api.http.get(f"{ALERTS}?{view['query']}"))["items"]] == [alert["id"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "query": ""}, "name"),
        ({"name": "x" * 81, "query": ""}, "name"),
        ({"name": "a\nb", "query": ""}, "name"),
        ({"name": "Mine", "query": "cursor=x"}, "query"),
        ({"name": "Mine", "query": "severity=high"}, "query"),
        ({"name": "Mine", "query": "x" * 2_001}, "query"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_name(api: Api, body: dict[str, str], field: str) -> None:
    problem = refused(api.http.post(VIEWS, json=body), 400, "invalid-input")
    assert problem["field"] == field


def test_a_name_that_is_taken_is_refused(any_api: Api) -> None:
    save(any_api)
    refused(any_api.http.post(VIEWS, json={"name": "MINE", "query": ""}), 409, "view-taken")
    other = save(any_api, "Other")
    patch = any_api.http.patch(f"{VIEWS}/{other['id']}", json={"name": "mine"}, headers={"If-Match": '"1"'})
    refused(patch, 409, "view-taken")


def test_a_hundred_views_are_enough(api: Api) -> None:
    for number in range(100):
        save(api, f"View {number}")
    refused(api.http.post(VIEWS, json={"name": "One more", "query": ""}), 409, "enough-views")


def test_a_change_says_which_version_it_is_of(any_api: Api) -> None:
    view = save(any_api)
    path = f"{VIEWS}/{view['id']}"
    refused(any_api.http.patch(path, json={"name": "High"}), 428, "version-needed")
    ok(any_api.http.patch(path, json={"name": "High"}, headers={"If-Match": '"1"'}))
    stale = any_api.http.patch(path, json={"name": "Low"}, headers={"If-Match": '"1"'})
    present = refused(stale, 412, "stale-version")["present"]
    assert (present["name"], present["version"], stale.headers["etag"]) == ("High", 2, '"2"')


def test_a_copy_is_shared_with_those_who_see_a_customer(any_api: Api) -> None:
    view = save(any_api)
    shared = share(any_api, view, "acme")
    assert (shared["is_shared"], shared["customer"], shared["owner"], shared["is_mine"]) == (True, "ACME", "anna", True)
    acme = any_api.user("acme-analyst", scopes=[Scope.ALERTS_READ, Scope.ALERTS_WRITE], customers=["ACME"])
    beta = any_api.user("beta-admin", customers=["BETA"])
    assert names(any_api) == [("Mine", None), ("Mine", "ACME")]
    assert (names(any_api, acme), names(any_api, beta)) == ([("Mine", "ACME")], [])
    path = f"{VIEWS}/{shared['id']}"
    assert (ok(any_api.http.get(path, headers=acme))["may_change"], shared["may_change"]) == (False, True)
    change: dict[str, Any] = {"json": {"name": "Ours"}, "headers": acme | {"If-Match": '"1"'}}
    assert refused(any_api.http.patch(path, **change), 403, "not-allowed")["needed"] == ["users:write"]
    refused(any_api.http.delete(path, headers=acme), 403, "not-allowed")
    for hidden in (path, f"{VIEWS}/{view['id']}"):
        refused(any_api.http.get(hidden, headers=beta), 404, "not-found")
        refused(any_api.http.delete(hidden, headers=beta), 404, "not-found")
        answer = any_api.http.patch(hidden, json={"name": "x"}, headers=beta | {"If-Match": '"1"'})
        refused(answer, 404, "not-found")


def test_what_is_shared_with_a_customers_people_names_no_other(any_api: Api) -> None:
    """And whether there is another of that name is told to nobody who does not see them."""
    acme = any_api.user("acme-admin", customers=["ACME"])
    told = []
    for code in ("BETA", "NOBODY"):
        view = save(any_api, code, f"customer={code}", headers=acme)
        answer = any_api.http.post(f"{VIEWS}/{view['id']}/share", json={"customer": "ACME"}, headers=acme)
        problem = refused(answer, 400, "invalid-input")
        told.append((problem["field"], problem["detail"]))
    assert told[0] == told[1]
    assert told[0][0] == "query"


def test_who_does_not_see_everyone_shares_with_nobody_who_does(any_api: Api) -> None:
    acme = any_api.user("acme-admin", customers=["ACME"])
    view = save(any_api, headers=acme)
    refused(any_api.http.post(f"{VIEWS}/{view['id']}/share", json={}, headers=acme), 403, "not-allowed")
    refused(any_api.http.post(f"{VIEWS}/{view['id']}/share", json={"customer": "BETA"}, headers=acme), 404, "not-found")


def test_sharing_is_in_the_audit_log_of_the_customer(any_api: Api) -> None:
    shared = share(any_api, save(any_api), "ACME")
    ok(any_api.http.patch(f"{VIEWS}/{shared['id']}", json={"query": ""}, headers={"If-Match": '"1"'}))
    assert any_api.http.delete(f"{VIEWS}/{shared['id']}").status_code == 204
    found = ok(any_api.http.get("/api/audit", params={"object_type": "view"}))["items"]
    assert [(one["action"], one["customer"], one["object_id"]) for one in found] == [
        (action, "ACME", shared["id"]) for action in ("view.removed", "view.changed", "view.shared")
    ]


def test_a_machines_key_reads_what_is_shared_and_keeps_nothing(any_api: Api) -> None:
    own = save(any_api)
    shared = share(any_api, own, "ACME")
    body = {"name": "dashboard", "scopes": [Scope.ALERTS_READ, Scope.ALERTS_WRITE], "customers": ["ACME"]}
    token = ok(any_api.http.post("/api/auth/keys", json=body), 201)["token"]
    key = {"Authorization": f"Bearer {token}"}
    assert names(any_api, key) == [("Mine", "ACME")]
    for answer in (
        any_api.http.post(VIEWS, json={"name": "Mine", "query": ""}, headers=key),
        any_api.http.post(f"{VIEWS}/{shared['id']}/share", json={"customer": "ACME"}, headers=key),
        any_api.http.patch(f"{VIEWS}/{shared['id']}", json={"name": "x"}, headers=key | {"If-Match": '"1"'}),
        any_api.http.delete(f"{VIEWS}/{shared['id']}", headers=key),
    ):
        refused(answer, 403, "not-allowed")


def test_what_is_sent_again_with_its_key_is_done_once(any_api: Api) -> None:
    saved = [save(any_api, headers={"Idempotency-Key": "1"}) for _ in range(2)]
    assert saved[0] == saved[1]
    shared = [share(any_api, saved[0], "ACME", headers={"Idempotency-Key": "2"}) for _ in range(2)]
    assert shared[0] == shared[1]
    assert names(any_api) == [("Mine", None), ("Mine", "ACME")]
