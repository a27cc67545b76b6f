"""The API's description, its page, and whether the API does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.driving import Api, memory_api
from tests.api.serving import served

STARTED = memory_api()


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """One server for all of it: what one request leaves behind makes the next more interesting."""
    STARTED.sign_in()
    with served(STARTED) as port:
        yield f"http://127.0.0.1:{port}"


DOCUMENT: dict[str, Any] = json.loads(json.dumps(STARTED.app.openapi_schema.to_schema()))
OPERATIONS = [
    (method, path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in ("get", "post", "put", "patch", "delete")
]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: object, value: object) -> bytes:
    """Whatever is made for a body of lines is a document on a line."""
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Keeps one connection, and closes it."""
    with requests.Session() as made:
        yield made


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_is_described(
    case: schemathesis.Case[Any], base_url: str, session: requests.Session
) -> None:
    answer = case.call(
        base_url=base_url,
        session=session,
        # Anew for each, since some routes end the session that is shown.
        headers=STARTED.headers("anna"),
    )
    case.validate_response(
        answer,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


OTHER_SHELVES = ("/api/incident_management/case-report-template", "/api/sysmon_config/{customer}")
MANAGED = "/api/incident_management"
ROUTES = {
    "POST /api/auth/token",
    "POST /api/auth/refresh",
    "POST /api/auth/logout",
    "POST /api/auth/logout-everywhere",
    "GET /api/auth/me",
    "PUT /api/auth/password",
    "GET /api/auth/sessions",
    "DELETE /api/auth/sessions/{session_id}",
    "GET /api/auth/users",
    "POST /api/auth/users",
    "GET /api/auth/users/{user_id}",
    "PATCH /api/auth/users/{user_id}",
    "DELETE /api/auth/users/{user_id}",
    "POST /api/auth/users/{user_id}/reset-password",
    "GET /api/auth/roles",
    "GET /api/auth/keys",
    "POST /api/auth/keys",
    "GET /api/auth/keys/{key_id}",
    "DELETE /api/auth/keys/{key_id}",
    "POST /api/incident_alert/ingest",
    "POST /api/incident_alert/create/auto",
    "POST /api/incident_alert/create/manual",
    f"GET {MANAGED}/alerts",
    f"GET {MANAGED}/alerts/{{alert_id}}",
    f"PATCH {MANAGED}/alerts/{{alert_id}}",
    f"GET {MANAGED}/alerts/{{alert_id}}/events",
    f"GET {MANAGED}/alerts/{{alert_id}}/history",
    f"POST {MANAGED}/alerts/{{alert_id}}/comments",
    f"POST {MANAGED}/alerts/bulk",
    f"GET {MANAGED}/alerts/summary",
    f"GET {MANAGED}/alerts/changes",
    f"POST {MANAGED}/case/from-alert",
    f"GET {MANAGED}/cases",
    f"GET {MANAGED}/cases/{{case_id}}",
    f"PATCH {MANAGED}/cases/{{case_id}}",
    f"POST {MANAGED}/cases/{{case_id}}/alerts",
    f"DELETE {MANAGED}/cases/{{case_id}}/alerts/{{alert_id}}",
    f"POST {MANAGED}/cases/{{case_id}}/comments",
    f"GET {MANAGED}/cases/{{case_id}}/history",
    "GET /api/sources",
    "GET /api/sources/{source}",
    "PUT /api/sources/{source}",
    "POST /api/sources/{source}/preview",
    "GET /api/sources/rejected",
    "POST /api/sources/rejected/replay",
    "GET /api/scheduler",
    "POST /api/scheduler/add",
    "GET /api/scheduler/next_run/{job_id}",
    "PUT /api/scheduler/update/{job_id}",
    "POST /api/scheduler/start/{job_id}",
    "POST /api/scheduler/pause/{job_id}",
    "POST /api/scheduler/reset/{job_id}",
    "POST /api/scheduler/jobs/run/{job_id}",
    "GET /api/scheduler/runs",
    "GET /api/scheduler/runs/{run_id}",
    "GET /api/scheduler/runs/{run_id}/events",
    "GET /api/scheduler/{job_id}",
    "DELETE /api/scheduler/{job_id}",
    "GET /api/connectors",
    "POST /api/connectors",
    "POST /api/connectors/upload",
    "POST /api/connectors/{connector_id}/files/{field}",
    "GET /api/connectors/kinds",
    "GET /api/connectors/{connector_id}",
    "PATCH /api/connectors/{connector_id}",
    "DELETE /api/connectors/{connector_id}",
    "POST /api/connectors/{connector_id}/enable",
    "POST /api/connectors/{connector_id}/disable",
    "POST /api/connectors/{connector_id}/default",
    "GET /api/connectors/{connector_id}/history",
    "POST /api/connectors/verify/{connector_id}",
    "POST /api/connectors/verify",
    "GET /api/agents",
    "GET /api/agents/{agent_id}",
    "PATCH /api/agents/{agent_id}",
    "GET /api/agent_data_store",
    "POST /api/agent_data_store/upload",
    "POST /api/agent_data_store/upload/many",
    "POST /api/agent_data_store/uploads",
    "GET /api/agent_data_store/uploads/{upload_id}",
    "DELETE /api/agent_data_store/uploads/{upload_id}",
    "PUT /api/agent_data_store/uploads/{upload_id}/parts/{number}",
    "POST /api/agent_data_store/uploads/{upload_id}/complete",
    "GET /api/agent_data_store/agent/{agent_id}/artifacts",
    f"POST {MANAGED}/cases/{{case_id}}/data-store/{{artifact_id}}/link",
    *(
        f"{route} {place}"
        for place in (f"{MANAGED}/cases/{{case_id}}/data-store", *OTHER_SHELVES)
        for route in ("GET", "POST")
    ),
    *(
        f"{method} {place}/{{artifact_id}}{part}"
        for place in (
            "/api/agent_data_store/agent/{agent_id}/artifacts",
            f"{MANAGED}/cases/{{case_id}}/data-store",
            *OTHER_SHELVES,
        )
        for method, part in (
            ("GET", ""),
            ("DELETE", ""),
            ("GET", "/download"),
            ("GET", "/custody"),
            ("GET", "/entries"),
            ("POST", "/verify"),
        )
    ),
    "GET /api/legal_holds",
    "POST /api/legal_holds",
    "GET /api/legal_holds/{hold_id}",
    "POST /api/legal_holds/{hold_id}/lift",
    "GET /api/customers/{code}/artifact-retention",
    "PUT /api/customers/{code}/artifact-retention",
    "GET /api/views",
    "POST /api/views",
    "GET /api/views/{view_id}",
    "PATCH /api/views/{view_id}",
    "DELETE /api/views/{view_id}",
    "POST /api/views/{view_id}/share",
    "GET /api/audit",
    "GET /api/customers",
    "POST /api/customers",
    "GET /api/customers/{code}",
    "PATCH /api/customers/{code}",
    "GET /.well-known/watchfloor-keys",
    "GET /api/incident_management/cases/{case_id}/evidence-bundle",
    "GET /health/live",
    "GET /health/ready",
}
"""Every route; clients are written against them: one may be added here, and none goes."""


def test_the_routes_are_exactly_these() -> None:
    assert {f"{method.upper()} {path}" for method, path, _ in OPERATIONS} == ROUTES


def test_every_route_says_what_it_does_and_how_it_refuses() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    for method, path, operation in OPERATIONS:
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"].endswith("."), where
        for parameter in operation.get("parameters", []):
            assert parameter["in"] == "path" or parameter.get("description"), f"{where}: {parameter['name']}"
        refusals = {status: one for status, one in operation["responses"].items() if status >= "400"}
        assert refusals or path == "/health/live", where
        for status, refusal in refusals.items():
            others = {"application/json"} if path in ("/api/auth/token", "/api/auth/refresh") else set()
            assert set(refusal["content"]) - others == {"application/problem+json"}, f"{where}: {status}"


def test_what_another_writer_can_get_in_the_way_of_says_so() -> None:
    """Those that change what is there; of the others some are tried again until they are through."""
    for method, path, operation in OPERATIONS:
        if path.endswith("/parts/{number}"):
            # A part takes the place of another, and no record changes.
            continue
        if method in ("put", "patch", "delete") or path.endswith(("/comments", "}/alerts")):
            assert "/problems/concurrent-change" in operation["responses"]["409"]["description"], f"{method} {path}"


def test_the_verdict_with_which_alerts_are_closed_is_required() -> None:
    closing = DOCUMENT["components"]["schemas"]["ClosingBody"]
    assert "verdict" in closing["required"]
    assert "null" not in json.dumps(closing["properties"]["verdict"])


def test_every_route_but_the_public_ones_asks_for_the_token() -> None:
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert scheme["flows"]["password"]["tokenUrl"] == "/api/auth/token"
    known = set(scheme["flows"]["password"]["scopes"])
    open_routes = set()
    for _, path, operation in OPERATIONS:
        scopes = {scope for one in operation.get("security", []) for names in one.values() for scope in names}
        assert scopes <= known
        if not operation.get("security"):
            open_routes.add(path)
    assert open_routes == {
        "/.well-known/watchfloor-keys",
        "/api/auth/token",
        "/api/auth/refresh",
        "/health/live",
        "/health/ready",
    }


def test_the_page_shows_every_route_and_loads_nothing(api: Api) -> None:
    """It is read where there is no network, and under a policy that lets nothing in."""
    answer = api.http.get("/schema")
    assert answer.headers["content-type"].startswith("text/html")
    for _, path, operation in OPERATIONS:
        assert f"<code>{path}</code>" in answer.text
        assert operation["summary"].replace("?", "") in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.text
    loaded = re.findall(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?(https?:)?//""", answer.text)
    assert loaded == []


def test_the_links_of_the_page_lead_somewhere(api: Api) -> None:
    class Links(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.targets: set[str] = set()
            self.ids: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found = dict(attrs)
            self.targets.add(found.get("href") or "")
            self.ids.add(found.get("id") or "")

    links = Links()
    links.feed(api.http.get("/schema").text)
    assert {target[1:] for target in links.targets if target.startswith("#")} <= links.ids
    assert {target for target in links.targets if target and not target.startswith("#")} == {"/schema/openapi.json"}
