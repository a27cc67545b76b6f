"""Forms that are sent twice, by a double click or a reload, and do once what they are for."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from litestar import Request

from entrypoints.api.once import request_digest
from socdomain.errors import InvalidInputError
from socdomain.once import OnceKey
from socdomain.principal import Principal

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


def new_once() -> str:
    """Returns what a form carries to be known when it comes again; 22 URL-safe characters that were never given."""
    return secrets.token_urlsafe(16)


def once_of(request: Request[Any, Any, Any], key: str, sent: object, *, by: Principal) -> OnceKey | None:
    """Returns the key under which a form does something once; None where it carries none.

    Args:
        request: The call.
        key: What the form carries.
        sent: The form's fields, as the class that they were read as.
        by: Who calls.

    Raises:
        InvalidInputError: The key has another shape than ours.
    """
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise InvalidInputError("once", "must be as the form had it")
    digest = request_digest(request.method, request.scope["path"], repr(sent).encode("utf-8", "surrogatepass"))
    return OnceKey(by.id, key, digest)
