"""Remove files that are kept no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import define, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.legal_hold import LegalHoldError
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.errors import NotFoundError
from socdomain.pages import Position
from socdomain.principal import Principal, Reach, Scope

_AT_ONCE: Final = 200


@define
class Expired:
    """What has become of files whose time is over.

    Attributes:
        removed: How many were removed.
        bytes: How long they were together.
        held: How many stay, because they are under a legal hold.
    """

    removed: int = 0
    bytes: int = 0
    held: int = 0


@frozen
class ExpireArtifacts:
    """Removes evidence that is older than its customer's retention, but for what is under a legal hold.

    Attributes:
        work: Makes units of work.
        delete: Removes one.
    """

    work: Callable[[Reach], ArtifactsWork]
    delete: DeleteArtifact

    def execute(self, *, by: Principal) -> Expired:
        """Removes them, each in a transaction of its own, in which holds are looked at once more.

        Args:
            by: Who; needs ``artifacts:write``.

        Raises:
            StorageUnavailableError: The store fails; what was removed until then stays so, and is found by the job
                that looks for objects without records.
        """
        by.require_any_scope(Scope.ARTIFACTS_WRITE)
        now, done = self.delete.clock.now(), Expired()
        with self.work(by.reach) as work:
            bounded = work.retention.bounded(reach=by.reach)
        for retention in bounded:
            self._expire(retention, now - timedelta(days=retention.keep_days or 0), done, by)
        return done

    def _expire(self, retention: ArtifactRetention, before: datetime, done: Expired, by: Principal) -> None:
        after: Position | None = None
        while True:
            with self.work(by.reach) as work:
                old = work.artifact_upkeep.expired(retention.customer_id, before, after=after, limit=_AT_ONCE)
                done.held += 0 if old else work.artifact_upkeep.held(retention.customer_id, before)
            if not old:
                return
            for artifact in old:
                self._remove(artifact, retention, done, by)
            after = Position(old[-1].collected_at, old[-1].id)

    def _remove(self, artifact: Artifact, retention: ArtifactRetention, done: Expired, by: Principal) -> None:
        reason = f"retention: files are kept for {retention.keep_days} days"
        try:
            removed = self.delete.execute(artifact.id, reason, by=by)
        except (LegalHoldError, NotFoundError):
            # Held a moment ago; what is held is counted at the end.
            return
        if removed.status is ArtifactStatus.DELETED and removed.reason == reason:
            done.removed += 1
            done.bytes += artifact.size_bytes
