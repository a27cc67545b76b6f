"""Where an event came from, and so which event it is."""

from __future__ import annotations

from attrs import frozen

from socdomain.ids import CustomerId, EventId, derived_id


@frozen
class Origin:
    """The place of one document at its source; a second document of the same origin is a replay.

    Attributes:
        customer_id: Whose it is.
        instance: Which installation of the source it came from.
        index_name: The index that holds it; empty where the source has none.
        document_id: Its identifier there; where it has none, the SHA-256 of its canonical JSON (RFC 8785) in hex.
    """

    customer_id: CustomerId
    instance: str
    index_name: str
    document_id: str

    def event_id(self) -> EventId:
        """Returns the event's identifier: the same for the same origin, everywhere."""
        return EventId(derived_id(self.customer_id.bytes, self.instance, self.index_name, self.document_id))
