"""Following a chain record by record: whether each follows from the one before, and whether it is what was signed."""

from __future__ import annotations

from socdomain.audit.chain import ChainedRecord, ChainHead, chain_of, hash_of
from socdomain.audit.findings import MOST_SHOWN, ChainReport, Finding, FindingKind
from socdomain.audit.ports import VerifiesSignatures
from socdomain.audit.signatures import HeadSignature

_TOLD = FindingKind.EDITED, FindingKind.REORDERED
"""Where one record was changed, its signed place need not be told as well."""


class ChainCheck:
    """Checks one chain; holds no more than a few of its records at a time.

    ``take`` the records in their order, ``compare`` the signatures with the records at their places, and then ask for
    the ``report``.

    Args:
        start: The place after which the chain is checked: of its last checkpoint, or before its first record.
    """

    def __init__(self, start: ChainHead) -> None:
        self.start = start
        self._end = start
        self._last: ChainedRecord | None = None
        self._count = 0
        self._broken: list[ChainedRecord] = []
        self._broken_count = 0
        self._findings: list[Finding] = []
        self._more = 0
        self._signed_until = start.sequence
        self._same_until = start.sequence
        self._differing: list[ChainedRecord] = []
        self._differing_count = 0
        self._not_in_database = 0

    @property
    def end(self) -> ChainHead:
        """The place of the last record that was taken."""
        return self._end

    def take(self, one: ChainedRecord) -> None:
        """Looks at the next record of the chain."""
        is_broken = not is_whole(one)
        if not is_broken and chain_of(one.record.customer_id) != one.chain:
            self._find(Finding.about(FindingKind.ADDED, one, f"{_named(one)} is of another chain"))
        if one.sequence > self._end.sequence + 1:
            self._miss(one)
        elif one.previous_hash != self._end.hash and not is_broken:
            self._not_followed(one)
        if is_broken:
            self._broken_count += 1
            if len(self._broken) < MOST_SHOWN:
                self._broken.append(one)
        self._count += 1
        self._end, self._last = one.head, one

    def stray(self, one: ChainedRecord) -> None:
        """Takes note of a record before the start from which the chain does not lead there."""
        detail = f"{_named(one)} stands before the place where the chain begins now, and does not lead there"
        self._find(Finding.about(FindingKind.ADDED, one, detail))

    def compare(self, signature: HeadSignature, record: ChainedRecord | None, verifier: VerifiesSignatures) -> bool:
        """Compares what was signed with the record at that place; returns whether the signature is good.

        Args:
            signature: The signature.
            record: The record at the signature's place; None where there is none.
            verifier: Knows the keys.
        """
        if not self._is_good(signature, record, verifier):
            return False
        place = signature.head
        self._signed_until = max(self._signed_until, place.sequence)
        present = self.start.hash if place.sequence == self.start.sequence else record and record.hash
        if present is None or place.sequence < self.start.sequence:
            return True
        if present == place.hash:
            self._same_until = max(self._same_until, place.sequence)
        else:
            self._differing_count += 1
            if record is not None and len(self._differing) < MOST_SHOWN:
                self._differing.append(record)
        return True

    def miss_signature(self) -> None:
        """Counts a good signature that was anchored, and that the database does not have."""
        self._not_in_database += 1

    def report(self, head: ChainHead | None, *, goes_on: bool) -> ChainReport:
        """Says what was found; asked for once, at the end.

        Args:
            head: What is written down as the chain's end.
            goes_on: Whether there are records beyond it.
        """
        self._judge_broken()
        self._judge_end(head, goes_on=goes_on)
        self._judge_signed()
        found = sorted(self._findings, key=lambda finding: finding.sequence)
        more = self._more + max(0, len(found) - MOST_SHOWN)
        first = self.start.sequence + 1
        last, signed = self._end.sequence, self._signed_until
        return ChainReport(self.start.chain, first, self._count, last, signed, tuple(found[:MOST_SHOWN]), more)

    def _find(self, finding: Finding) -> None:
        if len(self._findings) < 2 * MOST_SHOWN:
            self._findings.append(finding)
        else:
            self._more += 1

    def _miss(self, following: ChainedRecord) -> None:
        first, last = self._end.sequence + 1, following.sequence - 1
        detail = f"{_places(first, last)} gone, before {_named(following)}"
        self._find(Finding(FindingKind.MISSING, detail, first))

    def _not_followed(self, one: ChainedRecord) -> None:
        """Judges a place at which two records do not fit, though the second is as it was hashed."""
        before = self._last
        if before is None:
            self._find(Finding.about(FindingKind.EDITED, one, f"{_named(one)} does not follow from what was pruned"))
        elif is_whole(before):
            detail = f"{_named(before)} has a hash that fits it, and is not the one that {_named(one)} follows"
            self._find(Finding.about(FindingKind.EDITED, before, detail))

    def _judge_broken(self) -> None:
        for one in self._broken:
            origin = next((other.sequence for other in self._broken if _stood_at(one, other)), None)
            if origin is None:
                detail = f"{_named(one)} does not say what its hash was made of"
                self._find(Finding.about(FindingKind.EDITED, one, detail))
            else:
                detail = f"{_named(one)} stood at {origin}"
                self._find(Finding.about(FindingKind.REORDERED, one, detail))
        self._more += self._broken_count - len(self._broken)

    def _judge_end(self, head: ChainHead | None, *, goes_on: bool) -> None:
        last, known = self._end.sequence, max(self._signed_until, head.sequence if head else 0)
        remaining = f"after {_named(self._last)}" if self._last else "and so are all before"
        if last < known:
            detail = f"{_places(last + 1, known)} gone, {remaining}"
            self._find(Finding(FindingKind.TRUNCATED, detail, last + 1))
        elif self._last is None:
            if goes_on or head not in (None, self.start):
                detail = "the end of the chain is written down as another than it is"
                self._find(Finding(FindingKind.HEAD_CHANGED, detail, last))
        elif head is None or head.sequence < last or goes_on:
            detail = f"the end of the chain is written down as {head.sequence if head else 'nothing'}"
            self._find(Finding.about(FindingKind.HEAD_CHANGED, self._last, detail))
        elif head.hash != self._end.hash:
            detail = f"{_named(self._last)} has not the hash that is written down as the end of the chain"
            self._find(Finding.about(FindingKind.EDITED, self._last, detail))

    def _judge_signed(self) -> None:
        told = {finding.sequence for finding in self._findings if finding.kind in _TOLD}
        differing = [one for one in self._differing if one.sequence not in told]
        if differing:
            first = min(differing, key=lambda one: one.sequence)
            detail = (
                f"{_named(first)} has not the hash that was signed; {self._differing_count} signed places differ, "
                f"and the chain is as it was signed up to {self._same_until}"
            )
            self._find(Finding.about(FindingKind.REWRITTEN, first, detail))
        elif self._differing_count and not self._differing:
            detail = "what was signed of the last pruned record is not what the checkpoint says"
            self._find(Finding(FindingKind.REWRITTEN, detail, self.start.sequence))
        if self._not_in_database:
            detail = f"{self._not_in_database} signatures were anchored and are not in the database"
            self._find(Finding(FindingKind.SIGNATURE_MISSING, detail))

    def _is_good(self, signature: HeadSignature, record: ChainedRecord | None, verifier: VerifiesSignatures) -> bool:
        if signature.holds(verifier):
            return True
        is_known = verifier.knows(signature.key_id)
        kind = FindingKind.BAD_SIGNATURE if is_known else FindingKind.UNKNOWN_KEY
        what = "was not made with the key that it names" if is_known else "names a key that is not ours"
        detail = f"the signature of {signature.signed_at.isoformat()} over {signature.head.sequence} {what}"
        place = signature.head.sequence
        self._find(Finding(kind, detail, place) if record is None else Finding.about(kind, record, detail))
        return False


def is_whole(one: ChainedRecord) -> bool:
    """Tells whether a record says what its hash was made of."""
    return _hash_at(one, one.sequence, one.previous_hash) == one.hash


def _stood_at(one: ChainedRecord, other: ChainedRecord) -> bool:
    """Tells whether a record stood at another's place: with its own hashes, or with those that it left behind."""
    if one is other:
        return False
    at_place = ((one.previous_hash, one.hash), (other.previous_hash, other.hash))
    return any(_hash_at(one, other.sequence, previous) == own for previous, own in at_place)


def _hash_at(one: ChainedRecord, sequence: int, previous_hash: bytes) -> bytes | None:
    try:
        return hash_of(one.record, one.chain, sequence, previous_hash)
    except (TypeError, ValueError, RecursionError):
        # Somebody made of it what this program cannot have written.
        return None


def _named(one: ChainedRecord) -> str:
    return f"{one.sequence} ({one.record.action}, {one.record.at.isoformat()}, {one.record.id})"


def _places(first: int, last: int) -> str:
    return f"{first} is" if first == last else f"{first} to {last} are"
