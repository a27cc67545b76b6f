"""Read stored files again, those that were looked at longest ago first, so that all have their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final

from attrs import define, field, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.gone_objects import MOST_FAILURES, is_there
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.verify_artifact import VerifyArtifact
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.pages import Position
from socdomain.principal import Principal, Reach, Scope

USUAL_GIB: Final = 128
"""How much is read in a run: a disk that gives 20 MiB a second does so within the two hours that the job may take."""
USUAL_DAYS: Final = 7
"""How many days a file is left in peace after it was looked at; each look is a record of the audit log."""
_AT_ONCE: Final = 100


@define
class Checked:
    """What has been found.

    Attributes:
        intact: How many files are as they were.
        bytes: How long those were together that could be read.
        damaged: Those that are corrupt or missing.
        unread: Those that the store did not give, which says nothing of them.
        is_cut_short: Whether the store was not there any more, so that the others were not looked at.
    """

    intact: int = 0
    bytes: int = 0
    damaged: list[Artifact] = field(factory=list)
    unread: list[Artifact] = field(factory=list)
    is_cut_short: bool = False

    def add(self, artifact: Artifact) -> None:
        """Counts a file that was looked at."""
        if artifact.status is ArtifactStatus.STORED:
            self.intact += 1
        else:
            self.damaged.append(artifact)
        if artifact.status is not ArtifactStatus.MISSING:
            self.bytes += artifact.size_bytes

    @property
    def files(self) -> int:
        """How many have been looked at."""
        return self.intact + len(self.damaged)


@frozen
class VerifyArtifacts:
    """Verifies many files, each in a transaction of its own; what was found so far stays when it is stopped.

    Attributes:
        work: Makes units of work that only read; none is open while a file is read.
        verify: Verifies one.
    """

    work: Callable[[Reach], ArtifactsWork]
    verify: VerifyArtifact

    def execute(
        self, *, by: Principal, older_than: timedelta, most_bytes: int | None, tell: Callable[[Artifact, Checked], None]
    ) -> Checked:
        """Verifies files until all have been looked at, or so much has been read.

        Args:
            by: Who; needs ``artifacts:read``.
            older_than: Only those that were looked at longer ago.
            most_bytes: After how many bytes no other file is begun; None for never.
            tell: Is told each file as it is now, and what was found so far.

        What the store does not give is passed by, and comes first the next time. After three such files one after the
        other the store is asked whether it is there; only if it is not, no other is looked at.
        """
        by.require_any_scope(Scope.ARTIFACTS_READ)
        return self._look_at(self._due(older_than, by.reach), most_bytes, tell, by)

    def these(
        self, artifacts: Iterable[Artifact], *, by: Principal, tell: Callable[[Artifact, Checked], None]
    ) -> Checked:
        """Verifies some files, as ``execute`` does.

        Args:
            artifacts: Which.
            by: Who; needs ``artifacts:read``.
            tell: Is told each file as it is now, and what was found so far.
        """
        by.require_any_scope(Scope.ARTIFACTS_READ)
        return self._look_at(artifacts, None, tell, by)

    def _look_at(
        self,
        artifacts: Iterable[Artifact],
        most_bytes: int | None,
        tell: Callable[[Artifact, Checked], None],
        by: Principal,
    ) -> Checked:
        done, failures = Checked(), 0
        for artifact in artifacts:
            if most_bytes is not None and done.bytes >= most_bytes:
                break
            try:
                found = self.verify.execute(artifact.id, by=by)
            except (NotFoundError, NoObjectError):
                # Removed since it was on the list.
                continue
            except StorageUnavailableError:
                failures += 1
                done.unread.append(artifact)
                if failures % MOST_FAILURES == 0 and not is_there(self.verify.objects, artifact.bucket):
                    done.is_cut_short = True
                    break
                continue
            failures = 0
            if found.status.has_object:
                done.add(found)
                tell(found, done)
        return done

    def _due(self, older_than: timedelta, reach: Reach) -> Iterator[Artifact]:
        before = self.verify.clock.now() - older_than
        after: Position | None = None
        while True:
            with self.work(reach) as work:
                late = work.artifact_upkeep.to_check(before, after=after, limit=_AT_ONCE, reach=reach)
            if not late:
                return
            yield from late
            after = Position(late[-1].checked_at, late[-1].id)
