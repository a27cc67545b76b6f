"""Keys of machines by pages: made once, shown once, and taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from socdomain.auth.api_key import ApiKey
from socdomain.auth.queries import list_keys
from socdomain.pages import PageRequest
from socdomain.principal import Scope
from tests.builders import EVERYONE, a_principal
from tests.console.clerks import ABSENT, HOSTILE, Clerk, Fields, is_marked, notices, said, value_of


def keys(clerk: Clerk) -> list[ApiKey]:
    """All keys."""
    return list(list_keys(clerk.api.container.reading(EVERYONE), PageRequest(200), by=a_principal()).items)


def test_a_key_is_made_once_shown_once_and_taken_back(any_clerk: Clerk) -> None:
    assert "There is no key yet" in any_clerk.read("/console/keys")
    fields: Fields = {
        "name": HOSTILE,
        "scopes": ["events:ingest", "alerts:read"],
        "reach": "named",
        "customers": "ACME",
        "source": "wazuh",
        "expires_at": "2027-01-02T03:04",
        "once": value_of(any_clerk.look("/console/keys/new"), "once"),
    }
    shown = any_clerk.send("/console/keys", 200, **fields).text
    found = re.search(r'data-copies="(wfk_[^"]+)"', shown)
    assert found is not None
    assert HOSTILE not in shown
    assert found[1] not in any_clerk.send("/console/keys", 200, **fields).text
    (key,) = keys(any_clerk)
    assert (key.scopes, key.source) == (frozenset({Scope.EVENTS_INGEST, Scope.ALERTS_READ}), "wazuh")
    assert key.expires_at == datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
    token = {"Authorization": f"Bearer {found[1]}"}
    alerts = "/api/incident_management/alerts"
    assert any_clerk.api.http.get(alerts, headers=token).status_code == 200

    listed = any_clerk.read("/console/keys")
    assert f"wfk_{key.id.hex[:8]}…" in listed
    assert found[1] not in listed
    taken = any_clerk.look(any_clerk.send(f"/console/keys/{key.id}/revoke").headers["location"])
    assert "The key was revoked" in notices(taken)
    assert "Revoked" in said(taken)
    assert any_clerk.api.http.get(alerts, headers=token).status_code == 401


def test_times_are_typed_in_the_readers_zone(clerk: Clerk) -> None:
    clerk.browser.known["watchfloor-zone"] = "Europe%2FBerlin"
    assert "In the zone Europe/Berlin" in clerk.read("/console/keys/new")
    fields: Fields = {"name": "k", "scopes": "alerts:read", "reach": "everyone"}
    clerk.send("/console/keys", 200, expires_at="2027-01-02T03:04", **fields)
    assert keys(clerk)[0].expires_at == datetime(2027, 1, 2, 2, 4, tzinfo=UTC)


def test_what_cannot_be_is_told_at_its_field_and_stays_there(clerk: Clerk) -> None:
    fields: Fields = {"name": "k", "scopes": "alerts:read", "reach": "everyone"}
    for typed in ("2020-01-01T00:00", "tomorrow"):
        page = clerk.send("/console/keys", 400, expires_at=typed, **fields).text
        assert is_marked(page, "expires_at")
        assert value_of(page, "name") == "k"
        assert 'value="alerts:read" checked' in page
    nameless = clerk.send("/console/keys", 400, **fields | {"name": "\u202e"}).text
    assert is_marked(nameless, "name")
    assert "must name at least one scope" in said(clerk.send("/console/keys", 400, name="k", reach="everyone").text)
    assert "must be at least one, or every" in said(
        clerk.send("/console/keys", 400, name="k", scopes="alerts:read").text
    )
    assert "not a valid Scope" in said(clerk.send("/console/keys", 400, **fields | {"scopes": "all:all"}).text)
    assert keys(clerk) == []


def test_nobody_hands_out_what_they_do_not_have(clerk: Clerk) -> None:
    maker = clerk.another("mia", scopes=[Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.ALERTS_READ])
    offered = re.findall(r'name="scopes" value="([^"]+)"', maker.look("/console/keys/new"))
    assert offered == ["alerts:read", "keys:read", "keys:write"]
    maker.send("/console/keys", 403, name="k", scopes="audit:read", reach="everyone")
    reader = clerk.another("rita", scopes=[Scope.KEYS_READ])
    assert "/console/keys/new" not in reader.look("/console/keys")
    reader.look("/console/keys/new", status=403)
    reader.send("/console/keys", 403, name="k", scopes="keys:read", reach="everyone")
    reader.send(f"/console/keys/{ABSENT}/revoke", 403)
    clerk.send(f"/console/keys/{ABSENT}/revoke", 404)
    clerk.another("andy", customers=["ACME"]).look("/console/keys", status=403)
