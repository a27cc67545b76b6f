"""How a connector becomes a row, and a row a connector; what is in columns is read strictly, as ``json_columns``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from adapters.database.json_columns import StoredValueError
from socdomain.connectors.connector import Connector, folded_name
from socdomain.connectors.history import Happening, HistoryEntry
from socdomain.connectors.verification import Outcome, Verification
from socdomain.ids import CustomerId
from socdomain.sealed import Sealed


def connector_row(connector: Connector) -> dict[str, Any]:
    """Returns the row of a connector."""
    return {
        "id": connector.id,
        "name": connector.name,
        "name_folded": folded_name(connector.name),
        "kind": connector.kind,
        "plain_values": dict(connector.values),
        "secrets": dict(connector.secrets),
        "created_at": connector.created_at,
        "changed_at": connector.changed_at,
        "is_enabled": connector.is_enabled,
        "is_default": connector.is_default,
        "default_customer_id": connector.customer_id,
        "org_customers": {org: str(owner) for org, owner in connector.org_customers.items()} or None,
        **verification_columns(connector.verification),
        "version": connector.version,
    }


def verification_columns(found: Verification | None) -> dict[str, Any]:
    """Returns the columns of what was found when a connector was tried."""
    return {
        "verified_at": None if found is None else found.at,
        "verified_outcome": None if found is None else found.outcome.value,
        "verified_advice": None if found is None else found.advice,
        "verified_latency_ms": None if found is None else found.latency_ms,
        "verified_product_version": None if found is None else found.product_version,
    }


def connector_of(row: Row[Any]) -> Connector:
    """Returns the connector of a row.

    Raises:
        StoredValueError: A column holds something else.
    """
    return Connector(
        id=row.id,
        name=row.name,
        kind=row.kind,
        values=_texts(row.plain_values, "values"),
        secrets={name: Sealed(text) for name, text in _texts(row.secrets, "secrets").items()},
        created_at=row.created_at,
        changed_at=row.changed_at,
        is_enabled=row.is_enabled,
        is_default=row.is_default,
        customer_id=row.default_customer_id,
        org_customers=_owners(row.org_customers or {}),
        verification=_verification(row),
        version=row.version,
    )


def entry_row(entry: HistoryEntry) -> dict[str, Any]:
    """Returns the row of an entry of the history."""
    return {
        "id": entry.id,
        "connector_id": entry.connector_id,
        "at": entry.at,
        "by": entry.by,
        "happening": entry.happening.value,
        "version": entry.version,
        "detail": dict(entry.detail),
    }


def entry_of(row: Row[Any]) -> HistoryEntry:
    """Returns the entry of a row; its detail is kept as it is."""
    return HistoryEntry(
        id=row.id,
        connector_id=row.connector_id,
        at=row.at,
        by=row.by,
        happening=Happening(row.happening),
        version=row.version,
        detail=row.detail,
    )


def _verification(row: Row[Any]) -> Verification | None:
    stored = [getattr(row, name) for name in verification_columns(None)]
    if all(value is None for value in stored):
        return None
    if None in stored:
        raise StoredValueError("a stored verification is not whole")
    at, outcome, advice, latency_ms, product_version = stored
    return Verification(at, Outcome(outcome), advice, latency_ms, product_version)


def _owners(value: Any) -> dict[str, CustomerId]:
    try:
        return {org: CustomerId(UUID(text)) for org, text in _texts(value, "organisations").items()}
    except ValueError as error:
        raise StoredValueError("a stored customer of an organisation is not an identifier") from error


def _texts(value: Any, what: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise StoredValueError(f"stored {what} of a connector are something else")
    return value
