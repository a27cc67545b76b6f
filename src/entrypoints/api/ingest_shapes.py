"""What became of documents, as answers and problem documents show it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from socdomain.incidents.ingest_summary import IngestSummary
from socdomain.sources.rejected_event import RejectReason


class RejectionOut(Struct):
    """A document that was not taken, and is kept with the reason."""

    position: Annotated[int, Meta(description="Its index in what was sent, from 0.")]
    id: Annotated[UUID, Meta(description="The rejected event that keeps it.")]
    reason: RejectReason
    detail: Annotated[str, Meta(description="What and where.")]


class IngestOut(Struct):
    """What became of documents; all that is counted here has been stored."""

    received: Annotated[int, Meta(description="Documents read.")]
    created: Annotated[int, Meta(description="Those that began an alert.")]
    joined: Annotated[int, Meta(description="Those that joined an alert.")]
    replayed: Annotated[int, Meta(description="Those that were there already.")]
    rejected: Annotated[int, Meta(description="Those that were not taken.")]
    rejections: Annotated[list[RejectionOut], Meta(description="The first 1,000 of them.")]


def ingest_out(summary: IngestSummary) -> IngestOut:
    """Returns what became of documents as it is shown."""
    return IngestOut(
        received=summary.received,
        created=summary.created,
        joined=summary.joined,
        replayed=summary.replayed,
        rejected=summary.rejected,
        rejections=[RejectionOut(one.position, one.id, one.reason, one.detail) for one in summary.rejections],
    )
