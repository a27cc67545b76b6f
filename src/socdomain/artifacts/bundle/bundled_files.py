"""The files of a bundle as they go out: their bytes as the store has them, and what turned out about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import define, field, frozen

from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.bundle.manifest import BundledFile
from socdomain.artifacts.bundle.ports import BundleWork
from socdomain.artifacts.bundle.zip_writer import ZipWriter
from socdomain.artifacts.file_name import safe_name, shown_name
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.read_artifact import close
from socdomain.audit.chain import time_text
from socdomain.errors import NotFoundError
from socdomain.object_store import ObjectStore
from socdomain.principal import Reach

_NOTICE: Final = (
    "The file beside this one is not what was stored: {reason}.\n"
    "{size_bytes} bytes with the SHA-256 {sha256} were stored as {name}.\n"
    "It is here as it was found, and is no evidence of what it was.\n"
)


@frozen
class Outcome:
    """What turned out about a file.

    Attributes:
        status: How it stands with it.
        reason: Why it is not ``stored``.
        entry: Name of the entry with its bytes.
        notice: Name of the entry that tells people of it.
    """

    status: ArtifactStatus
    reason: str
    entry: str | None = None
    notice: str | None = None


@define
class FileEntries:
    """Writes the files of a case into a zip.

    Attributes:
        reading: Makes units of work that only read; none is open while bytes are yielded.
        reach: Within which the case is.
        objects: Keeps files.
        zip: Where they are written to.
        outcomes: What turned out about each file, in the order in which they were written.
    """

    reading: Callable[[Reach], BundleWork]
    reach: Reach
    objects: ObjectStore
    zip: ZipWriter
    outcomes: list[Outcome] = field(factory=list, init=False)

    def write(self, number: int, artifact: Artifact) -> Iterator[bytes]:
        """Yields a file's entries, if it has any.

        Args:
            number: Its place, from 1.
            artifact: Its record.

        Raises:
            StorageUnavailableError: The store fails, which says nothing of the file; the bundle is none then.
        """
        if not artifact.status.has_object:
            self.outcomes.append(Outcome(artifact.status, artifact.reason))
            return
        try:
            with only_objects_are_gone():
                content = self.objects.get(artifact.bucket, artifact.key)
        except NotFoundError:
            self.outcomes.append(self._gone(artifact))
            return
        name = f"files/{number:04}-{safe_name(artifact.file_name)}"
        check = _Check(artifact.size_bytes)
        try:
            yield from self.zip.entry(name, check.pass_on(content))
        finally:
            close(content)
        reason = check.reason or self._other_hash(artifact)
        if not reason:
            self.outcomes.append(Outcome(ArtifactStatus.STORED, "", name))
            return
        notice = f"{name}.NOT-AS-STORED.txt"
        yield from self.zip.entry(notice, [_notice(artifact, reason)])
        self.outcomes.append(Outcome(ArtifactStatus.CORRUPT, reason, name, notice))

    def _other_hash(self, artifact: Artifact) -> str:
        found = self.zip.written[-1].sha256
        return "" if artifact.sha256 is not None and found == artifact.sha256.hex() else f"its SHA-256 is {found}"

    def _gone(self, artifact: Artifact) -> Outcome:
        with self.reading(self.reach) as work:
            present = work.artifacts.get(artifact.id, reach=self.reach)
        if present.status is ArtifactStatus.DELETED:
            return Outcome(present.status, present.reason)
        return Outcome(ArtifactStatus.MISSING, "the store has no such object")


@define
class _Check:
    """Counts what an object has; no more of it is passed on than was stored, however long it has become."""

    size_bytes: int
    seen_bytes: int = 0
    reason: str = ""

    def pass_on(self, content: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in content:
            left_bytes = self.size_bytes - self.seen_bytes
            self.seen_bytes += len(chunk)
            if len(chunk) > left_bytes:
                self.reason = f"it goes on after {self.size_bytes} bytes, which is all that it had"
                yield chunk[:left_bytes]
                return
            yield chunk
        if self.seen_bytes < self.size_bytes:
            self.reason = f"it has {self.seen_bytes} bytes, and had {self.size_bytes}"


def bundled_file(number: int, artifact: Artifact, outcome: Outcome, custody: str, events: int) -> BundledFile:
    """Returns a file as the manifest tells of it.

    Args:
        number: Its place, from 1.
        artifact: Its record, as it was when the bundle was begun.
        outcome: What turned out about it.
        custody: Name of the entry with its custody.
        events: How many events that has.
    """
    return BundledFile(
        number=number,
        artifact_id=str(artifact.id),
        file_name=artifact.file_name,
        content_type=artifact.content_type,
        size_bytes=artifact.size_bytes,
        sha256=None if artifact.sha256 is None else artifact.sha256.hex(),
        collected_at=time_text(artifact.collected_at),
        collected_by=artifact.collected_by,
        agent_id=None if artifact.agent_id is None else str(artifact.agent_id),
        status=str(outcome.status),
        reason=outcome.reason,
        entry=outcome.entry,
        notice=outcome.notice,
        custody=custody,
        events=events,
    )


def _notice(artifact: Artifact, reason: str) -> bytes:
    digest = "(none)" if artifact.sha256 is None else artifact.sha256.hex()
    name = shown_name(artifact.file_name)
    text = _NOTICE.format(reason=reason, size_bytes=artifact.size_bytes, sha256=digest, name=name)
    return text.encode("utf-8", "backslashreplace")
