"""Credentials as HTTP carries them; what cannot be one is refused before it is sent anywhere."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final

from adapters.connector_kit.errors import UnknownFormError
from socdomain.connectors.verification import ConnectorError, Outcome

_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_ISSUED: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


def basic(username: str, password: str) -> dict[str, str]:
    """Returns the header for a user and a password, in UTF-8 (RFC 7617).

    Raises:
        ConnectorError: The user's name has a colon, which ends it.
    """
    if ":" in username:
        raise ConnectorError(Outcome.REFUSED_CREDENTIALS, "A user's name with a colon cannot sign in by HTTP.")
    together = f"{username}:{password}".encode("utf-8", "surrogatepass")
    return {"Authorization": f"Basic {b64encode(together).decode()}"}


def bearer(token: str) -> dict[str, str]:
    """Returns the header for a token (RFC 6750).

    Raises:
        ConnectorError: No token has such characters.
    """
    return {"Authorization": f"Bearer {checked_token(token)}"}


def issued_bearer(token: str) -> dict[str, str]:
    """Returns the header for a token that a product has made a moment ago, whatever it looks like.

    Nobody has copied it, so that its form is the product's business, as long as a header can carry it.

    Raises:
        UnknownFormError: None can.
    """
    if not _ISSUED.fullmatch(token):
        raise UnknownFormError("$.data.token", "is no token")
    return {"Authorization": f"Bearer {token}"}


def checked_token(token: str) -> str:
    """Returns a token that a header can carry.

    Raises:
        ConnectorError: It has characters that would end the header, or that none has.
    """
    if not _TOKEN.fullmatch(token):
        raise ConnectorError(
            Outcome.REFUSED_CREDENTIALS, "The token has characters that no token has: copy it once more."
        )
    return token
