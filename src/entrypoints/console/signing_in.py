"""Signing in at a browser, by a form of ours or by a script."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Final

from attrs import field, frozen
from litestar import Request
from litestar.datastructures import Cookie

from entrypoints.api.again import settled
from entrypoints.api.api_errors import SignInRefusedError
from entrypoints.api.strict_converter import structured
from entrypoints.api.wired import SignIns
from entrypoints.console.cookies import device_cookie, no_cookie, session_cookie, shown_device, shown_secret
from entrypoints.console.forms import sent_fields
from entrypoints.container import Container
from socdomain.auth.session import Place
from socdomain.auth.sign_in_browser import DEVICE_LIFETIME, SignedInBrowser
from socdomain.errors import NotSignedInError

LARGEST_FORM_BYTES: Final = 16 * 1024


@frozen
class Credentials:
    """A login name and a password; neither is in any text made of it, since people mix them up."""

    login: str = field(repr=False)
    password: str = field(repr=False)


async def credentials(request: Request[Any, Any, Any], sign_ins: SignIns) -> AsyncGenerator[Credentials, None]:
    """Provides a login name and a password, when they have been read and their turn has come."""
    sent = structured(await sent_fields(request), Credentials)
    async with sign_ins:
        yield sent


def begin_session(
    request: Request[Any, Any, Any], sent: Credentials, place: Place, container: Container
) -> tuple[SignedInBrowser, list[Cookie]]:
    """Signs in, and returns the cookies that the browser keeps.

    Raises:
        EncryptionNeededError: The browser would not keep them.
        SignInRefusedError: The two do not belong together.
        TooManyAttemptsError: The last attempts failed.
    """
    # Before anything is counted: whoever cannot keep the cookie has no use for a session.
    no_cookie(request)
    try:
        signed_in = settled(
            container.sign_in_browser.execute,
            sent.login,
            sent.password,
            place=place,
            shown=shown_secret(request),
            device=shown_device(request),
        )
    except NotSignedInError as error:
        raise SignInRefusedError from error
    session = session_cookie(request, signed_in.secret, lifetime_s=signed_in.lifetime_s)
    device = device_cookie(request, signed_in.device, lifetime_s=int(DEVICE_LIFETIME.total_seconds()))
    return signed_in, [session, device]
