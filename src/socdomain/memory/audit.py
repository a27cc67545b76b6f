"""Adding audit records in memory."""

from __future__ import annotations

from attrs import frozen

from socdomain.audit.chain import linked
from socdomain.audit_record import AuditRecord
from socdomain.memory.json_copies import audit_copy
from socdomain.memory.state import State


@frozen
class MemoryAuditLog:
    """Takes audit records, as ``AuditLog``."""

    _state: State

    def add(self, record: AuditRecord) -> None:
        """Writes a record; nobody else can write before this work ends, so its place is known at once."""
        (one,) = linked([audit_copy(record)], self._state.audit_heads)
        self._state.audit_records[one.chain, one.sequence] = one
        self._state.audit_heads[one.chain] = one.head
