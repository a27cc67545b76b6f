"""Tables of the audit log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from adapters.database.metadata import EPOCH, Id, Json, UtcTime, metadata

_Read = Callable[[Any], Any]


def _kept(read: _Read | None, instead: object) -> _Read:
    """Returns what reads a value whatever somebody made of it, so that verifying names the record and does not fail.

    SQLite takes any value in any column.

    Args:
        read: Turns what the driver gives into a value; None where it is one.
        instead: What stands for a value that cannot be read; not what the record's hash was made of.
    """

    def readable(value: Any) -> Any:
        try:
            return read(value) if read else value
        except (TypeError, ValueError, OverflowError, RecursionError):
            return instead

    return readable


class _KeptJson(Json):
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read:
        return _kept(super().result_processor(dialect, coltype), {"unreadable": True})


class _KeptId(Id):
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read:
        return _kept(super().result_processor(dialect, coltype), UUID(int=0))


class _KeptTime(UtcTime):
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> _Read:
        return _kept(super().result_processor(dialect, coltype), EPOCH)


class _KeptBytes(TypeDecorator[bytes]):
    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> bytes:
        return value if isinstance(value, bytes) else b""


audit_records = Table(
    "audit_records",
    metadata,
    Column("id", _KeptId, primary_key=True),
    Column("at", _KeptTime, nullable=False),
    Column("by_id", _KeptId, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("by_kind", Text, nullable=False),
    Column("by_role", Text, nullable=False),
    Column("by_address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("customer_id", _KeptId),
    Column("before", _KeptJson),
    Column("after", _KeptJson),
    Column("chain", Id, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("previous_hash", _KeptBytes, nullable=False),
    Column("hash", _KeptBytes, nullable=False),
    UniqueConstraint("chain", "sequence"),
    # Beyond them the driver reads no time, and then neither list nor verification would say in which record.
    CheckConstraint("at >= '0001-01-02Z' AND at < '9999-12-31Z'", name="at_is_known").ddl_if(dialect="postgresql"),
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
