"""Tokens: for a password, for the last refresh token (RFC 6749), and none any more."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from litestar import Response, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import UNSET, Meta, Struct, UnsetType

from entrypoints.api.again import settled
from entrypoints.api.api_errors import BodyTooLargeError, TokenRequestError
from entrypoints.api.auth.token_forms import (
    LARGEST_FORM_BYTES,
    PasswordForm,
    RefreshForm,
    RefreshOperation,
    TokenForm,
    TokenOperation,
    refresh_form,
    token_form,
)
from entrypoints.api.caller import PUBLIC, own
from entrypoints.api.problem_docs import refusals
from entrypoints.api.problems import headers_of
from entrypoints.api.wired import By, From, ShownBy, UseCases
from entrypoints.container import Container
from socdomain.auth.session import Place, SignInStep
from socdomain.auth.session_starter import SignedIn
from socdomain.auth.tokens import TokenKind
from socdomain.errors import (
    AlreadySpentError,
    ConcurrentChangeError,
    NotFoundError,
    NotSignedInError,
    TooManyAttemptsError,
)

_NO_STORE = ResponseHeader(name="Cache-Control", documentation_only=True, description="`no-store`.")
_REFUSALS = refusals(BodyTooLargeError, AlreadySpentError, TooManyAttemptsError, is_public=True)


class TokenOut(Struct):
    """A token (RFC 6749 section 5.1)."""

    access_token: Annotated[str, Meta(description="Send it as `Authorization: Bearer ...`.")]
    token_type: Annotated[Literal["Bearer"], Meta(description="`Bearer`.")]
    expires_in: Annotated[int, Meta(description="Seconds for which it is good.", examples=[900])]
    scope: Annotated[str, Meta(description="What its user may do, separated by spaces.")]
    kind: Annotated[
        Literal["access", "change_password"],
        Meta(description="What it is good for; `change_password` for `PUT /api/auth/password` and nothing else."),
    ]
    refresh_token: Annotated[str | UnsetType, Meta(description="For the next one; good once.")] = UNSET


def token_out(signed_in: SignedIn) -> Response[TokenOut]:
    """Returns the answer that carries tokens."""
    body = TokenOut(
        access_token=signed_in.access_token,
        token_type="Bearer",  # noqa: S106 - the name of a type
        expires_in=signed_in.lifetime_s,
        scope=" ".join(signed_in.scopes),
        kind="access" if signed_in.session.step is SignInStep.DONE else "change_password",
        refresh_token=signed_in.refresh_token or UNSET,
    )
    return Response(body, headers={"Pragma": "no-cache"})


@post(
    "/token",
    summary="Sign in",
    **PUBLIC,
    status_code=HTTP_200_OK,
    operation_class=TokenOperation,
    dependencies={"form": Provide(token_form)},
    request_max_body_size=LARGEST_FORM_BYTES,
    response_headers=[_NO_STORE],
    responses=_REFUSALS,
    sync_to_thread=True,
)
def create_token(
    form: NamedDependency[SkipValidation[TokenForm]], place: From, container: UseCases
) -> Response[TokenOut]:
    """Gives a token for a login name and a password, or for the last refresh token; good for 15 minutes.

    Refusals have the form of RFC 6749 section 5.2, with `error` and `error_description`.
    """
    if isinstance(form, RefreshForm):
        return _refreshed(container, form, place)
    return _signed_in(container, form, place)


@post(
    "/refresh",
    summary="Go on with a session",
    **PUBLIC,
    status_code=HTTP_200_OK,
    operation_class=RefreshOperation,
    dependencies={"form": Provide(refresh_form)},
    request_max_body_size=LARGEST_FORM_BYTES,
    response_headers=[_NO_STORE],
    responses=_REFUSALS,
    sync_to_thread=True,
)
def refresh(form: NamedDependency[SkipValidation[RefreshForm]], place: From, container: UseCases) -> Response[TokenOut]:
    """Gives the next tokens for the last refresh token, which is good once.

    One that comes again within 10 seconds gets 409; later it ends the session, since somebody has taken it.
    """
    return _refreshed(container, form, place)


def _signed_in(container: Container, form: PasswordForm, place: Place) -> Response[TokenOut]:
    try:
        signed_in = settled(container.sign_in.execute, form.username, form.password, place=place)
    except NotSignedInError as error:
        raise TokenRequestError("invalid_grant", "the login name and the password do not belong together") from error
    except TooManyAttemptsError as error:
        raise TokenRequestError("slow_down", str(error), HTTPStatus.TOO_MANY_REQUESTS, headers_of(error)) from error
    return token_out(signed_in)


def _refreshed(container: Container, form: RefreshForm, place: Place) -> Response[TokenOut]:
    try:
        signed_in = settled(container.refresh_session.execute, form.refresh_token, place=place)
    except NotSignedInError as error:
        raise TokenRequestError("invalid_grant", "the refresh token is not good, or its session is over") from error
    except AlreadySpentError as error:
        raise TokenRequestError("invalid_grant", str(error), HTTPStatus.CONFLICT) from error
    return token_out(signed_in)


@post(
    "/logout",
    summary="Sign out",
    **own(TokenKind.ACCESS, TokenKind.CHANGE_PASSWORD),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def log_out(caller: ShownBy, container: UseCases) -> None:
    """Ends the session whose token is shown; a key has none."""
    if caller.session is None:
        raise NotFoundError("session", "of a key")
    settled(container.end_sessions.execute, caller.session.id, by=caller.principal)


@post(
    "/logout-everywhere",
    summary="Sign out everywhere",
    **own(),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(ConcurrentChangeError),
    sync_to_thread=True,
)
def log_out_everywhere(by: By, container: UseCases) -> None:
    """Ends every session of the caller, this one too."""
    settled(container.end_sessions.execute, None, by=by)
