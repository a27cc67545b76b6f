"""Legal holds, and for how long files are kept, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.principal import Scope
from tests.api.driving import CASES, Api, ok, refused

HOLDS = "/api/legal_holds"
RETENTION = "/api/customers/acme/artifact-retention"


def a_case(api: Api) -> str:
    return str(api.case(api.alert()["id"])["id"])


def a_file(api: Api, case_id: str) -> str:
    sent = api.http.post(f"{CASES}/{case_id}/data-store", files={"file": ("a.log", b"a line")})
    assert sent.status_code == 201, sent.text
    return f"{CASES}/{case_id}/data-store/{sent.json()['id']}"


def hold(api: Api, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
    sent = api.http.post(HOLDS, json={"reason": "SEC v. ACME", **body}, headers=headers)
    placed: dict[str, Any] = ok(sent, 201)
    assert sent.headers["location"] == f"{HOLDS}/{placed['id']}"
    return placed


def test_a_file_under_hold_is_not_deleted_until_the_hold_is_lifted(any_api: Api) -> None:
    case_id = a_case(any_api)
    file = a_file(any_api, case_id)
    placed = hold(any_api, case_id=case_id)
    problem = refused(any_api.http.delete(file, params={"reason": "asked for"}), 409, "legal-hold")
    assert (problem["holds"], "SEC v. ACME" in problem["detail"]) == ([placed["id"]], True)
    assert ok(any_api.http.get(file))["status"] == "stored"

    lifted = ok(any_api.http.post(f"{HOLDS}/{placed['id']}/lift", json={"reason": "settled"}))
    assert (lifted["lift_reason"], lifted["lifted_at"] is None) == ("settled", False)
    assert ok(any_api.http.delete(file, params={"reason": "asked for"}))["status"] == "deleted"
    acts = [one["act"] for one in ok(any_api.http.get(f"{file}/custody"))["items"]]
    assert acts == ["deleted", "released", "held", "stored"]


def test_holds_are_shown_by_what_they_are_on(any_api: Api) -> None:
    case_id = a_case(any_api)
    artifact_id = a_file(any_api, case_id).rpartition("/")[2]
    on_case, on_file = hold(any_api, case_id=case_id), hold(any_api, artifact_id=artifact_id)
    on_all = hold(any_api, customer="acme")
    ok(any_api.http.post(f"{HOLDS}/{on_file['id']}/lift", json={"reason": "settled"}))

    def listed(**wanted: str | bool) -> set[str]:
        return {one["id"] for one in ok(any_api.http.get(HOLDS, params=wanted))["items"]}

    assert listed() == {on_case["id"], on_file["id"], on_all["id"]}
    assert listed(case_id=case_id) == {on_case["id"]}
    assert listed(artifact_id=artifact_id) == {on_file["id"]}
    assert listed(in_force=True) == {on_case["id"], on_all["id"]}
    assert listed(customer="BETA") == set()
    assert ok(any_api.http.get(f"{HOLDS}/{on_all['id']}")) == on_all
    assert (on_all["customer"], on_all["case_id"], on_all["artifact_id"]) == ("ACME", None, None)


def test_the_same_request_sent_twice_places_one_hold(api: Api) -> None:
    once = {"Idempotency-Key": "place-1"}
    assert hold(api, once, customer="ACME") == hold(api, once, customer="ACME")
    assert len(ok(api.http.get(HOLDS))["items"]) == 1


def test_an_analyst_holds_and_does_not_let_go(api: Api) -> None:
    analyst = api.user("ann", scopes={Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE})
    placed = hold(api, analyst, customer="ACME")
    answer = api.http.post(f"{HOLDS}/{placed['id']}/lift", json={"reason": "x"}, headers=analyst)
    assert refused(answer, 403, "not-allowed")["needed"] == ["holds:write"]
    answer = api.http.put(RETENTION, json={"keep_days": 1}, headers=analyst | {"If-Match": '"1"'})
    refused(answer, 403, "not-allowed")


@pytest.mark.parametrize("body", [{}, {"customer": "ACME", "case_id": "0192d1a1-0000-7000-8000-000000000000"}])
def test_a_hold_is_on_one_thing(api: Api, body: dict[str, str]) -> None:
    refused(api.http.post(HOLDS, json={"reason": "x", **body}), 400, "invalid-input")
    refused(api.http.post(HOLDS, json={"reason": " ", "customer": "ACME"}), 400, "invalid-input")


def test_how_long_files_are_kept_is_changed_by_who_saw_it(any_api: Api) -> None:
    shown = any_api.http.get(RETENTION)
    assert ok(shown) == {"keep_days": None, "changed_at": None, "changed_by": "", "version": 1}
    refused(any_api.http.put(RETENTION, json={"keep_days": 30}), 428, "version-needed")
    seen = {"If-Match": shown.headers["etag"]}
    changed = any_api.http.put(RETENTION, json={"keep_days": 30}, headers=seen)
    assert (ok(changed)["keep_days"], ok(changed)["version"], changed.headers["etag"]) == (30, 2, '"2"')
    stale = any_api.http.put(RETENTION, json={"keep_days": 1}, headers=seen)
    assert refused(stale, 412, "stale-version")["present"] == ok(any_api.http.get(RETENTION))
    now = {"If-Match": '"2"'}
    refused(any_api.http.put(RETENTION, json={"keep_days": 0}, headers=now), 400, "invalid-input")
    assert ok(any_api.http.put(RETENTION, json={"keep_days": None}, headers=now))["keep_days"] is None
