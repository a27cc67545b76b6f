"""Seeds: what comes with the product, and when a database takes a later version of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from attrs import frozen

from socdomain.auth.ports import AuthWork
from socdomain.connectors.catalogue import CatalogueRepository
from socdomain.errors import ConcurrentChangeError
from socdomain.jobs.ports import JobsWork
from socdomain.sources.ports import SourcesWork


@frozen
class Seed:
    """One row that comes with the product.

    Attributes:
        kind: What it is, such as ``role``.
        key: Which one.
        version: Counts what the product changed about it, from 1.
        content: JSON of all that the product decides about the row; the rest is the operator's from the beginning.
    """

    kind: str
    key: str
    version: int
    content: Mapping[str, Any]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the content, 32 bytes."""
        return digest_of(self.content)


def digest_of(content: Mapping[str, Any]) -> bytes:
    """Returns the SHA-256 over JSON, whatever the order of its objects' fields; 32 bytes."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).digest()


@frozen
class AppliedSeed:
    """What was last applied of a seed.

    Attributes:
        kind: See ``Seed``.
        key: See ``Seed``.
        version: Which version.
        digest: Of its content, so that a row that somebody changed since is known.
    """

    kind: str
    key: str
    version: int
    digest: bytes

    @classmethod
    def of(cls, seed: Seed) -> AppliedSeed:
        """Returns that a seed was applied."""
        return cls(seed.kind, seed.key, seed.version, seed.digest)


def require_unchanged(content: Mapping[str, Any], was: AppliedSeed) -> None:
    """Refuses to go on where a row is no longer as a seed left it.

    Args:
        content: What the seed decides about the row, as it is.
        was: What was applied of the seed.

    Raises:
        ConcurrentChangeError: Somebody has just changed the row.
    """
    if digest_of(content) != was.digest:
        raise ConcurrentChangeError(f"another writer was first: the {was.kind} {was.key} was changed")


class SeedRepository(Protocol):
    """What was applied of which seed."""

    def all(self) -> tuple[AppliedSeed, ...]:
        """Returns what was applied, in any order."""
        ...

    def put(self, applied: AppliedSeed) -> None:
        """Keeps what was applied of a seed, in place of what was before."""
        ...


class StartupWork(SourcesWork, AuthWork, JobsWork, Protocol):
    """A unit of work over what seeds are about."""

    @property
    def seeds(self) -> SeedRepository:
        """What was applied of which seed."""
        ...

    @property
    def catalogue(self) -> CatalogueRepository:
        """What can be connected."""
        ...


class Fate(StrEnum):
    """What becomes of a seed."""

    ADDED = "added"
    UPDATED = "updated"
    KEPT = "kept"
    """The row is as the seed has it."""
    CHANGED = "changed"
    """Somebody changed the row, and it is left as it is."""
    DELETED = "deleted"
    """Somebody deleted the row, and it is not added again."""


def fate_of(seed: Seed, applied: AppliedSeed | None, present: Mapping[str, Any] | None) -> Fate:
    """Decides what becomes of a seed.

    Args:
        seed: As the product has it now.
        applied: What was last applied of it; None if nothing ever was.
        present: Content of the row in use; None if there is none.
    """
    if present is None:
        return Fate.ADDED if applied is None else Fate.DELETED
    digest = digest_of(present)
    if digest == seed.digest:
        return Fate.KEPT
    if applied is None or digest != applied.digest:
        return Fate.CHANGED
    # A later version of the product was here before: what it brought is not taken back.
    return Fate.UPDATED if seed.version > applied.version else Fate.KEPT
