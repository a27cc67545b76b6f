"""The kinds of connectors that there are."""

from __future__ import annotations

from socdomain.connectors.kind import ConnectorKind


def connector_kinds() -> tuple[ConnectorKind, ...]:
    """Returns every kind, by name; there is none yet."""
    return ()
