"""How each kind of seed becomes a row, and a row the content of a seed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from attrs import evolve, frozen

from socdomain.auth.role import Role
from socdomain.connectors.catalogue import CatalogueEntry, CatalogueKind, field_from_document, field_to_document
from socdomain.principal import Scope
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.mapping.mapping_document import mapping_from_document, mapping_to_document
from socdomain.sources.source import Source
from socdomain.startup.schedule_seeds import ScheduleSeeds
from socdomain.startup.seeds import AppliedSeed, Seed, StartupWork, require_unchanged


class SeedKind(Protocol):
    """How seeds of one kind are stored."""

    def contents(self, work: StartupWork) -> Mapping[str, Mapping[str, Any]]:
        """Returns the content of every row in use, by its key."""
        ...

    def add(self, work: StartupWork, seed: Seed, *, at: datetime) -> None:
        """Adds the row of a seed."""
        ...

    def update(self, work: StartupWork, seed: Seed, *, was: AppliedSeed, at: datetime) -> None:
        """Brings the row of a seed to its content, and leaves the rest of the row.

        Args:
            work: Where.
            seed: The seed in its later version.
            was: What was applied of it, and what the row must still be.
            at: When, aware UTC.

        Raises:
            ConcurrentChangeError: Somebody has just changed the row.
        """
        ...


@frozen
class RoleSeeds:
    """Roles: title and scopes."""

    def contents(self, work: StartupWork) -> Mapping[str, Mapping[str, Any]]:
        """Returns the content of every role."""
        return {role.name: role_content(role) for role in work.roles.all()}

    def add(self, work: StartupWork, seed: Seed, *, at: datetime) -> None:
        """Adds a role."""
        work.roles.add(_role(seed, version=1))

    def update(self, work: StartupWork, seed: Seed, *, was: AppliedSeed, at: datetime) -> None:
        """Changes a role."""
        present = work.roles.get(seed.key)
        require_unchanged(role_content(present), was)
        work.roles.replace(_role(seed, version=present.version + 1), expected_version=present.version)


@frozen
class SourceSeeds:
    """Sources: the mapping, whose own version counts what happened to it here."""

    def contents(self, work: StartupWork) -> Mapping[str, Mapping[str, Any]]:
        """Returns the content of every source."""
        return {source.name: mapping_content(source.mapping) for source in work.sources.all()}

    def add(self, work: StartupWork, seed: Seed, *, at: datetime) -> None:
        """Adds a source."""
        work.sources.add(Source(name=seed.key, mapping=_mapping(seed, version=1), changed_at=at))

    def update(self, work: StartupWork, seed: Seed, *, was: AppliedSeed, at: datetime) -> None:
        """Changes the mapping of a source; its customer and its minimums stay."""
        present = work.sources.get(seed.key)
        require_unchanged(mapping_content(present.mapping), was)
        mapping = _mapping(seed, version=present.mapping.version + 1)
        changed = evolve(present, mapping=mapping, changed_at=at, version=present.version + 1)
        work.sources.save(changed, expected_version=present.version)


@frozen
class CatalogueSeeds:
    """What can be connected, of one kind: title and fields."""

    kind: CatalogueKind

    def contents(self, work: StartupWork) -> Mapping[str, Mapping[str, Any]]:
        """Returns the content of every entry."""
        return {entry.name: entry_content(entry) for entry in work.catalogue.all(self.kind)}

    def add(self, work: StartupWork, seed: Seed, *, at: datetime) -> None:
        """Adds an entry."""
        work.catalogue.add(self._entry(seed, version=1))

    def update(self, work: StartupWork, seed: Seed, *, was: AppliedSeed, at: datetime) -> None:
        """Changes an entry."""
        (present,) = (entry for entry in work.catalogue.all(self.kind) if entry.name == seed.key)
        require_unchanged(entry_content(present), was)
        work.catalogue.replace(self._entry(seed, version=present.version + 1), expected_version=present.version)

    def _entry(self, seed: Seed, *, version: int) -> CatalogueEntry:
        fields = tuple(map(field_from_document, seed.content["fields"]))
        return CatalogueEntry(self.kind, seed.key, seed.content["title"], fields, version)


ROLES = "role"
SOURCES = "source"
SCHEDULES = "schedule"

SEED_KINDS: Mapping[str, SeedKind] = {
    ROLES: RoleSeeds(),
    SOURCES: SourceSeeds(),
    SCHEDULES: ScheduleSeeds(),
    **{kind.value: CatalogueSeeds(kind) for kind in CatalogueKind},
}
"""Each kind by its name, which is also the object's type in the audit."""


def role_content(role: Role) -> dict[str, Any]:
    """Returns what a seed decides about a role."""
    return {"title": role.title, "scopes": sorted(scope.value for scope in role.scopes)}


def mapping_content(mapping: SourceMapping) -> dict[str, Any]:
    """Returns what a seed decides about a source."""
    return {name: value for name, value in mapping_to_document(mapping).items() if name != "version"}


def entry_content(entry: CatalogueEntry) -> dict[str, Any]:
    """Returns what a seed decides about an entry of the catalogue."""
    return {"title": entry.title, "fields": [field_to_document(asked) for asked in entry.fields]}


def _role(seed: Seed, *, version: int) -> Role:
    return Role(seed.key, seed.content["title"], frozenset(map(Scope, seed.content["scopes"])), version)


def _mapping(seed: Seed, *, version: int) -> SourceMapping:
    return mapping_from_document({**seed.content, "version": version})
