"""What connectors need from storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.verification import Verification
from socdomain.customers.ports import CustomersWork
from socdomain.ids import ConnectorId
from socdomain.pages import Page, PageRequest


class ConnectorRepository(Protocol):
    """The connectors that there are; they belong to the platform, not to a customer."""

    def lock(self) -> None:
        """Keeps whoever else locks them away until this unit of work ends.

        What is read after it stays true until the commit. Names and defaults are unique even without it; that a kind
        has a default as long as it has a connector is not, nor that what was found meanwhile outlives a change.
        """
        ...

    def get(self, connector_id: ConnectorId) -> Connector | None:
        """Returns a connector; None where there is none of that identifier."""
        ...

    def all(self) -> tuple[Connector, ...]:
        """Returns every connector: by kind, the default one of it first, then by name, compared by code point."""
        ...

    def add(self, connector: Connector) -> None:
        """Adds a connector.

        Raises:
            ConcurrentChangeError: One of that identifier or name, or another default of its kind, was added meanwhile.
            OtherCustomerError: Its customer is not there.
        """
        ...

    def save(self, connector: Connector, *, expected_version: int) -> None:
        """Replaces a connector, its verification too.

        Raises:
            NotFoundError: There is none of that identifier.
            StaleVersionError: Its version is no longer the expected one.
            ConcurrentChangeError: One of that name, or another default of its kind, was added meanwhile.
            OtherCustomerError: Its customer is not there.
        """
        ...

    def note_verification(self, connector_id: ConnectorId, found: Verification, *, version: int) -> bool:
        """Writes what was found when a connector was tried; tells whether it still has that version.

        One that was changed or removed meanwhile is left as it is.
        """
        ...

    def remove(self, connector_id: ConnectorId, *, expected_version: int) -> None:
        """Removes a connector with its history, and with how far it was read.

        Raises:
            NotFoundError: There is none of that identifier.
            StaleVersionError: Its version is no longer the expected one.
        """
        ...


class ConnectorHistory(Protocol):
    """What has happened to connectors."""

    def add(self, entry: HistoryEntry) -> None:
        """Adds an entry.

        Raises:
            OtherCustomerError: Its connector is not there.
        """
        ...

    def page(self, connector_id: ConnectorId, page: PageRequest) -> Page[HistoryEntry]:
        """Returns a page of a connector's entries by (at, id), the latest first."""
        ...

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes entries about verifications before a time, the first ones first, and returns how many.

        They are those of ``ABOUT_VERIFYING``. Who changed what is kept for as long as the connector.

        Args:
            before: Before when.
            limit: How many at most.
        """
        ...


class ConnectorsWork(CustomersWork, Protocol):
    """A unit of work over connectors."""

    @property
    def connectors(self) -> ConnectorRepository:
        """The connectors."""
        ...

    @property
    def connector_history(self) -> ConnectorHistory:
        """What has happened to them."""
        ...
