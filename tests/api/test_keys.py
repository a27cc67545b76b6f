"""Keys of machines."""

from datetime import timedelta
from typing import Any

import pytest

from socdomain.principal import Scope
from tests.api.driving import ALERTS, INGEST, Api, ok, refused, wazuh

KEYS, ME = "/api/auth/keys", "/api/auth/me"


def made(api: Api, **fields: Any) -> dict[str, Any]:
    """Makes a key, and returns it with its token."""
    body = {"name": "forwarder", "scopes": ["events:ingest"], "customers": ["ACME"]} | fields
    return ok(api.http.post(KEYS, json=body), 201)


def bearer(key: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['token']}"}


def test_a_key_sends_documents_of_its_customer(any_api: Api) -> None:
    key = made(any_api)
    sent = any_api.http.post(
        INGEST, params={"source": "wazuh", "customer": "ACME"}, json=[wazuh(1)], headers=bearer(key)
    )
    assert ok(sent)["created"] == 1
    foreign = any_api.http.post(
        INGEST, params={"source": "wazuh", "customer": "BETA"}, json=[wazuh(2)], headers=bearer(key)
    )
    refused(foreign, 404, "not-found")
    refused(any_api.http.get(ALERTS, headers=bearer(key)), 403, "not-allowed")
    assert ok(any_api.http.get(ME, headers=bearer(key)))["name"] == "key:forwarder"


def test_a_key_of_a_source_sends_of_no_other(any_api: Api) -> None:
    key = made(any_api, source="wazuh")
    for source, status in (("wazuh", 200), ("suricata", 403)):
        sent = any_api.http.post(
            INGEST, params={"source": source, "customer": "ACME"}, json=[wazuh(1)], headers=bearer(key)
        )
        assert sent.status_code == status
    replay = "/api/sources/rejected/replay"
    refused(any_api.http.post(replay, json={}, headers=bearer(key)), 403, "not-allowed")


def test_what_a_key_shows_is_shown_once(any_api: Api) -> None:
    body = {"name": "forwarder", "scopes": ["events:ingest"], "customers": None}
    once = {"Idempotency-Key": "1"}
    first = ok(any_api.http.post(KEYS, json=body, headers=once), 201)
    again = ok(any_api.http.post(KEYS, json=body, headers=once), 201)
    assert again == {"key": first["key"], "token": None}
    secret = first["token"].rsplit("_", 1)[1]
    for path in (KEYS, f"{KEYS}/{first['key']['id']}"):
        assert secret not in any_api.http.get(path).text
    assert ok(any_api.http.get(KEYS))["items"] == [first["key"]]


def test_what_a_key_may_do_is_written_down(api: Api) -> None:
    """Whose data it reaches, and for how long, is what matters once it is found where it should not be."""
    end = (api.clock.now() + timedelta(hours=1)).isoformat()
    made(api, source="wazuh", expires_at=end)
    made(api, customers=None)
    everywhere, limited = ok(api.http.get("/api/audit", params={"action": "key.created"}))["items"]

    of_both = {"name": "forwarder", "scopes": ["events:ingest"]}
    acme = str(api.customer_id("ACME"))
    assert limited["after"] == of_both | {"customers": [acme], "source": "wazuh", "expires_at": end}
    assert everywhere["after"] == of_both | {"customers": None, "source": None, "expires_at": None}


def test_a_key_ends_when_it_says(any_api: Api) -> None:
    end = any_api.clock.now() + timedelta(hours=1)
    key = made(any_api, scopes=["alerts:read"], expires_at=end.isoformat())
    any_api.clock.advance(timedelta(minutes=59))
    ok(any_api.http.get(ALERTS, headers=bearer(key)))
    any_api.clock.advance(timedelta(minutes=1))
    refused(any_api.http.get(ALERTS, headers=bearer(key)), 401, "not-signed-in")


def test_a_key_that_is_taken_back_is_good_no_longer(any_api: Api) -> None:
    key = made(any_api, scopes=["alerts:read"])
    ok(any_api.http.get(ALERTS, headers=bearer(key)))
    for _ in range(2):
        assert any_api.http.delete(f"{KEYS}/{key['key']['id']}").status_code == 204
    refused(any_api.http.get(ALERTS, headers=bearer(key)), 401, "not-signed-in")
    shown = ok(any_api.http.get(f"{KEYS}/{key['key']['id']}"))
    assert shown["revoked_at"]
    assert shown["last_used_at"]


@pytest.mark.parametrize("change", [lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), str.upper, str.title])
def test_a_key_that_is_nearly_right_is_wrong(api: Api, change: Any) -> None:
    key = made(api, scopes=["alerts:read"])
    headers = {"Authorization": f"Bearer {change(key['token'])}"}
    refused(api.http.get(ALERTS, headers=headers), 401, "not-signed-in")


def test_a_key_has_no_session_and_no_password(api: Api) -> None:
    key = made(api)
    refused(api.http.post("/api/auth/logout", headers=bearer(key)), 404, "not-found")
    body = {"current_password": "x", "new_password": "an entirely different thought"}
    refused(api.http.put("/api/auth/password", json=body, headers=bearer(key)), 401, "not-signed-in")
    assert ok(api.http.get("/api/auth/sessions", headers=bearer(key)))["items"] == []


def test_a_key_makes_no_keys(api: Api) -> None:
    key = made(api, scopes=["keys:write", "alerts:read"], customers=None)
    body = {"name": "x", "scopes": ["alerts:read"], "customers": None}
    refused(api.http.post(KEYS, json=body, headers=bearer(key)), 403, "not-allowed")


def test_a_key_makes_nobody_who_can_sign_in(api: Api) -> None:
    """They would sign in, and make keys, when the key has been taken back."""
    key = made(api, scopes=sorted(Scope), customers=None)
    body = {"login": "carl", "role": "analyst", "customers": None}
    user = ok(api.http.post("/api/auth/users", json=body), 201)["user"]
    refused(api.http.post("/api/auth/users", json=body | {"login": "x"}, headers=bearer(key)), 403, "not-allowed")
    reset = f"/api/auth/users/{user['id']}/reset-password"
    refused(api.http.post(reset, headers=bearer(key)), 403, "not-allowed")
    assert api.http.delete(f"/api/auth/users/{user['id']}", headers=bearer(key)).status_code == 204


def test_what_a_key_is_good_for_is_written_down(any_api: Api) -> None:
    end = "2027-01-01T00:00:00+01:00"
    key = made(any_api, scopes=["events:ingest", "alerts:read"], source="wazuh", expires_at=end)
    made(any_api, customers=None)
    every, some = ok(any_api.http.get("/api/audit", params={"action": "key.created"}))["items"]
    assert some["object_id"] == key["key"]["id"]
    assert some["after"] == {
        "name": "forwarder",
        "scopes": ["alerts:read", "events:ingest"],
        "customers": [str(any_api.customer_id("ACME"))],
        "source": "wazuh",
        "expires_at": "2026-12-31T23:00:00+00:00",
    }
    assert (every["after"]["customers"], every["after"]["expires_at"]) == (None, None)


def test_a_key_says_when_it_ends_as_it_will_be_kept(any_api: Api) -> None:
    key = made(any_api, expires_at="2027-01-01T00:00:00+01:00")["key"]
    assert key["expires_at"] == "2026-12-31T23:00:00Z"
    assert ok(any_api.http.get(f"{KEYS}/{key['id']}")) == key


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_key_that_ends_beyond_all_time_is_refused_and_keys_are_listed_after_it(any_api: Api, end: str) -> None:
    body = {"name": "x", "scopes": ["alerts:read"], "customers": None, "expires_at": end}
    fault = refused(any_api.http.post(KEYS, json=body), 400, "invalid-body")["errors"][0]
    assert fault["path"] == "$.expires_at"
    assert ok(any_api.http.get(KEYS))["items"] == []


def test_nobody_hands_out_what_they_do_not_have(api: Api) -> None:
    limited = api.user("carl", scopes={Scope.KEYS_WRITE, Scope.KEYS_READ})
    body = {"name": "x", "scopes": ["alerts:read"], "customers": None}
    refused(api.http.post(KEYS, json=body, headers=limited), 403, "not-allowed")
    of_one = api.user("dora", customers=["ACME"])
    refused(api.http.post(KEYS, json=body | {"customers": ["ACME"]}, headers=of_one), 403, "not-allowed")
    refused(api.http.get(KEYS, headers=of_one), 403, "not-allowed")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"customers": ["NOBODY"]}, "customers"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused(api: Api, fields: dict[str, Any], field: str) -> None:
    body = {"name": "x", "scopes": ["alerts:read"], "customers": None} | fields
    assert refused(api.http.post(KEYS, json=body), 400, "invalid-input")["field"] == field
