"""Sends events to a receiver of GELF, by TCP or TLS."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from attrs import field, frozen

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.deadline import present_deadline
from adapters.connector_kit.errors import PassingError
from adapters.connector_kit.trust import Trust
from adapters.connectors.event_shipper.payloads import END, message_of
from socdomain.connectors.verification import ConnectorError, EventsLostError, Outcome, ProductFound

PARCEL_EVENTS: Final = 2_000
"""How many events go by one connection; whether they came through is known at its end."""
WRITE_BYTES: Final = 65_536
"""How much is gathered before it is sent."""

_REMARK: Final = "GELF knows no answers, and none was sent: see at the receiver whether the first events come in."
_UNREAD: Final = "It takes the connection and does not read what is sent: look at what keeps the receiver busy."


@frozen
class GelfClient:
    """Sends events to one receiver, as ``ShipsEvents``.

    Attributes:
        kit: Connects to it.
        host: Its name or address.
        port: Its port.
        trust: Which certificates are believed there; None for no TLS.
    """

    kit: ClientKit = field(repr=False)
    host: str
    port: int
    trust: Trust | None = field(repr=False)

    def verify(self) -> ProductFound:
        """Connects, with the TLS handshake where there is TLS, and sends nothing."""
        with self.kit.asking(), self._connected():
            return ProductFound(remark=_REMARK)

    def ship(self, events: Sequence[Mapping[str, Any]]) -> int:
        """Sends events in their order, and returns how many were handed over.

        A connection is ended from this side once its events are sent, and counts when the receiver ends it too: then
        it has read them all. One that goes on to say nothing is believed after a while.

        Raises:
            EventsLostError: Not all could be; those after the last connection that counts may be there or not.
        """
        handed_over = 0
        while handed_over < len(events):
            parcel = events[handed_over : handed_over + PARCEL_EVENTS]
            try:
                with self.kit.asking(), self._connected() as connection:
                    self._send(connection, parcel)
            except ConnectorError as error:
                raise EventsLostError(error.outcome, error.advice, handed_over) from error
            handed_over += len(parcel)
        return handed_over

    def _send(self, connection: socket.socket, events: Sequence[Mapping[str, Any]]) -> None:
        try:
            for piece in _pieces(events):
                _check_that_it_stands(connection)
                connection.settimeout(_bounded(self.kit.limits.write_s))
                connection.sendall(piece)
        except TimeoutError:
            raise PassingError(Outcome.UNREACHABLE, _UNREAD) from None
        _check_that_it_stands(connection)
        _end(connection, _bounded(self.kit.limits.connect_s))

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        plain = self.kit.addresses.connected(self.host, self.port, self.kit.limits.connect_s)
        with plain:
            if self.trust is None:
                yield plain
                return
            plain.settimeout(_bounded(self.kit.limits.connect_s))
            with self.trust.context().wrap_socket(plain, server_hostname=self.host) as secured:
                self.trust.check(secured.getpeercert(binary_form=True))
                yield secured


def _pieces(events: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    gathered = bytearray()
    for event in events:
        gathered += message_of(event)
        gathered += END
        if len(gathered) >= WRITE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def _check_that_it_stands(connection: socket.socket) -> None:
    """Looks whether the other end has ended: it would not read what follows, and ending is no sign of having read.

    Raises:
        OSError: It has.
    """
    connection.settimeout(0)
    with suppress(BlockingIOError, ssl.SSLWantReadError):
        if not connection.recv(4_096):
            raise ConnectionResetError


def _end(connection: socket.socket, wait_s: float) -> None:
    """Says that nothing follows, and waits until the other end has read everything.

    Raises:
        OSError: It broke off instead.
    """
    connection.settimeout(wait_s)
    if isinstance(connection, ssl.SSLSocket):
        # Some end without a word of TLS; whether they broke off is told below.
        with suppress(ssl.SSLError, TimeoutError):
            connection.unwrap()
    with suppress(TimeoutError):
        connection.shutdown(socket.SHUT_WR)
        # What a receiver says is nothing to us; that it ends, instead of breaking off, is.
        while connection.recv(4_096):
            connection.settimeout(_bounded(wait_s))


def _bounded(usual_s: float) -> float:
    left_s = min(usual_s, present_deadline().left_s())
    if left_s <= 0:
        # Zero would have a socket not wait at all, and say so in other words.
        raise TimeoutError
    return left_s
