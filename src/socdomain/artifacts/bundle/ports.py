"""What evidence bundles need: storage of both files and the audit log, and a bundle that can be read."""

from __future__ import annotations

from typing import Protocol

from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit.trail import AuditWork


class BundleWork(ArtifactsWork, AuditWork, Protocol):
    """A unit of work over stored files and the audit log."""


class ReadsBundle(Protocol):
    """The bytes of a bundle, from any place; they do not change while they are read."""

    @property
    def size_bytes(self) -> int:
        """How many there are."""
        ...

    def read(self, first_byte: int, length: int) -> bytes:
        """Returns bytes from a place on; fewer only where the bundle ends.

        Args:
            first_byte: The place, from 0.
            length: How many; at most 16 MiB are asked for at once.
        """
        ...
