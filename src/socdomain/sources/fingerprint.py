"""Which events are the same thing happening again."""

from __future__ import annotations

import hashlib

from socdomain.ids import CustomerId
from socdomain.sources.normalised_event import NormalisedEvent

FINGERPRINT_SIZE_BYTES = 16


def fingerprint(customer_id: CustomerId, source: str, event: NormalisedEvent) -> bytes:
    """Derives the fingerprint of an event: events with the same one join the same alert.

    The first 16 bytes of SHA-256 over, in this order, the customer's identifier, the source's name, ``rule:`` and the
    rule's identifier or else ``title:`` and the casefolded title, and the name and value of each further field in the
    mapping's order. Each part is preceded by its length in bytes, in decimal, and a colon, so that no two lists of
    parts are the same bytes. The asset is not in it, unless the mapping makes it a further field.

    Args:
        customer_id: Whose event it is.
        source: Name of the source that it was sent for.
        event: The event.

    Returns:
        16 bytes, the same on any machine and in any release: alerts are stored by them.
    """
    digest = hashlib.sha256()
    kind = f"title:{event.title.casefold()}" if event.rule_id is None else f"rule:{event.rule_id}"
    further = (part for field in event.fingerprint_fields for part in field)
    parts = [part.encode("utf-8", "surrogatepass") for part in (source, kind, *further)]
    for part in (customer_id.bytes, *parts):
        digest.update(b"%d:%b" % (len(part), part))
    return digest.digest()[:FINGERPRINT_SIZE_BYTES]
