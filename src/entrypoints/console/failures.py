"""What goes wrong, as pages: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from attrs import frozen
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from entrypoints.api.api_errors import CrossSiteError, EncryptionNeededError, SessionNeededError
from entrypoints.api.error_handlers import ERROR_HANDLERS, answer_error, answer_failure, answer_refusal
from entrypoints.console.catalog import TEXT
from entrypoints.console.catalog.failures import FailureText
from entrypoints.console.guard import PATH
from entrypoints.console.origins import LedHereError
from entrypoints.console.page_above import page_above
from entrypoints.console.pages import Pages, is_partial
from socdomain.auth.session import SignInUnfinishedError
from socdomain.errors import StaleVersionError, WatchfloorError

SIGN_IN: Final = f"{PATH}/sign-in"
PASSWORD: Final = f"{PATH}/password"
LONGEST_TARGET: Final = 2_000
"""Characters of an address that is gone back to; after a longer one, the first page is."""
_SEE_OTHER: Final = 303
_SAID: Final = {
    StaleVersionError: TEXT.failures.stale,
    LedHereError: TEXT.failures.led_here,
    CrossSiteError: TEXT.failures.cross_site,
    EncryptionNeededError: TEXT.failures.readable,
}
_KEPT: Final = ("retry-after", "www-authenticate")


@frozen
class FailurePage:
    """A page about something that went wrong.

    Attributes:
        status: The status of the answer.
        said: What it says to whoever reads it, and where to go from there.
        detail: What was wrong, in the words of whoever refused.
        error_id: Where to find it in the log; None for what is no fault of ours.
        back: The page to go back to.
    """

    status: int
    said: FailureText
    detail: str
    error_id: str | None
    back: str


def failures(pages: Pages) -> ExceptionHandlersMap:
    """Returns what answers errors of pages.

    Args:
        pages: Makes them.
    """
    answers: dict[type[Exception], Callable[..., Response[Any]]] = {
        WatchfloorError: answer_error,
        HTTPException: answer_refusal,
        Exception: answer_failure,
    }
    return {kind: _as_page(pages, answer) for kind, answer in answers.items()}


def failures_of_lost(pages: Pages) -> ExceptionHandlersMap:
    """Returns what answers errors of the whole application: what no route takes is a page, below the console.

    Args:
        pages: Makes them.
    """
    as_page = failures(pages)[HTTPException]

    def handle(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        is_ours = f"{request.scope['path']}/".startswith(f"{PATH}/")
        return as_page(request, error) if is_ours else answer_refusal(request, error)

    return {**ERROR_HANDLERS, HTTPException: handle}


def _as_page(pages: Pages, answer: Callable[..., Response[Any]]) -> Callable[..., Response[Any]]:
    def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        told = answer(request, error)
        if not _wants_page(request):
            return told
        if isinstance(error, SessionNeededError) and request.method in ("GET", "HEAD") and not is_partial(request):
            return _to_sign_in(request, error, told)
        return _shown(pages, request, error, told)

    return handle


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    return "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers


def _to_sign_in(request: Request[Any, Any, Any], error: Exception, told: Response[Any]) -> Response[Any]:
    if isinstance(error.__cause__, SignInUnfinishedError):
        return Response(b"", status_code=_SEE_OTHER, headers={"Location": PASSWORD})
    path, query = request.scope["path"], request.scope.get("query_string", b"").decode("ascii", "replace")
    target = f"{path}?{query}" if query else path
    location = f"{SIGN_IN}?{urlencode({'next': target})}" if len(target) <= LONGEST_TARGET else SIGN_IN
    return Response(b"", status_code=_SEE_OTHER, headers={"Location": location}, background=told.background)


def _shown(pages: Pages, request: Request[Any, Any, Any], error: Exception, told: Response[Any]) -> Response[bytes]:
    document = told.content if isinstance(told.content, dict) else {}
    status = told.status_code or 500
    said = next((said for kind, said in _SAID.items() if isinstance(error, kind)), TEXT.failures.of_status(status))
    page = FailurePage(
        status, said, str(document.get("detail", "")), document.get("error_id"), _back(request, error, status)
    )
    headers = {
        name: value for name, value in told.headers.items() if name.lower() in ("retry-after", "www-authenticate")
    }
    template = "failure.html"
    if is_partial(request):
        # Beside what was there, and not in its place: whoever typed something still has it.
        template = "failure_notice.html"
        headers |= {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"}
    answer = pages.answer(request, template, page, status=status, headers=headers)
    answer.background = told.background
    return answer


def _back(request: Request[Any, Any, Any], error: Exception, status: int) -> str:
    """Returns where to go from a page that cannot be shown: to what it was about, or the same once more."""
    path: str = request.scope["path"]
    if isinstance(error, LedHereError):
        return page_above(request, path.rpartition("/")[0], PATH)
    if isinstance(error, StaleVersionError):
        return page_above(request, path, PATH)
    return path if status >= 500 and request.method == "GET" else PATH
