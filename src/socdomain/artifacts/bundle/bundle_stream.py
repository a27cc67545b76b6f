"""A bundle as it goes out: files, custody, chain, manifest, one after the other and none of them held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import define, field, frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.bundle.bundled_files import FileEntries, bundled_file
from socdomain.artifacts.bundle.chain_lines import ChainLines
from socdomain.artifacts.bundle.custody_lines import custody_line
from socdomain.artifacts.bundle.manifest import CHAIN, MANIFEST, BundledFile, ChainExtent, Manifest, sign_manifest
from socdomain.artifacts.bundle.ports import BundleWork
from socdomain.artifacts.bundle.zip_writer import ZipWriter
from socdomain.audit.chain import ChainHead, time_text
from socdomain.audit.ports import AuditKeys
from socdomain.incidents.case import Case
from socdomain.object_store import ObjectStore
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Reach

_AT_ONCE_BYTES: Final = 256 * 1024


@frozen
class Exported:
    """What is exported, as it was when that began.

    Attributes:
        id: Identifier of the bundle.
        case: The case.
        customer: Code of its customer.
        artifacts: Its files, in the order of the bundle.
        at: When, aware UTC.
        by: Who asked.
    """

    id: UUID
    case: Case
    customer: str
    artifacts: tuple[Artifact, ...]
    at: datetime
    by: Principal


@define
class BundleStream:
    """Makes the bytes of a bundle.

    Attributes:
        reading: Makes units of work that only read; none is open while bytes are yielded.
        objects: Keeps files.
        keys: Signs the manifest.
        exported: What is exported.
        until: The signed end of the chain that proves the custody.
    """

    reading: Callable[[Reach], BundleWork]
    objects: ObjectStore
    keys: AuditKeys
    exported: Exported
    until: ChainHead
    _zip: ZipWriter = field(factory=ZipWriter, init=False)
    _first: int = field(default=0, init=False)
    _has_unproved: bool = field(default=False, init=False)

    def content(self) -> Iterator[bytes]:
        """Yields the bytes, in chunks that are worth sending."""
        return _gathered(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        reach, artifacts = self.exported.by.reach, self.exported.artifacts
        files = FileEntries(self.reading, reach, self.objects, self._zip)
        for number, artifact in enumerate(artifacts, 1):
            yield from files.write(number, artifact)
        self._first = self.until.sequence
        told: list[BundledFile] = []
        for (number, artifact), outcome in zip(enumerate(artifacts, 1), files.outcomes, strict=True):
            name, events = f"custody/{number:04}.jsonl", _Counted(self._custody(artifact))
            yield from self._zip.entry(name, _gathered(events))
            told.append(bundled_file(number, artifact, outcome, name, events.count))
        own = {str(artifact.id) for artifact in artifacts}
        chain, pruned = ChainLines(self.reading, reach, self.until.chain, own), self._pruned()
        if pruned is not None and self._has_unproved:
            # From the first record that was kept on, whose time says how old the pruned ones are.
            self._first = min(self._first, pruned.head.sequence + 1)
        yield from self._zip.entry(CHAIN, _gathered(chain.lines(self._first, self.until.sequence)))
        manifest = self._manifest(told, self._extent(chain, pruned))
        yield from self._zip.entry(MANIFEST, [sign_manifest(manifest, self.keys).body()])
        yield from self._zip.end()

    def _custody(self, artifact: Artifact) -> Iterator[bytes]:
        """Yields the events of a file, the latest first; those of after the signed end are of a later bundle."""
        reach, chain = self.exported.by.reach, self.until.chain
        page: PageRequest | None = PageRequest(LARGEST_PAGE)
        while page is not None:
            with self.reading(reach) as work:
                found = work.artifacts.custody(artifact.id, page, reach=reach)
                places = work.audit_trail.places(chain, [event.id for event in found.items])
            for event in found.items:
                place = places.get(event.id)
                if place is None or place <= self.until.sequence:
                    self._first = min(self._first, place or self._first)
                    self._has_unproved |= place is None
                    yield custody_line(event, place)
            page = None if found.next is None else PageRequest(LARGEST_PAGE, found.next)

    def _pruned(self) -> _Pruned | None:
        chain = self.until.chain
        with self.reading(self.exported.by.reach) as work:
            signed = next((one for one in work.audit_trail.checkpoints(chain) if one.holds(self.keys)), None)
            if signed is None:
                return None
            kept = work.audit_trail.records(chain, after=signed.head.sequence, until=self.until.sequence, limit=1)
        return _Pruned(signed.head, signed.signed_at, kept[0].record.at if kept else signed.signed_at)

    def _extent(self, chain: ChainLines, pruned: _Pruned | None) -> ChainExtent:
        start = chain.start or ChainHead(self.until.chain, self._first - 1)
        return ChainExtent(
            id=str(self.until.chain),
            after=start.sequence,
            after_hash=start.hash.hex(),
            until=self.until.sequence,
            until_hash=self.until.hash.hex(),
            pruned_until=pruned.head.sequence if pruned else 0,
            pruned_at=time_text(pruned.at) if pruned else "",
            pruned_before=time_text(pruned.before) if pruned else "",
        )

    def _manifest(self, files: list[BundledFile], chain: ChainExtent) -> Manifest:
        exported = self.exported
        return Manifest(
            bundle_id=str(exported.id),
            case_id=str(exported.case.id),
            case_number=exported.case.number,
            case_name=exported.case.name,
            customer_id=str(exported.case.customer_id),
            customer=exported.customer,
            exported_at=time_text(exported.at),
            exported_by=exported.by.name,
            exported_by_id=str(exported.by.id),
            files=tuple(files),
            chain=chain,
            entries=tuple(self._zip.written),
        )


@frozen
class _Pruned:
    """What was pruned of a chain: up to which place, when, and of before which time."""

    head: ChainHead
    at: datetime
    before: datetime


@define
class _Counted:
    """Passes lines on, and counts them."""

    lines: Iterable[bytes]
    count: int = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.count += 1
            yield line


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yields small pieces together, and large ones as they are."""
    held: list[bytes] = []
    held_bytes = 0
    for piece in pieces:
        held.append(piece)
        held_bytes += len(piece)
        if held_bytes >= _AT_ONCE_BYTES:
            yield b"".join(held)
            held, held_bytes = [], 0
    if held:
        yield b"".join(held)
