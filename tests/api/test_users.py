"""Users, their roles, and what one may hand out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve
from litestar.testing import TestClient

from entrypoints.api.app import create_app
from socdomain.principal import Reach, Scope
from tests.api.driving import ALERTS, PASSWORD, SETTINGS, Api, ok, refused

USERS, ME, TOKEN = "/api/auth/users", "/api/auth/me", "/api/auth/token"
EVERY_CUSTOMER: dict[str, Any] = {"customers": None}


def added(api: Api, login: str = "carl", **fields: Any) -> dict[str, Any]:
    """Adds a user, and returns them with their password."""
    body = {"login": login, "role": "analyst", "customers": ["ACME"]} | fields
    return ok(api.http.post(USERS, json=body), 201)


def version(api: Api, user_id: str) -> dict[str, str]:
    return {"If-Match": api.http.get(f"{USERS}/{user_id}").headers["etag"]}


def test_a_user_is_added_with_a_password_that_must_be_changed(any_api: Api) -> None:
    made = added(any_api, email="carl@example.com")
    user = made["user"]
    assert (user["login"], user["role"], user["customers"]) == ("carl", "analyst", ["ACME"])
    assert (user["email"], user["must_change_password"], user["disabled_at"]) == ("carl@example.com", True, None)
    form = {"grant_type": "password", "username": "CARL", "password": made["password"]}
    assert ok(any_api.http.post(TOKEN, data=form))["kind"] == "change_password"
    assert ok(any_api.http.get(f"{USERS}/{user['id']}")) == user
    assert user in ok(any_api.http.get(USERS))["items"]


def test_a_user_that_is_sent_again_is_the_same_and_the_password_is_not_shown(any_api: Api) -> None:
    body = {"login": "carl", "role": "analyst", "customers": None}
    once = {"Idempotency-Key": "1"}
    first = ok(any_api.http.post(USERS, json=body, headers=once), 201)
    again = ok(any_api.http.post(USERS, json=body, headers=once), 201)
    assert again == {"user": first["user"], "password": None}
    assert first["password"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"login": "two words"}, "login"),
        ({"login": ""}, "login"),
        ({"login": "x" * 101}, "login"),
        ({"login": "a\u200bb"}, "login"),
        ({"email": "nowhere"}, "email"),
        ({"email": "a b@example.com"}, "email"),
        ({"role": "nobody"}, "role"),
        ({"customers": ["NOBODY"]}, "customers"),
        ({"role": "customer_user"}, "customers"),
    ],
)
def test_a_user_that_cannot_be_is_refused(api: Api, fields: dict[str, Any], field: str) -> None:
    body = {"login": "carl", "role": "analyst", "customers": None} | fields
    assert refused(api.http.post(USERS, json=body), 400, "invalid-input")["field"] == field


@pytest.mark.parametrize(("fields", "field"), [({"login": "CARL"}, "login"), ({"email": "A@example.com"}, "email")])
def test_a_name_or_address_that_is_taken_is_a_conflict(any_api: Api, fields: dict[str, Any], field: str) -> None:
    added(any_api, email="a@example.com")
    body = {"login": "dora", "role": "analyst", "customers": None} | fields
    assert refused(any_api.http.post(USERS, json=body), 409, "name-taken")["field"] == field


def test_a_change_of_role_or_reach_holds_at_once(any_api: Api) -> None:
    headers = any_api.user("carl")
    user_id = ok(any_api.http.get(ME, headers=headers))["id"]
    for change in ({"role": "auditor"}, {"customers": ["BETA"]}, {"is_disabled": True}):
        any_api.http.patch(f"{USERS}/{user_id}", json={"is_disabled": False}, headers=version(any_api, user_id))
        headers = any_api.headers("carl")
        ok(any_api.http.get(ALERTS, headers=headers))
        changed = any_api.http.patch(f"{USERS}/{user_id}", json=change, headers=version(any_api, user_id))
        assert changed.status_code == 200
        refused(any_api.http.get(ALERTS, headers=headers), 401, "not-signed-in")


def test_a_change_of_address_ends_nothing(api: Api) -> None:
    headers = api.user("carl")
    user_id = ok(api.http.get(ME, headers=headers))["id"]
    ok(api.http.patch(f"{USERS}/{user_id}", json={"email": "c@example.com"}, headers=version(api, user_id)))
    ok(api.http.get(ALERTS, headers=headers))


def test_a_user_is_disabled_and_not_forgotten(any_api: Api) -> None:
    headers = any_api.user("carl")
    user_id = ok(any_api.http.get(ME, headers=headers))["id"]
    assert any_api.http.delete(f"{USERS}/{user_id}").status_code == 204
    refused(any_api.http.get(ALERTS, headers=headers), 401, "not-signed-in")
    form = {"grant_type": "password", "username": "carl", "password": PASSWORD}
    assert any_api.http.post(TOKEN, data=form).status_code == 400
    assert ok(any_api.http.get(f"{USERS}/{user_id}"))["disabled_at"]


def administrators(api: Api) -> list[str]:
    """Makes two administrators, and returns their identifiers."""
    return [added(api, login, role="admin", customers=None)["user"]["id"] for login in ("first", "second")]


@pytest.mark.parametrize("change", [{"is_disabled": True}, {"role": "analyst"}, {"customers": ["ACME"]}])
def test_an_administrator_remains_whatever_is_changed(any_api: Api, change: dict[str, Any]) -> None:
    first, second = administrators(any_api)
    ok(any_api.http.patch(f"{USERS}/{first}", json=change, headers=version(any_api, first)))
    answer = any_api.http.patch(f"{USERS}/{second}", json=change, headers=version(any_api, second))
    refused(answer, 409, "last-administrator")
    ok(any_api.http.patch(f"{USERS}/{second}", json={"email": "a@example.com"}, headers=version(any_api, second)))


def test_of_two_administrators_who_are_removed_at_once_one_remains(any_api: Api) -> None:
    both = administrators(any_api)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda user_id: any_api.http.delete(f"{USERS}/{user_id}").status_code, both))
    assert sorted(answers) == [204, 409]


def test_nobody_hands_out_what_they_do_not_have(api: Api) -> None:
    manager = api.user("manager", scopes={Scope.USERS_READ, Scope.USERS_WRITE, Scope.ALERTS_READ})
    answer = api.http.post(USERS, json={"login": "x", "role": "admin", "customers": None}, headers=manager)
    assert "cases:write" in refused(answer, 403, "not-allowed")["needed"]
    (administrator,) = [user["id"] for user in ok(api.http.get(USERS))["items"] if user["login"] == "anna"]
    refused(api.http.post(f"{USERS}/{administrator}/reset-password", headers=manager), 403, "not-allowed")


def test_nobody_gives_back_what_they_do_not_have(api: Api) -> None:
    """Whoever is enabled, or sees more, may do again what whoever has seen to it may not."""
    manager = api.user("manager", scopes={Scope.USERS_READ, Scope.USERS_WRITE})
    gone = added(api, "gone", role="admin", customers=["ACME"])["user"]
    path = f"{USERS}/{gone['id']}"
    for change in ({"customers": None}, {"customers": ["ACME", "BETA"]}, {"customers": ["BETA"]}):
        answer = api.http.patch(path, json=change, headers={**manager, "If-Match": '"1"'})
        assert "cases:write" in refused(answer, 403, "not-allowed")["needed"], change
    ok(api.http.patch(path, json={"customers": []}, headers={**manager, "If-Match": '"1"'}))
    ok(api.http.patch(path, json={"is_disabled": True}, headers={**manager, "If-Match": '"2"'}))
    answer = api.http.patch(path, json={"is_disabled": False}, headers={**manager, "If-Match": '"3"'})
    refused(answer, 403, "not-allowed")
    ok(api.http.patch(path, json={"is_disabled": False}, headers={"If-Match": '"3"'}))


def test_whoever_may_change_users_and_not_read_them_disables_one(any_api: Api) -> None:
    writer = any_api.user("writer", scopes={Scope.USERS_WRITE})
    user_id = added(any_api)["user"]["id"]
    assert any_api.http.delete(f"{USERS}/{user_id}", headers=writer).status_code == 204
    assert ok(any_api.http.get(f"{USERS}/{user_id}"))["disabled_at"]
    nobody = "0192d1a1-0000-7000-8000-000000000000"
    refused(any_api.http.delete(f"{USERS}/{nobody}", headers=writer), 404, "not-found")


@pytest.mark.parametrize("change", [{"customers": None}, {"role": "customer_user", "customers": None}])
def test_a_customers_user_never_sees_everyone(api: Api, change: dict[str, Any]) -> None:
    user = added(api, role="customer_user" if "role" not in change else "analyst")["user"]
    answer = api.http.patch(f"{USERS}/{user['id']}", json=change, headers={"If-Match": '"1"'})
    assert refused(answer, 400, "invalid-input")["field"] == "customers"
    ok(api.http.patch(f"{USERS}/{user['id']}", json={"role": "analyst"}, headers={"If-Match": '"1"'}))


def test_a_page_of_users_takes_no_more_reads_than_one_user(api: Api) -> None:
    begun: list[Reach] = []
    reading = api.container.reading

    def counted(reach: Reach) -> Any:
        begun.append(reach)
        return reading(reach)

    users = [added(api, f"user-{number}", customers=["BETA", "ACME"] if number % 2 else []) for number in range(6)]
    container = evolve(api.container, reading=counted)
    counting = create_app(container, SETTINGS)
    with TestClient(counting) as http:
        listed = ok(http.get(USERS, headers=api.http.headers))["items"]
    assert [user["user"] for user in reversed(users)] == listed[:6]
    assert len(begun) <= 3, "who asks, the users, and their customers"


def test_users_are_for_those_who_see_every_customer(api: Api) -> None:
    limited = api.user("limited", customers=["ACME"])
    refused(api.http.get(USERS, headers=limited), 403, "not-allowed")
    body = {"login": "x", "role": "analyst", "customers": ["ACME"]}
    refused(api.http.post(USERS, json=body, headers=limited), 403, "not-allowed")


def test_a_password_that_is_reset_ends_everything_and_must_be_changed(any_api: Api) -> None:
    headers = any_api.user("carl")
    user_id = ok(any_api.http.get(ME, headers=headers))["id"]
    made = ok(any_api.http.post(f"{USERS}/{user_id}/reset-password"))
    refused(any_api.http.get(ALERTS, headers=headers), 401, "not-signed-in")
    form = {"grant_type": "password", "username": "carl", "password": made["password"]}
    assert ok(any_api.http.post(TOKEN, data=form))["kind"] == "change_password"


def test_a_change_of_an_older_version_shows_the_present_one(api: Api) -> None:
    made = added(api)["user"]
    ok(api.http.patch(f"{USERS}/{made['id']}", json={"role": "auditor"}, headers={"If-Match": '"1"'}))
    answer = api.http.patch(f"{USERS}/{made['id']}", json={"role": "analyst"}, headers={"If-Match": '"1"'})
    assert refused(answer, 412, "stale-version")["present"]["role"] == "auditor"
    refused(api.http.patch(f"{USERS}/{made['id']}", json={}), 428, "version-needed")


def test_no_answer_about_users_holds_a_hash(api: Api) -> None:
    added(api)
    for path in (USERS, ME, "/api/auth/sessions", "/api/auth/roles"):
        assert "unsafe:" not in api.http.get(path).text


def test_roles_say_what_their_users_may_do(api: Api) -> None:
    roles = {role["name"]: role for role in ok(api.http.get("/api/auth/roles"))["items"]}
    assert {"admin", "analyst", "scheduler", "customer_user", "auditor"} <= set(roles)
    assert all(scope.endswith(":read") for scope in roles["auditor"]["scopes"])
