"""What a product, or the way to it, did wrong, in words that say what to do; nothing of what it sent is in them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

import httpcore
import httpx

from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome

TRANSPORT_ERRORS: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
)
"""All that a call can raise below us; httpcore's have no base of their own."""

_PASSING: Final = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)


class PassingError(ConnectorError):
    """Trouble that may be gone a moment later.

    Args:
        outcome: What sort of trouble it is.
        advice: What to do about it, in a sentence.
        wait_s: How long the product asks to be left alone, in seconds; None where it does not say.
    """

    def __init__(self, outcome: Outcome, advice: str, wait_s: float | None = None) -> None:
        super().__init__(outcome, advice)
        self.wait_s = wait_s


class UnknownFormError(ConnectorAnswerError):
    """An answer that is none of the product's; when one asks who is there, that is another product.

    Args:
        where: The place in the answer, such as ``$.version``.
        what: What is the matter there, such as ``is missing``.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"It answers in a form that is not the product's: {where} {what}.")


class TooLargeError(ConnectorAnswerError):
    """An answer that is larger than what is taken; less of it can be asked for.

    Args:
        most: How much is taken, in bytes.
    """

    def __init__(self, most: int) -> None:
        super().__init__(f"Its answer is larger than the {most:,} bytes that are taken.")


# By the numbers of OpenSSL (`x509_vfy.h`), which do not change.
_CERTIFICATE_ADVICE: Final = {
    9: "Its certificate is not valid yet: look at the clocks of both machines.",
    10: "Its certificate has expired: have it renewed.",
    18: "Its certificate is self-signed: give it as the CA certificate, or give its SHA-256 fingerprint.",
    19: "Its certificate was signed by a CA that is not known here: give that as the CA certificate.",
    20: "Its certificate was signed by a CA that is not known here: give that as the CA certificate.",
    21: "Its certificate was signed by a CA that is not known here: give that as the CA certificate.",
    62: "Its certificate is for another name: give the URL with a name that it is for, or its SHA-256 fingerprint.",
    64: "Its certificate is for another address: give the URL with a name that it is for, or its SHA-256 fingerprint.",
}


def failure_of(error: Exception) -> ConnectorError:
    """Returns what an error of ``TRANSPORT_ERRORS``, or of a socket, means."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            advice = _CERTIFICATE_ADVICE.get(cause.verify_code, "Its certificate is not believed here: look at it.")
            return ConnectorError(Outcome.TLS_FAILED, advice)
        if isinstance(cause, ssl.SSLError):
            return ConnectorError(
                Outcome.TLS_FAILED,
                "It does not speak TLS as it is spoken here: check that the port is one for TLS (https).",
            )
    match error:
        case httpcore.ConnectTimeout() | TimeoutError():
            return PassingError(
                Outcome.UNREACHABLE, "It takes no connection in time: check its address and the firewalls."
            )
        case httpcore.ConnectError() | ConnectionRefusedError():
            return PassingError(
                Outcome.UNREACHABLE, "It takes no connection: check that it runs, its address, and the firewalls."
            )
        case httpcore.PoolTimeout():
            return PassingError(Outcome.ERROR, "Too much is asked of it at the same time.")
        case httpcore.TimeoutException():
            return PassingError(Outcome.UNREACHABLE, "It takes the connection and does not answer in time.")
        case httpcore.NetworkError() | OSError():
            return PassingError(Outcome.UNREACHABLE, "The connection to it broke off: check what lies between.")
        case httpcore.RemoteProtocolError():
            return PassingError(Outcome.ERROR, "It broke its answer off, or what answers there speaks no HTTP.")
    return ConnectorError(Outcome.ERROR, "It cannot be asked with what was given: look at the URL and the credential.")


def refusal_of(status: int, wait_s: float | None) -> ConnectorError:
    """Returns what an HTTP status means that is not one of success.

    Args:
        status: The status.
        wait_s: What ``Retry-After`` says, in seconds; None where it says nothing.
    """
    if 300 <= status < 400:
        return ConnectorError(
            Outcome.WRONG_PRODUCT,
            "It sends on to another place, which is not followed: give the URL of the API itself.",
        )
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return ConnectorError(
                Outcome.REFUSED_CREDENTIALS, "It refuses the credential: give one that it knows, and that is in force."
            )
        case HTTPStatus.FORBIDDEN:
            return ConnectorError(
                Outcome.FORBIDDEN,
                "It knows the credential and does not let it do this: give it the rights of the guide.",
            )
        case HTTPStatus.NOT_FOUND:
            return ConnectorError(
                Outcome.WRONG_PRODUCT, "The product's API is not there: check the URL, its port and its path."
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return PassingError(Outcome.ERROR, "It was asked too often (429): raise its limit, or wait.", wait_s)
    advice = f"It answers with HTTP status {status}: look at the product's own log."
    if status in _PASSING:
        return PassingError(Outcome.ERROR, advice, wait_s)
    return ConnectorError(Outcome.ERROR, advice)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
