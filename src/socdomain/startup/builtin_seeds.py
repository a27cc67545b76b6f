"""The seeds that come with the product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from socdomain.auth.builtin_roles import ADMIN, ANALYST, AUDITOR, BUILTIN_ROLES, SCHEDULER
from socdomain.connectors.available import AVAILABLE_INTEGRATIONS, NETWORK_CONNECTORS
from socdomain.connectors.catalogue import CatalogueEntry, CatalogueKind
from socdomain.connectors.kind import ConnectorKind
from socdomain.jobs.catalog import CATALOG
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.startup.schedule_seeds import builtin_schedule_content
from socdomain.startup.seed_kinds import ROLES, SCHEDULES, SOURCES, entry_content, mapping_content, role_content
from socdomain.startup.seeds import Seed

_VERSIONS: Final[Mapping[tuple[str, str], int]] = {
    (ROLES, ADMIN): 6,
    (ROLES, ANALYST): 4,
    (ROLES, AUDITOR): 5,
    (ROLES, SCHEDULER): 5,
}
"""Versions above 1, by kind and key. Whoever changes the content of a seed raises its version here; a test compares."""


def builtin_seeds(kinds: Iterable[ConnectorKind] = ()) -> tuple[Seed, ...]:
    """Returns every seed, in the order in which they are applied.

    Args:
        kinds: The kinds of connectors that there are.
    """
    entries = [CatalogueEntry(CatalogueKind.CONNECTOR_KIND, kind.name, kind.title, kind.fields) for kind in kinds]
    contents = {
        **{(ROLES, role.name): role_content(role) for role in BUILTIN_ROLES.values()},
        **{(SCHEDULES, kind.name): builtin_schedule_content(kind) for kind in CATALOG.values()},
        **{(SOURCES, name): mapping_content(mapping) for name, mapping in BUILTIN_MAPPINGS.items()},
        **{
            (entry.kind.value, entry.name): entry_content(entry)
            for entry in (*entries, *AVAILABLE_INTEGRATIONS, *NETWORK_CONNECTORS)
        },
    }
    return tuple(Seed(*name, _VERSIONS.get(name, 1), content) for name, content in contents.items())
