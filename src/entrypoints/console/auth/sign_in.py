"""Signing in and out, by forms."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, Final

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.api_errors import SignInRefusedError
from entrypoints.api.caller import PUBLIC
from entrypoints.api.problems import headers_of, kind_of
from entrypoints.api.refusals import note_refusal
from entrypoints.api.wired import From, ShownBy, UseCases
from entrypoints.console.addresses import local_target
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.cookies import no_cookie
from entrypoints.console.failures import LONGEST_TARGET, PASSWORD, SIGN_IN
from entrypoints.console.guard import own_browser
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.console.signing_in import LARGEST_FORM_BYTES, Credentials, begin_session, credentials
from socdomain.auth.session import SignInStep
from socdomain.errors import NotFoundError, TooManyAttemptsError

_TOLD: Final = {"signed-out": TEXT.auth.signed_out, "password": TEXT.auth.password_changed}

Target = Annotated[str | None, QueryParameter(name="next", max_length=LONGEST_TARGET)]
"""Where to go afterwards: a page of ours."""


@frozen
class SignInPage:
    """The page to sign in at.

    Attributes:
        target: Where to go afterwards; empty for the first page.
        login: What was written as the login name.
        fault: Why it did not work; empty where nothing was tried.
        told: What happened before.
    """

    target: str = ""
    login: str = ""
    fault: str = ""
    told: str = ""


@get("/sign-in", **PUBLIC, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    pages: Rendered,
    target: Target = None,
    done: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Response[bytes]:
    """Shows the page to sign in at.

    Raises:
        EncryptionNeededError: A password could be read on its way from here.
    """
    # Asked before anybody types one: when the form is refused, it has been sent.
    no_cookie(request)
    page = SignInPage(local_target(target) if target else "", told=_TOLD.get(done or "", ""))
    return pages.answer(request, "auth/sign_in.html", page)


@post(
    "/sign-in",
    **PUBLIC,
    dependencies={"sent": Provide(credentials)},
    request_max_body_size=LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def sign_in(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[Credentials]],
    place: From,
    pages: Rendered,
    container: UseCases,
    target: Target = None,
) -> Response[Any]:
    """Signs in, and goes to the page that was wanted."""
    try:
        signed_in, cookies = begin_session(request, sent, place, container)
    except (SignInRefusedError, TooManyAttemptsError) as error:
        fault = TEXT.auth.refused
        if isinstance(error, TooManyAttemptsError):
            fault = filled(TEXT.auth.wait, wait_s=error.wait_s)
        page = SignInPage(local_target(target) if target else "", sent.login, fault)
        status = int(kind_of(error).status)
        answer = pages.answer(request, "auth/sign_in.html", page, status=status, headers=headers_of(error))
        return note_refusal(request, error.__cause__ or error, answer)
    is_done = signed_in.session.step is SignInStep.DONE
    return see(local_target(target) if is_done else PASSWORD, *cookies)


@post("/sign-out", **own_browser(*SignInStep), sync_to_thread=True)
def sign_out(request: Request[Any, Any, Any], caller: ShownBy, container: UseCases) -> Response[Any]:
    """Ends the session, and has the browser forget its cookie."""
    if caller.session is not None:
        # That it is over already is all that is wanted.
        with suppress(NotFoundError):
            settled(container.end_sessions.execute, caller.session.id, by=caller.principal)
    return see(f"{SIGN_IN}?done=signed-out", no_cookie(request))


HANDLERS: list[HTTPRouteHandler] = [show, sign_in, sign_out]
