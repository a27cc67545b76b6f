"""Connectors in memory, and what has happened to them."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from socdomain.connectors.connector import Connector, folded_name
from socdomain.connectors.history import ABOUT_VERIFYING, HistoryEntry
from socdomain.connectors.verification import Verification
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import ConnectorId
from socdomain.memory.json_copies import connector_copy, connector_entry_copy
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position


@frozen
class MemoryConnectorRepository:
    """The connectors, as ``ConnectorRepository``."""

    _state: State

    def lock(self) -> None:
        """Does nothing: only one unit of work writes at a time."""

    def get(self, connector_id: ConnectorId) -> Connector | None:
        """Returns a connector; None where there is none of that identifier."""
        found = self._state.connectors.get(connector_id)
        return None if found is None else connector_copy(found)

    def all(self) -> tuple[Connector, ...]:
        """Returns every connector: by kind, the default one of it first, then by name."""
        connectors = map(connector_copy, self._state.connectors.values())
        return tuple(sorted(connectors, key=lambda one: (one.kind, not one.is_default, one.name)))

    def add(self, connector: Connector) -> None:
        """Adds a connector."""
        if connector.id in self._state.connectors:
            raise ConcurrentChangeError("the connector exists")
        self._put(connector)

    def save(self, connector: Connector, *, expected_version: int) -> None:
        """Replaces a connector, its verification too."""
        self._require(connector.id, expected_version)
        self._put(connector)

    def note_verification(self, connector_id: ConnectorId, found: Verification, *, version: int) -> bool:
        """Writes what was found when a connector was tried; tells whether it still has that version."""
        present = self._state.connectors.get(connector_id)
        if present is None or present.version != version:
            return False
        self._state.connectors[connector_id] = evolve(present, verification=found)
        return True

    def remove(self, connector_id: ConnectorId, *, expected_version: int) -> None:
        """Removes a connector with its history, and with how far it was read."""
        self._require(connector_id, expected_version)
        del self._state.connectors[connector_id]
        history = self._state.connector_history
        for entry in [entry for entry in history.values() if entry.connector_id == connector_id]:
            del history[entry.id]
        for position in [key for key in self._state.feed_positions if key[0] == connector_id]:
            del self._state.feed_positions[position]
        for count in [key for key in self._state.feed_counts if key[0] == connector_id]:
            del self._state.feed_counts[count]

    def _require(self, connector_id: ConnectorId, expected_version: int) -> None:
        present = self.get(connector_id)
        if present is None:
            raise NotFoundError("connector", connector_id)
        if present.version != expected_version:
            raise StaleVersionError("connector", present)

    def _put(self, connector: Connector) -> None:
        self._state.check_customer(connector.customer_id)
        for other in self._state.connectors.values():
            if other.id == connector.id:
                continue
            if folded_name(other.name) == folded_name(connector.name):
                raise ConcurrentChangeError("a connector has the name")
            if other.kind == connector.kind and other.is_default and connector.is_default:
                raise ConcurrentChangeError("another connector is the default of its kind")
        self._state.connectors[connector.id] = connector_copy(connector)


@frozen
class MemoryConnectorHistory:
    """What has happened to connectors, as ``ConnectorHistory``."""

    _state: State

    def add(self, entry: HistoryEntry) -> None:
        """Adds an entry."""
        if entry.connector_id not in self._state.connectors:
            raise OtherCustomerError("a link leads to a connector that is not there")
        self._state.connector_history[entry.id] = connector_entry_copy(entry)

    def page(self, connector_id: ConnectorId, page: PageRequest) -> Page[HistoryEntry]:
        """Returns a page of a connector's entries by (at, id), the latest first."""
        found = [entry for entry in self._state.connector_history.values() if entry.connector_id == connector_id]
        listed = page_of(found, page, lambda entry: Position(entry.at, entry.id))
        return Page(tuple(map(connector_entry_copy, listed.items)), listed.next)

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes entries about verifications before a time, the first ones first, and returns how many."""
        about = [entry for entry in self._state.connector_history.values() if entry.happening in ABOUT_VERIFYING]
        old = sorted((entry.at, entry.id.int, entry.id) for entry in about if entry.at < before)[:limit]
        for _, _, entry_id in old:
            del self._state.connector_history[entry_id]
        return len(old)
