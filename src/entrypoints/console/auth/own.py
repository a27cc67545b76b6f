"""One's own password, sessions and colours."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from attrs import field, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import PUBLIC
from entrypoints.api.problems import headers_of, kind_of
from entrypoints.api.wired import By, ShownBy, UseCases
from entrypoints.console.addresses import local_target
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.cookies import no_cookie
from entrypoints.console.failures import SIGN_IN
from entrypoints.console.forms import sends
from entrypoints.console.guard import PATH, own_browser
from entrypoints.console.pages import Rendered
from entrypoints.console.preferences import Theme, theme_cookie
from entrypoints.console.seeing import see
from entrypoints.console.signing_in import LARGEST_FORM_BYTES
from socdomain.auth.queries import list_sessions
from socdomain.auth.session import SessionKind, SignInStep
from socdomain.errors import InvalidInputError, TooManyAttemptsError
from socdomain.ids import SessionId
from socdomain.pages import LARGEST_PAGE, PageRequest


@frozen
class PasswordForm:
    """The present password and the next."""

    current_password: str = field(default="", repr=False)
    new_password: str = field(default="", repr=False)


@frozen
class ThemeForm:
    """The colours that are wanted, and where to go back to."""

    theme: Theme
    next: str = PATH


@frozen
class PasswordPage:
    """The page to choose a password at.

    Attributes:
        is_forced: Whether nothing else can be done before.
        fault: What was wrong with what was sent.
        field: Of which field.
    """

    is_forced: bool
    fault: str = ""
    field: str = ""


@frozen
class ShownSession:
    """One of the reader's sessions."""

    id: UUID
    kind: str
    created_at: datetime
    last_used_at: datetime
    address: str
    agent: str
    is_this: bool


@frozen
class SessionsPage:
    """The reader's sessions."""

    sessions: tuple[ShownSession, ...]
    told: str = ""


@get("/password", **own_browser(*SignInStep), sync_to_thread=True)
def show_password(request: Request[Any, Any, Any], caller: ShownBy, pages: Rendered) -> Response[bytes]:
    """Shows the page to choose a password at."""
    return pages.answer(request, "auth/password.html", PasswordPage(_is_forced(caller)))


@post(
    "/password",
    **own_browser(*SignInStep),
    dependencies=sends(PasswordForm),
    request_max_body_size=LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def change_password(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[PasswordForm]],
    caller: ShownBy,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Replaces the password, and ends every session."""
    try:
        settled(container.change_password.execute, sent.current_password, sent.new_password, by=caller.principal)
    except (InvalidInputError, TooManyAttemptsError) as error:
        named = error.field if isinstance(error, InvalidInputError) else "current_password"
        fault = error.reason if isinstance(error, InvalidInputError) else filled(TEXT.auth.wait, wait_s=error.wait_s)
        page = PasswordPage(_is_forced(caller), fault, named)
        status = int(kind_of(error).status)
        return pages.answer(request, "auth/password.html", page, status=status, headers=headers_of(error))
    return see(f"{SIGN_IN}?done=password", no_cookie(request))


def _is_forced(caller: Any) -> bool:
    return caller.session is not None and caller.session.step is SignInStep.CHANGE_PASSWORD


@get("/sessions", **own_browser(), sync_to_thread=True)
def show_sessions(
    request: Request[Any, Any, Any],
    caller: ShownBy,
    pages: Rendered,
    container: UseCases,
    done: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Response[bytes]:
    """Shows where the reader is signed in."""
    by = caller.principal
    found = list_sessions(container.reading(by.reach), container.clock.now(), PageRequest(LARGEST_PAGE), by=by)
    sessions = tuple(
        ShownSession(
            one.id,
            TEXT.auth.kind_browser if one.kind is SessionKind.BROWSER else TEXT.auth.kind_bearer,
            one.created_at,
            one.last_used_at,
            one.place.address,
            one.place.agent,
            is_this=caller.session is not None and caller.session.id == one.id,
        )
        for one in found.items
    )
    page = SessionsPage(sessions, TEXT.auth.ended if done == "ended" else "")
    return pages.answer(request, "auth/sessions.html", page)


@post("/sessions/{session_id:uuid}/end", **own_browser(), sync_to_thread=True)
def end_session(session_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Ends one of the reader's sessions."""
    settled(container.end_sessions.execute, SessionId(session_id), by=by)
    return see(f"{PATH}/sessions?done=ended")


@post("/theme", **PUBLIC, dependencies=sends(ThemeForm), request_max_body_size=LARGEST_FORM_BYTES, sync_to_thread=True)
def choose_theme(request: Request[Any, Any, Any], sent: NamedDependency[SkipValidation[ThemeForm]]) -> Response[Any]:
    """Keeps which colours are wanted, in the browser; who is signed in is not asked."""
    return see(local_target(sent.next), theme_cookie(sent.theme, is_secure=request.scope["scheme"] == "https"))


HANDLERS: list[HTTPRouteHandler] = [show_password, change_password, show_sessions, end_session, choose_theme]
