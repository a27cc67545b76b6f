"""Going through the custody events of a bundle, before its chain says which of them are proved."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import define, field

from socdomain.artifacts.bundle.custody_lines import said_by_event
from socdomain.artifacts.bundle.entry_data import parsed
from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.manifest import BundledFile, Manifest, aware_time
from socdomain.artifacts.bundle.unproved import Unproved
from socdomain.artifacts.custody import CustodyAct

MOST_EVENTS: Final = 1_000_000
"""Of a bundle; some 200 bytes are held of each until its record is found."""


@define
class CustodyCheck:
    """Takes the events of one file after the other, and remembers what their records have to say.

    Attributes:
        manifest: What the bundle says it is.
        findings: Takes what is wrong.
        most_events: How many events are held against their records.
        expected: By the place of its record, for each event: a digest of what it says, and the number of its file.
        unproved: The events that have no record any more.
        is_complete: Whether all events that have a record are among those expected.
    """

    manifest: Manifest
    findings: Findings
    most_events: int = MOST_EVENTS
    expected: dict[int, tuple[bytes, int]] = field(factory=dict, init=False)
    unproved: Unproved = field(factory=Unproved, init=False)
    is_complete: bool = field(default=True, init=False)

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
    _unproved: Unproved = field(factory=Unproved, init=False)
    _first_acts: set[str] = field(factory=set, init=False)

    def take(self, line: bytes) -> None:
        """Looks at the next event, which is the one before in time."""
        self._count += 1
        try:
            event = parsed(line)
            said, sequence = said_by_event(event), event["sequence"]
            at, event_id = aware_time(event["at"]), str(UUID(event["id"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            self._find(Kind.EVENT_CHANGED, f"line {self._count} is no custody event, or not written as they are")
            return
        if event["artifact_id"] != self.file.artifact_id:
            self._find(Kind.EVENT_ADDED, f"event {event_id} is about another file")
        position = (event["at"], event["id"])
        if self._last is not None and position >= self._last:
            self._find(Kind.REORDERED, f"event {event_id} stands in the place of another")
        self._last = position
        self._look_at(event)
        if sequence is None:
            self._take_unproved(event["act"], at, event_id)
        else:
            self._take_placed(event["act"], sequence, said, event_id)

    def close(self) -> None:
        """Says what is missing, once there is no further event."""
        if self._count != self.file.events:
            kind = Kind.EVENT_MISSING if self._count < self.file.events else Kind.EVENT_ADDED
            self._find(kind, f"{self._count} events are there, and the manifest says {self.file.events}")
        if self.file.sha256 is not None and not self._is_stored:
            self._find(Kind.EVENT_MISSING, "no event tells that it was stored as the manifest says")
        if not self._is_exported:
            self._find(Kind.EVENT_MISSING, f"no event tells of the export of bundle {self.custody.manifest.bundle_id}")
        if CustodyAct.STORED in self._first_acts and self._unproved.last_act != CustodyAct.BEGUN:
            self._refuse_unproved("stands before the file was stored, which no event says was begun")
        self.custody.unproved.take(self._unproved)

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

    def _take_unproved(self, act: object, at: datetime, event_id: str) -> None:
        pruned_before = self.custody.manifest.chain.pruned_before
        if not pruned_before or at >= aware_time(pruned_before):
            self._find(Kind.EVENT_ADDED, f"no record of the audit log tells of event {event_id}")
        elif CustodyAct.BEGUN in self._first_acts:
            self._find(Kind.EVENT_ADDED, f"event {event_id} has no record, and stands before the file was begun")
        else:
            self._unproved.add(event_id, act)

    def _take_placed(self, act: object, sequence: object, said: bytes, event_id: str) -> None:
        # Records are pruned from the beginning on: where this one is there, those of later events are too.
        self._refuse_unproved(f"has no record, and the older event {event_id} has")
        if act in (CustodyAct.BEGUN, CustodyAct.STORED):
            self._first_acts.add(str(act))
        if type(sequence) is not int or sequence in self.custody.expected:
            self._find(Kind.EVENT_ADDED, f"event {event_id} names a place that is another's")
        elif len(self.custody.expected) < self.custody.most_events:
            self.custody.expected[sequence] = (said, self.file.number)
        elif self.custody.is_complete:
            self.custody.is_complete = False
            detail = f"from event {event_id} on they are not held against the audit log: there are more than "
            self._find(Kind.TOO_MANY_EVENTS, f"{detail}{self.custody.most_events}")

    def _refuse_unproved(self, why: str) -> None:
        if self._unproved.count:
            self._find(Kind.EVENT_ADDED, f"event {self._unproved} {why}")
            self._unproved = Unproved()

    def _find(self, kind: Kind, detail: str) -> None:
        self.custody.findings.add(kind, self.file.custody, detail)
