"""Tables of the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, Index, LargeBinary, Table, Text, UniqueConstraint

from adapters.database.metadata import Id, Json, UtcTime, metadata


class _KeptJson(Json):
    """JSON that can be read whatever somebody made of it, so that verifying names the record and does not fail."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Turns what the driver gives into a value."""
        try:
            return super().process_result_value(value, dialect)
        except (ValueError, RecursionError):
            return {"unreadable": value}


audit_records = Table(
    "audit_records",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("by_id", Id, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("by_kind", Text, nullable=False),
    Column("by_role", Text, nullable=False),
    Column("by_address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("customer_id", Id),
    Column("before", _KeptJson),
    Column("after", _KeptJson),
    Column("chain", Id, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("chain", "sequence"),
    Index(None, "at", "id"),
    Index(None, "customer_id", "at", "id"),
    Index(None, "object_id", "at", "id"),
)

# Where each chain ends. Whoever adds records holds the row from shortly before the commit until after it, so that
# nobody else continues from the same place. It belongs to whoever writes, whatever they may see: a customer's key
# adds to the platform's chain too.
audit_chains = Table(
    "audit_chains",
    metadata,
    Column("chain", Id, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# Rows are added, and never changed or removed.
audit_signatures = Table(
    "audit_signatures",
    metadata,
    Column("chain", Id, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signed_at", UtcTime, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
