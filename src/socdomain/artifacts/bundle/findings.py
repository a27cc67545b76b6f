"""What is found to be wrong with a bundle."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import define, field, frozen

MOST_SHOWN: Final = 1_000
"""Findings that are named; further ones are counted."""


class BundleFindingKind(StrEnum):
    """What is wrong."""

    ARCHIVE = "archive changed"
    """The zip around the entries is not as bundles are written."""
    PREPENDED = "bytes before the bundle"
    TRAILING = "bytes behind the bundle"
    COMPRESSED = "compressed"
    """An entry is compressed or encrypted, which none is in a bundle; it is not unpacked."""
    DUPLICATE = "duplicate name"
    CHANGED = "changed"
    """An entry has other bytes than the manifest says."""
    MISSING = "missing"
    EXTRA = "extra"
    RENAMED = "renamed"
    REORDERED = "reordered"
    MANIFEST = "manifest unreadable"
    BAD_SIGNATURE = "bad signature"
    UNKNOWN_KEY = "unknown key"
    """It was signed, by none of the keys that were named."""
    NOT_AS_STORED = "not as stored"
    """The bundle tells the truth of a file that is not what it was."""
    FILE_MISSING = "file missing"
    """The bundle tells that the store had lost a file."""
    EVENT_CHANGED = "event changed"
    EVENT_MISSING = "event missing"
    EVENT_ADDED = "event added"
    TOO_MANY_EVENTS = "too many events"
    """More than are held against the audit log; it says nothing of them."""
    LINK_BROKEN = "link broken"
    """A record does not lead to the next one that was signed."""


@frozen
class BundleFinding:
    """One thing that is wrong.

    Attributes:
        kind: What.
        about: Name of the entry, the file or the event; empty for the bundle as a whole.
        detail: More of it, in a sentence.
    """

    kind: BundleFindingKind
    about: str
    detail: str


@define
class Findings:
    """Takes findings, and keeps no more of them than are shown.

    Attributes:
        found: The first 1,000.
        more: How many there are beyond.
    """

    found: list[BundleFinding] = field(factory=list, init=False)
    more: int = field(default=0, init=False)

    def add(self, kind: BundleFindingKind, about: str, detail: str) -> None:
        """Takes a finding."""
        if len(self.found) < MOST_SHOWN:
            self.found.append(BundleFinding(kind, about, detail))
        else:
            self.more += 1
