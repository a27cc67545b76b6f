"""What a document becomes before anyone knows which alert it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from socdomain.sources.observables import Observable
from socdomain.sources.severity import Severity


class AssetKind(StrEnum):
    """What kind of thing an event happened to."""

    HOST = "host"
    USER = "user"
    MAILBOX = "mailbox"


class EventFlag(StrEnum):
    """What a reader of an event should know about how it was read."""

    CLOCK_SKEW = "clock_skew"
    TIME_MISSING = "time_missing"
    SEVERITY_UNKNOWN = "severity_unknown"
    ORIGIN_MISSING = "origin_missing"
    """The document that it was made of is gone, and it stands in for that."""


class CustomerClaim(StrEnum):
    """How much a field says about whose document it is."""

    NAMES = "names"
    """The field exists to name the customer: a code that nobody has is an error."""
    HINTS = "hints"
    """The field may happen to hold a customer's code (Wazuh's ``cluster.node``): otherwise it says nothing."""


@frozen
class CustomerMark:
    """A code in a document that may say whose it is.

    Attributes:
        code: The text found, trimmed.
        claim: How much it says.
        path: The field it was found in.
    """

    code: str
    claim: CustomerClaim
    path: str


@frozen
class AssetMention:
    """The host, user or mailbox that an event names.

    Attributes:
        kind: What kind of thing it is.
        name: Its name as the document gives it, trimmed and cleaned; may be empty when only the agent is known.
        agent_id: Identifier of the agent on it, unique within the source's instance; None where there is none.
    """

    kind: AssetKind
    name: str
    agent_id: str | None = None


@frozen
class NormalisedEvent:
    """One document, read by a mapping.

    Attributes:
        title: One line that names what happened, never empty, at most 300 characters.
        description: More of the same, may be empty, at most 4,000 characters.
        severity: By the mapping's table.
        severity_known: False where the table did not know the document's value, and Medium stands in.
        level: The product's own numeric level, where it has one.
        occurred_at: The time in the document, aware UTC; None where it has none that can be read.
        rule_id: The product's own identifier of the rule that fired.
        techniques: ATT&CK technique ids such as ``T1059.001``, each once, in the document's order.
        customer_marks: Codes that may say whose it is, in the mapping's order.
        index_name: The index that holds the document at its source; empty where unknown.
        document_id: The document's identifier at its source.
        asset: What it happened to.
        user: The user account that acted or was acted upon, as given.
        observables: Each once, in the order found.
        fingerprint_fields: Name and value of what decides, beside customer and source, whether two events are the same.
        context: Fields that an analyst wants to see at once, as the mapping names them.
    """

    title: str
    description: str
    severity: Severity
    severity_known: bool
    level: int | None
    occurred_at: datetime | None
    rule_id: str | None
    techniques: tuple[str, ...]
    customer_marks: tuple[CustomerMark, ...]
    index_name: str
    document_id: str | None
    asset: AssetMention | None
    user: str | None
    observables: tuple[Observable, ...]
    fingerprint_fields: tuple[tuple[str, str], ...]
    context: Mapping[str, Any] = field(factory=dict)
