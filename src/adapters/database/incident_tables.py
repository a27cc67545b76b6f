"""Tables of alerts and all that belongs to them; every row carries its customer, also in the links.

Keys of customer-owned rows are (id, customer_id), and links refer to both: a link across customers is an error.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.database.metadata import Id, Json, UtcTime, metadata

_LIVE = text("status <> 'CLOSED'")
_TAKES_EVENTS = text("takes_events")
_JUDGED = text("verdict IS NOT NULL")
_ASSIGNED = text("assignee IS NOT NULL")
_UNASSIGNED = text("assignee IS NULL")

alerts = Table(
    "alerts",
    metadata,
    # SQLite's full-text index refers to rows by this number, which must survive a VACUUM.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("id", Id, nullable=False),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("title", Text, nullable=False),
    Column("rule_id", Text),
    Column("techniques", Json, nullable=False),
    Column("asset_name", Text),
    Column("opened_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("window_until", UtcTime, nullable=False),
    Column("takes_events", Boolean, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("late_events", Integer, nullable=False),
    Column("continues", Id),
    Column("severity", SmallInteger, nullable=False),
    Column("severity_known", Boolean, nullable=False),
    Column("severity_is_set", Boolean, nullable=False),
    Column("severity_raised", SmallInteger),
    Column("new_assets_since", UtcTime),
    Column("status", Text, nullable=False),
    Column("verdict", Text),
    Column("verdict_reason", Text),
    Column("duplicate_of", Id),
    Column("assignee", Text),
    Column("tags", Json, nullable=False),
    Column("acted_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("version", Integer, nullable=False),
    Column("change_sequence", BigInteger, nullable=False),
    Column("added_sequence", BigInteger, nullable=False, server_default="0"),  # 0 before version 0008
    UniqueConstraint("id", "customer_id"),
    ForeignKeyConstraint(["continues", "customer_id"], ["alerts.id", "alerts.customer_id"]),
    ForeignKeyConstraint(["duplicate_of", "customer_id"], ["alerts.id", "alerts.customer_id"]),
    # At most one alert of a fingerprint takes its events.
    Index(
        "uq_alerts_taking",
        "customer_id",
        "fingerprint",
        unique=True,
        sqlite_where=_TAKES_EVENTS,
        postgresql_where=_TAKES_EVENTS,
    ),
    Index(None, "customer_id", "fingerprint"),
    Index(None, "change_sequence", "id"),
    Index(None, "customer_id", "change_sequence", "id"),
    # Ways of narrowing the list, in its order: of some values of leading columns the first pages of each are merged.
    Index(None, "last_seen", "id", postgresql_include=["number"]),  # by which PostgreSQL looks for text
    Index(None, "status", "severity", "last_seen", "id"),
    Index(None, "source", "last_seen", "id"),
    # Two halves of one index: PostgreSQL takes no order from an index behind ``IS NULL``.
    Index("ix_alerts_assignee", "assignee", "last_seen", "id", sqlite_where=_ASSIGNED, postgresql_where=_ASSIGNED),
    Index("ix_alerts_unassigned", "last_seen", "id", sqlite_where=_UNASSIGNED, postgresql_where=_UNASSIGNED),
    # Intake changes live alerts, which have no verdict, and so never this index.
    Index("ix_alerts_verdict", "verdict", "last_seen", "id", sqlite_where=_JUDGED, postgresql_where=_JUDGED),
    Index(None, "customer_id", "last_seen", "id"),
    Index(None, "customer_id", "status", "severity", "last_seen", "id"),
    # The summary counts what is live by severity and age, and what was opened lately by source.
    Index("ix_alerts_live", "severity", "opened_at", sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index(
        "ix_alerts_customer_live", "customer_id", "severity", "opened_at", sqlite_where=_LIVE, postgresql_where=_LIVE
    ),
    Index(None, "source", "opened_at", "customer_id"),
)

# What is long and never changes stands by itself: every event rewrites a row of ``alerts``. Its key is the number by
# which text is found, so that here alone nothing but the program keeps the two customers the same.
alert_texts = Table(
    "alert_texts",
    metadata,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("alerts.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("customer_id", Id, nullable=False),
    Column("search_text", Text, nullable=False),  # title, asset name and description, casefolded and cut
    Column("description", Text, nullable=False),
    Column("context", Json, nullable=False),
    # SQLite has a table for it, see text_search.py.
    Index(
        "ix_alert_texts_trigrams",
        "search_text",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    ).ddl_if(dialect="postgresql"),
)


def _to_alert(*, deferred: bool = False) -> ForeignKeyConstraint:
    # Events are written before their alerts get their change number, which is taken last.
    return ForeignKeyConstraint(
        ["alert_id", "customer_id"],
        ["alerts.id", "alerts.customer_id"],
        deferrable=deferred or None,
        initially="DEFERRED" if deferred else None,
    )


events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, primary_key=True),
    Column("alert_id", Id, nullable=False),
    Column("source", Text, nullable=False),
    Column("instance", Text, nullable=False),
    Column("index_name", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("occurred_at", UtcTime),
    Column("seen_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("asset_id", Id),
    Column("flags", Text, nullable=False),  # words separated by commas
    Column("mapping_version", Integer, nullable=False),
    Column("joined_by", Text, nullable=False),
    Column("deciding_fields", Json, nullable=False),
    Column("body", LargeBinary),  # zstandard; null once retention has removed it
    _to_alert(deferred=True),
    ForeignKeyConstraint(["asset_id", "customer_id"], ["assets.id", "assets.customer_id"]),
    Index(None, "alert_id", "seen_at", "id"),
)

assets = Table(
    "assets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
)

asset_aliases = Table(
    "asset_aliases",
    metadata,
    Column("customer_id", Id, primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("asset_id", Id, nullable=False),
    ForeignKeyConstraint(["asset_id", "customer_id"], ["assets.id", "assets.customer_id"]),
    Index(None, "alias"),
    Index(None, "asset_id"),
    sqlite_with_rowid=False,
)

alert_assets = Table(
    "alert_assets",
    metadata,
    Column("alert_id", Id, primary_key=True),
    Column("asset_id", Id, primary_key=True),
    Column("customer_id", Id, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    _to_alert(deferred=True),
    ForeignKeyConstraint(["asset_id", "customer_id"], ["assets.id", "assets.customer_id"]),
    Index(None, "asset_id", "alert_id"),
    sqlite_with_rowid=False,
)

observables = Table(
    "observables",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True),
    Column("type", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("is_internal", Boolean, nullable=False),
    Index(None, "value"),
)

alert_observables = Table(
    "alert_observables",
    metadata,
    Column("alert_id", Id, primary_key=True),
    Column("observable_id", Id, primary_key=True),
    Column("customer_id", Id, nullable=False),
    _to_alert(deferred=True),
    ForeignKeyConstraint(["observable_id", "customer_id"], ["observables.id", "observables.customer_id"]),
    Index(None, "observable_id", "alert_id"),
    sqlite_with_rowid=False,
)

alert_techniques = Table(
    "alert_techniques",
    metadata,
    Column("alert_id", Id, primary_key=True),
    # By code point, so that the sub-techniques of T1059 are what begins with "T1059.".
    Column("technique", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    Column("customer_id", Id, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    _to_alert(deferred=True),
    Index(None, "technique", "alert_id"),
    Index(None, "technique", "opened_at", "customer_id"),
    sqlite_with_rowid=False,
)

alert_tags = Table(
    "alert_tags",
    metadata,
    Column("alert_id", Id, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("customer_id", Id, nullable=False),
    _to_alert(),
    Index(None, "tag", "alert_id"),
    sqlite_with_rowid=False,
)
