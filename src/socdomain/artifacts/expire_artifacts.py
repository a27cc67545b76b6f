"""Remove files that are kept no longer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from attrs import define, frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.gone_objects import check_is_there
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
        """Removes them, each in a transaction of its own, in which retention and holds are looked at again.

        Args:
            by: Who; needs ``artifacts:write``.

        Raises:
            StorageUnavailableError: The store fails, or has no bucket for what is to go; what was removed until then
                stays so, and is found by the job that looks for objects without records.
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
            for bucket in {artifact.bucket for artifact in old}:
                # Before any record says that its file was deleted, and there is no way back.
                check_is_there(self.delete.objects, bucket)
            for artifact in old:
                self._remove(artifact, done, by)
            after = Position(old[-1].collected_at, old[-1].id)

    def _remove(self, artifact: Artifact, done: Expired, by: Principal) -> None:
        # What is held since a moment ago is counted at the end.
        with suppress(NotFoundError):
            if self.delete.expire(artifact.id, by=by) is not None:
                done.removed += 1
                done.bytes += artifact.size_bytes
