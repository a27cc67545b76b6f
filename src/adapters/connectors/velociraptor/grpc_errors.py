"""What a status of gRPC means, in words that say what to do; nothing of what the server said is in them."""

from __future__ import annotations

import re
from typing import Any, Final

from adapters.connector_kit.errors import PassingError
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

_WHILE_CONNECTING: Final = re.compile(
    r"failed to connect.*(?:socket closed|reset|handshake|ssl|certificate)", re.IGNORECASE | re.DOTALL
)
_OF_ANOTHER_PROTOCOL: Final = re.compile(r"http2? (header|status)|content-type", re.IGNORECASE)

_REFUSED: Final = "It refuses the certificate of the API client file: make a new file, for a user that there is."
_OTHER: Final = "What answers there is not Velociraptor's API: give the API client file of the right server."


def failure_of_call(error: Any) -> ConnectorError:
    """Returns what a ``grpc.RpcError`` of a call means.

    Args:
        error: It; its status is read, and its words are only looked at, not passed on.
    """
    status, words = str(error.code().name), str(error.details() or "")
    match status:
        case "UNAUTHENTICATED":
            return ConnectorError(Outcome.REFUSED_CREDENTIALS, _REFUSED)
        case "PERMISSION_DENIED":
            return ConnectorError(
                Outcome.FORBIDDEN,
                "It knows the user and does not let them ask: grant them what the guide says, in that organisation.",
            )
        case "UNIMPLEMENTED":
            return ConnectorError(Outcome.WRONG_PRODUCT, _OTHER)
        case "DEADLINE_EXCEEDED":
            return PassingError(Outcome.UNREACHABLE, "It takes the connection and does not answer in time.")
        case "RESOURCE_EXHAUSTED":
            return ConnectorAnswerError("A part of its answer is larger than what is taken.")
        case "UNAVAILABLE" if _WHILE_CONNECTING.search(words):
            # The way was tried a moment before, with all but our certificate: it is that which is not taken. By TLS 1.3
            # one hears of it as a connection that ends.
            return ConnectorError(Outcome.REFUSED_CREDENTIALS, _REFUSED)
        case "UNAVAILABLE":
            return PassingError(Outcome.UNREACHABLE, "The connection to it broke off: check what lies between.")
    if _OF_ANOTHER_PROTOCOL.search(words):
        return ConnectorError(Outcome.WRONG_PRODUCT, _OTHER)
    return ConnectorError(
        Outcome.ERROR, "It refuses what it was asked: look whether the file's user is there, and at its own log."
    )
