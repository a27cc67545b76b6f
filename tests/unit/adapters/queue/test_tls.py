"""``rediss://``: a certificate is looked at, and whose it has to be is said in the URL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from attrs import frozen

from adapters.queue.rq_queue import RqRunQueue
from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId
from tests.servers.certificate import make_certificate
from tests.servers.run_worker import worker_process
from tests.servers.tls_line import tls_line
from tests.servers.valkey import ValkeyServer


@frozen
class Line:
    """A server behind TLS, whose certificate nobody has signed but itself.

    Attributes:
        port: Where it listens.
        password: Of the server.
        certificate: The file of its certificate.
    """

    port: int
    password: str
    certificate: Path

    def url(self, options: str = "", host: str = "localhost") -> str:
        """Its address."""
        return f"rediss://:{self.password}@{host}:{self.port}/0{options}"


@pytest.fixture
def line(server: ValkeyServer, tmp_path: Path) -> Iterator[Line]:
    """A line to the shared server."""
    certificate, parts = make_certificate(tmp_path), urlsplit(server.url)
    with tls_line(parts.port or 0, certificate) as port:
        yield Line(port, parts.password or "", certificate.certificate)


def test_runs_are_carried_and_done_by_tls(line: Line, tmp_path: Path) -> None:
    url = line.url(f"?ssl_ca_certs={line.certificate}")
    queue = RqRunQueue(lambda: url)
    run_id = RunId(uuid4())
    queue.check()
    with worker_process(url, tmp_path) as worker:
        queue.push([run_id])
        worker.wait_for(run_id)
    queue.close()


@pytest.mark.parametrize(
    ("options", "host"), [("", "localhost"), ("?ssl_ca_certs={}", "127.1"), ("?ssl_cert_reqs=required", "localhost")]
)
def test_a_certificate_that_is_not_trusted_is_told(line: Line, options: str, host: str) -> None:
    """By nobody who is known, or for another host."""
    queue = RqRunQueue(lambda: line.url(options.format(line.certificate), host))
    with pytest.raises(QueueUnavailableError, match=r"certificate .* ssl_ca_certs") as told:
        queue.check()
    assert line.password not in str(told.value)
    queue.close()


def test_who_says_so_is_not_shown_a_certificate(line: Line) -> None:
    queue = RqRunQueue(lambda: line.url("?ssl_cert_reqs=none&ssl_check_hostname=false"))
    queue.check()
    queue.close()


def test_plain_speech_where_tls_is_spoken_and_the_other_way_round_is_told(line: Line, server: ValkeyServer) -> None:
    plain = line.url().replace("rediss://", "redis://", 1)
    other = server.url.replace("redis://", "rediss://", 1)
    for url in (plain, other):
        queue = RqRunQueue(lambda url=url: url)  # type: ignore[misc] # bound now
        with pytest.raises(QueueUnavailableError, match=r"Redis (cannot be reached|did not answer)"):
            queue.check()
        queue.close()
