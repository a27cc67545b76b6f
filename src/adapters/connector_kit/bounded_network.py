"""Connections that end in time and lead where they may, below httpcore."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, Final, NoReturn

import httpcore

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.deadline import present_deadline
from adapters.connector_kit.trust import Trust

_PIECE_BYTES: Final = 65_536


class BoundedStream(httpcore.NetworkStream):
    """A connection each of whose steps ends with the present deadline, however little at a time comes.

    Args:
        stream: The connection.
        trust: Which certificates are believed there.
    """

    def __init__(self, stream: httpcore.NetworkStream, trust: Trust) -> None:
        self._stream = stream
        self._trust = trust

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Returns what has come, and waits until something has."""
        return self._stream.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it."""
        for start in range(0, len(buffer), _PIECE_BYTES):
            piece = buffer[start : start + _PIECE_BYTES]
            self._stream.write(piece, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Returns the connection with TLS on it, with a certificate that is believed."""
        left_s = _bounded(timeout, httpcore.ConnectTimeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, left_s)
        try:
            self._trust.check(secured.get_extra_info("socket").getpeercert(binary_form=True))
        except BaseException:
            secured.close()
            raise
        return BoundedStream(secured, self._trust)

    def get_extra_info(self, info: str) -> Any:
        """Returns what httpcore wants to know."""
        return self._stream.get_extra_info(info)


class BoundedNetwork(httpcore.NetworkBackend):
    """Connects to addresses that are connected to.

    Args:
        rules: Which are.
        trust: Which certificates are believed there.
    """

    def __init__(self, rules: AddressRules, trust: Trust) -> None:
        self._rules = rules
        self._trust = trust
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Returns a connection to the first address of a host that takes one."""
        trouble: Exception = httpcore.ConnectTimeout()
        for address in self._rules.addresses_of(host, port):
            left_s = _bounded(timeout, httpcore.ConnectTimeout)
            try:
                # By its address, so that nobody looks the name up a second time and finds another one.
                stream = self._plain.connect_tcp(address, port, left_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return BoundedStream(stream, self._trust)
        raise trouble

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> NoReturn:
        """Is for no product."""
        raise httpcore.UnsupportedProtocol()

    def sleep(self, seconds: float) -> NoReturn:
        """Is for nobody: what is tried again is tried above."""
        raise NotImplementedError


def _bounded(timeout_s: float | None, error: type[httpcore.TimeoutException]) -> float:
    left_s = present_deadline().left_s()
    if left_s <= 0:
        raise error()
    return left_s if timeout_s is None else min(timeout_s, left_s)
