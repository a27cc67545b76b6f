"""Going through the custody events of a bundle, before its chain says which of them are proved."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from attrs import define, field

from socdomain.artifacts.bundle.custody_lines import said_by_event
from socdomain.artifacts.bundle.entry_data import parsed
from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.manifest import BundledFile, Manifest, aware_time
from socdomain.artifacts.custody import CustodyAct

MOST_EVENTS: Final = 1_000_000
"""Of a bundle; some 200 bytes are held of each until its record is found."""


@define
class CustodyCheck:
    """Takes the events of one file after the other, and remembers what their records have to say.

    Attributes:
        manifest: What the bundle says it is.
        findings: Takes what is wrong.
        expected: By the place of its record, for each event: a digest of what it says, and the number of its file.
        unproved: How many events have no record any more.
    """

    manifest: Manifest
    findings: Findings
    expected: dict[int, tuple[bytes, int]] = field(factory=dict, init=False)
    unproved: int = field(default=0, init=False)

    def file(self, file: BundledFile) -> FileCustody:
        """Returns what takes the events of a file."""
        return FileCustody(self, file)


@define
class FileCustody:
    """Takes the events of a file: ``take`` each line, then ``close``.

    Attributes:
        custody: What is known of all files.
        file: Which file.
    """

    custody: CustodyCheck
    file: BundledFile
    _count: int = field(default=0, init=False)
    _last: tuple[str, str] | None = field(default=None, init=False)
    _is_stored: bool = field(default=False, init=False)
    _is_exported: bool = field(default=False, init=False)

    def take(self, line: bytes) -> None:
        """Looks at the next event, which is the one before in time."""
        self._count += 1
        try:
            event = parsed(line)
            said, sequence = said_by_event(event), event["sequence"]
            at, event_id = aware_time(event["at"]), str(event["id"])
        except (KeyError, TypeError, ValueError):
            self._find(Kind.EVENT_CHANGED, f"line {self._count} is no custody event, or not written as they are")
            return
        if event["artifact_id"] != self.file.artifact_id:
            self._find(Kind.EVENT_ADDED, f"event {event_id} is about another file")
        position = (event["at"], event_id)
        if self._last is not None and position >= self._last:
            self._find(Kind.REORDERED, f"event {event_id} stands in the place of another")
        self._last = position
        self._look_at(event)
        if sequence is None:
            self._take_unproved(at, event_id)
        elif type(sequence) is not int or sequence in self.custody.expected or self._is_full():
            self._find(Kind.EVENT_ADDED, f"event {event_id} names a place that is another's")
        else:
            self.custody.expected[sequence] = (said, self.file.number)

    def close(self) -> None:
        """Says what is missing, once there is no further event."""
        if self._count != self.file.events:
            kind = Kind.EVENT_MISSING if self._count < self.file.events else Kind.EVENT_ADDED
            self._find(kind, f"{self._count} events are there, and the manifest says {self.file.events}")
        if self.file.sha256 is not None and not self._is_stored:
            self._find(Kind.EVENT_MISSING, "no event tells that it was stored as the manifest says")
        if not self._is_exported:
            self._find(Kind.EVENT_MISSING, f"no event tells of the export of bundle {self.custody.manifest.bundle_id}")

    def _look_at(self, event: Any) -> None:
        detail = event["detail"] if isinstance(event["detail"], dict) else {}
        if event["act"] == CustodyAct.STORED:
            as_stored = (detail.get("sha256"), detail.get("size_bytes"))
            if as_stored == (self.file.sha256, self.file.size_bytes):
                self._is_stored = True
            else:
                self._find(Kind.EVENT_CHANGED, "it was stored with another length or SHA-256 than the manifest says")
        if event["act"] == CustodyAct.EXPORTED and detail.get("bundle_id") == self.custody.manifest.bundle_id:
            self._is_exported = True

    def _take_unproved(self, at: datetime, event_id: str) -> None:
        pruned_at = self.custody.manifest.chain.pruned_at
        if pruned_at and at <= aware_time(pruned_at):
            self.custody.unproved += 1
        else:
            self._find(Kind.EVENT_ADDED, f"no record of the audit log tells of event {event_id}")

    def _is_full(self) -> bool:
        return len(self.custody.expected) >= MOST_EVENTS

    def _find(self, kind: Kind, detail: str) -> None:
        self.custody.findings.add(kind, self.file.custody, detail)
