"""Following the chain of a bundle from the first event of a case to the signed end."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from attrs import define, field

from socdomain.artifacts.bundle.chain_lines import GONE_TYPE
from socdomain.artifacts.bundle.custody_lines import OBJECT_TYPE, said_by_record
from socdomain.artifacts.bundle.entry_data import parsed
from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.manifest import CHAIN, ChainExtent
from socdomain.artifacts.custody import CustodyAct
from socdomain.audit.chain import CONTENT_TYPE, ChainId, hash_in_place
from socdomain.audit.ports import VerifiesSignatures
from socdomain.audit.signatures import HEAD_TYPE
from socdomain.canonical import canonical_json

_ACTIONS: Final = frozenset(f"{OBJECT_TYPE}.{act.value}" for act in CustodyAct)
_HASH_DIGITS: Final = 64


@define
class LinkCheck:
    """Takes the lines of a chain, and holds its records against the custody events.

    Attributes:
        extent: Which part of the chain the manifest says it is.
        own: Identifiers of the files.
        expected: As ``CustodyCheck`` has it; what is found is taken out.
        keys: Knows the keys whose signatures count; None where there are none.
        findings: Takes what is wrong.
        is_complete: Whether all events are among those expected; else a record may have one that is not.
    """

    extent: ChainExtent
    own: Collection[str]
    expected: dict[int, tuple[bytes, int]]
    keys: VerifiesSignatures | None
    findings: Findings
    is_complete: bool = True
    _chain: ChainId = field(init=False)
    _place: int = field(init=False)
    _hash: bytes = field(init=False)
    _line: int = field(default=0, init=False)
    _signed_until: int = field(default=-1, init=False)

    def __attrs_post_init__(self) -> None:
        self._chain, self._place = ChainId(UUID(self.extent.id)), self.extent.after
        self._hash = bytes.fromhex(self.extent.after_hash)
        if self.extent.after == 0 and any(self._hash):
            self._find(Kind.LINK_BROKEN, "it begins with a hash before the first record, and there is none")

    def take(self, line: bytes) -> None:
        """Looks at the next line."""
        self._line += 1
        value = parsed(line)
        kind = value.get("type") if isinstance(value, dict) else None
        try:
            if isinstance(value, str) and len(value) == _HASH_DIGITS:
                self._go_on(bytes.fromhex(value))
                self._miss_event()
            elif kind == CONTENT_TYPE:
                self._go_on(hashlib.sha256(line).digest())
                self._take_record(value)
            elif kind == HEAD_TYPE:
                self._take_signature(value)
            elif kind == GONE_TYPE and type(value["records"]) is int and value["records"] > 0:
                self._take_gap(value["records"])
            else:
                self._find(Kind.LINK_BROKEN, f"line {self._line} is nothing that stands in a chain")
        except (KeyError, TypeError, ValueError):
            self._find(Kind.LINK_BROKEN, f"line {self._line} is not written as such lines are")

    def close(self) -> None:
        """Says where the chain does not end as the manifest says, and which events it does not tell of."""
        end = (self._place, self._hash.hex())
        if end != (self.extent.until, self.extent.until_hash):
            detail = f"it ends with record {self._place}, and not as the manifest says with {self.extent.until}"
            self._find(Kind.LINK_BROKEN, detail if end[0] != self.extent.until else "it ends with another hash")
        if self._signed_until != self.extent.until:
            self._find(Kind.LINK_BROKEN, "its end is not signed")
        for place in sorted(self.expected):
            detail = f"no record of the audit log at {place} tells of an event of file {self.expected[place][1]}"
            self._find(Kind.EVENT_ADDED, detail)

    def _go_on(self, content_hash: bytes) -> None:
        self._place += 1
        self._hash = hash_in_place(content_hash, self._chain, self._place, self._hash)

    def _miss_event(self) -> None:
        if (event := self.expected.pop(self._place, None)) is not None:
            detail = f"record {self._place} is not shown, and an event of file {event[1]} names it"
            self._find(Kind.EVENT_CHANGED, detail)

    def _take_record(self, content: dict[str, Any]) -> None:
        event = self.expected.pop(self._place, None)
        named = f"record {self._place} ({content['action']} of {content['object_id']})"
        if content["object_type"] != OBJECT_TYPE or content["object_id"] not in self.own:
            self._find(Kind.EVENT_ADDED, f"{named} is about nothing in this bundle")
        elif event is not None and event[0] != said_by_record(content):
            self._find(Kind.EVENT_CHANGED, f"{named} and the custody event {content['id']} do not say the same")
        elif event is None and self.is_complete and content["action"] in _ACTIONS:
            self._find(Kind.EVENT_MISSING, f"{named} is no event in the custody of its file")

    def _take_signature(self, signed: dict[str, Any]) -> None:
        message = {name: value for name, value in signed.items() if name != "signature"}
        signature, own_hash = bytes.fromhex(signed["signature"]), bytes.fromhex(signed["hash"])
        if (signed["chain"], signed["sequence"]) != (self.extent.id, self._place):
            self._find(Kind.LINK_BROKEN, f"line {self._line} signs another place than {self._place}")
            return
        if own_hash != self._hash:
            last = f"after {self._signed_until}" if self._signed_until > 0 else "from the beginning"
            detail = f"the records {last} do not lead to what was signed of {self._place}: one of them was changed"
            self._find(Kind.LINK_BROKEN, detail)
        # What follows is held against what was signed, so that one change is told once.
        self._hash, self._signed_until = own_hash, self._place
        if self.keys is not None:
            self._check_signature(self.keys, canonical_json(message), signature, str(signed["key_id"]))

    def _check_signature(self, keys: VerifiesSignatures, message: bytes, signature: bytes, key_id: str) -> None:
        if not keys.knows(key_id):
            detail = f"what was signed of {self._place} was signed with {key_id}, which is none of the given keys"
            self._find(Kind.UNKNOWN_KEY, detail)
        elif not keys.verifies(message, signature, key_id=key_id):
            self._find(Kind.BAD_SIGNATURE, f"the signature of record {self._place} was not made with {key_id}")

    def _take_gap(self, records: int) -> None:
        first = self._place + 1
        self._place += records
        self._find(Kind.LINK_BROKEN, f"the audit log lacked the records from {first} to {self._place}")

    def _find(self, kind: Kind, detail: str) -> None:
        self.findings.add(kind, CHAIN, detail)
