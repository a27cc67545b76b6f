"""Applied seeds and the catalogue in memory."""

from __future__ import annotations

from attrs import frozen

from socdomain.connectors.catalogue import CatalogueEntry, CatalogueKind
from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.memory.state import State
from socdomain.startup.seeds import AppliedSeed


@frozen
class MemorySeedRepository:
    """What was applied of which seed, as ``SeedRepository``."""

    _state: State

    def all(self) -> tuple[AppliedSeed, ...]:
        """Returns what was applied."""
        return tuple(self._state.seeds.values())

    def put(self, applied: AppliedSeed) -> None:
        """Keeps what was applied of a seed."""
        self._state.seeds[applied.kind, applied.key] = applied


@frozen
class MemoryCatalogueRepository:
    """What can be connected, as ``CatalogueRepository``."""

    _state: State

    def all(self, kind: CatalogueKind) -> tuple[CatalogueEntry, ...]:
        """Returns every entry of a kind, by name."""
        entries = (entry for entry in self._state.catalogue.values() if entry.kind is kind)
        return tuple(sorted(entries, key=lambda entry: entry.name))

    def add(self, entry: CatalogueEntry) -> None:
        """Adds an entry."""
        if (entry.kind, entry.name) in self._state.catalogue:
            raise ConcurrentChangeError("the entry exists")
        self._state.catalogue[entry.kind, entry.name] = entry

    def replace(self, entry: CatalogueEntry, *, expected_version: int) -> None:
        """Replaces an entry."""
        present = self._state.catalogue.get((entry.kind, entry.name))
        if present is None:
            raise NotFoundError(entry.kind.value, entry.name)
        if present.version != expected_version:
            raise StaleVersionError(entry.kind.value, present)
        self._state.catalogue[entry.kind, entry.name] = entry
