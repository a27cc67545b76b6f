"""Reading the audit log, its heads and signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, delete, exists, func, select

from adapters.database.audit_tables import audit_chains, audit_records, audit_signatures
from adapters.database.conflicts import insert_into
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.platform_tables import customer_codes, customers
from adapters.database.unstorable import cannot_be_stored
from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId
from socdomain.audit.signatures import HeadSignature, SignatureKind
from socdomain.audit.trail import AuditFilter, ListedRecord
from socdomain.audit_record import AuditRecord
from socdomain.customers.customer import folded
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import PrincipalKind, Reach

_records, _heads, _signatures = audit_records.c, audit_chains.c, audit_signatures.c


class SqlAuditTrail:
    """The audit log, as ``AuditTrail``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, wanted: AuditFilter, page: PageRequest, *, reach: Reach) -> Page[ListedRecord]:
        """Returns a page within reach, the latest first."""
        words = wanted.customer, wanted.actor, wanted.action, wanted.object_type, wanted.object_id
        if cannot_be_stored(*words):
            return Page(())
        statement = (
            select(audit_records, customers.c.code)
            .outerjoin(customers, customers.c.id == _records.customer_id)
            .where(within(_records.customer_id, reach), *_conditions(wanted))
        )
        rows = self._connection.execute(latest_first(statement, _records.at, _records.id, page)).all()
        return page_of(rows, page, _listed, lambda row: Position(row.at, row.id))

    def chains(self) -> tuple[ChainId, ...]:
        """Returns every chain that a head, a record or a signature names, in their order."""
        columns = _heads.chain, _records.chain, _signatures.chain
        return tuple(sorted({chain for column in columns for chain in self._different(column)}))

    def head(self, chain: ChainId) -> ChainHead | None:
        """Returns where a chain ends by what is written down of it."""
        row = self._connection.execute(select(audit_chains).where(_heads.chain == chain)).one_or_none()
        return None if row is None else _head(row)

    def unsigned_heads(self) -> tuple[ChainHead, ...]:
        """Returns the heads that have no signature, in the order of the chains."""
        is_of_head = (_signatures.chain == _heads.chain) & (_signatures.sequence == _heads.sequence)
        signed = exists().where(is_of_head, _signatures.kind == SignatureKind.HEAD.value)
        is_unsigned = (_heads.sequence > 0) & ~signed
        heads = self._connection.execute(select(audit_chains).where(is_unsigned).order_by(_heads.chain))
        return tuple(map(_head, heads))

    def records(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[ChainedRecord, ...]:
        """Returns the records of a chain in their order."""
        statement = select(audit_records).where(_records.chain == chain, _records.sequence.between(after + 1, until))
        rows = self._connection.execute(statement.order_by(_records.sequence).limit(limit))
        return tuple(map(_chained, rows))

    def records_at(self, chain: ChainId, sequences: Collection[int]) -> Mapping[int, ChainedRecord]:
        """Returns the records of a chain at some places."""
        is_wanted = _records.sequence.in_(sorted(set(sequences)))
        rows = self._connection.execute(select(audit_records).where(_records.chain == chain, is_wanted))
        return {row.sequence: _chained(row) for row in rows}

    def places(self, chain: ChainId, ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Returns the places of records in a chain by their identifiers."""
        # Asked for the chain too, SQLite reads all of it for each few identifiers.
        wanted = select(_records.id, _records.chain, _records.sequence).where(_records.id.in_(sorted(set(ids))))
        return {row.id: row.sequence for row in self._connection.execute(wanted) if row.chain == chain}

    def signatures(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[HeadSignature, ...]:
        """Returns the signed heads of a chain in their order."""
        statement = _of(chain, SignatureKind.HEAD).where(_signatures.sequence.between(after + 1, until))
        rows = self._connection.execute(statement.order_by(_signatures.sequence).limit(limit))
        return tuple(map(_signature, rows))

    def checkpoints(self, chain: ChainId) -> tuple[HeadSignature, ...]:
        """Returns the checkpoints of a chain, the last first."""
        statement = _of(chain, SignatureKind.CHECKPOINT).order_by(_signatures.sequence.desc())
        return tuple(map(_signature, self._connection.execute(statement)))

    def last_signature(self, chain: ChainId) -> HeadSignature | None:
        """Returns the signed head of a chain with the greatest sequence."""
        statement = _of(chain, SignatureKind.HEAD).order_by(_signatures.sequence.desc())
        row = self._connection.execute(statement.limit(1)).one_or_none()
        return None if row is None else _signature(row)

    def add_signatures(self, signatures: Collection[HeadSignature]) -> None:
        """Keeps signatures; of two over the same place that say the same, the first stays."""
        rows = [_signature_row(one) for one in sorted(signatures, key=lambda one: (one.head.chain, one.head.sequence))]
        if rows:
            self._connection.execute(insert_into(self._connection, audit_signatures).on_conflict_do_nothing(), rows)

    def remove_records(self, chain: ChainId, *, until: int, limit: int) -> int:
        """Removes the first records of a chain, and returns how many."""
        is_wanted = (_records.chain == chain) & (_records.sequence <= until)
        first = select(_records.id).where(is_wanted).order_by(_records.sequence).limit(limit)
        return self._connection.execute(delete(audit_records).where(_records.id.in_(first))).rowcount

    def _different(self, column: Column[UUID]) -> Iterator[ChainId]:
        # From each value a jump to the next: DISTINCT reads every entry of an index.
        found = self._connection.scalar(select(column).order_by(column).limit(1))
        while found is not None:
            yield ChainId(found)
            found = self._connection.scalar(select(column).where(column > found).order_by(column).limit(1))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    exact = (
        (_records.by_name, wanted.actor),
        (_records.object_type, wanted.object_type),
        (_records.object_id, wanted.object_id),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in exact if value is not None]
    if wanted.customer is not None:
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(wanted.customer))
        conditions.append(_records.customer_id == owner.scalar_subquery())
    if wanted.action is not None:
        conditions.append(_is_action(wanted.action))
    if wanted.at_from is not None:
        conditions.append(_records.at >= wanted.at_from)
    if wanted.at_until is not None:
        conditions.append(_records.at < wanted.at_until)
    return conditions


def _is_action(action: str) -> ColumnElement[bool]:
    if not action.endswith("."):
        return _records.action == action
    # Not LIKE, which on SQLite knows no case.
    return func.substr(_records.action, 1, len(action)) == action


def _of(chain: ChainId, kind: SignatureKind) -> Select[Any]:
    return select(audit_signatures).where(_signatures.chain == chain, _signatures.kind == kind.value)


def _head(row: Row[Any]) -> ChainHead:
    return ChainHead(ChainId(row.chain), row.sequence, row.hash)


def _listed(row: Row[Any]) -> ListedRecord:
    return ListedRecord(_chained(row), row.code)


def _chained(row: Row[Any]) -> ChainedRecord:
    record = AuditRecord(
        id=row.id,
        at=row.at,
        by_id=row.by_id,
        by_name=row.by_name,
        by_kind=_kind(row.by_kind),
        by_role=row.by_role,
        by_address=row.by_address,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        customer_id=row.customer_id,
        before=row.before,
        after=row.after,
    )
    return ChainedRecord(record, ChainId(row.chain), row.sequence, row.previous_hash, row.hash)


def _kind(text: str) -> PrincipalKind:
    # What is no kind was written by somebody else, and is for verifying to find.
    try:
        return PrincipalKind(text)
    except ValueError:
        return cast("PrincipalKind", text)


def _signature(row: Row[Any]) -> HeadSignature:
    return HeadSignature(SignatureKind(row.kind), _head(row), row.signed_at, row.key_id, row.signature)


def _signature_row(one: HeadSignature) -> dict[str, Any]:
    return {
        "chain": one.head.chain,
        "kind": one.kind.value,
        "sequence": one.head.sequence,
        "hash": one.head.hash,
        "signed_at": one.signed_at,
        "key_id": one.key_id,
        "signature": one.signature,
    }
