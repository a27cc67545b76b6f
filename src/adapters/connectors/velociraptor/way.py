"""The way to Velociraptor's API: an address that may be connected to, and a server that is believed."""

from __future__ import annotations

import socket
import ssl
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.deadline import present_deadline
from adapters.connector_kit.errors import failure_of
from adapters.connector_kit.trust import Trust
from adapters.connectors.velociraptor.api_file import ApiClientFile
from socdomain.connectors.verification import ConnectorError, Outcome

SERVER_NAME: Final = "VelociraptorServer"
"""Whom every server's certificate is for, whatever its host is called."""

_GRPC: Final = "h2"
_OTHER_NAME: Final = 62
"""``X509_V_ERR_HOSTNAME_MISMATCH`` of OpenSSL."""
_UNKNOWN_CA: Final = (7, 18, 19, 20, 21)
"""The first where it has the name of the right one, as the CAs of all Velociraptors have."""

_OTHER_NAME_ADVICE: Final = "Its certificate is not one of Velociraptor's API: give the port of the API, often 8001."
_UNKNOWN_CA_ADVICE: Final = (
    "Its certificate was not signed by the CA in the API client file: make a new file on this server."
)
_NO_TLS_ADVICE: Final = "It does not speak TLS as it is spoken here: give the port of the API, often 8001."
_NO_GRPC_ADVICE: Final = "What answers there speaks no gRPC: give the port of the API, often 8001."


def checked_target(kit: ClientKit, file: ApiClientFile) -> str:
    """Returns the address for gRPC to dial, once a connection to it was made and its certificate believed.

    gRPC says of a connection that failed no more than that, and looks names up by itself. So the way is tried
    beforehand, with errors that can be told from each other; without our certificate, whose key the standard library
    would have in a file.

    Args:
        kit: Connects to it.
        file: Where it is, and whom to believe.

    Returns:
        An address in gRPC's form, such as ``ipv4:10.0.0.7:8001``.

    Raises:
        ConnectorError: It is not connected to, or not believed.
    """
    try:
        with kit.addresses.connected(file.host, file.port, kit.limits.connect_s) as plain:
            address, port = plain.getpeername()[:2]
            # Zero would have the socket not wait at all.
            plain.settimeout(max(0.001, min(kit.limits.connect_s, present_deadline().left_s())))
            spoken = _spoken(plain, Trust(ca_certificate=file.ca_certificate).context())
    except OSError as error:
        raise _failure(error) from error
    if spoken != _GRPC:
        raise ConnectorError(Outcome.WRONG_PRODUCT, _NO_GRPC_ADVICE)
    return f"ipv6:[{address}]:{port}" if ":" in address else f"ipv4:{address}:{port}"


def _spoken(plain: socket.socket, context: ssl.SSLContext) -> str | None:
    context.set_alpn_protocols([_GRPC])
    try:
        with context.wrap_socket(plain, server_hostname=SERVER_NAME) as secured:
            return secured.selected_alpn_protocol()
    except ssl.SSLCertVerificationError:
        raise
    except ssl.SSLError as error:
        # It wants to know who we are before anything else, as TLS 1.2 has it; its own certificate was believed.
        if "ALERT" in (error.reason or ""):
            return _GRPC
        raise


def _failure(error: OSError) -> ConnectorError:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code == _OTHER_NAME:
            return ConnectorError(Outcome.TLS_FAILED, _OTHER_NAME_ADVICE)
        if error.verify_code in _UNKNOWN_CA:
            return ConnectorError(Outcome.TLS_FAILED, _UNKNOWN_CA_ADVICE)
    elif isinstance(error, ssl.SSLError):
        return ConnectorError(Outcome.TLS_FAILED, _NO_TLS_ADVICE)
    return failure_of(error)
