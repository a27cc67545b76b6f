"""Show what a zip says that it holds; it is never unpacked, and a bomb is told to be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final

from attrs import define, field, frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.gone_objects import only_objects_are_gone
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.zip_directory import ZipDirectory, ZipEntry
from socdomain.ids import ArtifactId
from socdomain.object_store import ObjectStore
from socdomain.principal import Principal, Reach, Scope

MOST_ENTRIES: Final = 10_000
"""How many entries are shown; the others are counted."""
BOMB_RATIO: Final = 200
"""Bytes for each byte of the archive from which on it is a bomb. Logs become some 20 times as long; what Deflate packs
becomes at most 1,032 times as long (https://zlib.net/zlib_tech.html)."""
BOMB_LEAST_BYTES: Final = 100 * 1024 * 1024
"""What is shorter fills nothing, however well it is packed."""
_DEFLATE: Final = 8
_DEFLATE_RATIO: Final = 1_032
_ARCHIVES: Final = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".jar", ".cab")


class ArchiveWarning(StrEnum):
    """What somebody should know before they unpack an archive."""

    RATIO = "ratio"
    """It becomes far longer than it is: a bomb."""
    OVERLAP = "overlap"
    """Entries lie over each other, or over the directory, as no program packs them: a bomb."""
    IMPOSSIBLE_SIZES = "impossible_sizes"
    """Sizes contradict how the entry is packed."""
    ARCHIVES_WITHIN = "archives_within"
    """It holds archives, into which nobody has looked."""
    DUPLICATE_NAMES = "duplicate_names"
    """Several entries have one name: programs differ in which of them they show."""
    ENCRYPTED = "encrypted"
    MISCOUNTED = "miscounted"
    """It has more or fewer entries than it says."""
    BYTES_AROUND = "bytes_around"
    """Something stands before or behind the archive, as in what unpacks itself, or where something is hidden."""
    NOT_WHOLE = "not_whole"
    """Its directory was not read to its end."""

    @property
    def is_of_bombs(self) -> bool:
        """Whether unpacking would do harm."""
        return self in (ArchiveWarning.RATIO, ArchiveWarning.OVERLAP)


@frozen
class ArchiveListing:
    """What an archive says that it holds.

    Attributes:
        entries: The first 10,000 entries, in the order of its directory.
        entry_count: How many there are.
        size_bytes: How long all of them together are said to be.
        archive_bytes: How long the archive is.
        warnings: What somebody should know, each with a sentence.
    """

    entries: tuple[ZipEntry, ...]
    entry_count: int
    size_bytes: int
    archive_bytes: int
    warnings: tuple[tuple[ArchiveWarning, str], ...]

    @property
    def is_bomb(self) -> bool:
        """Whether unpacking it would do harm."""
        return any(warning.is_of_bombs for warning, _ in self.warnings)


@frozen
class ListArchive:
    """Reads the directory of a stored zip, at most 8 MiB of it, and never what is packed.

    Attributes:
        work: Makes units of work; none is open while the file is read.
        objects: Keeps files.
    """

    work: Callable[[Reach], ArtifactsWork]
    objects: ObjectStore

    def execute(self, artifact_id: ArtifactId, *, by: Principal) -> ArchiveListing:
        """Returns what an archive says that it holds.

        Args:
            artifact_id: Which.
            by: Who asks; needs ``artifacts:read``.

        Raises:
            NotFoundError: There is none within reach, or the store no longer has it.
            NoObjectError: It was deleted, or never came whole.
            NotAnArchiveError: It is no zip, or its directory cannot be found.
            StorageUnavailableError: The store fails.
        """
        by.require_any_scope(Scope.ARTIFACTS_READ)
        with self.work(by.reach) as work:
            artifact = work.artifacts.get(artifact_id, reach=by.reach)
        if not artifact.status.has_object:
            raise NoObjectError(artifact)
        return listing_of(ZipDirectory(self._reads(artifact), artifact.size_bytes), artifact.size_bytes)

    def _reads(self, artifact: Artifact) -> Callable[[int, int], bytes]:
        def read(first: int, count: int) -> bytes:
            last = first + count - 1
            with only_objects_are_gone():
                return b"".join(self.objects.get(artifact.bucket, artifact.key, first_byte=first, last_byte=last))

        return read


def listing_of(directory: ZipDirectory, archive_bytes: int) -> ArchiveListing:
    """Returns what a directory holds, and what somebody should know of it.

    Args:
        directory: Nothing of it has been read yet.
        archive_bytes: How long the archive is.
    """
    seen = _Seen()
    for entry, ends_at in directory.entries():
        seen.add(entry, ends_at)
    return ArchiveListing(
        tuple(seen.shown), seen.count, seen.size_bytes, archive_bytes, tuple(seen.warnings(directory, archive_bytes))
    )


@define
class _Seen:
    shown: list[ZipEntry] = field(factory=list)
    count: int = 0
    size_bytes: int = 0
    reached: list[tuple[int, int]] = field(factory=list)
    names: Counter[int] = field(factory=Counter)
    each: Counter[ArchiveWarning] = field(factory=Counter)

    def add(self, entry: ZipEntry, ends_at: int) -> None:
        """Counts an entry; beside the first ones only places and hashes of names are kept."""
        if self.count < MOST_ENTRIES:
            self.shown.append(entry)
        self.count += 1
        self.size_bytes += entry.size_bytes
        self.reached.append((entry.starts_at, ends_at))
        self.names[hash(entry.name)] += 1
        self.each[ArchiveWarning.RATIO] += _is_bomb(entry.size_bytes, entry.packed_bytes)
        self.each[ArchiveWarning.IMPOSSIBLE_SIZES] += _is_impossible(entry)
        self.each[ArchiveWarning.ARCHIVES_WITHIN] += entry.name.casefold().endswith(_ARCHIVES)
        self.each[ArchiveWarning.ENCRYPTED] += entry.is_encrypted

    def warnings(self, directory: ZipDirectory, archive_bytes: int) -> Iterable[tuple[ArchiveWarning, str]]:
        """Yields what somebody should know."""
        place, each = directory.place, self.each
        each[ArchiveWarning.OVERLAP] = _overlapping(self.reached, place.start)
        each[ArchiveWarning.DUPLICATE_NAMES] = sum(1 for number in self.names.values() if number > 1)
        if _is_bomb(self.size_bytes, archive_bytes):
            yield ArchiveWarning.RATIO, f"its {archive_bytes} bytes become {self.size_bytes}"
        for warning, sentence in _SENTENCES.items():
            if each[warning]:
                yield warning, sentence.format(each[warning])
        if not directory.trouble and place.count != self.count:
            yield ArchiveWarning.MISCOUNTED, f"it says that it has {place.count} entries, and has {self.count}"
        if place.before_bytes or place.after_bytes:
            around = f"{place.before_bytes} bytes stand before it, and {place.after_bytes} behind it"
            yield ArchiveWarning.BYTES_AROUND, around
        if directory.trouble:
            yield ArchiveWarning.NOT_WHOLE, directory.trouble


_SENTENCES: Final = {
    ArchiveWarning.RATIO: f"entries that become {BOMB_RATIO} times as long or longer: {{}}",
    ArchiveWarning.OVERLAP: "entries that lie over others, or over the directory: {}",
    ArchiveWarning.IMPOSSIBLE_SIZES: "entries whose sizes contradict how they are packed: {}",
    ArchiveWarning.ARCHIVES_WITHIN: "entries that are archives by their names, into which nobody has looked: {}",
    ArchiveWarning.DUPLICATE_NAMES: "names that stand there more than once: {}",
    ArchiveWarning.ENCRYPTED: "entries that take a password: {}",
}


def _is_bomb(size_bytes: int, packed_bytes: int) -> bool:
    return size_bytes >= BOMB_LEAST_BYTES and size_bytes >= BOMB_RATIO * packed_bytes


def _is_impossible(entry: ZipEntry) -> bool:
    if entry.is_encrypted:
        # What encrypts it adds some bytes of its own.
        return False
    if entry.method == 0:
        return entry.size_bytes != entry.packed_bytes
    return entry.method == _DEFLATE and entry.size_bytes > _DEFLATE_RATIO * max(1, entry.packed_bytes)


def _overlapping(reached: Sequence[tuple[int, int]], directory_starts_at: int) -> int:
    overlapping, until = 0, 0
    for starts_at, ends_at in sorted(reached):
        overlapping += starts_at < until or ends_at > directory_starts_at
        until = max(until, ends_at)
    return overlapping
