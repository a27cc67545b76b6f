"""Adding audit records to their chains."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from sqlalchemy import Connection, bindparam, insert, select, update

from adapters.database.audit_tables import audit_chains, audit_records
from adapters.database.conflicts import insert_into
from adapters.database.metadata import from_json, to_json
from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId, chains_of, ends_of, linked
from socdomain.audit_record import AuditRecord


class SqlAuditLog:
    """Takes audit records, as ``AuditLog``, and writes them when the work is about to be committed.

    The head of a chain is what all writers of the chain meet at, so it is locked last.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[AuditRecord] = []

    def add(self, record: AuditRecord) -> None:
        """Writes a record."""
        # What is hashed is what will be read back: plain JSON values, which nobody else holds.
        self._waiting.append(evolve(record, before=_plain(record.before), after=_plain(record.after)))

    def write(self) -> None:
        """Writes what was added; nobody else adds to the same chains from here to the end of the transaction."""
        if not self._waiting:
            return
        chained = linked(self._waiting, self._lock(chains_of(self._waiting)))
        self._waiting.clear()
        self._connection.execute(insert(audit_records), [_row(one) for one in chained])
        self._connection.execute(
            update(audit_chains).where(audit_chains.c.chain == bindparam("of_chain")),
            [{"of_chain": end.chain, "sequence": end.sequence, "hash": end.hash} for end in ends_of(chained)],
        )

    def _lock(self, chains: list[ChainId]) -> dict[ChainId, ChainHead]:
        """Locks the heads of chains, in the order of the chains, so that two writers cannot wait in a circle."""
        heads = self._locked(chains)
        if begun := [chain for chain in chains if chain not in heads]:
            new = [{"chain": chain, "sequence": 0, "hash": ChainHead(chain).hash} for chain in begun]
            self._connection.execute(insert_into(self._connection, audit_chains).on_conflict_do_nothing(), new)
            heads |= self._locked(begun)
        return heads

    def _locked(self, chains: list[ChainId]) -> dict[ChainId, ChainHead]:
        table = audit_chains.c
        statement = select(table.chain, table.sequence, table.hash).where(table.chain.in_(chains))
        rows = self._connection.execute(statement.order_by(table.chain).with_for_update())
        return {row.chain: ChainHead(row.chain, row.sequence, row.hash) for row in rows}


def _plain(value: Any) -> Any:
    return None if value is None else from_json(to_json(dict(value)))


def _row(one: ChainedRecord) -> dict[str, Any]:
    record = one.record
    return {
        "id": record.id,
        "at": record.at,
        "by_id": record.by_id,
        "by_name": record.by_name,
        "by_kind": record.by_kind.value,
        "by_role": record.by_role,
        "by_address": record.by_address,
        "action": record.action,
        "object_type": record.object_type,
        "object_id": record.object_id,
        "customer_id": record.customer_id,
        "before": record.before,
        "after": record.after,
        "chain": one.chain,
        "sequence": one.sequence,
        "previous_hash": one.previous_hash,
        "hash": one.hash,
    }
