"""``/console/session``: sign in, see who is signed in, choose another password, sign out."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import Time
from entrypoints.api.api_errors import SessionNeededError
from entrypoints.api.auth.own import CallerOut, PasswordBody, caller_out
from entrypoints.api.caller import PUBLIC
from entrypoints.api.strict_converter import structured
from entrypoints.api.wired import By, From, ShownBy, UseCases
from entrypoints.console.cookies import no_cookie
from entrypoints.console.forms import sent_fields
from entrypoints.console.guard import console_router, own_browser
from entrypoints.console.signing_in import LARGEST_FORM_BYTES, Credentials, begin_session, credentials
from socdomain.auth.session import SignInStep
from socdomain.errors import NotFoundError


class SignedInOut(Struct):
    """Who has signed in, and what the browser's scripts need."""

    caller: CallerOut
    step: Annotated[str, Meta(description="`done`, or `change_password`: good for a new password and nothing else.")]
    csrf_token: Annotated[str, Meta(description="Send it as `X-CSRF-Token` with whatever changes something.")]
    expires_at: Time


async def passwords(request: Request[Any, Any, Any]) -> PasswordBody:
    """Provides the present password and the next."""
    return structured(await sent_fields(request), PasswordBody)


@post(
    **PUBLIC,
    status_code=HTTP_200_OK,
    dependencies={"sent": Provide(credentials)},
    request_max_body_size=LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def sign_in(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[Credentials]],
    place: From,
    container: UseCases,
) -> Response[SignedInOut]:
    """Signs in, and gives a cookie that was never given before."""
    signed_in, cookies = begin_session(request, sent, place, container)
    body = SignedInOut(
        caller=caller_out(signed_in.principal, container),
        step=signed_in.session.step.value,
        csrf_token=signed_in.csrf_token,
        expires_at=signed_in.session.expires_at,
    )
    return Response(body, cookies=cookies)


@get(**own_browser(), sync_to_thread=True)
def show(by: By, container: UseCases) -> CallerOut:
    """Says who is signed in, what they may do, and whose data they see, as it is now."""
    return caller_out(by, container)


@delete(**own_browser(*SignInStep), status_code=HTTP_204_NO_CONTENT, sync_to_thread=True)
def sign_out(request: Request[Any, Any, Any], caller: ShownBy, container: UseCases) -> Response[None]:
    """Ends the session, and has the browser forget its cookie."""
    if caller.session is None:
        raise SessionNeededError("sign in to the console")
    try:
        settled(container.end_sessions.execute, caller.session.id, by=caller.principal)
    except NotFoundError as error:
        raise SessionNeededError("the session is over") from error
    return Response(None, status_code=HTTP_204_NO_CONTENT, cookies=[no_cookie(request)])


@put(
    "/password",
    **own_browser(*SignInStep),
    status_code=HTTP_204_NO_CONTENT,
    dependencies={"sent": Provide(passwords)},
    request_max_body_size=LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def change_password(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[PasswordBody]],
    by: By,
    container: UseCases,
) -> Response[None]:
    """Replaces one's password, and ends every session of one's own, this one too; sign in again with the new one."""
    settled(container.change_password.execute, sent.current_password, sent.new_password, by=by)
    return Response(None, status_code=HTTP_204_NO_CONTENT, cookies=[no_cookie(request)])


ROUTER = console_router("/session", [sign_in, show, sign_out, change_password])
