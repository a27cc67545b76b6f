"""Signed heads: what was the end of a chain at a time, said with a key that is not in the database."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import frozen

from socdomain.audit.chain import ChainHead, time_text
from socdomain.audit.ports import SignsAudit, VerifiesSignatures
from socdomain.canonical import canonical_json


class SignatureKind(StrEnum):
    """What a signature says of a place in a chain."""

    HEAD = "head"
    """The chain ended there."""
    CHECKPOINT = "checkpoint"
    """Everything up to there was whole, and has been pruned."""


HEAD_TYPE: Final = "watchfloor.audit-head.1"
"""What a signed head begins with, as what is signed is told apart."""
_TYPES: Final = {
    SignatureKind.HEAD: HEAD_TYPE,
    SignatureKind.CHECKPOINT: "watchfloor.audit-checkpoint.1",
}


@frozen
class HeadSignature:
    """A signature over a place in a chain.

    Attributes:
        kind: What it says.
        head: Of which place.
        signed_at: When, aware UTC.
        key_id: With which key.
        signature: The signature.
    """

    kind: SignatureKind
    head: ChainHead
    signed_at: datetime
    key_id: str
    signature: bytes

    @property
    def message(self) -> bytes:
        """What is signed: canonical JSON (RFC 8785) of everything but the signature."""
        return _message(self.kind, self.head, self.signed_at, self.key_id)

    def holds(self, verifier: VerifiesSignatures) -> bool:
        """Tells whether the signature is one of a known key."""
        return verifier.verifies(self.message, self.signature, key_id=self.key_id)


def sign_head(signer: SignsAudit, kind: SignatureKind, head: ChainHead, *, now: datetime) -> HeadSignature:
    """Signs a place in a chain.

    Args:
        signer: Has the key.
        kind: What is said of it.
        head: The place.
        now: The time, aware UTC.
    """
    signature = signer.sign(_message(kind, head, now, signer.key_id))
    return HeadSignature(kind, head, now, signer.key_id, signature)


def _message(kind: SignatureKind, head: ChainHead, signed_at: datetime, key_id: str) -> bytes:
    return canonical_json(
        {
            "type": _TYPES[kind],
            "chain": str(head.chain),
            "sequence": head.sequence,
            "hash": head.hash.hex(),
            "signed_at": time_text(signed_at),
            "key_id": key_id,
        }
    )
