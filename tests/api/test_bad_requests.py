"""Hostile and mistaken requests: each is told what is wrong and where."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from entrypoints.api.api_errors import InvalidBodyError
from entrypoints.api.bodies import content_coding
from entrypoints.api.incidents.case_bodies import AlertsBody
from entrypoints.api.incidents.manual_alerts import ManualAlertBody
from entrypoints.api.strict_converter import MOST_FAULTS, structured
from tests.api.driving import ALERTS, CASES, JSON, MANUAL, Api, ok, refused

NOBODY = "0192d1a1-0000-7000-8000-000000000000"
BULK = f"{ALERTS}/bulk"


@pytest.mark.parametrize("bad_id", ["x", "1", NOBODY + "0", NOBODY[:-1], "%00", "..", "{0192d1a1}"])
def test_an_identifier_that_is_none_names_nothing(api: Api, bad_id: str) -> None:
    """A path that cannot be one of ours is not found, like one that could be and is not."""
    for url in (f"{ALERTS}/{bad_id}/history", f"{CASES}/{bad_id}/comments"):
        answer = api.http.get(url)
        assert answer.status_code in (404, 405), answer.text
    refused(api.http.get(f"{ALERTS}/{bad_id}/history"), 404, "no-such-route")


def test_a_route_that_is_not_there_is_a_problem_too(api: Api) -> None:
    refused(api.http.get("/api/nothing"), 404, "no-such-route")
    refused(api.http.get("/nothing"), 404, "no-such-route")
    answer = api.http.delete(f"{ALERTS}/{NOBODY}")
    refused(answer, 405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "PATCH", "OPTIONS"}
    for path in ("/schema/nope", "/schema/nope.json", "/schema/a/b"):
        refused(api.http.get(path), 404, "no-such-route")


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        ("/api/customers/a%20b%C3%A9", "/api/customers/a%20b%C3%A9"),
        ("/api/customers/a%00b", "/api/customers/a%00b"),
        ("/api/customers/%22%3C%5C%7B%7C%5E%60%25%FF", "/api/customers/%22%3C%5C%7B%7C%5E%60%25%EF%BF%BD"),
        ("/api/customers/a:b@c!$&'()*+,;=~", "/api/customers/a:b@c!$&'()*+,;=~"),
        ("/api/customers/%3Fa%23b", "/api/customers/%3Fa%23b"),
        ("//evil.example/x", "/evil.example/x"),
    ],
)
def test_the_instance_of_a_problem_is_a_uri_reference(api: Api, path: str, instance: str) -> None:
    """RFC 9457 section 3.1.5; and none that leads elsewhere."""
    answer = api.http.get(f"http://testserver.local{path}")
    assert (answer.status_code, answer.json()["instance"]) == (404, instance)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "must be given"),
        (b'{"ids": [', "must be JSON"),
        (b'{"ids": []} x', "must be JSON"),
        (b'{"ids": \xff}', "must be JSON"),
        (b'{"ids": NaN}', "must be JSON"),
        (b'{"ids": "\\ud800"}', "half of a surrogate pair (byte 9)"),
        (b'{"\\\\": "\\uDFFF and more text"}', "half of a surrogate pair (byte 8)"),
        (b'{"ids": "\\ud83d\\ude00\\ud800\\u0041"}', "half of a surrogate pair (byte 21)"),
        (b'{"ids": "\\ud83d\\ude00', "must be JSON: Input data was truncated"),
        (b'{"ids": "caf\xc3\xa9 \xff"}', "must be JSON in UTF-8 (byte 15)"),
        (b'{"ids\xc3": 1}', "must be JSON in UTF-8 (byte 5)"),
        (b'{"ids": "\xed\xa0\x80"}', "must be JSON in UTF-8 (byte 9)"),
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


class _Counted(list[Any]):
    """A list that knows how many of its entries were looked at."""

    looked_at = 0

    def __iter__(self) -> Iterator[Any]:
        for one in super().__iter__():
            self.looked_at += 1
            yield one


@pytest.mark.parametrize(
    ("kind", "field", "wrong"), [(AlertsBody, "alert_ids", 5), (ManualAlertBody, "observables", {"more": 1})]
)
def test_of_many_faults_no_more_are_looked_for_than_are_told(kind: type[Any], field: str, wrong: Any) -> None:
    """A body of 2 MiB has room for a million, each of which would weigh a kilobyte, and be found on the event loop."""
    sent = _Counted([wrong] * 1_000)
    given = {"customer": "ACME", "title": "x", "severity": "High"} if kind is ManualAlertBody else {}
    with pytest.raises(InvalidBodyError) as caught:
        structured({**given, field: sent}, kind)
    assert len(caught.value.faults) == MOST_FAULTS == sent.looked_at
    assert caught.value.faults[0].path.startswith(f"$.{field}[0]")


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
        {**JSON, "Content-Encoding": "x-gzip"},
    ],
)
def test_a_body_of_another_type_is_refused(api: Api, headers: dict[str, str]) -> None:
    answer = api.http.post(BULK, content=b"{}", headers=headers)
    assert refused(answer, 415, "unsupported-media-type")["accepted"] == ["application/json"]


@pytest.mark.parametrize(
    ("header", "coding"),
    [("", "identity"), ("identity", "identity"), ("gzip", "gzip"), (" X-GZIP", "gzip"), ("br", "br"), ("a, b", "a, b")],
)
def test_a_coding_has_one_name(header: str, coding: str) -> None:
    """RFC 9110 section 8.4.1.3: ``x-gzip`` is what old senders call gzip."""
    assert content_coding(header) == coding


@pytest.mark.parametrize("more", [{}, {"Content-Encoding": "identity"}, {"Content-Encoding": " Identity "}])
def test_the_parameters_of_a_media_type_and_no_encoding_do_not_matter(api: Api, more: dict[str, str]) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8", **more}
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
