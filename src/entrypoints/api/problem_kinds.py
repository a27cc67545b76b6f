"""The kinds of problems that there are, and which error is which (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from attrs import frozen

from entrypoints.api.api_errors import (
    BodyBrokenOffError,
    BodyTooLargeError,
    CrossSiteError,
    DependencyDownError,
    EncryptionNeededError,
    InvalidBodyError,
    NothingToChangeError,
    SignInRefusedError,
    TooBusyError,
    UnsupportedMediaError,
    VersionNeededError,
)
from entrypoints.api.ranges import RangeNotSatisfiableError
from socdomain import errors
from socdomain.artifacts.bundle.export_bundle import CannotBundleError
from socdomain.artifacts.complete_upload import OtherContentError
from socdomain.artifacts.legal_hold import LegalHoldError
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError, UploadTooSlowError
from socdomain.artifacts.link_artifact import OfAnotherCaseError
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.artifacts.zip_directory import NotAnArchiveError
from socdomain.connectors.connector import ConnectorTakenError, SecretsWantedError
from socdomain.connectors.verification import ConnectorError
from socdomain.incidents.collection.take_document import DocumentRejectedError
from socdomain.jobs.request_run import EnoughRunsWaitError
from socdomain.jobs.schedule import BuiltinScheduleError, EnoughSchedulesError, ScheduleTakenError
from socdomain.object_store import StorageFullError
from socdomain.sources.documents import DocumentError, DocumentTooLargeError
from socdomain.views.view import EnoughViewsError, ViewTakenError


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
    ScheduleTakenError: ProblemKind("schedule-taken", HTTPStatus.CONFLICT, "There is a schedule of this name"),
    BuiltinScheduleError: ProblemKind(
        "builtin-schedule", HTTPStatus.CONFLICT, "The schedule comes with its job; pause it"
    ),
    EnoughSchedulesError: ProblemKind("enough-schedules", HTTPStatus.CONFLICT, "There are as many schedules as may be"),
    ViewTakenError: ProblemKind("view-taken", HTTPStatus.CONFLICT, "There is a view of this name"),
    EnoughViewsError: ProblemKind("enough-views", HTTPStatus.CONFLICT, "There are as many views as may be"),
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
    FileTooLargeError: ProblemKind("file-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The file is too long"),
    UploadTooSlowError: ProblemKind("upload-too-slow", HTTPStatus.REQUEST_TIMEOUT, "The file takes too long to come"),
    CustomerFullError: ProblemKind(
        "customer-full", HTTPStatus.INSUFFICIENT_STORAGE, "The customer has no room for the file"
    ),
    CannotBundleError: ProblemKind("cannot-bundle", HTTPStatus.CONFLICT, "The case has nothing that can be exported"),
    LegalHoldError: ProblemKind("legal-hold", HTTPStatus.CONFLICT, "The file is under legal hold"),
    NotAnArchiveError: ProblemKind(
        "not-an-archive", HTTPStatus.UNPROCESSABLE_ENTITY, "The file is no zip, or its directory cannot be found"
    ),
    NoObjectError: ProblemKind("no-file", HTTPStatus.CONFLICT, "Only the record of the file is there"),
    NotPendingError: ProblemKind("not-pending", HTTPStatus.CONFLICT, "No parts of the file may come any more"),
    OfAnotherCaseError: ProblemKind("of-another-case", HTTPStatus.CONFLICT, "The file belongs to another case"),
    OtherContentError: ProblemKind(
        "other-content", HTTPStatus.UNPROCESSABLE_ENTITY, "Another file came than was announced"
    ),
    RangeNotSatisfiableError: ProblemKind(
        "range-not-satisfiable", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file has no such range"
    ),
    TooBusyError: ProblemKind("too-busy", HTTPStatus.SERVICE_UNAVAILABLE, "Too much at a time"),
    DependencyDownError: ProblemKind("not-ready", HTTPStatus.SERVICE_UNAVAILABLE, "The process cannot work now"),
    errors.QueueUnavailableError: ProblemKind(
        "queue-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "What carries jobs to workers does not answer"
    ),
    errors.StorageUnavailableError: ProblemKind(
        "storage-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "What keeps the data does not answer"
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
