"""What a browser's forms carry, so that a page of another site cannot send them (OWASP: cross-site request forgery)."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import Final

from socdomain.auth.session import Session
from socdomain.auth.tokens import digest_of

_PURPOSE: Final = b"watchfloor csrf token 1"


def csrf_token_of(secret: str) -> str:
    """Returns the token of the session that a secret belongs to; 43 URL-safe characters.

    It follows from the secret, so that every page can carry it and nothing else has to be kept. Nobody can find the
    secret by it, nor the token of another session.

    Args:
        secret: What the browser shows.
    """
    mac = hmac.digest(secret.encode("utf-8", "surrogatepass"), _PURPOSE, "sha256")
    return urlsafe_b64encode(mac).rstrip(b"=").decode()


def check_csrf(session: Session, token: str) -> bool:
    """Tells whether a token is this session's, in the same time whatever it is.

    Args:
        session: The session of a browser; no token is good for one of a bearer.
        token: What came with the call.
    """
    return session.csrf_digest is not None and hmac.compare_digest(digest_of(token), session.csrf_digest)
