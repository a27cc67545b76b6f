"""Where errors meet HTTP: which error is which status and problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from attrs import asdict as attrs_asdict, frozen
from litestar import Response
from msgspec.structs import asdict

from entrypoints.api.api_errors import (
    BodyBrokenOffError,
    BodyTooLargeError,
    CrossSiteError,
    DependencyDownError,
    EncryptionNeededError,
    InvalidBodyError,
    InvalidTokenError,
    NothingToChangeError,
    SessionNeededError,
    SignInRefusedError,
    TooBusyError,
    UnsupportedMediaError,
    VersionNeededError,
)
from entrypoints.api.etags import Presented
from entrypoints.api.ingest_shapes import ingest_out
from socdomain import errors
from socdomain.artifacts.zip_directory import NotAnArchiveError
from socdomain.connectors.connector import ConnectorTakenError, SecretsWantedError
from socdomain.connectors.verification import ConnectorError
from socdomain.incidents.collection.take_document import DocumentRejectedError
from socdomain.incidents.ingest_summary import IngestStoppedError
from socdomain.jobs.request_run import EnoughRunsWaitError
from socdomain.jobs.schedule import BuiltinScheduleError, EnoughSchedulesError, ScheduleTakenError
from socdomain.object_store import StorageFullError
from socdomain.sources.documents import DocumentError, DocumentTooLargeError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1


@frozen
class ProblemKind:
    """A kind of problem.

    Attributes:
        name: Last part of its type, a URI reference that never changes.
        status: The status that it is answered with.
        title: What it is, in one line, the same for every occurrence.
    """

    name: str
    status: HTTPStatus
    title: str

    @property
    def type(self) -> str:
        """The problem's type (RFC 9457 section 3.1.1)."""
        return f"/problems/{self.name}"


BAD_REQUEST = ProblemKind("bad-request", HTTPStatus.BAD_REQUEST, "The request cannot be read")
HEAD_TOO_LARGE = ProblemKind(
    "head-too-large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The target and the headers are too long"
)
INTERNAL = ProblemKind("internal-error", HTTPStatus.INTERNAL_SERVER_ERROR, "The request failed here")

KINDS: Mapping[type[Exception], ProblemKind] = {
    errors.InvalidInputError: ProblemKind("invalid-input", HTTPStatus.BAD_REQUEST, "A value cannot be meant"),
    InvalidBodyError: ProblemKind("invalid-body", HTTPStatus.BAD_REQUEST, "The body is not what this route takes"),
    DocumentError: ProblemKind("invalid-document", HTTPStatus.BAD_REQUEST, "The document cannot be read"),
    BodyBrokenOffError: ProblemKind("body-broken-off", HTTPStatus.BAD_REQUEST, "The body ended before it was whole"),
    errors.NotSignedInError: ProblemKind("not-signed-in", HTTPStatus.UNAUTHORIZED, "Sign in first"),
    SignInRefusedError: ProblemKind("sign-in-refused", HTTPStatus.UNAUTHORIZED, "This is no user and password of ours"),
    CrossSiteError: ProblemKind("cross-site", HTTPStatus.FORBIDDEN, "The call does not come from our own pages"),
    errors.NotAllowedError: ProblemKind("not-allowed", HTTPStatus.FORBIDDEN, "You may not do this"),
    errors.NotFoundError: ProblemKind("not-found", HTTPStatus.NOT_FOUND, "There is no such thing"),
    errors.ConflictError: ProblemKind("conflict", HTTPStatus.CONFLICT, "The present state does not allow this"),
    errors.NameTakenError: ProblemKind("name-taken", HTTPStatus.CONFLICT, "Another user has this name or address"),
    errors.LastAdministratorError: ProblemKind(
        "last-administrator", HTTPStatus.CONFLICT, "An administrator has to remain"
    ),
    errors.AlreadySpentError: ProblemKind("already-spent", HTTPStatus.CONFLICT, "The token has just been exchanged"),
    errors.TooManyAttemptsError: ProblemKind(
        "too-many-attempts", HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts failed"
    ),
    ConnectorTakenError: ProblemKind("connector-taken", HTTPStatus.CONFLICT, "There is a connector of this name"),
    SecretsWantedError: ProblemKind(
        "secrets-wanted", HTTPStatus.CONFLICT, "Whoever changes where a connector leads has to give its secrets again"
    ),
    ConnectorError: ProblemKind("connector-failed", HTTPStatus.BAD_GATEWAY, "A product could not be asked"),
    DocumentRejectedError: ProblemKind(
        "document-rejected", HTTPStatus.UNPROCESSABLE_ENTITY, "No alert can be made of the document"
    ),
    NotAnArchiveError: ProblemKind(
        "not-an-archive", HTTPStatus.UNPROCESSABLE_ENTITY, "The file is no zip, or its directory cannot be found"
    ),
    ScheduleTakenError: ProblemKind("schedule-taken", HTTPStatus.CONFLICT, "There is a schedule of this name"),
    BuiltinScheduleError: ProblemKind(
        "builtin-schedule", HTTPStatus.CONFLICT, "The schedule comes with its job; pause it"
    ),
    EnoughSchedulesError: ProblemKind("enough-schedules", HTTPStatus.CONFLICT, "There are as many schedules as may be"),
    EnoughRunsWaitError: ProblemKind("enough-runs-wait", HTTPStatus.CONFLICT, "Enough runs of the schedule wait"),
    errors.CodeTakenError: ProblemKind("code-taken", HTTPStatus.CONFLICT, "Another customer has this code"),
    errors.StatusChangeError: ProblemKind("status-change", HTTPStatus.CONFLICT, "The status has no such step"),
    errors.FingerprintHeldError: ProblemKind(
        "fingerprint-held", HTTPStatus.CONFLICT, "Another alert takes these events now"
    ),
    errors.CaseExistsError: ProblemKind("case-exists", HTTPStatus.CONFLICT, "A case is open for this alert already"),
    errors.OtherCustomerError: ProblemKind(
        "other-customer", HTTPStatus.CONFLICT, "Things of two customers cannot be linked"
    ),
    errors.ConcurrentChangeError: ProblemKind(
        "concurrent-change", HTTPStatus.CONFLICT, "Somebody else was changing this at the same moment"
    ),
    errors.StaleVersionError: ProblemKind(
        "stale-version", HTTPStatus.PRECONDITION_FAILED, "It has changed since you read it"
    ),
    VersionNeededError: ProblemKind("version-needed", HTTPStatus.PRECONDITION_REQUIRED, "Say which version you change"),
    NothingToChangeError: ProblemKind(
        "nothing-to-change", HTTPStatus.PRECONDITION_FAILED, "What was to be changed is not there"
    ),
    errors.IdempotencyKeyReusedError: ProblemKind(
        "idempotency-key-reused", HTTPStatus.UNPROCESSABLE_ENTITY, "This key was used for another request"
    ),
    BodyTooLargeError: ProblemKind("body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too long"),
    DocumentTooLargeError: ProblemKind(
        "document-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A document is too long to be kept"
    ),
    UnsupportedMediaError: ProblemKind(
        "unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This route does not read such a body"
    ),
    EncryptionNeededError: ProblemKind("encryption-needed", HTTPStatus.FORBIDDEN, "Call by https"),
    TooBusyError: ProblemKind("too-busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too much at a time"),
    DependencyDownError: ProblemKind("not-ready", HTTPStatus.SERVICE_UNAVAILABLE, "The process cannot work now"),
    errors.QueueUnavailableError: ProblemKind(
        "queue-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "What carries jobs to workers does not answer"
    ),
    errors.StorageUnavailableError: ProblemKind(
        "storage-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer"
    ),
    StorageFullError: ProblemKind("storage-full", HTTPStatus.INSUFFICIENT_STORAGE, "There is no room left for files"),
}
"""What each error is; a subclass that is not here is what its nearest base is."""

HTTP_KINDS: Mapping[int, ProblemKind] = {
    HTTPStatus.BAD_REQUEST: BAD_REQUEST,
    HTTPStatus.NOT_FOUND: ProblemKind("no-such-route", HTTPStatus.NOT_FOUND, "There is no such route"),
    HTTPStatus.METHOD_NOT_ALLOWED: ProblemKind(
        "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "This route does not know the method"
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: KINDS[BodyTooLargeError],
}
"""What the framework's own refusals are."""

TOKEN_REFUSED = HTTPStatus.BAD_REQUEST
"""RFC 6749 section 5.2."""

_MEMBERS: Mapping[type[Exception], Callable[[Any], dict[str, Any]]] = {
    errors.InvalidInputError: lambda error: {"field": error.field},
    InvalidBodyError: lambda error: {
        "errors": [{"path": fault.path, "reason": fault.reason} for fault in error.faults]
    },
    errors.NotAllowedError: lambda error: {"needed": list(error.needed)},
    errors.NotFoundError: lambda error: {"kind": error.kind, "key": error.key},
    errors.NameTakenError: lambda error: {"field": error.field},
    errors.CodeTakenError: lambda error: {"code": error.code},
    ConnectorError: lambda error: {"outcome": error.outcome.value},
    DocumentRejectedError: lambda error: {"reason": error.reason.value},
    SecretsWantedError: lambda error: {"fields": list(error.fields)},
    errors.FingerprintHeldError: lambda error: {"alert_id": error.alert_id},
    errors.CaseExistsError: lambda error: {"case_id": error.case_id, "number": error.number},
    errors.StaleVersionError: lambda error: (
        {"present": error.present.body} if isinstance(error.present, Presented) else {}
    ),
    StorageFullError: lambda error: {"free_bytes": error.free_bytes},
    BodyTooLargeError: lambda error: {"limit_bytes": error.limit_bytes},
    DocumentTooLargeError: lambda error: {
        "position": error.position,
        "offset_bytes": error.offset_bytes,
        "limit_bytes": error.max_kept_bytes,
    },
    DocumentError: lambda error: {"field": "document", "problem": error.problem.value, "offset_bytes": error.offset},
    UnsupportedMediaError: lambda error: {"accepted": list(error.accepted)},
    DependencyDownError: lambda error: {"dependencies": [attrs_asdict(state) for state in error.states]},
}
"""What each error says beside its sentence."""


def kind_of(error: Exception) -> ProblemKind:
    """Returns what kind of problem an error is."""
    return next((KINDS[base] for base in type(error).__mro__ if base in KINDS), INTERNAL)


def document_of(error: Exception) -> dict[str, Any]:
    """Returns the members of an error's problem document, but for its instance."""
    if isinstance(error, IngestStoppedError):
        return {**document_of(error.cause), **asdict(ingest_out(error.summary))}
    kind = kind_of(error)
    # What a database says of itself is for whoever reads the log.
    is_ours = kind is INTERNAL or isinstance(error, errors.StorageUnavailableError)
    detail = kind.title if is_ours else str(error)
    document: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": int(kind.status), "detail": detail}
    for base in type(error).__mro__:
        if base in _MEMBERS:
            return document | _MEMBERS[base](error)
    return document


def problem(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response[Any]:
    """Returns the answer that carries a problem document."""
    return Response(
        dict(document),
        status_code=document["status"],
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def headers_of(error: Exception) -> dict[str, str]:
    """Returns the headers that belong to an error's answer."""
    # RFC 6750 section 3: who showed no token is told no error, since none is wrong.
    if isinstance(error, SessionNeededError | SignInRefusedError):
        # RFC 9110 section 11.6.1 asks for a challenge with each 401; browsers ask nobody about one they do not know.
        return {"WWW-Authenticate": "Cookie"}
    if isinstance(error, InvalidTokenError):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    if isinstance(error, errors.NotSignedInError):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, errors.NotAllowedError):
        return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
    if isinstance(error, errors.StaleVersionError) and isinstance(error.present, Presented):
        return {"ETag": error.present.etag}
    if isinstance(error, StorageFullError):
        # Room has to be made, which takes whoever can do it longer than a second.
        return {}
    if isinstance(error, errors.TooManyAttemptsError):
        return {"Retry-After": str(error.wait_s)}
    if isinstance(
        error, errors.StorageUnavailableError | errors.ConcurrentChangeError | TooBusyError | DependencyDownError
    ):
        return {"Retry-After": str(RETRY_AFTER_S)}
    return {}
