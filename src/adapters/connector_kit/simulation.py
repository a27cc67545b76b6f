"""Stand-ins for products: small HTTP servers on loopback that answer as the products do.

class GrafanaSimulator(Simulator):
    def answer(self, request: SimulatedRequest) -> Reply:
        if request.basic != (self.username, self.password):
            return Reply(401, {"message": "Invalid username or password"})
        ...

with GrafanaSimulator() as grafana:
    ...  # a connector with grafana.values leads here; grafana.requests says what was asked
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from threading import Thread
from types import TracebackType
from typing import Final, Self

from adapters.connector_kit.certificates import OwnCertificate
from adapters.connector_kit.http_fields import CA_CERTIFICATE
from adapters.connector_kit.simulated_messages import Reply, SimulatedRequest
from adapters.connector_kit.simulation_server import SimulationServer

HOST: Final = "127.0.0.1"

MOST_REQUESTS: Final = 20_000
"""How many requests are kept; one that runs for weeks forgets the first ones."""


class Simulator(ABC):
    """A stand-in for one product, which runs within the block that it is entered for.

    Args:
        port: Where it listens; 0 for a free port.
        username: Whom it knows.
        password: What it takes for the credential; None for one made by chance.
        certificate: What it shows by TLS; None for plain HTTP.
        prefix: Path that it stands under, such as ``/grafana``.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        username: str = "watchfloor",
        password: str | None = None,
        certificate: OwnCertificate | None = None,
        prefix: str = "",
    ) -> None:
        self.username = username
        self.password = secrets.token_urlsafe(18) if password is None else password
        self.requests: list[SimulatedRequest] = []
        """What was asked, the first first; see ``MOST_REQUESTS``."""
        self.next_replies: deque[Reply] = deque()
        """What is answered next, whatever is asked; then it answers by itself again."""
        self._port = port
        self._certificate = certificate
        self._prefix = prefix
        self._running: tuple[SimulationServer, Thread] | None = None

    @abstractmethod
    def answer(self, request: SimulatedRequest) -> Reply:
        """Returns what the product answers; may be called from several threads."""

    @property
    def url(self) -> str:
        """Where it is, while it runs."""
        assert self._running is not None, "it does not run"  # noqa: S101  # a fault of whoever asks
        scheme = "http" if self._certificate is None else "https"
        return f"{scheme}://{HOST}:{self._running[0].server_address[1]}{self._prefix}"

    @property
    def values(self) -> Mapping[str, str]:
        """What a connector is given that is to lead here."""
        trusted = {} if self._certificate is None else {CA_CERTIFICATE: self._certificate.certificate}
        return {"url": self.url, "username": self.username, "password": self.password, **trusted}

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """The values for each way in which the product signs one in; ``values`` are those for the first."""
        return (self.values,)

    def start(self) -> None:
        """Starts it, without waiting for anybody who asks it.

        Raises:
            OSError: The port is taken.
        """
        server = SimulationServer((HOST, self._port), self._replied, self._certificate)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        self._running = (server, thread)

    def stop(self) -> None:
        """Stops it, and leaves no thread or socket behind."""
        if self._running is not None:
            server, thread = self._running
            self._running = None
            server.stop()
            thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _replied(self, request: SimulatedRequest) -> Reply:
        self.requests.append(request)
        if len(self.requests) > MOST_REQUESTS:
            del self.requests[: MOST_REQUESTS // 2]
        if self.next_replies:
            return self.next_replies.popleft()
        if not request.path.startswith(f"{self._prefix}/"):
            return Reply(404, b"<html>not here</html>", {"Content-Type": "text/html"})
        return self.answer(request.below(self._prefix))
