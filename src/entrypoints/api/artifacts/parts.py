"""Files that come by parts: begin, put each part as it is, see which are there, complete or give up."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import BodyKwarg, FromPath, JSONBody, PathParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK

from entrypoints.api.again import settled
from entrypoints.api.answers import LOCATION_HEADER, created
from entrypoints.api.api_errors import BodyBrokenOffError, BodyTooLargeError, TooBusyError, UnsupportedMediaError
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.artifacts.lists import digest_of
from entrypoints.api.artifacts.part_body import PartOperation
from entrypoints.api.artifacts.receiving import USUAL_TYPE, then_asking
from entrypoints.api.artifacts.shapes import (
    ArtifactOut,
    PartOut,
    UploadOut,
    artifact_out,
    part_out,
    upload_out,
)
from entrypoints.api.bodies import IDENTITY, JsonBody, content_coding, media_type
from entrypoints.api.body_stream import read_on_thread
from entrypoints.api.caller import needs
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import TAKES_BODY, refusals
from entrypoints.api.streamed_body import arriving, within
from entrypoints.api.strict_converter import AnyText
from entrypoints.api.wired import By, ShownBy, UseCases
from socdomain.artifacts.complete_upload import OtherContentError
from socdomain.artifacts.limits import CustomerFullError, FileTooLargeError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.queries import get_artifact
from socdomain.artifacts.upload_parts import NotPendingError
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import AgentId, ArtifactId, CaseId
from socdomain.object_parts import LARGEST_PART_BYTES, MOST_PARTS
from socdomain.object_store import StorageFullError
from socdomain.principal import Scope

GIVEN_UP = "its sender has given it up"
"""The reason that stays with the record of such a file."""


@frozen
class UploadBody:
    """A file that is going to be sent."""

    file_name: Annotated[AnyText, BodyKwarg(description="Its name, exactly.")]
    size_bytes: Annotated[int, BodyKwarg(description="How long it is, in bytes.")]
    agent_id: Annotated[UUID | None, BodyKwarg(description="The agent that it is about; this or a case.")] = None
    case_id: Annotated[UUID | None, BodyKwarg(description="The case that it belongs to.")] = None
    content_type: Annotated[str, BodyKwarg(description="What it is.")] = USUAL_TYPE
    notes: Annotated[str, BodyKwarg(description="What people should know of it; at most 4,000 characters.")] = ""


@frozen
class CompletionBody:
    """What the file has to be."""

    sha256: Annotated[
        str | None, BodyKwarg(description="Its SHA-256 in hex; where another file came, nothing of it is kept.")
    ] = None


@post(
    "/uploads",
    summary="Begin to send a file by parts",
    **needs(Scope.ARTIFACTS_WRITE),
    dto=JsonBody[UploadBody],
    response_headers=[LOCATION_HEADER],
    responses=refusals(
        NotFoundError,
        OtherCustomerError,
        FileTooLargeError,
        CustomerFullError,
        StorageFullError,
        ConcurrentChangeError,
        *TAKES_BODY,
    ),
    sync_to_thread=True,
)
def begin(
    request: Request[Any, Any, Any], data: JSONBody[UploadBody], by: By, container: UseCases
) -> Response[UploadOut]:
    """Begins to send a file by parts; it takes up its room from now on, and its parts may come for a day."""
    wanted = NewArtifact(
        file_name=data.file_name,
        agent_id=None if data.agent_id is None else AgentId(data.agent_id),
        case_id=None if data.case_id is None else CaseId(data.case_id),
        content_type=data.content_type,
        notes=data.notes,
    )
    artifact, upload = settled(container.artifacts.begin_upload.execute, wanted, data.size_bytes, by=by)
    # The console takes files by this handler as well, and who may call there may not call here.
    return created(upload_out(artifact, upload, []), f"{request.url.path.rstrip('/')}/{artifact.id}")


@get(
    "/uploads/{upload_id:uuid}",
    summary="Show which parts of a file are there",
    **needs(Scope.ARTIFACTS_WRITE),
    responses=refusals(NotFoundError, NotPendingError),
    sync_to_thread=True,
)
def there(upload_id: FromPath[UUID], by: By, container: UseCases) -> UploadOut:
    """Shows which parts are there, so that what broke off can be taken up again."""
    artifact, upload, parts = container.artifacts.parts.there(ArtifactId(upload_id), by=by)
    return upload_out(artifact, upload, list(map(part_out, parts)))


@put(
    "/uploads/{upload_id:uuid}/parts/{number:int}",
    summary="Send a part of a file",
    **needs(Scope.ARTIFACTS_WRITE),
    operation_class=PartOperation,
    responses=refusals(
        NotFoundError,
        NotPendingError,
        UnsupportedMediaError,
        BodyTooLargeError,
        BodyBrokenOffError,
        StorageFullError,
        TooBusyError,
    ),
)
async def put_part(
    request: Request[Any, Any, Any],
    upload_id: FromPath[UUID],
    number: Annotated[int, PathParameter(ge=1, le=MOST_PARTS, description="Its place, from 1.")],
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> PartOut:
    """Stores a part, in place of the one that has the number now; the body is its bytes and nothing else."""
    _check_part(request)

    def read(pieces: Any) -> PartOut:
        content = then_asking(within(pieces, LARGEST_PART_BYTES), lambda: container.still_stands.execute(caller))
        return part_out(container.artifacts.parts.put(ArtifactId(upload_id), number, content, by=caller.principal))

    with uploads.taken(caller.principal.reach) as executor:
        return await read_on_thread(
            arriving(request), read, executor=executor, idle_timeout_s=settings.ingest_idle_timeout_s
        )


@post(
    "/uploads/{upload_id:uuid}/complete",
    summary="Make a file of its parts",
    **needs(Scope.ARTIFACTS_WRITE),
    status_code=HTTP_200_OK,
    dto=JsonBody[CompletionBody],
    responses=refusals(
        NotFoundError,
        NotPendingError,
        OtherContentError,
        StorageFullError,
        ConcurrentChangeError,
        TooBusyError,
        *TAKES_BODY,
    ),
)
async def complete(
    upload_id: FromPath[UUID],
    data: JSONBody[CompletionBody],
    by: By,
    container: UseCases,
    checks: NamedDependency[SkipValidation[Places]],
) -> ArtifactOut:
    """Makes a file of its parts; can be asked again where the answer was lost."""
    digest = digest_of(data.sha256)

    def make() -> ArtifactOut:
        artifact = settled(container.artifacts.complete_upload.execute, ArtifactId(upload_id), digest, by=by)
        return artifact_out(get_artifact(container.reading(by.reach), artifact.id, by=by))

    return await checks.run(by.reach, make)


@delete(
    "/uploads/{upload_id:uuid}",
    summary="Give up a file that is being sent",
    **needs(Scope.ARTIFACTS_WRITE),
    responses=refusals(NotFoundError, NotPendingError, ConcurrentChangeError),
    sync_to_thread=True,
)
def give_up(upload_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Removes the parts of a file that is not stored yet; its record says that it was given up."""
    settled(container.artifacts.end_upload.execute, ArtifactId(upload_id), GIVEN_UP, by=by)


def _check_part(request: Request[Any, Any, Any]) -> None:
    if media_type(request.headers.get("content-type", USUAL_TYPE)) != USUAL_TYPE:
        raise UnsupportedMediaError(USUAL_TYPE)
    if content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(USUAL_TYPE)
    if (request.content_length or 0) > LARGEST_PART_BYTES:
        raise BodyTooLargeError(LARGEST_PART_BYTES)
