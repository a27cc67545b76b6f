"""Turns whatever was raised into an answer; every one is a problem document, but for refused tokens."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from entrypoints.api.api_errors import (
    BodyBrokenOffError,
    BodyFault,
    BodyTooLargeError,
    InvalidBodyError,
    TokenRequestError,
)
from entrypoints.api.problem_kinds import HTTP_KINDS, INTERNAL, KINDS
from entrypoints.api.problems import document_of, headers_of, problem
from entrypoints.api.refusals import note_refusal
from socdomain.errors import InvalidInputError, StorageUnavailableError, WatchfloorError
from socdomain.incidents.ingest_summary import IngestStoppedError

_log = structlog.get_logger(__name__)
# What may stand for itself in a segment of a path, beside letters, digits and "_.-~" (RFC 3986 section 3.3).
_PATH_CHARACTERS = "/:@!$&'()*+,;="
# The framework calls it a failure of its own. It is none: whoever hangs up would fill the log of failures.
_CLIENT_GONE = "client disconnected prematurely"
# msgspec names the type it expected in its own words.
_EXPECTED = re.compile(r"Expected `([^`]+)`(?:, got `[^`]+`)?")


def answer_error(request: Request[Any, Any, Any], error: WatchfloorError) -> Response[Any]:
    """Answers an error that was raised on purpose."""
    document = document_of(error)
    if document["type"] == INTERNAL.type:
        return answer_failure(request, error, document)
    _note_outage(request, error)
    return note_refusal(request, error, problem(_placed(document, request), headers_of(error)))


def _note_outage(request: Request[Any, Any, Any], error: WatchfloorError) -> None:
    cause = error.cause if isinstance(error, IngestStoppedError) else error
    if isinstance(cause, StorageUnavailableError):
        _log.warning("storage unavailable", route=request.scope.get("path_template"), reason=str(cause))


def answer_failure(
    request: Request[Any, Any, Any], error: Exception, document: dict[str, Any] | None = None
) -> Response[Any]:
    """Answers what should not have happened: says nothing but where to find it in the log."""
    error_id = str(uuid4())
    _log.error("request failed", error_id=error_id, route=request.scope.get("path_template"), exc_info=error)
    detail = f"What happened is in the log of this process, under {error_id}."
    return problem({**_placed(document or document_of(error), request), "detail": detail, "error_id": error_id})


def answer_refusal(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answers what the framework refused."""
    if isinstance(error, ValidationException):
        return problem(_placed(_invalid_values(error), request))
    if error.detail == _CLIENT_GONE:
        return answer_error(request, BodyBrokenOffError("the client went away before it had sent all of the body"))
    kind = HTTP_KINDS.get(error.status_code)
    if kind is None:
        return answer_failure(request, error)
    document = {"type": kind.type, "title": kind.title, "status": int(kind.status), "detail": kind.title}
    if kind is KINDS[BodyTooLargeError]:
        limit_bytes = request.route_handler.resolve_request_max_body_size()
        document |= document_of(BodyTooLargeError(limit_bytes or 0))
    return problem(_placed(document, request), error.headers)


def answer_token_refusal(request: Request[Any, Any, Any], error: TokenRequestError) -> Response[Any]:
    """Answers a request for a token as RFC 6749 section 5.2 asks for."""
    body = {"error": error.code, "error_description": str(error)}
    answer = Response(body, status_code=error.status, headers={"Pragma": "no-cache", **error.headers})
    return note_refusal(request, error.__cause__, answer)


def _invalid_values(error: ValidationException) -> dict[str, Any]:
    """Describes parameters of the wrong type, without the values, which the framework's own text would repeat."""
    found = [one for one in error.extra or [] if isinstance(one, dict)]
    first: dict[str, Any] = found[0] if found else {}
    field = str(first.get("key", "request")).split(".")[0]
    if field == "data":
        return document_of(InvalidBodyError(BodyFault("$", "must be given")))
    return document_of(InvalidInputError(field, _readable(str(first.get("message", "cannot be read")))))


def _readable(message: str) -> str:
    expected = _EXPECTED.match(message)
    if expected is None:
        return message[:1].lower() + message[1:]
    return f"must be {expected[1]}{message[expected.end() :]}"


def _placed(document: dict[str, Any], request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {**document, "instance": instance_of(request.scope["path"])}


def instance_of(path: str) -> str:
    """Returns the URI reference of a path (RFC 9457 section 3.1.5).

    It begins with one slash: what follows two would be a host.
    """
    return "/" + quote(path.lstrip("/"), safe=_PATH_CHARACTERS, errors="surrogatepass")


ERROR_HANDLERS: ExceptionHandlersMap = {
    TokenRequestError: answer_token_refusal,
    WatchfloorError: answer_error,
    HTTPException: answer_refusal,
    Exception: answer_failure,
}
