"""What looking after stored files needs from storage: holds, how long files are kept, which have to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.ids import ArtifactId, CaseId, CustomerId, HoldId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class HoldFilter:
    """Which holds are wanted; what is None is not asked for.

    Attributes:
        customer: A customer's code, without regard to case.
        case_id: Those on this case.
        artifact_id: Those on this file itself.
        holds: Whether they hold still.
    """

    customer: str | None = None
    case_id: CaseId | None = None
    artifact_id: ArtifactId | None = None
    holds: bool | None = None


class HoldRepository(Protocol):
    """The legal holds."""

    def lock(self, customer_id: CustomerId) -> None:
        """Keeps away, until this unit of work ends, whoever else locks so the holds of a customer.

        Who places a hold takes it, and who removes a file, before either looks: so one of the two comes first.
        """
        ...

    def add(self, hold: LegalHold) -> None:
        """Adds a hold.

        Raises:
            OtherCustomerError: The case or the file is another customer's, or not there.
        """
        ...

    def get(self, hold_id: HoldId, *, reach: Reach) -> LegalHold:
        """Returns a hold.

        Raises:
            NotFoundError: There is none within reach.
        """
        ...

    def lift(self, hold: LegalHold) -> None:
        """Writes when a hold was lifted, by whom and why.

        Raises:
            ConcurrentChangeError: Somebody has lifted it already, or it is not there.
        """
        ...

    def over(self, artifact: Artifact) -> Sequence[LegalHold]:
        """Returns the holds that a file is under, those that were placed first first."""
        ...

    def over_each(self, artifacts: Collection[Artifact]) -> Mapping[ArtifactId, Sequence[LegalHold]]:
        """Returns the holds that each of some files is under, as ``over`` does; none for one that is under none."""
        ...

    def page(self, wanted: HoldFilter, page: PageRequest, *, reach: Reach) -> Page[LegalHold]:
        """Returns a page of holds within reach, by (placed_at, id), the latest first."""
        ...


class RetentionRepository(Protocol):
    """For how long the files of customers are kept."""

    def of(self, customer_id: CustomerId) -> ArtifactRetention:
        """Returns for how long those of a customer are; for ever where nobody has said anything."""
        ...

    def save(self, retention: ArtifactRetention) -> None:
        """Writes for how long; its version is the next one.

        Raises:
            ConcurrentChangeError: It has changed meanwhile.
            OtherCustomerError: There is no such customer.
        """
        ...

    def bounded(self, *, reach: Reach) -> Sequence[ArtifactRetention]:
        """Returns those within reach that are not for ever, by customer."""
        ...


class ArtifactUpkeep(Protocol):
    """Which stored files, or objects, have to be looked at."""

    def in_use(self, bucket: str, keys: Collection[str]) -> frozenset[str]:
        """Returns those of some keys whose objects have to stay: a record has them, whosever, or will have them."""
        ...

    def known(self, subjects: Collection[UUID]) -> frozenset[UUID]:
        """Returns those of some identifiers that are a case, an agent or a customer here."""
        ...

    def uploads_in_use(self, names: Collection[str]) -> frozenset[str]:
        """Returns those of some uploads by parts that a record waits for, by what the object store calls them."""
        ...

    def to_check(self, before: datetime, *, after: Position | None, limit: int, reach: Reach) -> Sequence[Artifact]:
        """Returns files that were looked at before a time, by (checked_at, id), those longest ago first.

        Args:
            before: The time; deleted ones, and those that never came whole, are left out.
            after: Only those behind this position; None for all.
            limit: How many at most.
            reach: Whose.
        """
        ...

    def expired(
        self, customer_id: CustomerId, before: datetime, *, after: Position | None, limit: int
    ) -> Sequence[Artifact]:
        """Returns evidence of a customer that was stored before a time, and is under no hold.

        Args:
            customer_id: Whose.
            before: The time.
            after: Only those behind this position by (collected_at, id); None for all.
            limit: How many at most.
        """
        ...

    def held(self, customer_id: CustomerId, before: datetime) -> int:
        """Returns how much evidence was stored before a time and stays, because of a hold."""
        ...
