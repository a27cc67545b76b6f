"""What is sent along with documents, and what became of them."""

from __future__ import annotations

from attrs import define, evolve, field, frozen

from socdomain.errors import WatchfloorError
from socdomain.ids import RejectedEventId
from socdomain.incidents.plan_intake import Outcome
from socdomain.sources.rejected_event import RejectedEvent, RejectReason

MOST_REJECTIONS_SHOWN = 1_000


@frozen
class IngestRequest:
    """What is sent along with documents.

    Attributes:
        source: Name of the source that they are of.
        customer: Code of the customer of documents that do not name one.
        instance: The installation of the source; None for the only one, which is called like the source.
        backfill: Whether they are history; see ``joining``.
        skip_minimum: Whether the source's minimum severity and level do not apply.
    """

    source: str
    customer: str | None = None
    instance: str | None = None
    backfill: bool = False
    skip_minimum: bool = False


@frozen
class Rejection:
    """A document that was not taken.

    Attributes:
        position: Its index in what was sent, from 0.
        id: The rejected event that keeps it.
        reason: Why.
        detail: One sentence that says what and where.
    """

    position: int
    id: RejectedEventId
    reason: RejectReason
    detail: str


@define
class IngestSummary:
    """What became of what was sent; all of it has been stored when it is counted here.

    Attributes:
        received: Documents read so far.
        created: Those that began an alert.
        joined: Those that joined an alert.
        replayed: Those that were there already.
        rejected: Those that were not taken, and are kept with the reason.
        rejections: The first 1,000 of them.
    """

    received: int = 0
    created: int = 0
    joined: int = 0
    replayed: int = 0
    rejected: int = 0
    rejections: list[Rejection] = field(factory=list)

    def count(self, outcome: Outcome) -> None:
        """Counts a document that was taken or known."""
        if outcome is Outcome.CREATED:
            self.created += 1
        elif outcome is Outcome.JOINED:
            self.joined += 1
        else:
            self.replayed += 1

    def reject(self, position: int, event: RejectedEvent) -> None:
        """Counts a document that was not taken."""
        self.rejected += 1
        if len(self.rejections) < MOST_REJECTIONS_SHOWN:
            self.rejections.append(Rejection(position, event.id, event.reason, event.detail))

    def add(self, other: IngestSummary) -> None:
        """Adds what became of further documents, whose positions continue where these end."""
        for rejection in other.rejections[: MOST_REJECTIONS_SHOWN - len(self.rejections)]:
            self.rejections.append(evolve(rejection, position=rejection.position + self.received))
        self.received += other.received
        self.created += other.created
        self.joined += other.joined
        self.replayed += other.replayed
        self.rejected += other.rejected


class IngestStoppedError(WatchfloorError):
    """What was sent broke off; everything before the break has been stored.

    Args:
        summary: What became of it.
        cause: What broke it off.
    """

    def __init__(self, summary: IngestSummary, cause: Exception) -> None:
        super().__init__(str(cause))
        self.summary = summary
        self.cause = cause
