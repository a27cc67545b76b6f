"""Anchors: signed heads as one JSON object that is kept outside the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from socdomain.audit.chain import ChainHead, ChainId, time_text
from socdomain.audit.signatures import HeadSignature, SignatureKind
from socdomain.canonical import canonical_json
from socdomain.errors import WatchfloorError

PREFIX: Final = "audit/heads/"
ANCHORED: Final = "audit.anchored"
"""What the record of an anchor says was done; on the object of its name."""

_LARGEST_SEQUENCE: Final = 2**63 - 1
_TYPE: Final = "watchfloor.audit-anchor.1"


class AnchorUnreadableError(WatchfloorError):
    """An object among the anchors that is no anchor."""


def anchor_key(at: datetime, anchor_id: UUID) -> str:
    """Returns the name of an anchor; later ones come later in the order of names."""
    return f"{PREFIX}{time_text(at).replace(':', '-')}-{anchor_id}.json"


def anchor_body(signatures: Iterable[HeadSignature], *, at: datetime) -> bytes:
    """Returns the bytes of an anchor: canonical JSON, in UTF-8."""
    return canonical_json({"type": _TYPE, "at": time_text(at), "heads": [_written(one) for one in signatures]})


def read_anchor(body: bytes) -> tuple[HeadSignature, ...]:
    """Reads an anchor.

    Raises:
        AnchorUnreadableError: It is none.
    """
    try:
        document = json.loads(body)
        if document["type"] != _TYPE:
            raise AnchorUnreadableError("the object is no anchor")
        return tuple(map(_read, document["heads"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise AnchorUnreadableError("the object is no anchor") from error


def _written(one: HeadSignature) -> dict[str, Any]:
    return {
        "chain": str(one.head.chain),
        "sequence": one.head.sequence,
        "hash": one.head.hash.hex(),
        "signed_at": time_text(one.signed_at),
        "key_id": one.key_id,
        "signature": one.signature.hex(),
    }


def _read(written: dict[str, Any]) -> HeadSignature:
    head = ChainHead(ChainId(UUID(written["chain"])), int(written["sequence"]), bytes.fromhex(written["hash"]))
    if not 0 < head.sequence <= _LARGEST_SEQUENCE:
        raise AnchorUnreadableError("no record has such a place")
    return HeadSignature(
        SignatureKind.HEAD,
        head,
        datetime.fromisoformat(written["signed_at"]).astimezone(UTC),
        str(written["key_id"]),
        bytes.fromhex(written["signature"]),
    )
