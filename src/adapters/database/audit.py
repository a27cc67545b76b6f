"""Audit records."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from adapters.database.platform_tables import audit_records
from socdomain.audit_record import AuditRecord


class SqlAuditLog:
    """Writes audit records, as ``AuditLog``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: AuditRecord) -> None:
        """Writes a record."""
        self._connection.execute(
            insert(audit_records).values(
                id=record.id,
                at=record.at,
                by_id=record.by_id,
                by_name=record.by_name,
                by_kind=record.by_kind.value,
                action=record.action,
                object_type=record.object_type,
                object_id=record.object_id,
                customer_id=record.customer_id,
                before=None if record.before is None else dict(record.before),
                after=None if record.after is None else dict(record.after),
            )
        )
