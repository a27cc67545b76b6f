"""``Idempotency-Key``: a POST that is sent again does not create again."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from litestar import Request
from litestar.params import HeaderParameter

from entrypoints.api.wired import By
from socdomain.errors import InvalidInputError
from socdomain.once import OnceKey

_KEY = re.compile(r"[!-~]{1,255}")

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="1 to 255 visible ASCII characters. Sent again within 24 hours with the same request, it gives "
        "the same thing instead of another one.",
    ),
]


async def once_key(request: Request[Any, Any, Any], by: By, idempotency_key: IdempotencyKey = None) -> OnceKey | None:
    """Provides the key under which a request creates something, if one was sent.

    Raises:
        InvalidInputError: The key has another shape.
    """
    if idempotency_key is None:
        return None
    if not _KEY.fullmatch(idempotency_key):
        raise InvalidInputError("Idempotency-Key", "must be 1 to 255 visible ASCII characters")
    body = await request.body()
    return OnceKey(by.id, idempotency_key, request_digest(request.method, request.scope["path"], body))


def request_digest(method: str, path: str, body: bytes) -> bytes:
    """Returns what tells a request sent again from another one: 32 bytes over method, path and body."""
    head = f"{method} {path}\n".encode("utf-8", "surrogatepass")
    return hashlib.sha256(head + body).digest()
