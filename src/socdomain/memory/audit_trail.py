"""Reading the audit log, its heads and signatures, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from attrs import evolve, frozen

from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId
from socdomain.audit.signatures import HeadSignature, SignatureKind
from socdomain.audit.trail import AuditFilter, ListedRecord
from socdomain.customers.customer import folded
from socdomain.memory.json_copies import audit_copy
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryAuditTrail:
    """The audit log, as ``AuditTrail``."""

    _state: State

    def page(self, wanted: AuditFilter, page: PageRequest, *, reach: Reach) -> Page[ListedRecord]:
        """Returns a page within reach, the latest first."""
        found = (
            self._listed(one)
            for one in self._state.audit_records.values()
            if reach.sees(one.record.customer_id) and self._is_wanted(one, wanted)
        )
        return page_of(found, page, _position)

    def chains(self) -> tuple[ChainId, ...]:
        """Returns every chain that a head, a record or a signature names, in their order."""
        state = self._state
        named = {key[0] for table in (state.audit_records, state.audit_signatures) for key in table}
        return tuple(sorted(named | set(state.audit_heads)))

    def head(self, chain: ChainId) -> ChainHead | None:
        """Returns where a chain ends by what is written down of it."""
        return self._state.audit_heads.get(chain)

    def unsigned_heads(self) -> tuple[ChainHead, ...]:
        """Returns the heads that have no signature, in the order of the chains."""
        heads = [self._state.audit_heads[chain] for chain in sorted(self._state.audit_heads)]
        return tuple(head for head in heads if not self._is_signed(head))

    def records(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[ChainedRecord, ...]:
        """Returns the records of a chain in their order."""
        found = sorted(key[1] for key in self._state.audit_records if key[0] == chain and after < key[1] <= until)
        return tuple(self._copy(chain, sequence) for sequence in found[:limit])

    def records_at(self, chain: ChainId, sequences: Collection[int]) -> Mapping[int, ChainedRecord]:
        """Returns the records of a chain at some places."""
        there = [sequence for sequence in set(sequences) if (chain, sequence) in self._state.audit_records]
        return {sequence: self._copy(chain, sequence) for sequence in there}

    def places(self, chain: ChainId, ids: Collection[UUID]) -> Mapping[UUID, int]:
        """Returns the places of records in a chain by their identifiers."""
        wanted = set(ids)
        there = ((key, one) for key, one in self._state.audit_records.items() if key[0] == chain)
        return {one.record.id: key[1] for key, one in there if one.record.id in wanted}

    def signatures(self, chain: ChainId, *, after: int, until: int, limit: int) -> tuple[HeadSignature, ...]:
        """Returns the signed heads of a chain in their order."""
        found = [one for one in self._signed(chain, SignatureKind.HEAD) if after < one.head.sequence <= until]
        return tuple(found[:limit])

    def checkpoints(self, chain: ChainId) -> tuple[HeadSignature, ...]:
        """Returns the checkpoints of a chain, the last first."""
        return tuple(reversed(list(self._signed(chain, SignatureKind.CHECKPOINT))))

    def last_signature(self, chain: ChainId) -> HeadSignature | None:
        """Returns the signed head of a chain with the greatest sequence."""
        return max(self._signed(chain, SignatureKind.HEAD), key=lambda one: one.head.sequence, default=None)

    def add_signatures(self, signatures: Collection[HeadSignature]) -> None:
        """Keeps signatures; of two over the same place that say the same, the first stays."""
        for one in signatures:
            self._state.audit_signatures.setdefault((one.head.chain, one.kind, one.head.sequence), one)

    def remove_records(self, chain: ChainId, *, until: int, limit: int) -> int:
        """Removes the first records of a chain, and returns how many."""
        keys = sorted(key for key in self._state.audit_records if key[0] == chain and key[1] <= until)[:limit]
        for key in keys:
            del self._state.audit_records[key]
        return len(keys)

    def _signed(self, chain: ChainId, kind: SignatureKind) -> Iterator[HeadSignature]:
        signatures = self._state.audit_signatures
        keys = sorted(key for key in signatures if key[:2] == (chain, kind))
        return (signatures[key] for key in keys)

    def _is_signed(self, head: ChainHead) -> bool:
        return (head.chain, SignatureKind.HEAD, head.sequence) in self._state.audit_signatures

    def _copy(self, chain: ChainId, sequence: int) -> ChainedRecord:
        one = self._state.audit_records[chain, sequence]
        return evolve(one, record=audit_copy(one.record))

    def _listed(self, one: ChainedRecord) -> ListedRecord:
        customer_id = one.record.customer_id
        customer = None if customer_id is None else self._state.customers.get(customer_id)
        return ListedRecord(self._copy(one.chain, one.sequence), None if customer is None else customer.code)

    def _is_wanted(self, one: ChainedRecord, wanted: AuditFilter) -> bool:
        record = one.record
        exact = (
            (wanted.actor, record.by_name),
            (wanted.object_type, record.object_type),
            (wanted.object_id, record.object_id),
        )
        return (
            all(value is None or value == present for value, present in exact)
            and (wanted.customer is None or self._is_of(one, wanted.customer))
            and (wanted.action is None or _is_action(record.action, wanted.action))
            and (wanted.at_from is None or record.at >= wanted.at_from)
            and (wanted.at_until is None or record.at < wanted.at_until)
        )

    def _is_of(self, one: ChainedRecord, code: str) -> bool:
        customer_id = one.record.customer_id
        customer = None if customer_id is None else self._state.customers.get(customer_id)
        return customer is not None and folded(code) in customer.all_codes


def _is_action(action: str, wanted: str) -> bool:
    return action.startswith(wanted) if wanted.endswith(".") else action == wanted


def _position(listed: ListedRecord) -> Position:
    return Position(listed.chained.record.at, listed.chained.record.id)
