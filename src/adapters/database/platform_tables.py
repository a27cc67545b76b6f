"""Tables of customers and what every unit of work writes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text, text

from adapters.database.metadata import Id, Json, UtcTime, metadata

_WAITS = text("sent_at IS NULL")
_WAS_SENT = text("sent_at IS NOT NULL")

customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("last_case_number", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False),
    Index(None, "created_at", "id"),
)

# Every code of every customer in its folded form: that a code means one customer is this primary key.
customer_codes = Table(
    "customer_codes",
    metadata,
    Column("folded", Text, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("ordinal", SmallInteger, nullable=False),  # 0 is the customer's own code, the others keep their order
)

# Jobs asked for by a unit of work; written with it, sent after it.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("sent_at", UtcTime),  # null until it has become a run
    Index("ix_outbox_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_outbox_sent", "sent_at", sqlite_where=_WAS_SENT, postgresql_where=_WAS_SENT),
)

once_keys = Table(
    "once_keys",
    metadata,
    Column("principal_id", Id, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("created_id", Id, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)

# One row. Whoever changes alerts takes the next number from it and holds the row until the commit, so that
# numbers appear in the order of the commits and a reader of changes misses none.
change_head = Table(
    "change_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
)
