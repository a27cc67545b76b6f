"""A source: a name that documents are sent for, its mapping and what intake should know."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from socdomain.ids import CustomerId
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.severity import Severity


@frozen
class Source:
    """A source of documents.

    Attributes:
        name: What senders call it, such as ``wazuh``; unique.
        mapping: How its documents become events; carries its own version.
        changed_at: When it was last changed, aware UTC.
        default_customer_id: Whose a document is that neither says so nor was sent for a customer.
        minimum_severity: Events below are not taken; None takes all.
        minimum_level: Events whose product level is below are not taken; None takes all.
        version: Counts changes, from 1.
    """

    name: str
    mapping: SourceMapping
    changed_at: datetime
    default_customer_id: CustomerId | None = None
    minimum_severity: Severity | None = None
    minimum_level: int | None = None
    version: int = 1
