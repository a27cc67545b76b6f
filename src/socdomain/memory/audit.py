"""Audit records in memory."""

from __future__ import annotations

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.memory.json_copies import audit_copy
from socdomain.memory.state import State


@frozen
class MemoryAuditLog:
    """Takes audit records, as ``AuditLog``."""

    _state: State

    def add(self, record: AuditRecord) -> None:
        """Writes a record."""
        records = self._state.audit_records
        records[len(records)] = audit_copy(record)
