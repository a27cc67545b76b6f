"""What became of what was collected."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from socdomain.errors import WatchfloorError
from socdomain.incidents.ingest_summary import IngestSummary


@define
class CollectionSummary:
    """What became of documents that were collected.

    Attributes:
        intake: What became of them as documents of a source.
        marked: How many were marked as taken.
        failures: What went wrong, a sentence each, which names the connector.
        passed_over: What may not be read, and need not be, a sentence each, which names connector and feed.
    """

    intake: IngestSummary = field(factory=IngestSummary)
    marked: int = 0
    failures: list[str] = field(factory=list)
    passed_over: list[str] = field(factory=list)

    def counts(self) -> dict[str, int]:
        """Returns the numbers, by name."""
        taken = self.intake
        return {
            "received": taken.received,
            "created": taken.created,
            "joined": taken.joined,
            "replayed": taken.replayed,
            "rejected": taken.rejected,
            "marked": self.marked,
        }


class CollectionFailedError(WatchfloorError):
    """Not everything could be collected; what could is stored.

    Args:
        failures: What went wrong, a sentence each, which names the connector.
    """

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__(" ".join(failures))
