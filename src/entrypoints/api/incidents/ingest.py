"""``/api/incident_alert/ingest``: documents in, alerts out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK

from entrypoints.api.api_errors import BodyBrokenOffError, BodyTooLargeError, TooBusyError, UnsupportedMediaError
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.bodies import JSON, content_coding, media_type
from entrypoints.api.body_stream import read_on_thread
from entrypoints.api.caller import needs
from entrypoints.api.incidents.alert_list import LONGEST_WORD
from entrypoints.api.incidents.ingest_places import IngestPlaces
from entrypoints.api.ingest_shapes import IngestOut, ingest_out
from entrypoints.api.problem_docs import refusals
from entrypoints.api.streamed_body import arriving, gunzipped, within
from entrypoints.api.wired import UseCases
from socdomain.auth.authenticate import Caller
from socdomain.errors import NotFoundError
from socdomain.incidents.ingest_summary import IngestRequest, IngestStoppedError, IngestSummary
from socdomain.principal import Scope
from socdomain.sources.documents import DocumentTooLargeError

NDJSON = "application/x-ndjson"
_BODY = RequestBody(
    required=True,
    description="Documents, compressed with `Content-Encoding: gzip` or not.",
    content={
        JSON: OpenAPIMediaType(schema=Schema(type=[OpenAPIType.ARRAY, OpenAPIType.OBJECT], description="Documents.")),
        NDJSON: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, description="A document on each line.")),
    },
)

_log = structlog.get_logger(__name__)


@dataclass
class IngestOperation(Operation):
    """Describes the body, which is read as it arrives."""

    def __post_init__(self) -> None:
        """Adds the body."""
        self.request_body = _BODY


@post(
    "/ingest",
    summary="Send documents",
    **needs(Scope.EVENTS_INGEST),
    status_code=HTTP_200_OK,
    operation_class=IngestOperation,
    responses=refusals(
        NotFoundError,
        BodyBrokenOffError,
        UnsupportedMediaError,
        BodyTooLargeError,
        DocumentTooLargeError,
        TooBusyError,
    ),
    tags=["intake"],
)
async def ingest(
    request: Request[Any, Any, Any],
    source: Annotated[str, QueryParameter(max_length=LONGEST_WORD, description="Name of the source they are of.")],
    caller: NamedDependency[SkipValidation[Caller]],
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    ingests: NamedDependency[SkipValidation[IngestPlaces]],
    customer: Annotated[
        str | None,
        QueryParameter(max_length=LONGEST_WORD, description="Code of the customer of documents that name none."),
    ] = None,
    instance: Annotated[
        str | None,
        QueryParameter(max_length=LONGEST_WORD, description="The installation of the source, where it has several."),
    ] = None,
    backfill: Annotated[bool, QueryParameter(description="Whether they are history.")] = False,
) -> IngestOut:
    """Takes in documents as they arrive: a JSON array, JSON lines, or objects one after the other.

    Each document becomes an event, or is kept with the reason why not; a bad one does not spoil its neighbours. When
    the body breaks off or is too long, the problem document has the same counts, of what has been stored until then.
    """
    is_gzip = check_headers(request)
    wanted = IngestRequest(source, customer, instance, backfill)
    limit_bytes = settings.max_body_bytes
    if (request.content_length or 0) > limit_bytes:
        raise IngestStoppedError(IngestSummary(), BodyTooLargeError(limit_bytes))

    with ingests.taken(caller.principal.reach) as (executor, turn):

        def begin_batch() -> None:
            turn.take()
            # Who sends for hours may have lost the right to since they were recognised.
            container.still_stands.execute(caller)

        def read(pieces: Iterator[bytes]) -> IngestSummary:
            chunks = within(pieces, limit_bytes)
            if is_gzip:
                chunks = within(gunzipped(chunks), limit_bytes)
            try:
                return container.ingest_documents.execute(
                    chunks, wanted, by=caller.principal, begin_batch=begin_batch, on_batch=lambda _: turn.give_back()
                )
            finally:
                turn.give_back()

        summary = await read_on_thread(
            arriving(request), read, executor=executor, idle_timeout_s=settings.ingest_idle_timeout_s
        )
    _log.info("documents ingested", source=source, received=summary.received, rejected=summary.rejected)
    return ingest_out(summary)


def check_headers(request: Request[Any, Any, Any]) -> bool:
    """Refuses bodies that cannot be read, and tells whether this one is gzip.

    Raises:
        UnsupportedMediaError: It is neither JSON nor JSON lines, or compressed in another way.
    """
    if media_type(request.headers.get("content-type", "")) not in (JSON, NDJSON):
        raise UnsupportedMediaError(JSON, NDJSON)
    encoding = content_coding(request.headers.get("content-encoding", ""))
    if encoding not in ("identity", "gzip"):
        raise UnsupportedMediaError("gzip", "identity")
    return encoding == "gzip"
