"""Forms that create something once, however often they are sent."""

from __future__ import annotations

import secrets
from hashlib import sha256

from attrs import AttrsInstance, asdict

from socdomain.errors import InvalidInputError
from socdomain.once import OnceKey
from socdomain.principal import Principal

_KEY_BYTES = 16
_LONGEST_KEY = 100


def new_once() -> str:
    """Returns what a form carries, so that a double click is one act: 22 URL-safe characters, never the same."""
    return secrets.token_urlsafe(_KEY_BYTES)


def once_of(key: str, sent: AttrsInstance, by: Principal) -> OnceKey | None:
    """Returns the idempotency key of a form that was sent; None for a form without one.

    What was typed is a part of it: whoever goes back, and sends the same page with something else in it, means another
    thing.

    Args:
        key: What the form carries.
        sent: The form, an attrs class.
        by: Who sent it.

    Raises:
        InvalidInputError: It carries something that is no key of ours.
    """
    if not key:
        return None
    if len(key) > _LONGEST_KEY:
        raise InvalidInputError("once", f"must be at most {_LONGEST_KEY} characters")
    typed = repr((type(sent).__name__, sorted(asdict(sent).items())))
    digest = sha256(typed.encode("utf-8", "surrogatepass"))
    return OnceKey(by.id, f"console-{digest.hexdigest()}", digest.digest())
