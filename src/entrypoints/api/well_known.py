"""``/.well-known``: what others need to know of this platform before they know anybody here (RFC 8615)."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from msgspec import Meta, Struct

from entrypoints.api.caller import PUBLIC
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import UseCases
from socdomain.audit.public_keys import PublicKey


class PublicKeyOut(Struct):
    """A public key, as a JSON Web Key (RFC 8037 section 2)."""

    kty: str
    crv: str
    kid: Annotated[str, Meta(description="The key id that signatures name.")]
    use: str
    alg: str
    x: Annotated[str, Meta(description="Its 32 bytes, as base64url without padding.")]


class PublicKeys(Struct):
    """A JWK set (RFC 7517 section 5)."""

    keys: Annotated[list[PublicKeyOut], Meta(description="The one that signs now first, then those before it.")]


@get(
    "/watchfloor-keys",
    summary="Show the public keys",
    **PUBLIC,
    responses=refusals(is_public=True),
    sync_to_thread=True,
)
def public_keys(container: UseCases) -> PublicKeys:
    """Shows the keys with which evidence bundles and the audit log are signed; `watchfloor-verify` takes the answer.

    It proves nothing by itself: compare the fingerprint with one that you were told in another way.
    """
    return PublicKeys([_out(key) for key in container.audit.make_keys().public_keys])


def _out(key: PublicKey) -> PublicKeyOut:
    return PublicKeyOut(**key.jwk())


ROUTER = Router("/.well-known", route_handlers=[public_keys], tags=["keys"])
