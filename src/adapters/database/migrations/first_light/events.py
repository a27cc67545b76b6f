"""Tables of events, and of the assets and observables that they name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.metadata import Id, Json, UtcTime


def create() -> None:
    """Creates them."""
    _assets()
    _asset_aliases()
    _events()
    _alert_assets()
    _observables()
    _alert_observables()
    _alert_techniques()
    _alert_tags()


def _assets() -> None:
    op.create_table(
        "assets",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_seen_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_assets"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_assets_customer_id"),
    )


def _asset_aliases() -> None:
    op.create_table(
        "asset_aliases",
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("asset_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "alias", name="pk_asset_aliases"),
        sa.ForeignKeyConstraint(
            ["asset_id", "customer_id"],
            ["assets.id", "assets.customer_id"],
            name="fk_asset_aliases_asset_id_customer_id",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_asset_aliases_alias", "asset_aliases", ["alias"])
    op.create_index("ix_asset_aliases_asset_id", "asset_aliases", ["asset_id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        sa.Column("index_name", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("occurred_at", UtcTime),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.Column("received_at", UtcTime, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("asset_id", Id),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("mapping_version", sa.Integer, nullable=False),
        sa.Column("joined_by", sa.Text, nullable=False),
        sa.Column("deciding_fields", Json, nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_events"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_events_alert_id_customer_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["asset_id", "customer_id"], ["assets.id", "assets.customer_id"], name="fk_events_asset_id_customer_id"
        ),
    )
    op.create_index("ix_events_alert_id_seen_at_id", "events", ["alert_id", "seen_at", "id"])


def _alert_assets() -> None:
    op.create_table(
        "alert_assets",
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("asset_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("event_count", sa.Integer, nullable=False),
        sa.Column("first_seen", UtcTime, nullable=False),
        sa.Column("last_seen", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "asset_id", name="pk_alert_assets"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_assets_alert_id_customer_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["asset_id", "customer_id"],
            ["assets.id", "assets.customer_id"],
            name="fk_alert_assets_asset_id_customer_id",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_assets_asset_id_alert_id", "alert_assets", ["asset_id", "alert_id"])


def _observables() -> None:
    op.create_table(
        "observables",
        sa.Column("id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_observables"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_observables_customer_id"),
    )
    op.create_index("ix_observables_value", "observables", ["value"])


def _alert_observables() -> None:
    op.create_table(
        "alert_observables",
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("observable_id", Id, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "observable_id", name="pk_alert_observables"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_observables_alert_id_customer_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["observable_id", "customer_id"],
            ["observables.id", "observables.customer_id"],
            name="fk_alert_observables_observable_id_customer_id",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_observables_observable_id_alert_id", "alert_observables", ["observable_id", "alert_id"])


def _alert_techniques() -> None:
    op.create_table(
        "alert_techniques",
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("technique", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.Column("opened_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "technique", name="pk_alert_techniques"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"],
            ["alerts.id", "alerts.customer_id"],
            name="fk_alert_techniques_alert_id_customer_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_techniques_technique_alert_id", "alert_techniques", ["technique", "alert_id"])
    op.create_index(
        "ix_alert_techniques_technique_opened_at_customer_id",
        "alert_techniques",
        ["technique", "opened_at", "customer_id"],
    )


def _alert_tags() -> None:
    op.create_table(
        "alert_tags",
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("customer_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "tag", name="pk_alert_tags"),
        sa.ForeignKeyConstraint(
            ["alert_id", "customer_id"], ["alerts.id", "alerts.customer_id"], name="fk_alert_tags_alert_id_customer_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_tags_tag_alert_id", "alert_tags", ["tag", "alert_id"])
