"""A stand-in for Velociraptor's API: gRPC over mutual TLS, which knows some questions by their text and runs no VQL."""

from __future__ import annotations

import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from types import TracebackType
from typing import Any, Final, Self

import yaml
from attrs import field, frozen

from adapters.connectors.velociraptor.api_file import FIELD
from adapters.connectors.velociraptor.ids import ROOT
from adapters.connectors.velociraptor.protocol import QUERY, SERVICE, messages
from adapters.connectors.velociraptor.questions import Question
from adapters.connectors.velociraptor.simulated_certificates import LASTS, Authority, mark_in, mark_of
from adapters.connectors.velociraptor.simulated_fleet import (
    ARTIFACTS,
    CLIENTS,
    INFO,
    ORG_CUSTOMERS,
    ORGS,
    VERSION,
    SimulatedClient,
)
from adapters.connectors.velociraptor.way import SERVER_NAME

HOST: Final = "127.0.0.1"
USUAL_PAGE: Final = 1_000
Rows = list[dict[str, Any]]


@frozen
class Asked:
    """What a simulator was asked.

    Attributes:
        text: The VQL.
        environment: What went with it.
        org: Of which organisation; empty for none.
        timeout_s: How long it was given for the answer; 0 for as long as it takes.
    """

    text: str
    environment: Mapping[str, str]
    org: str
    timeout_s: int = field(default=0, eq=False)


@frozen
class Fault:
    """What is answered next, whatever is asked.

    Attributes:
        status: A status of gRPC by its name; empty for an answer.
        texts: Pages of rows, as they are sent.
        log: What is logged beside them.
        hangs: Whether nothing more comes, until whoever asks gives up.
        words: What the product says beside a status.
    """

    status: str = ""
    texts: tuple[str, ...] = ()
    log: str = ""
    hangs: bool = False
    words: str = "words-of-the-vendor"


class VelociraptorSimulator:
    """An API that runs within the block that it is entered for.

    Args:
        port: Where it listens; 0 for a free port.
        password: Stands for the credential: certificates that were made for another one are refused.
        clients: What it has.
        server_name: Whom its certificate is for.
        lasts: How long its certificate lasts from now; below zero for one that has expired.
        signed_by: What signs its certificate and knows its clients; None for a CA of its own.
    """

    org_customers = ORG_CUSTOMERS

    def __init__(
        self,
        *,
        port: int = 0,
        password: str | None = None,
        clients: Sequence[SimulatedClient] = CLIENTS,
        server_name: str = SERVER_NAME,
        lasts: timedelta = LASTS,
        signed_by: Authority | None = None,
    ) -> None:
        self.password = secrets.token_urlsafe(18) if password is None else password
        self.authority = Authority.made() if signed_by is None else signed_by
        self.clients = tuple(clients)
        self.requests: list[Asked] = []
        """What was asked, the first first."""
        self.next_faults: deque[Fault] = deque()
        """What is answered next; then it answers by itself again."""
        self._port = port
        self._server = self.authority.server(server_name, lasts)
        self._running: tuple[Any, ThreadPoolExecutor, int] | None = None

    @property
    def port(self) -> int:
        """Where it listens, while it runs."""
        assert self._running is not None, "it does not run"  # noqa: S101  # a fault of whoever asks
        return self._running[2]

    @property
    def values(self) -> Mapping[str, str]:
        """What a connector is given that is to lead here."""
        return {FIELD: self.file()}

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """The values for the one way that there is."""
        return (self.values,)

    def file(self, *, lasts: timedelta = LASTS, **changed: str) -> str:
        """Returns an API client file for the present password, as Velociraptor writes one.

        Args:
            lasts: How long its certificate lasts from now.
            changed: Entries that are to be others.
        """
        own = self.authority.client("watchfloor", self.password, lasts)
        entries = {
            "ca_certificate": self.authority.certificate,
            "client_cert": own.certificate,
            "client_private_key": own.key,
            "api_connection_string": f"{HOST}:{self.port}",
            "name": "watchfloor",
        }
        return yaml.safe_dump({**entries, **changed}, default_style="|", sort_keys=False)

    def start(self) -> None:
        """Starts it, without waiting for anybody who asks it.

        Raises:
            RuntimeError: The port is taken.
        """
        import grpc

        executor = ThreadPoolExecutor(max_workers=8, thread_name_prefix="velociraptor-simulator")
        server = grpc.server(executor, options=(("grpc.so_reuseport", 0),))
        method = grpc.unary_stream_rpc_method_handler(
            self._query,
            request_deserializer=messages().request.FromString,
            response_serializer=messages().response.SerializeToString,
        )
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {QUERY: method}),))
        credentials = grpc.ssl_server_credentials(
            [(self._server.key.encode(), self._server.certificate.encode())],
            root_certificates=self.authority.certificate.encode(),
            require_client_auth=True,
        )
        port = server.add_secure_port(f"{HOST}:{self._port}", credentials)
        server.start()
        self._running = (server, executor, port)

    def stop(self) -> None:
        """Stops it, and leaves no thread or socket behind."""
        if self._running is not None:
            server, executor, _ = self._running
            self._running = None
            server.stop(None).wait()
            executor.shutdown()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _query(self, request: Any, context: Any) -> Iterator[Any]:
        import grpc

        (pem,) = context.auth_context()["x509_pem_cert"]
        if mark_in(pem) != mark_of(self.password):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "the certificate was taken back")
        text = request.Query[0].VQL if request.Query else ""
        asked = Asked(text, {one.key: one.value for one in request.env}, request.org_id, request.timeout)
        self.requests.append(asked)
        if self.next_faults:
            yield from _faulty(self.next_faults.popleft(), context)
            return
        if asked.org not in ("", *(org for org, _ in ORGS)):
            context.abort(grpc.StatusCode.UNKNOWN, "Org not found")
        yield _response(log="Starting query execution.")
        answer = self._answers().get(asked.text)
        if answer is None:
            yield _response(log="VQL Error: this is a simulator, and does not know the question.")
            return
        yield from _paged(answer(asked), int(request.max_row) or USUAL_PAGE)

    def _answers(self) -> Mapping[str, Callable[[Asked], Rows]]:
        return {
            Question.INFO: lambda _: [INFO],
            Question.VERSION: lambda _: [{"Version": VERSION}],
            Question.ORGS: lambda _: [{"OrgId": org, "Name": name} for org, name in sorted(ORGS)],
            Question.CLIENTS: lambda asked: self._rows(asked.org),
            Question.CLIENT: lambda asked: [
                row for row in self._rows(asked.org) if row["client_id"] == asked.environment.get("ClientId")
            ],
            Question.ARTIFACTS: lambda _: list(ARTIFACTS),
            Question.ARTIFACT: lambda asked: [
                one for one in ARTIFACTS if one["name"] == asked.environment.get("ArtifactName")
            ],
        }

    def _rows(self, org: str) -> Rows:
        found = (one for one in self.clients if one.org == (org or ROOT))
        return [one.row() for one in sorted(found, key=lambda one: one.id)]


def _response(text: str = "", log: str = "", **more: Any) -> Any:
    return messages().response(Response=text, log=log, timestamp=time.time_ns() // 1_000, **more)


def _paged(rows: Rows, page: int) -> Iterator[Any]:
    for part, start in enumerate(range(0, len(rows), page)):
        some = rows[start : start + page]
        yield _response(json.dumps(some), part=part, total_rows=len(some), Columns=list(some[0]))
        yield _response(log=f"Time 0: watchfloor: Sending response part {part} ({len(some)} rows).")


def _faulty(fault: Fault, context: Any) -> Iterator[Any]:
    import grpc

    if fault.log:
        yield _response(log=fault.log)
    for text in fault.texts:
        yield _response(text)
    if fault.status:
        context.abort(grpc.StatusCode[fault.status], fault.words)
    if fault.hangs:
        gone = Event()
        if context.add_callback(gone.set):
            gone.wait()
