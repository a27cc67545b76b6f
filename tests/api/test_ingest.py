"""Documents through the API: whatever arrives, what was complete is stored, and the answer says so."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.equipment import equipment_of
from entrypoints.api.streamed_body import gunzipped
from socdomain.principal import Reach
from tests.api.driving import ALERTS, INGEST, JSON, NDJSON, SETTINGS, Api, lines, memory_api, ok, refused, wazuh

WAZUH = {"source": "wazuh", "customer": "ACME"}
REJECTED = "/api/sources/rejected"


def send(api: Api, content: bytes | Iterator[bytes], headers: dict[str, str] | None = None, **params: Any) -> Any:
    """Sends a body as JSON unless said otherwise."""
    return api.http.post(INGEST, params=WAZUH | params, content=content, headers=headers or JSON)


def counts(body: dict[str, Any]) -> tuple[int, ...]:
    """Received, created, joined, replayed, rejected."""
    return tuple(body[name] for name in ("received", "created", "joined", "replayed", "rejected"))


def reasons(body: dict[str, Any]) -> list[tuple[int, str]]:
    """Position and reason of each rejection."""
    return [(one["position"], one["reason"]) for one in body["rejections"]]


def test_an_array_an_object_and_lines_are_all_taken(any_api: Api) -> None:
    documents = [wazuh(1), wazuh(1, document_id="second"), wazuh(2)]
    assert counts(ok(send(any_api, json.dumps(documents).encode()))) == (3, 2, 1, 0, 0)
    assert counts(ok(send(any_api, lines(*documents), NDJSON))) == (3, 0, 0, 3, 0)
    assert counts(ok(send(any_api, json.dumps(wazuh(3)).encode()))) == (1, 1, 0, 0, 0)


def test_the_same_document_in_other_bytes_is_a_conflict_and_kept(any_api: Api) -> None:
    send(any_api, lines(wazuh(1)))
    body = ok(send(any_api, lines(wazuh(1, more="x"))))
    assert reasons(body) == [(0, "origin_conflict")]
    kept = ok(any_api.http.get(REJECTED))["items"]
    assert [(one["id"], one["reason"]) for one in kept] == [(body["rejections"][0]["id"], "origin_conflict")]


def test_bad_documents_do_not_spoil_their_neighbours(any_api: Api) -> None:
    deep = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    surrogate = json.dumps(wazuh(2, full_log="half a pair: \ud800")).encode()
    nul = json.dumps(wazuh(3, full_log="a\x00b")).encode()
    content = b"\n".join(
        [lines(wazuh(1)).strip(), b"{broken", b"7", deep, b'{"x": "\xff"}', surrogate, nul, lines(wazuh(4)).strip()]
    )
    body = ok(send(any_api, content, NDJSON))
    assert counts(body) == (8, 4, 0, 0, 4)
    assert [reason for _, reason in reasons(body)] == ["not_json", "not_an_object", "too_deep", "not_utf8"]
    assert [position for position, _ in reasons(body)] == [1, 2, 3, 4]
    assert len(ok(any_api.http.get(ALERTS))["items"]) == 4


def test_wrong_types_in_every_field_still_make_an_event(any_api: Api) -> None:
    """What cannot be read is left out; the document is an event all the same."""
    wrong = {"id": ["x"], "timestamp": {}, "rule": {"id": {}, "level": "x", "description": 7}, "agent": [], "data": 1}
    assert counts(ok(send(any_api, lines(wrong)))) == (1, 1, 0, 0, 0)


def test_a_document_of_50_mb_is_kept_as_too_large_between_its_neighbours() -> None:
    api = memory_api(_settings(max_body_bytes=64 * 1024**2))
    with api.http:
        api.sign_in()
        huge = b'{"full_log":"' + b"x" * (50 * 1024**2) + b'"}\n'
        body = ok(send(api, lines(wazuh(1)) + huge + lines(wazuh(2)), NDJSON))
        assert counts(body) == (3, 2, 0, 0, 1)
        assert reasons(body) == [(1, "too_large")]
        (kept,) = ok(api.http.get(REJECTED))["items"]
        assert (kept["size_bytes"], len(kept["body"])) == (len(huge) - 1, 64 * 1024)


def test_truncated_json_keeps_what_was_whole(any_api: Api) -> None:
    content = json.dumps([wazuh(1), wazuh(2)]).encode()[:-30]
    body = ok(send(any_api, content))
    assert counts(body) == (2, 1, 0, 0, 1)
    assert reasons(body) == [(1, "truncated")]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_body_over_the_limit_is_refused_with_what_was_stored(any_api: Api, is_told: bool) -> None:
    """A length that is told is refused before anything is read; without one, what came before the limit is stored."""
    content = lines(*(wazuh(number, full_log="x" * 100_000) for number in range(1, 60)))
    answer = send(any_api, content if is_told else iter([content]), NDJSON)
    problem = refused(answer, 413, "body-too-large")
    assert problem["limit_bytes"] == 4 * 1024**2
    if is_told:
        assert counts(problem) == (0, 0, 0, 0, 0)
    else:
        assert problem["created"] > 30
        assert problem["received"] == problem["created"] + problem["rejected"]
        assert reasons(problem) == [(problem["created"], "truncated")]
    stored = ok(any_api.http.get(ALERTS, params={"limit": 200}))["items"]
    assert len(stored) == problem["created"]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", " GZIP "])
def test_gzip_is_decompressed_as_it_arrives(any_api: Api, coding: str) -> None:
    gzipped = NDJSON | {"Content-Encoding": coding}
    two_members = gzip.compress(lines(wazuh(1))) + gzip.compress(lines(wazuh(2)))
    assert counts(ok(send(any_api, iter([two_members[:7], two_members[7:]]), gzipped))) == (2, 2, 0, 0, 0)


def test_a_small_body_that_grows_beyond_the_limit_is_refused(api: Api) -> None:
    """The limit is on what is decompressed: 16 KiB here would be 16 MiB."""
    bomb = gzip.compress(b" " * (16 * 1024**2))
    assert len(bomb) < 32 * 1024
    refused(send(api, bomb, NDJSON | {"Content-Encoding": "gzip"}), 413, "body-too-large")


def test_where_a_member_ends_little_of_what_follows_is_copied() -> None:
    """Else a body of many small members would cost the square of what arrives at a time."""
    members = gzip.compress(b"") * 40_000 + gzip.compress(b"at last")
    tracemalloc.start()
    try:
        assert b"".join(gunzipped(iter([members]))) == b"at last"
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < len(members) / 4


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"{}", mtime=0)[:-1], zlib.compress(b"{}")])
def test_gzip_that_is_broken_is_told(api: Api, content: bytes) -> None:
    refused(send(api, content, JSON | {"Content-Encoding": "gzip"}), 400, "body-broken-off")


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"Content-Type": "text/csv"}, ["application/json", "application/x-ndjson"]),
        ({"Content-Type": ""}, ["application/json", "application/x-ndjson"]),
        (JSON | {"Content-Encoding": "br"}, ["gzip", "identity"]),
        (JSON | {"Content-Encoding": "gzip, gzip"}, ["gzip", "identity"]),
    ],
)
def test_other_bodies_are_refused(api: Api, headers: dict[str, str], accepted: list[str]) -> None:
    assert refused(send(api, b"{}", headers), 415, "unsupported-media-type")["accepted"] == accepted


def test_an_unknown_source_or_customer_is_not_found(any_api: Api) -> None:
    assert refused(send(any_api, b"{}", source="none"), 404, "not-found")["kind"] == "source"
    assert refused(send(any_api, b"{}", customer="none"), 404, "not-found")["kind"] == "customer"
    assert ok(any_api.http.get(REJECTED))["items"] == []


def test_a_source_must_be_named(api: Api) -> None:
    assert refused(api.http.post(INGEST, content=b"{}", headers=JSON), 400, "invalid-input")["field"] == "source"


def test_whose_a_document_is_is_never_guessed(any_api: Api) -> None:
    """A code that nobody has and one out of reach get the same reason, so that a sender cannot find out codes."""
    beta_only = any_api.user("bea", customers=["BETA"])
    content = lines(wazuh(1), wazuh(2, customer_code="NONE"), wazuh(3, customer_code="ACME"))
    answer = any_api.http.post(INGEST, params={"source": "wazuh"}, content=content, headers=NDJSON | beta_only)
    assert reasons(ok(answer)) == [(0, "customer_missing"), (1, "customer_not_allowed"), (2, "customer_not_allowed")]


def test_an_empty_body_holds_no_documents(api: Api) -> None:
    assert counts(ok(send(api, b""))) == (0, 0, 0, 0, 0)
    assert counts(ok(send(api, b"[]"))) == (0, 0, 0, 0, 0)


def test_as_many_ingests_as_may_run_at_a_time_and_no_more() -> None:
    api = memory_api(_settings(max_ingests=1))
    with api.http:
        api.sign_in()
        ok(send(api, lines(wazuh(3)), NDJSON))
        with equipment_of(api.app).ingests.taken(Reach.everyone()):
            answer = send(api, lines(wazuh(1)), NDJSON)
        refused(answer, 503, "too-busy")
        assert answer.headers["retry-after"] == "1"
        ok(send(api, lines(wazuh(1)), NDJSON))


def test_what_was_rejected_is_taken_once_the_mapping_or_the_customer_is_there(any_api: Api) -> None:
    body = ok(send(any_api, lines(wazuh(1, customer_code="NEW")), NDJSON))
    assert reasons(body) == [(0, "customer_unknown")]
    ok(any_api.http.post("/api/customers", json={"code": "NEW", "name": "New"}), 201)
    again = ok(any_api.http.post(f"{REJECTED}/replay", json={"reason": "customer_unknown"}))
    assert counts(again) == (1, 1, 0, 0, 0)
    assert ok(any_api.http.get(REJECTED))["items"] == []
    assert ok(any_api.http.get(ALERTS))["items"][0]["customer"] == "NEW"


def _settings(**fields: Any) -> ApiSettings:
    return evolve(SETTINGS, **fields)
