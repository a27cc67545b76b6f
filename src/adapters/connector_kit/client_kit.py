"""What a kind makes its clients with."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

from attrs import field, frozen

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.breaker import Breaker
from adapters.connector_kit.deadline import Deadline, kept
from adapters.connector_kit.errors import failure_of
from adapters.connector_kit.http import HttpClient
from adapters.connector_kit.http_fields import URL
from adapters.connector_kit.http_transport import make_client
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.trust import Trust
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import InvalidInputError

T = TypeVar("T")


@frozen
class ClientKit:
    """What a kind makes a client with; what is made so ends with the block that the client is for.

    Attributes:
        setup: What the client is made from.
        limits: How long to wait, and how much to take.
        deadline: By when all that the client does has to be done.
        addresses: Which addresses are connected to; for clients that speak no HTTP.
        breaker: Leaves the product alone while it fails; the same for all clients of the connector in this process.
        is_trial: Whether the product is asked even while it is left alone.
        ending: What ends with the block.
    """

    setup: Setup
    limits: KitLimits
    deadline: Deadline
    addresses: AddressRules
    breaker: Breaker
    is_trial: bool
    ending: ExitStack = field(repr=False)

    @property
    def values(self) -> Mapping[str, str]:
        """What was given for the fields of the kind; those left out are not there."""
        return self.setup.values

    def http(self, headers: Mapping[str, str] | None = None) -> HttpClient:
        """Returns a client of the product at the value ``url``, which believes the certificates that are to be.

        Args:
            headers: What is sent with each call, such as ``credentials.basic`` returns.

        Raises:
            ConnectorError: It is not said which certificates are to be believed.
        """
        client = self.until_end(make_client(self.trust(), self.addresses, self.limits))
        return HttpClient(
            url=self.values[URL],
            headers=headers or {},
            client=client,
            breaker=self.breaker,
            limits=self.limits,
            deadline=self.deadline,
            is_trial=self.is_trial,
        )

    def trust(self) -> Trust:
        """Returns which certificates of the product are believed.

        Raises:
            ConnectorError: It is not said.
        """
        try:
            return Trust.of(self.values)
        except InvalidInputError as error:
            raise ConnectorError(Outcome.TLS_FAILED, f"Its {error.field} {error.reason}.") from error

    def connected(self, host: str, port: int) -> socket.socket:
        """Returns a connection for a client that speaks no HTTP; it ends with the block.

        Its timeout is what connecting may take. Whoever waits in it longer sets one by ``left_s``.

        Raises:
            ConnectorError: It leads where nobody is connected to, or nobody takes the connection there.
        """
        try:
            return self.until_end(self.addresses.connected(host, port, self.left_s(self.limits.connect_s)))
        except OSError as error:
            raise failure_of(error) from error

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Has one call of a product that speaks no HTTP be the block: bounded in time, and not made while it fails.

        Raises:
            ConnectorError: It is left alone now, or a socket's error in the block, in our words.
        """
        if not self.is_trial:
            self.breaker.ask()
        with kept(self.deadline.narrowed(self.limits.request_s)):
            try:
                yield
            except ConnectorError as error:
                self.breaker.raised(error)
                raise
            except OSError as error:
                trouble = failure_of(error)
                self.breaker.raised(trouble)
                raise trouble from error
        self.breaker.succeeded()

    def left_s(self, usual_s: float) -> float:
        """Returns how long something may take: as usual, in seconds, or what is left until the deadline."""
        return min(usual_s, self.deadline.left_s())

    def until_end(self, opened: AbstractContextManager[T]) -> T:
        """Enters a context, and leaves it at the end of the block that the client is for."""
        return self.ending.enter_context(opened)
