"""The database goes away in the midst of a request: whoever asked is told to come again, and nothing else."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from attrs import frozen
from psycopg import sql

from tests.api.driving import INGEST, lines, ok, refused, wazuh
from tests.api.running import ME, WAIT_S, Running, bearer, failures, running_api, signed_in
from tests.flows.floors import Floor
from tests.servers import PostgresServer
from tests.servers.cut_line import CutLine, cut_line

CUSTOMERS = "/api/customers"
UNHELPFUL = (
    "psycopg",
    "sqlite",
    "postgres",
    "watchfloor_",
    "127.0.0.1",
    "traceback",
    "select ",
    "/tmp",
    "table",
    "malformed",
)


@frozen
class Wired:
    """The product over PostgreSQL, by a line that can be cut.

    Attributes:
        api: The product.
        line: Its line to the server.
        admin_url: The same database for its administrator, past the line.
    """

    api: Running
    line: CutLine
    admin_url: str


@pytest.fixture
def wired(
    postgres_server: PostgresServer, postgres_database: str, postgres_owner_database: str, tmp_path: Path
) -> Iterator[Wired]:
    """With one customer."""
    with cut_line(postgres_database) as line:
        floor = Floor(line.url(postgres_database), tmp_path / "data")
        owner = {"WATCHFLOOR_OWNER_DATABASE_URL": postgres_owner_database}
        with running_api(floor, tmp_path, **owner) as api:
            body = {"code": "ACME", "name": "Acme"}
            ok(api.http.post(CUSTOMERS, json=body, headers=bearer(api.sign_in())), 201)
            yield Wired(api, line, postgres_server.dsn(urlsplit(postgres_database).path[1:]))


@contextmanager
def held(wired: Wired, table: str) -> Iterator[psycopg.Connection]:
    """Holds a table, so that whoever needs it waits."""
    with psycopg.connect(wired.admin_url) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield holder


def waiting(wired: Wired) -> int:
    """Waits until a connection of the product waits for a table, and returns its process."""
    with psycopg.connect(wired.admin_url, autocommit=True) as looking:
        for _ in range(WAIT_S * 20):
            found = looking.execute(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
            if found:
                return int(found[0])
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def told_nothing(answer: httpx.Response) -> None:
    """Looks that an answer tells a stranger nothing but to come again."""
    problem = refused(answer, 503, "storage-unavailable")
    assert answer.headers["retry-after"] == "1"
    assert problem["detail"] == "What keeps the data does not answer"
    assert not [word for word in UNHELPFUL if word in answer.text.lower()]


@pytest.mark.parametrize(("table", "is_sign_in"), [("customers", False), ("users", True)])
def test_a_connection_that_is_killed_in_the_midst_of_a_request(wired: Wired, table: str, is_sign_in: bool) -> None:
    api, shown = wired.api, bearer(wired.api.sign_in())
    with ThreadPoolExecutor(1) as beside, held(wired, table) as holder:
        asked = (
            beside.submit(signed_in, api.http, "admin", api.password)
            if is_sign_in
            else beside.submit(api.http.get, CUSTOMERS, headers=shown)
        )
        holder.execute("SELECT pg_terminate_backend(%s)", [waiting(wired)])
        told_nothing(asked.result(WAIT_S))

    assert ok(api.http.get(CUSTOMERS, headers=shown))["items"]
    assert api.sign_in()
    assert failures(api.log.read_text()) == []
    assert '"reason": "the database did not answer"' in api.log.read_text()


def test_a_server_that_is_gone_for_a_while(wired: Wired) -> None:
    api, token = wired.api, wired.api.sign_in()
    with ThreadPoolExecutor(1) as beside, held(wired, "customers"):
        asked = beside.submit(api.http.get, CUSTOMERS, headers=bearer(token))
        waiting(wired)
        wired.line.cut()
        told_nothing(asked.result(WAIT_S))

    for answer in (
        api.http.get(ME, headers=bearer(token)),
        api.http.get(ME, headers={"Authorization": f"Bearer wfk_{'0' * 32}_{'A' * 43}"}),
        signed_in(api.http, "admin", api.password),
        api.http.post("/api/auth/refresh", data={"refresh_token": token["refresh_token"]}),
    ):
        told_nothing(answer)
    assert api.http.get("/health/live").is_success
    # Nor does a queue run here, but that would be no reason.
    assert refused(api.http.get("/health/ready"), 503, "not-ready")["detail"].startswith("database: does not answer; ")

    wired.line.mend()
    ok(api.http.get(ME, headers=bearer(token)))
    assert ok(api.http.post("/api/auth/refresh", data={"refresh_token": token["refresh_token"]})), "it was not spent"
    assert api.is_well()
    assert [line for line in failures(api.log.read_text()) if "audit log not kept up" not in line] == []


def test_documents_whose_database_goes_away_are_told_how_far_they_came(wired: Wired) -> None:
    api, first, more = wired.api, lines(*map(wazuh, range(600))), lines(*map(wazuh, range(600, 1_200)))
    head = [
        f"POST {INGEST}?source=wazuh&customer=ACME HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {api.sign_in()['access_token']}",
        "Content-Type: application/x-ndjson",
        f"Content-Length: {len(first + more)}",
    ]
    with closing(socket.create_connection(("127.0.0.1", api.port), timeout=WAIT_S)) as client:
        client.sendall("\r\n".join([*head, "", ""]).encode() + first)
        _until_stored(wired)
        wired.line.cut()
        client.sendall(more)
        with closing(HTTPResponse(client)) as answer:
            answer.begin()
            text = answer.read().decode()
    assert (answer.status, '"/problems/storage-unavailable"' in text, '"received":' in text) == (503, True, True)
    assert not [word for word in UNHELPFUL if word in text.lower()]


def _until_stored(wired: Wired) -> None:
    with psycopg.connect(wired.admin_url, autocommit=True) as looking:
        for _ in range(WAIT_S * 20):
            if looking.execute("SELECT 1 FROM alerts").fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("nothing was stored")
