"""The links from a case's custody events to a signed head, as lines of a bundle.

A line about the case's own files is the whole content of an audit record, whose hash is SHA-256 over the line; of any
other record there is the hash alone. After a record whose place is signed its signature may stand, and after the last
one it does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import Final

from attrs import define, field

from socdomain.artifacts.bundle.custody_lines import OBJECT_TYPE
from socdomain.artifacts.bundle.ports import BundleWork
from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId, content_of
from socdomain.audit.signatures import HeadSignature
from socdomain.canonical import canonical_digest, canonical_json
from socdomain.principal import Reach

GONE_TYPE: Final = "watchfloor.records-gone.1"
_RECORDS_AT_ONCE: Final = 1_000


@define
class ChainLines:
    """Reads a part of a chain, and writes it as lines.

    Attributes:
        reading: Makes units of work that only read; none is open while a line is yielded.
        reach: Within which the chain's customer is.
        chain: Which chain.
        own: Identifiers of the files whose records are shown.
        start: The place before the first record that was yielded, with its hash; known after the first line.
    """

    reading: Callable[[Reach], BundleWork]
    reach: Reach
    chain: ChainId
    own: Collection[str]
    start: ChainHead | None = field(default=None, init=False)
    _signature: HeadSignature | None = field(default=None, init=False)

    def lines(self, first: int, until: int) -> Iterator[bytes]:
        """Yields the records from a place to another, both with it, with the signatures that prove the shown ones.

        Records that are not there, and ought to be, are told of by a line of their own.

        Args:
            first: The place of the first record.
            until: The place of the last one, which is signed.
        """
        place = first - 1
        while place < until:
            with self.reading(self.reach) as work:
                page = work.audit_trail.records(self.chain, after=place, until=until, limit=_RECORDS_AT_ONCE)
            for one in page:
                if self.start is None:
                    self.start = ChainHead(self.chain, one.sequence - 1, one.previous_hash)
                elif one.sequence > place + 1:
                    yield _gone(one.sequence - place - 1)
                yield from self._lines_of(one, until)
                place = one.sequence
            if not page:
                yield _gone(until - place)
                return

    def _lines_of(self, one: ChainedRecord, until: int) -> Iterator[bytes]:
        is_own = one.record.object_type == OBJECT_TYPE and one.record.object_id in self.own
        yield _content_line(one) if is_own else canonical_json(_content_hash(one).hex()) + b"\n"
        if (is_own and self._signature is None) or one.sequence == until:
            self._signature = self._signature or self._signature_from(one.sequence, until)
        if self._signature is not None and self._signature.head.sequence == one.sequence:
            yield signature_line(self._signature)
            self._signature = None

    def _signature_from(self, place: int, until: int) -> HeadSignature | None:
        """Returns the first signature of a place or one after it: what it is over was so no later than it says."""
        with self.reading(self.reach) as work:
            found = work.audit_trail.signatures(self.chain, after=place - 1, until=until, limit=1)
        return found[0] if found else None


def signature_line(signature: HeadSignature) -> bytes:
    """Returns a signed head as a line, with its end: what is signed, and the signature."""
    return canonical_json({**json.loads(signature.message), "signature": signature.signature.hex()}) + b"\n"


def _content_line(one: ChainedRecord) -> bytes:
    try:
        return canonical_json(content_of(one.record)) + b"\n"
    except (TypeError, ValueError, RecursionError):
        return canonical_json(bytes(32).hex()) + b"\n"


def _content_hash(one: ChainedRecord) -> bytes:
    try:
        return canonical_digest(content_of(one.record))
    except (TypeError, ValueError, RecursionError):
        # Somebody made of it what this program cannot have written; such a hash leads nowhere, and that shows.
        return bytes(32)


def _gone(records: int) -> bytes:
    return canonical_json({"type": GONE_TYPE, "records": records}) + b"\n"
