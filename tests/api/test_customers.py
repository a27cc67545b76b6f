"""Customers through the API."""

from tests.api.driving import Api, ok, refused

CUSTOMERS = "/api/customers"


def test_a_customer_is_added_shown_and_changed(any_api: Api) -> None:
    added = any_api.http.post(CUSTOMERS, json={"code": "NEW", "name": "New", "further_codes": ["tenant-7"]})
    assert ok(added, 201)["further_codes"] == ["tenant-7"]
    assert added.headers["location"] == "/api/customers/NEW"

    shown = any_api.http.get("/api/customers/TENANT-7")
    assert ok(shown)["code"] == "NEW"
    assert shown.headers["etag"] == added.headers["etag"]

    changed = any_api.http.patch(
        "/api/customers/NEW", json={"name": "Newer"}, headers={"If-Match": shown.headers["etag"]}
    )
    assert (ok(changed)["name"], ok(changed)["version"]) == ("Newer", 2)
    assert changed.headers["etag"] == '"2"'


def test_a_change_without_a_version_is_refused(api: Api) -> None:
    refused(api.http.patch("/api/customers/ACME", json={"name": "x"}), 428, "version-needed")


def test_a_stale_change_shows_the_present_state_in_the_shape_of_the_route(any_api: Api) -> None:
    any_api.http.patch("/api/customers/ACME", json={"name": "First"}, headers={"If-Match": '"1"'})
    answer = any_api.http.patch("/api/customers/ACME", json={"name": "Second"}, headers={"If-Match": '"1"'})
    problem = refused(answer, 412, "stale-version")
    assert problem["present"] == ok(any_api.http.get("/api/customers/ACME"))
    assert answer.headers["etag"] == '"2"'


def test_a_taken_code_is_a_conflict_that_names_it(any_api: Api) -> None:
    answer = any_api.http.post(CUSTOMERS, json={"code": "acme", "name": "Another"})
    assert refused(answer, 409, "code-taken")["code"] == "acme"


def test_a_customer_out_of_reach_does_not_exist(any_api: Api) -> None:
    """The same answer as for a code that nobody has, so that codes cannot be guessed."""
    beta_only = any_api.user("bea", customers=["BETA"])
    foreign = refused(any_api.http.get("/api/customers/ACME", headers=beta_only), 404, "not-found")
    unknown = refused(any_api.http.get("/api/customers/NONE", headers=beta_only), 404, "not-found")
    assert {**foreign, "key": "", "detail": "", "instance": ""} == {**unknown, "key": "", "detail": "", "instance": ""}
    assert [one["code"] for one in ok(any_api.http.get(CUSTOMERS, headers=beta_only))["items"]] == ["BETA"]


def test_only_who_sees_all_customers_adds_one(api: Api) -> None:
    beta_only = api.user("bea", customers=["BETA"])
    answer = api.http.post(CUSTOMERS, json={"code": "NEW", "name": "New"}, headers=beta_only)
    assert refused(answer, 403, "not-allowed")["needed"] == ["customers:write"]


def test_further_codes_are_changed_only_by_who_sees_every_customer(any_api: Api) -> None:
    """They decide whose a document is, whoever sends it, and a refusal would tell whose code it is."""
    acme_only = any_api.user("limited", customers=["ACME"]) | {"If-Match": '"1"'}
    for code in ("node01", "BETA"):
        answer = any_api.http.patch(f"{CUSTOMERS}/ACME", json={"further_codes": [code]}, headers=acme_only)
        refused(answer, 403, "not-allowed")
    ok(any_api.http.patch(f"{CUSTOMERS}/ACME", json={"name": "Acme"}, headers=acme_only))
