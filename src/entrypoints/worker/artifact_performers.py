"""What the jobs do that look after stored files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from entrypoints.container import Container
from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.purge_orphans import USUAL_GRACE, Purged
from socdomain.artifacts.verify_artifacts import USUAL_DAYS, USUAL_GIB, Checked
from socdomain.errors import StorageUnavailableError
from socdomain.jobs.running import Running

_GIB: Final = 1024**3
_TELL_EACH: Final = 100


def verify_artifacts(container: Container, running: Running) -> Mapping[str, int]:
    """Verifies those files that were looked at longest ago, and fails where the store did not give one."""
    most_bytes = _argument(running, "most_gib", USUAL_GIB) * _GIB

    def tell(artifact: Artifact, done: Checked) -> None:
        if artifact.status is not ArtifactStatus.STORED:
            running.log(f"{artifact.id} ({shown_name(artifact.file_name)}) is {artifact.status}: {artifact.reason}")
        if done.files % _TELL_EACH == 1:
            running.progress(done.bytes * 100 // most_bytes, f"verified {done.files:,} files")

    done = container.artifacts.verify_many.execute(
        by=running.by,
        older_than=timedelta(days=_argument(running, "after_days", USUAL_DAYS)),
        most_bytes=most_bytes,
        tell=tell,
    )
    if done.unread:
        running.log(*(f"{one.id} ({shown_name(one.file_name)}) could not be read" for one in done.unread))
        ending = "; it is not there any more, and the others were not looked at" if done.is_cut_short else ""
        raise StorageUnavailableError(
            f"the store did not give {len(done.unread)} of {done.files + len(done.unread)} files{ending}"
        )
    damaged = [artifact.status.value for artifact in done.damaged]
    return {
        "files": done.files,
        "bytes": done.bytes,
        "intact": done.intact,
        "corrupt": damaged.count("corrupt"),
        "missing": damaged.count("missing"),
    }


def purge_orphan_artifacts(container: Container, running: Running) -> Mapping[str, int]:
    """Gives up files whose parts took too long, then removes what no record has."""
    given_up = container.artifacts.end_upload.expired(by=running.by)
    grace = timedelta(hours=_argument(running, "grace_hours", USUAL_GRACE // timedelta(hours=1)))

    def tell(done: Purged) -> None:
        # How many there are nobody knows before they are listed.
        running.progress(0, f"looked at {done.listed:,} objects")

    done = container.artifacts.purge_orphans.execute(by=running.by, grace=grace, tell=tell)
    return {
        "listed": done.listed,
        "objects": done.objects,
        "bytes": done.bytes,
        "uploads": done.uploads,
        "foreign": done.foreign,
        "given_up": given_up,
    }


def expire_artifacts(container: Container, running: Running) -> Mapping[str, int]:
    """Removes files that are kept no longer."""
    done = container.artifacts.expire.execute(by=running.by)
    return {"files": done.removed, "bytes": done.bytes, "held": done.held}


def _argument(running: Running, name: str, usually: int) -> int:
    given = running.run.arguments.get(name)
    return usually if given is None else int(given)
