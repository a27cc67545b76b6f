"""Files that come in one request: where they may be sent, and what says what they are."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, post
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from entrypoints.api.answers import LOCATION_HEADER
from entrypoints.api.api_errors import BodyBrokenOffError, InvalidBodyError, TooBusyError, UnsupportedMediaError
from entrypoints.api.artifacts.forms import form_of
from entrypoints.api.artifacts.receiving import Receiving, receiving_files
from entrypoints.api.artifacts.shapes import ArtifactOut, StoredFiles
from entrypoints.api.artifacts.shelves import OnShelf, Shelf
from entrypoints.api.caller import needs
from entrypoints.api.problem_docs import refusals
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError, UploadTooSlowError
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.object_store import StorageFullError
from socdomain.principal import Scope

# What may come before the file, for each place.
_ABOUT: Final = ("agent_id", "case_id", "notes")
_OF_CASE: Final = ("agent_id", "notes")
_OF_TEMPLATE: Final = ("customer", "notes")
_OF_CONFIG: Final = ("notes",)

Receives = NamedDependency[SkipValidation[Receiving]]
"""As ``receiving``: takes what is sent."""

_TAKES_FILE: Final[dict[str, Any]] = {
    **needs(Scope.ARTIFACTS_WRITE),
    "dependencies": {"receiving": Provide(receiving_files, sync_to_thread=False)},
    "responses": refusals(
        NotFoundError,
        OtherCustomerError,
        InvalidBodyError,
        BodyBrokenOffError,
        UnsupportedMediaError,
        FileTooLargeError,
        UploadTooSlowError,
        CustomerFullError,
        StorageFullError,
        ConcurrentChangeError,
        TooBusyError,
    ),
}
_TAKES_ONE: Final[dict[str, Any]] = {**_TAKES_FILE, "response_headers": [LOCATION_HEADER]}


@post("/upload", summary="Upload a file about an agent or a case", operation_class=form_of(*_ABOUT), **_TAKES_ONE)
async def upload(receiving: Receives) -> Response[ArtifactOut]:
    """Stores a file about an agent, a case, or both of one customer, as `multipart/form-data`.

    It is stored and hashed as it arrives. The parts `agent_id`, `case_id` and `notes` come before `file`. Large files
    are better sent by parts, which can be taken up again.
    """
    return await receiving.one(Shelf(), _ABOUT)


@post("/upload/many", summary="Upload files about an agent or a case", operation_class=form_of(*_ABOUT), **_TAKES_FILE)
async def upload_many(receiving: Receives) -> StoredFiles:
    """Stores up to 1,000 files about the same, all of them or none: `file` comes as often as there are files.

    What is said before the first file goes for each. The files are stored and hashed as they arrive.
    """
    return await receiving.many(Shelf(), _ABOUT)


@post("/", summary="Upload a file to a case", operation_class=form_of(*_OF_CASE), **_TAKES_ONE)
async def upload_to_case(shelf: OnShelf, receiving: Receives) -> Response[ArtifactOut]:
    """Stores a file of a case, as `multipart/form-data`: `agent_id` and `notes`, which may be left out, then `file`."""
    return await receiving.one(shelf, _OF_CASE)


@post(
    "/",
    summary="Upload a template of reports",
    operation_class=form_of(*_OF_TEMPLATE, required=("customer",)),
    **_TAKES_ONE,
)
async def upload_template(shelf: OnShelf, receiving: Receives) -> Response[ArtifactOut]:
    """Stores what reports about a customer's cases are made from: `customer`, its code, then `file`."""
    return await receiving.one(shelf, _OF_TEMPLATE)


@post("/", summary="Upload a configuration of Sysmon", operation_class=form_of(*_OF_CONFIG), **_TAKES_ONE)
async def upload_config(shelf: OnShelf, receiving: Receives) -> Response[ArtifactOut]:
    """Stores a configuration for a customer's machines; the latest one is the first of the list."""
    return await receiving.one(shelf, _OF_CONFIG)
