"""Where errors meet HTTP: which error is which status and problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from attrs import asdict as attrs_asdict
from litestar import Response
from msgspec.structs import asdict

from entrypoints.api.api_errors import (
    BodyTooLargeError,
    DependencyDownError,
    InvalidBodyError,
    InvalidTokenError,
    SessionNeededError,
    SignInRefusedError,
    TooBusyError,
    UnsupportedMediaError,
)
from entrypoints.api.etags import Presented
from entrypoints.api.ingest_shapes import ingest_out
from entrypoints.api.problem_kinds import INTERNAL, KINDS, ProblemKind
from entrypoints.api.ranges import RangeNotSatisfiableError
from socdomain import errors
from socdomain.artifacts.complete_upload import OtherContentError
from socdomain.artifacts.legal_hold import LegalHoldError
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError, UploadTooSlowError
from socdomain.artifacts.link_artifact import OfAnotherCaseError
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.connectors.connector import SecretsWantedError
from socdomain.connectors.verification import ConnectorError
from socdomain.incidents.collection.take_document import DocumentRejectedError
from socdomain.incidents.ingest_summary import IngestStoppedError
from socdomain.object_store import StorageFullError
from socdomain.sources.documents import DocumentError, DocumentTooLargeError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1


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
    LegalHoldError: lambda error: {"holds": [str(hold.id) for hold in error.holds]},
    FileTooLargeError: lambda error: {"limit_bytes": error.limit_bytes},
    UploadTooSlowError: lambda error: {"limit_s": error.limit_s},
    CustomerFullError: lambda error: {"limit_bytes": error.limit_bytes, "used_bytes": error.used_bytes},
    NoObjectError: lambda error: {"file_status": error.artifact.status.value},
    NotPendingError: lambda error: {"file_status": error.artifact.status.value},
    OfAnotherCaseError: lambda error: {"case_id": error.case_id},
    OtherContentError: lambda error: {"sha256": error.sha256.hex()},
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
    if isinstance(error, RangeNotSatisfiableError):
        return {"Content-Range": f"bytes */{error.size_bytes}"}
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
