"""``HEAD`` wherever ``GET`` is (RFC 9110 section 9.1)."""

import asyncio
import http.client
from contextlib import closing
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.api.driving import ALERTS, INGEST, Api, memory_api, ok, refused
from tests.api.serving import WAIT_S, served


@pytest.mark.parametrize("path", ["/health/live", "/schema", "/schema/openapi.json", ALERTS, f"{ALERTS}?limit=1"])
def test_head_has_the_headers_of_get(api: Api, path: str) -> None:
    got, asked = api.http.get(path), api.http.head(path)
    assert asked.status_code == 200
    assert dict(asked.headers) == dict(got.headers)
    assert asked.content == b""


def test_head_of_one_thing_has_its_version(api: Api) -> None:
    assert api.http.head(f"{ALERTS}/{api.alert()['id']}").headers["etag"] == '"1"'


def test_head_is_refused_as_get_is(api: Api) -> None:
    assert api.http.head(f"{ALERTS}?statuss=OPEN").status_code == 400
    assert api.http.head("/api/nothing").status_code == 404
    del api.http.headers["Authorization"]
    assert api.http.head(ALERTS).status_code == 401


def test_what_is_allowed_names_head_where_get_is(api: Api) -> None:
    alert = f"{ALERTS}/{api.alert()['id']}"
    options = api.http.options(alert)
    assert set(options.headers["allow"].split(", ")) == {"GET", "HEAD", "PATCH", "OPTIONS"}
    wrong = api.http.delete(alert)
    refused(wrong, 405, "method-not-allowed")
    assert set(wrong.headers["allow"].split(", ")) == {"GET", "HEAD", "PATCH", "OPTIONS"}
    posted = api.http.head(INGEST)
    assert posted.status_code == 405
    assert set(posted.headers["allow"].split(", ")) == {"POST", "OPTIONS"}


def test_head_is_logged_as_what_it_is(api: Api) -> None:
    with capture_logs() as logs:
        api.http.head(ALERTS)
    assert [(one["method"], one["route"], one["status"]) for one in logs] == [("HEAD", ALERTS, 200)]


def test_no_body_is_given_to_the_server(api: Api) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "method": "HEAD",
        "scheme": "http",
        "path": "/health/live",
        "raw_path": b"/health/live",
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
    asyncio.run(api.app(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[1]["body"] == b""


def test_a_connection_goes_on_after_head() -> None:
    """A server that thought it was GET would miss the body, and break the connection off."""
    api = memory_api()
    with served(api) as port, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)) as client:
        for method in ("HEAD", "GET", "HEAD", "GET"):
            client.request(method, "/health/live")
            answer = client.getresponse()
            body = answer.read()
            assert (answer.status, answer.headers["content-length"]) == (200, "15")
            assert len(body) == (15 if method == "GET" else 0)
            assert not answer.will_close
    assert ok(api.http.get("/health/live")) == {"status": "ok"}
