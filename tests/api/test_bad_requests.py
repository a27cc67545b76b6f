"""Hostile and mistaken requests: each is told what is wrong and where."""

import hashlib
import json
from typing import Any

import pytest

from entrypoints.api.cursors import Cursors
from socdomain.incidents.views import ChangesPosition
from tests.api.driving import ALERTS, CASES, JSON, MANUAL, Api, ok, refused, wazuh

NOBODY = "0192d1a1-0000-7000-8000-000000000000"
BULK = f"{ALERTS}/bulk"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=1.5", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=", "cursor"),
        ("cursor=AAAA", "cursor"),
        ("cursor=" + "A" * 54, "cursor"),
        ("cursor=" + "A" * 500, "cursor"),
        ("cursor=%FF%00", "cursor"),
        ("statuss=OPEN", "statuss"),
        ("status=open", "status"),
        ("status=OPEN&status=GONE", "status"),
        ("severity=5", "severity"),
        ("verdict=maybe", "verdict"),
        ("seen_from=yesterday", "seen_from"),
        ("seen_from=2026-08-20T08:00:00", "seen_from"),
        ("source=a&source=b", "source"),
        ("text=ab", "text"),
        ("text=ab%00cd", "text"),
        ("tag=" + "x" * 501, "tag"),
        ("access_token=x", "access_token"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_with_the_parameters_name(api: Api, query: str, field: str) -> None:
    problem = refused(api.http.get(f"{ALERTS}?{query}"), 400, "invalid-input")
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}: ")


def test_a_cursor_is_good_for_its_own_list_and_filter_only(api: Api) -> None:
    api.ingest(*(wazuh(number) for number in range(1, 4)))
    cursor = ok(api.http.get(ALERTS, params={"limit": 1}))["next_cursor"]
    ok(api.http.get(ALERTS, params={"cursor": cursor, "limit": 2}))
    flipped = cursor[:5] + ("A" if cursor[5] != "A" else "B") + cursor[6:]
    for url, params in (
        (ALERTS, {"cursor": flipped}),
        (ALERTS, {"cursor": cursor[:-1]}),
        (ALERTS, {"cursor": cursor + "="}),
        (ALERTS, {"cursor": cursor, "status": "OPEN"}),
        (CASES, {"cursor": cursor}),
        (f"{ALERTS}/changes", {"after": cursor}),
    ):
        refused(api.http.get(url, params=params), 400, "invalid-input")


def test_a_cursor_of_another_key_is_refused(api: Api) -> None:
    """Without the key nobody makes a cursor, and so nobody chooses where a list is read from."""
    url = f"{ALERTS}/changes"
    question = hashlib.sha256(repr((url, [])).encode()).digest()
    ours, forged = (Cursors(key).of_changes(ChangesPosition(0), question) for key in (b"k" * 32, b"f" * 32))
    ok(api.http.get(url, params={"after": ours}))
    assert refused(api.http.get(url, params={"after": forged}), 400, "invalid-input")["field"] == "after"


@pytest.mark.parametrize("bad_id", ["x", "1", NOBODY + "0", NOBODY[:-1], "%00", "..", "{0192d1a1}"])
def test_an_identifier_that_is_none_names_nothing(api: Api, bad_id: str) -> None:
    """A path that cannot be one of ours is not found, like one that could be and is not."""
    for url in (f"{ALERTS}/{bad_id}/history", f"{CASES}/{bad_id}/comments"):
        answer = api.http.get(url)
        assert answer.status_code in (404, 405), answer.text
    refused(api.http.get(f"{ALERTS}/{bad_id}/history"), 404, "no-such-route")


def test_a_route_that_is_not_there_is_a_problem_too(api: Api) -> None:
    refused(api.http.get("/api/nothing"), 404, "no-such-route")
    refused(api.http.get("/"), 404, "no-such-route")
    answer = api.http.delete(f"{ALERTS}/{NOBODY}")
    refused(answer, 405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "PATCH", "OPTIONS"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "must be given"),
        (b'{"ids": [', "must be JSON"),
        (b'{"ids": []} x', "must be JSON"),
        (b'{"ids": \xff}', "must be JSON"),
        (b'{"ids": NaN}', "must be JSON"),
        (b'{"ids": "\\ud800"}', "must be JSON"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deep"),
        (b"[]", "must be an object"),
        (b"null", "must be an object"),
        (b'"x"', "must be an object"),
    ],
)
def test_a_body_that_is_no_object_is_refused(api: Api, body: bytes, reason: str) -> None:
    (error,) = refused(api.http.post(BULK, content=body, headers=JSON), 400, "invalid-body")["errors"]
    assert error["path"] == "$"
    assert reason in error["reason"]


def test_every_fault_of_a_body_is_named_by_its_path(api: Api) -> None:
    body: dict[str, Any] = {
        "ids": [NOBODY, "x", 5],
        "filter": {"status": ["OPEN", "x"], "seen_from": "2026-08-20T08:00:00", "text": "a\x00b", "more": 1},
        "as_of": 5,
        "change": {"severity": "high", "tags": "t", "assignee": 5},
        "extra": None,
    }
    errors = refused(api.http.post(BULK, json=body), 400, "invalid-body")["errors"]
    assert {error["path"] for error in errors} == {
        "$.ids[1]",
        "$.ids[2]",
        "$.filter.status[1]",
        "$.filter.seen_from",
        "$.filter.text",
        "$.filter.more",
        "$.as_of",
        "$.change.severity",
        "$.change.tags",
        "$.change.assignee",
        "$.extra",
    }


def test_what_is_missing_is_named(api: Api) -> None:
    errors = refused(api.http.post(MANUAL, json={}), 400, "invalid-body")["errors"]
    assert [(error["path"], error["reason"]) for error in errors] == [
        (f"$.{name}", "must be given") for name in ("customer", "title", "severity")
    ]


def test_a_number_is_not_a_yes_and_a_yes_is_not_a_number(api: Api) -> None:
    for url, body in (
        ("/api/incident_management/case/from-alert", {"alert_id": NOBODY, "join_existing": 1}),
        ("/api/sources/wazuh", {"mapping": {}, "minimum_level": True}),
    ):
        method = "PUT" if "sources" in url else "POST"
        assert len(refused(api.http.request(method, url, json=body), 400, "invalid-body")["errors"]) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json, application/json"},
        {**JSON, "Content-Encoding": "gzip"},
    ],
)
def test_a_body_of_another_type_is_refused(api: Api, headers: dict[str, str]) -> None:
    answer = api.http.post(BULK, content=b"{}", headers=headers)
    assert refused(answer, 415, "unsupported-media-type")["accepted"] == ["application/json"]


def test_the_parameters_of_a_media_type_do_not_matter(api: Api) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    body = json.dumps({"ids": [NOBODY], "change": {"assignee": "anna"}}).encode()
    ok(api.http.post(BULK, content=body, headers=headers))


def test_a_body_over_the_limit_is_refused_with_and_without_its_length(api: Api) -> None:
    body = b'{"text": "' + b"x" * (3 * 1024**2) + b'"}'
    url = f"{ALERTS}/{NOBODY}/comments"
    told = api.http.post(url, content=body, headers=JSON)
    untold = api.http.post(url, content=iter([body[:1024], body[1024:]]), headers=JSON)
    assert "content-length" not in untold.request.headers
    for answer in (told, untold):
        assert refused(answer, 413, "body-too-large")["limit_bytes"] == 2 * 1024**2


def test_a_failure_says_nothing_but_where_to_find_it(api: Api) -> None:
    def fail() -> Any:
        raise RuntimeError("a secret detail")

    object.__setattr__(api.container, "reading", fail)
    del api.http.headers["Authorization"]
    answer = api.http.get("/health/ready")
    problem = refused(answer, 500, "internal-error")
    assert problem["error_id"] in problem["detail"]
    assert "secret" not in answer.text
