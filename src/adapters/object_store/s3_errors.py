"""What a server of S3, or the way there, failed of, in our words: what it says itself may hold anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from xml.etree.ElementTree import ParseError

from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import (
    ConnectTimeoutError,
    EmptyPoolError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from socdomain.errors import NotFoundError, StorageUnavailableError, WatchfloorError
from socdomain.object_store import StorageFullError

NO_OBJECT: Final = "NoSuchKey"
NO_BUCKET: Final = "NoSuchBucket"
NO_UPLOAD: Final = "NoSuchUpload"

_KEYS: Final = "does not accept the access key or what is signed with the secret key: give those that it knows"
_FORBIDDEN: Final = "forbids this to the access key: let it read, list, write and delete in every bucket"
_CLOCK: Final = "refuses the time of this machine: set the clocks of both"
_REGION: Final = "is in another region: give that one"
_BUSY: Final = "has too much to do: try again later, and see what it is busy with"
_FULL: Final = "is full"
_TAKEN: Final = "has a bucket of this name that belongs to somebody else: choose another name"
_UNREACHABLE: Final = "cannot be reached: see that it runs, and that its address is right"
_SLOW: Final = "did not answer in time: see what it is busy with, and try again"
_CERTIFICATE: Final = (
    "shows a certificate that is not believed: see that it is for this address, and give the CA that signed it"
)
_CROWDED: Final = "is used by too many at a time here: try again later"
_BROKEN_OFF: Final = "broke off: see that it runs, and try again"
_NOT_S3: Final = "answers what no S3 does: see that its address is right"

# By the codes of errors (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); those with XMinio are MinIO's.
_SENTENCES: Final = {
    "InvalidAccessKeyId": _KEYS,
    "SignatureDoesNotMatch": _KEYS,
    "InvalidToken": _KEYS,
    "MissingAuthenticationToken": _KEYS,
    "AccessDenied": _FORBIDDEN,
    "AllAccessDisabled": _FORBIDDEN,
    "RequestTimeTooSkewed": _CLOCK,
    "RequestExpired": _CLOCK,
    "AuthorizationHeaderMalformed": _REGION,
    "IllegalLocationConstraintException": _REGION,
    "PermanentRedirect": _REGION,
    "Redirect": _REGION,
    "SlowDown": _BUSY,
    "ServiceUnavailable": _BUSY,
    "TooManyRequests": _BUSY,
    "RequestTimeout": _SLOW,
    "InsufficientStorage": _FULL,
    "InsufficientCapacity": _FULL,
    "QuotaExceeded": _FULL,
    "XMinioStorageFull": _FULL,
    "XMinioAdminBucketQuotaExceeded": _FULL,
    "BucketAlreadyExists": _TAKEN,
}
_STATUSES: Final = {
    401: _KEYS,
    403: _FORBIDDEN,
    408: _SLOW,
    429: _BUSY,
    503: _BUSY,
    504: _SLOW,
    507: _FULL,
}
_CODE: Final = re.compile("[A-Za-z]{1,60}")


@contextmanager
def translated(bucket: str, key: str = "", *, upload: str = "") -> Iterator[None]:
    """Has what is done in it fail with our errors, which quote nothing of the server and chain none of the library's.

    Args:
        bucket: What is asked about,
        key: the object in it,
        upload: and the upload.

    Raises:
        NotFoundError: The server says, in the words of S3, that one of them is not there.
        StorageFullError: It says that there is no room left.
        StorageUnavailableError: Anything else.
    """
    try:
        yield
    except WatchfloorError:
        raise
    except (S3Error, InvalidResponseError, ServerError) as error:
        raise _answered(error, bucket, key, upload) from None
    except HTTPError as error:
        raise unavailable(_on_the_way(error)) from None
    except OSError:
        raise unavailable(_BROKEN_OFF) from None
    except (MinioException, ParseError, ValueError, LookupError, TypeError):
        # What the library raises over an answer that is well-formed and makes no sense.
        raise unavailable(_NOT_S3) from None


def unavailable(what: str) -> StorageUnavailableError:
    """Returns the error that says what the store does instead of what it should, and what to do about it."""
    return StorageUnavailableError(f"the object store {what}")


def broken_off() -> StorageUnavailableError:
    """Returns the error of a store that sent less than it had said."""
    return unavailable(_BROKEN_OFF)


def not_s3() -> StorageUnavailableError:
    """Returns the error of a server whose answer lacks what S3's always has."""
    return unavailable(_NOT_S3)


def _answered(
    error: S3Error | InvalidResponseError | ServerError, bucket: str, key: str, upload: str
) -> WatchfloorError:
    if isinstance(error, S3Error):
        missing = {NO_OBJECT: ("object", key), NO_BUCKET: ("bucket", bucket), NO_UPLOAD: ("upload", upload)}
        # An answer to HEAD has no body, and so nothing by which to tell S3 from somebody else.
        if error.code in missing and error.response.data:
            return NotFoundError(*missing[error.code])
        return _failed(_sentence(error.code or "", error.response.status))
    # What they hold beside the status is the body.
    status = error.status_code if isinstance(error, ServerError) else error._code
    return _failed(_sentence("", status))


def _failed(sentence: str) -> StorageUnavailableError:
    return StorageFullError(None) if sentence == _FULL else unavailable(sentence)


def _sentence(code: str, status: int) -> str:
    if found := _SENTENCES.get(code) or _STATUSES.get(status):
        return found
    named = f" ({code})" if _CODE.fullmatch(code) else ""
    if status < 500:
        return f"{_NOT_S3}{named}"
    return f"failed{named}: look into its log, and try again"


def _on_the_way(error: HTTPError) -> str:
    reason = error.reason if isinstance(error, MaxRetryError) and error.reason is not None else error
    # In the order in which one is a kind of another.
    for kind, sentence in (
        (EmptyPoolError, _CROWDED),
        (SSLError, _CERTIFICATE),
        (NewConnectionError, _UNREACHABLE),
        (ConnectTimeoutError, _UNREACHABLE),
        (ReadTimeoutError, _SLOW),
    ):
        if isinstance(reason, kind):
            return sentence
    return _BROKEN_OFF
