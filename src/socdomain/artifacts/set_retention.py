"""Say for how long the files of a customer are kept."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import StaleVersionError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope


@frozen
class SetArtifactRetention:
    """Says after how many days evidence of a customer is removed; what is under a legal hold stays all the same.

    Attributes:
        work: Makes units of work.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ArtifactsWork]
    clock: Clock
    ids: Ids

    def execute(
        self, customer: str, keep_days: int | None, *, expected_version: int | None, by: Principal
    ) -> ArtifactRetention:
        """Says for how long, and returns that.

        Args:
            customer: Code of the customer.
            keep_days: For how many days after it was stored, 1 to 36,500; None for ever.
            expected_version: The version that the caller saw; None for whichever it is.
            by: Who; needs ``holds:write``.

        Raises:
            NotFoundError: There is no such customer within reach.
            InvalidInputError: It is no such number.
            StaleVersionError: It has changed since.
        """
        by.require_any_scope(Scope.HOLDS_WRITE)
        now = self.clock.now()
        with self.work(by.reach) as work:
            owner = work.customers.by_code(customer, reach=by.reach)
            # As whoever removes a file does: what is removed from now on is older than is said here.
            work.holds.lock(owner.id)
            before = work.retention.of(owner.id)
            if expected_version is not None and before.version != expected_version:
                raise StaleVersionError("retention", before)
            after = ArtifactRetention(owner.id, keep_days, now, by.name, before.version + 1)
            work.retention.save(after)
            work.audit.add(
                AuditRecord.of(
                    by,
                    "artifact_retention.changed",
                    owner.id,
                    id=self.ids.new(),
                    at=now,
                    customer_id=owner.id,
                    before={"keep_days": before.keep_days},
                    after={"keep_days": keep_days},
                )
            )
            work.commit()
        return after
