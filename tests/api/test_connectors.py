"""``/api/connectors``: which there are, what they are given, and whether they work."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.driving import Api, ok, refused
from tests.products import PASSWORD, TOKEN, VERSION

CONNECTORS = "/api/connectors"
URL = "https://hound.example.org:8443/api"
NEW = {"kind": "hound", "name": "Our hound", "values": {"url": URL, "username": "anna", "password": PASSWORD}}


def added(api: Api, **other: Any) -> dict[str, Any]:
    """A connector that was just added."""
    shown: dict[str, Any] = ok(api.http.post(CONNECTORS, json={**NEW, **other}), 201)
    return shown


def changed(api: Api, one: dict[str, Any], body: dict[str, Any], version: int | None = None) -> Any:
    """The answer to a change."""
    tag = f'"{version or one["version"]}"'
    return api.http.patch(f"{CONNECTORS}/{one['id']}", json=body, headers={"If-Match": tag})


def test_a_connector_is_added_and_shown_without_its_secrets(any_api: Api) -> None:
    answer = any_api.http.post(CONNECTORS, json=NEW)
    shown = ok(answer, 201)
    assert answer.headers["location"] == f"{CONNECTORS}/{shown['id']}"
    assert PASSWORD not in answer.text
    assert (shown["values"], shown["secrets"]) == ({"url": URL, "username": "anna"}, ["password"])
    assert (shown["connector_verified"], shown["connector_last_updated"]) == (False, "2026-08-20T08:00:00Z")
    assert (shown["title"], shown["is_default"], shown["enabled"]) == ("Hound", True, True)
    assert shown["capabilities"] == ["lists_rules"]
    assert shown["verification"] is None
    assert ok(any_api.http.get(CONNECTORS))["items"] == [shown]
    assert ok(any_api.http.get(f"{CONNECTORS}/{shown['id']}")) == shown


def test_kinds_say_what_they_ask_for(api: Api) -> None:
    (kind,) = ok(api.http.get(f"{CONNECTORS}/kinds"))["items"]
    assert (kind["name"], kind["title"], kind["guide"]) == ("hound", "Hound", "Ask whoever runs it.")
    fields = {one["name"]: one for one in kind["fields"]}
    assert (fields["url"]["form"], fields["url"]["says_where"], fields["url"]["is_optional"]) == ("url", True, False)
    assert (fields["password"]["is_secret"], fields["password"]["is_optional"]) == (True, True)


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"kind": "unicorn"}, 404, "not-found"),
        ({"name": ""}, 400, "invalid-input"),
        ({"name": "x" * 81}, 400, "invalid-input"),
        ({"values": {}}, 400, "invalid-input"),
        ({"values": {"url": "ftp://h"}}, 400, "invalid-input"),
        ({"values": {"url": f"https://anna:{TOKEN}@h"}}, 400, "invalid-input"),
        ({"values": {"url": URL, "password": f"{TOKEN}\r\nX-Admin: 1"}}, 400, "invalid-input"),
        ({"values": {"url": URL, "colour": "red"}}, 400, "invalid-input"),
        ({"values": {"url": URL, "password": 7}}, 400, "invalid-body"),
        ({"customer": "NOBODY"}, 404, "not-found"),
    ],
)
def test_what_cannot_be_connected_is_refused_without_quoting_it(
    body: dict[str, Any], status: int, problem: str, api: Api
) -> None:
    answer = api.http.post(CONNECTORS, json={**NEW, **body})
    refused(answer, status, problem)
    assert TOKEN not in answer.text
    assert ok(api.http.get(CONNECTORS))["items"] == []


def test_a_name_is_taken_without_regard_to_case(any_api: Api) -> None:
    added(any_api)
    refused(any_api.http.post(CONNECTORS, json={**NEW, "name": "OUR HOUND"}), 409, "connector-taken")


def test_what_is_left_out_stays_the_secret_too(any_api: Api) -> None:
    one = added(any_api)
    after = ok(changed(any_api, one, {"name": "Old hound", "values": {"username": "bert"}}))
    assert (after["name"], after["values"]["username"], after["secrets"], after["version"]) == (
        "Old hound",
        "bert",
        ["password"],
        2,
    )
    assert ok(any_api.http.post(f"{CONNECTORS}/verify/{one['id']}"))["verification"]["outcome"] == "ok"
    emptied = ok(changed(any_api, after, {"values": {"password": None, "token": TOKEN}}))
    assert emptied["secrets"] == ["token"]


def test_who_leads_it_elsewhere_gives_the_secrets_again(api: Api) -> None:
    one, elsewhere = added(api), "https://elsewhere.example.org"
    problem = refused(changed(api, one, {"values": {"url": elsewhere}}), 409, "secrets-wanted")
    assert problem["fields"] == ["password"]
    after = ok(changed(api, one, {"values": {"url": elsewhere, "password": TOKEN}}))
    assert (after["values"]["url"], after["connector_verified"]) == (elsewhere, False)


def test_a_change_of_another_version_is_refused(api: Api) -> None:
    one = added(api)
    ok(changed(api, one, {"name": "Old hound"}))
    assert refused(changed(api, one, {"name": "New hound"}), 412, "stale-version")["present"]["name"] == "Old hound"
    refused(api.http.patch(f"{CONNECTORS}/{one['id']}", json={"name": "x"}), 428, "version-needed")


def test_trying_says_what_was_found_and_what_to_do(any_api: Api) -> None:
    good, bad = added(any_api), added(any_api, name="Other", values={"url": URL, "password": "wrong"})
    tried = ok(any_api.http.post(f"{CONNECTORS}/verify/{good['id']}"))
    assert tried["connector_verified"]
    assert tried["verification"]["product_version"] == VERSION
    refuses = ok(any_api.http.post(f"{CONNECTORS}/verify/{bad['id']}"))["verification"]
    assert (refuses["outcome"], refuses["advice"]) == (
        "refused_credentials",
        "It refuses the password: give another one.",
    )
    assert not ok(any_api.http.get(f"{CONNECTORS}/{bad['id']}"))["connector_verified"]


def test_all_are_tried_by_a_run_that_can_be_watched(api: Api) -> None:
    run = ok(api.http.post(f"{CONNECTORS}/verify"), 202)
    assert (run["job"], run["cause"]) == ("verify_connectors", "request")
    assert ok(api.http.get(f"/api/scheduler/runs/{run['id']}"))["run"]["id"] == run["id"]


def test_one_is_the_default_and_one_that_is_not_used_can_be_tried(any_api: Api) -> None:
    first, second = added(any_api), added(any_api, name="Other")
    assert (first["is_default"], second["is_default"]) == (True, False)
    assert ok(any_api.http.post(f"{CONNECTORS}/{second['id']}/default"))["is_default"]
    assert not ok(any_api.http.get(f"{CONNECTORS}/{first['id']}"))["is_default"]
    assert not ok(any_api.http.post(f"{CONNECTORS}/{second['id']}/disable"))["enabled"]
    assert ok(any_api.http.post(f"{CONNECTORS}/verify/{second['id']}"))["connector_verified"]
    assert ok(any_api.http.post(f"{CONNECTORS}/{second['id']}/enable"))["enabled"]


def test_history_says_who_changed_what_and_hides_secrets(any_api: Api) -> None:
    one = added(any_api)
    two = ok(changed(any_api, one, {"values": {"password": TOKEN}}))
    ok(any_api.http.post(f"{CONNECTORS}/verify/{two['id']}"))
    answer = any_api.http.get(f"{CONNECTORS}/{one['id']}/history")
    items = ok(answer)["items"]
    assert [entry["happening"] for entry in items] == ["verified", "changed", "added"]
    assert items[1]["detail"]["after"] == {"secrets_given": ["password"]}
    assert items[0]["detail"]["product_version"] == VERSION
    assert PASSWORD not in answer.text
    assert TOKEN not in answer.text
    page = ok(any_api.http.get(f"{CONNECTORS}/{one['id']}/history", params={"limit": 2}))
    rest = ok(any_api.http.get(f"{CONNECTORS}/{one['id']}/history", params={"limit": 2, "cursor": page["next_cursor"]}))
    assert [*page["items"], *rest["items"]] == items


def test_one_that_is_deleted_is_gone(any_api: Api) -> None:
    one = added(any_api)
    assert any_api.http.delete(f"{CONNECTORS}/{one['id']}").status_code == 204
    refused(any_api.http.get(f"{CONNECTORS}/{one['id']}"), 404, "not-found")
    refused(any_api.http.delete(f"{CONNECTORS}/{one['id']}"), 404, "not-found")
    refused(any_api.http.get(f"{CONNECTORS}/{one['id']}/history"), 404, "not-found")
