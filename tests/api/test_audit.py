"""``/api/audit``, and how refusals get into it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from entrypoints.api.upkeep import KEEPER, keep_up
from socdomain.audit.refusals import RefusalCounter
from socdomain.audit.trail import AuditFilter
from socdomain.errors import ConcurrentChangeError, InvalidInputError, StorageUnavailableError
from socdomain.principal import Scope
from tests.api.driving import SETTINGS, Api, memory_api, ok, refused
from tests.api.serving import WAIT_S
from tests.builders import EVERYONE, hours
from tests.contracts.lists import FIRST

AUDIT = "/api/audit"


def listed(api: Api, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(api.http.get(AUDIT, params=asked))["items"]
    return items


def refusals(api: Api) -> list[tuple[str, str, Any]]:
    """Who was refused, what, and the rest, in the order in which it was written down."""
    found = listed(api, action="request.refused")
    return [(one["by_name"], one["object_id"], one["after"]) for one in reversed(found)]


def test_what_was_done_is_listed_the_latest_first(any_api: Api) -> None:
    any_api.clock.advance(hours(0.1))
    any_api.alert()
    newest = listed(any_api)[0]

    assert (newest["action"], newest["object_id"], newest["customer"]) == ("events.ingested", "wazuh", None)
    assert (newest["by_name"], newest["by_kind"]) == ("anna", "user")
    assert newest["after"]["created"] == 1
    assert len(newest["hash"]) == 64


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"customer": "acme"}, 1),
        ({"actor": "anna"}, 1),
        ({"action": "customer.created"}, 2),
        ({"action": "customer."}, 2),
        ({"action": "customer"}, 0),
        ({"object_type": "user"}, 1),
        ({"object_id": "nothing"}, 0),
        ({"at_from": "2026-08-20T08:00:01Z"}, 0),
        ({"at_until": "2026-08-20T08:00:00Z"}, 0),
    ],
)
def test_the_list_can_be_narrowed(any_api: Api, asked: dict[str, str], count: int) -> None:
    assert len(listed(any_api, **asked)) == count


def test_the_list_comes_in_pages(any_api: Api) -> None:
    everything = listed(any_api)
    first = ok(any_api.http.get(AUDIT, params={"limit": 2}))
    second = ok(any_api.http.get(AUDIT, params={"limit": 2, "cursor": first["next_cursor"]}))

    assert first["items"] + second["items"] == everything[:4]
    refused(any_api.http.get(AUDIT, params={"cursor": first["next_cursor"], "actor": "anna"}), 400, "invalid-input")


@pytest.mark.parametrize("kind", ["application/jsonl", "application/x-ndjson"])
def test_all_that_match_come_as_lines(any_api: Api, kind: str) -> None:
    with any_api.container.work(EVERYONE) as work:
        for record in _records(any_api, 450):
            work.audit.add(record)
        work.commit()
    answer = any_api.http.get(AUDIT, params={"action": "thing.done", "limit": 1}, headers={"Accept": kind})

    assert answer.headers["content-type"].startswith(kind)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["object_id"] for one in lines] == [str(number) for number in reversed(range(450))]
    assert lines[0] == listed(any_api, action="thing.done")[0]


def _records(api: Api, count: int) -> Iterator[Any]:
    from tests.builders import an_audit_record

    for number in range(count):
        yield an_audit_record(
            id=api.container.ids.new(), action="thing.done", object_id=str(number), at=api.clock.now()
        )


def test_who_sees_some_customers_sees_their_records_alone(any_api: Api) -> None:
    headers = any_api.user("carla", scopes={Scope.AUDIT_READ}, customers=["ACME"])

    found = ok(any_api.http.get(AUDIT, headers=headers))["items"]
    assert {(one["customer"], one["action"]) for one in found} == {("ACME", "customer.created")}
    assert ok(any_api.http.get(AUDIT, headers=headers, params={"customer": "BETA"}))["items"] == []
    lines = any_api.http.get(AUDIT, headers={**headers, "Accept": "application/jsonl"}).text.splitlines()
    assert [json.loads(line) for line in lines] == found


def test_somebody_who_may_not_do_something_is_written_down(any_api: Api) -> None:
    headers = any_api.user("carla", scopes={Scope.ALERTS_READ})
    refused(any_api.http.get(AUDIT, headers=headers), 403, "not-allowed")
    code = any_api.http.patch("/api/customers/ACME?x=1", headers=headers, json={})
    refused(code, 403, "not-allowed")

    assert refusals(any_api) == [
        ("carla", "GET /api/audit", {"needed": ["audit:read"]}),
        ("carla", "PATCH /api/customers/{code}", {"needed": ["customers:write"]}),
    ]


def test_strangers_are_counted_by_the_minute(any_api: Api) -> None:
    audit = any_api.container.audit
    for token in ("made up", "expired", ""):
        refused(any_api.http.get(AUDIT, headers={"Authorization": f"Bearer {token}"}), 401, "not-signed-in")
    keep_up(audit, is_last=False)
    assert refusals(any_api) == []

    any_api.clock.advance(hours(1 / 60))
    refused(any_api.http.get(AUDIT, headers={"Authorization": "Bearer made up"}), 401, "not-signed-in")
    keep_up(audit, is_last=False)
    keep_up(audit, is_last=False)
    assert refusals(any_api) == [("anonymous", "testclient", {"count": 3, "minute": "2026-08-20T08:00:00.000000Z"})]
    assert listed(any_api, action="request.refused")[0]["by_address"] == "testclient"


def test_tokens_that_are_refused_are_counted_too(any_api: Api) -> None:
    wrong = {"grant_type": "password", "username": "nobody", "password": "wrong"}
    answers = [any_api.http.post("/api/auth/token", data=wrong).status_code for _ in range(7)]
    answers.append(any_api.http.post("/api/auth/refresh", data={"refresh_token": "made up"}).status_code)
    assert answers == [400] * 5 + [429] * 2 + [400]
    any_api.clock.advance(hours(1 / 60))
    keep_up(any_api.container.audit, is_last=False)
    assert [after["count"] for _, _, after in refusals(any_api)] == [8]


def test_what_was_counted_and_not_signed_is_done_at_the_end() -> None:
    api = memory_api()
    with api.http:
        refused(api.http.get(AUDIT), 401, "not-signed-in")
    report = api.container.audit.verify.execute(by=KEEPER)

    assert {chain.last - chain.signed_until for chain in report.chains} == {0}
    with api.container.reading(EVERYONE) as work:
        (one,) = work.audit_trail.page(AuditFilter(action="request."), FIRST, reach=EVERYONE).items
    assert one.chained.record.after == {"count": 1, "minute": "2026-08-20T08:00:00.000000Z"}


def test_heads_are_signed_again_and_again_while_it_runs() -> None:
    api = memory_api(evolve(SETTINGS, upkeep_interval_s=0.001))
    audit = api.container.audit

    def wait_until_signed() -> None:
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            if {chain.last - chain.signed_until for chain in audit.verify.execute(by=KEEPER).chains} == {0}:
                return
        raise AssertionError("nothing was signed")

    with api.http:
        wait_until_signed()
        api.sign_in()
        wait_until_signed()


@pytest.mark.parametrize("error", [StorageUnavailableError("no answer"), ConcurrentChangeError("others write")])
def test_what_cannot_be_written_down_now_is_later(api: Api, error: Exception) -> None:
    audit = api.container.audit
    audit.refused.count("192.0.2.1", api.clock.now())

    def fail(_: object) -> Any:
        raise error

    keep_up(evolve(audit, work=fail), is_last=True)
    keep_up(audit, is_last=True)
    assert refusals(api) == [("anonymous", "192.0.2.1", {"count": 1, "minute": "2026-08-20T08:00:00.000000Z"})]


def test_heads_are_signed_also_where_refusals_cannot_be_written_down(api: Api) -> None:
    """A text that the database does not take came with one of them, say; that happens minute after minute."""
    audit = api.container.audit

    class Failing(RefusalCounter):
        def take(self, *, until: Any = None) -> Any:
            raise InvalidInputError("value", "a text holds NUL")

    keep_up(evolve(audit, refused=Failing()), is_last=False)
    assert {chain.last - chain.signed_until for chain in audit.verify.execute(by=KEEPER).chains} == {0}
