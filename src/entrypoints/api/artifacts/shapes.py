"""How stored files are shown."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.incidents.shapes import OptionalTime
from entrypoints.api.paging import NextCursor
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct, CustodyEvent
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.queries import ArtifactListing
from socdomain.object_parts import LARGEST_PART_BYTES, SMALLEST_PART_BYTES, StoredPart

Size = Annotated[int, Meta(description="Its length in bytes.")]


class ArtifactOut(Struct):
    """A stored file."""

    id: UUID
    customer: Annotated[str, Meta(description="Code of whose it is.")]
    kind: Annotated[ArtifactKind, Meta(description="What it is for.")]
    agent_id: Annotated[UUID | None, Meta(description="The agent that it is about.")]
    case_id: Annotated[UUID | None, Meta(description="The case that it belongs to.")]
    client_id: Annotated[str, Meta(description="Velociraptor's identifier of the client; empty where it was uploaded.")]
    artifact_name: Annotated[str, Meta(description="What Velociraptor collected; empty where it was uploaded.")]
    flow_id: Annotated[str, Meta(description="Velociraptor's identifier of the collection.")]
    bucket: Annotated[str, Meta(description="Where its object is.")]
    key: Annotated[str, Meta(description="Under which key.")]
    file_name: Annotated[
        str,
        Meta(description=r"Its name as it was given; letters that would hide or turn others stand as `\u{202e}`."),
    ]
    content_type: Annotated[str, Meta(description="What it was said to be.")]
    size_bytes: Size
    sha256: Annotated[str | None, Meta(description="SHA-256 over its bytes, in hex; null until it is stored.")]
    collected_at: Annotated[Time, Meta(description="When it was stored.")]
    collected_by: Annotated[str, Meta(description="Name of who stored it.")]
    notes: str
    status: Annotated[ArtifactStatus, Meta(description="How it stands with its bytes.")]
    reason: Annotated[str, Meta(description="Why it failed, was deleted, or is not as it was; empty for none.")]
    verified_at: Annotated[OptionalTime, Meta(description="When its bytes were last found as they were stored.")]
    same_content: Annotated[list[UUID], Meta(description="Others with the same bytes, the latest 20; empty in lists.")]


class StoredFiles(Struct):
    """Files that were stored together, in the order in which they came."""

    items: list[ArtifactOut]


class ArtifactPage(Struct):
    """A page of stored files, the latest first."""

    items: list[ArtifactOut]
    next_cursor: NextCursor


class CustodyOut(Struct):
    """What was done with a file."""

    id: Annotated[UUID, Meta(description="Identifier of the act.")]
    at: Time
    by: Annotated[str, Meta(description="Name of who did it.")]
    act: CustodyAct
    detail: Annotated[dict[str, Any], Meta(description="More of it, such as a hash or a reason.")]


class CustodyPage(Struct):
    """A page of what was done with a file, the latest first."""

    items: list[CustodyOut]
    next_cursor: NextCursor


class PartOut(Struct):
    """A part of a file that is being sent."""

    number: Annotated[int, Meta(description="Its place, from 1.")]
    size_bytes: Size


class UploadOut(Struct):
    """A file that is being sent by parts."""

    id: Annotated[UUID, Meta(description="Identifier of the file.")]
    size_bytes: Annotated[int, Meta(description="How long it is going to be, in bytes.")]
    expires_at: Annotated[Time, Meta(description="Until when its parts may come.")]
    smallest_part_bytes: Annotated[int, Meta(description="Of every part but the last.")]
    largest_part_bytes: int
    parts: Annotated[list[PartOut], Meta(description="Those that are there.")]


def artifact_out(listing: ArtifactListing) -> ArtifactOut:
    """Returns a file as it is shown."""
    one = listing.artifact
    return ArtifactOut(
        id=one.id,
        customer=listing.customer_code,
        kind=one.kind,
        agent_id=one.agent_id,
        case_id=one.case_id,
        client_id=one.source.client_id,
        artifact_name=one.source.artifact_name,
        flow_id=one.source.flow_id,
        bucket=one.bucket,
        key=one.key,
        file_name=shown_name(one.file_name),
        content_type=one.content_type,
        size_bytes=one.size_bytes,
        sha256=None if one.sha256 is None else one.sha256.hex(),
        collected_at=one.collected_at,
        collected_by=one.collected_by,
        notes=one.notes,
        status=one.status,
        reason=one.reason,
        verified_at=one.verified_at,
        same_content=list(listing.twins),
    )


def custody_out(event: CustodyEvent) -> CustodyOut:
    """Returns an act as it is shown."""
    return CustodyOut(event.id, event.at, event.by, event.act, dict(event.detail))


def part_out(part: StoredPart) -> PartOut:
    """Returns a part as it is shown."""
    return PartOut(part.number, part.size_bytes)


def upload_out(artifact: Artifact, upload: PartUpload, parts: list[PartOut]) -> UploadOut:
    """Returns a file that is being sent as it is shown."""
    return UploadOut(
        artifact.id, artifact.size_bytes, upload.expires_at, SMALLEST_PART_BYTES, LARGEST_PART_BYTES, parts
    )
