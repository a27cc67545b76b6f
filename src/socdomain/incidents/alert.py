"""An alert: what an analyst triages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from socdomain.ids import AlertId, CustomerId
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 4_000
LONGEST_TAG = 64
MOST_TAGS = 50


@frozen
class Alert:
    """One alert, and the events that it stands for.

    What its source said comes first, what intake counts after it, what analysts decided last. Intake never
    changes what an analyst decided.

    Attributes:
        id: Identifier (UUIDv7).
        customer_id: Whose it is.
        source: The source that it came from; ``manual`` for an analyst's own.
        fingerprint: 16 bytes; events with the same one join it.
        title: One line, at most 300 characters.
        description: More of the same, at most 4,000 characters.
        rule_id: The product's identifier of the rule that fired.
        techniques: ATT&CK technique ids.
        context: Fields of its first event that an analyst wants to see at once.
        asset_name: Name of the asset of its first event.
        opened_at: When its first event was received (of history: when it happened), aware UTC; never changes.
        recorded_at: When it was written down, after which whoever looks can have seen it; never changes.
        first_seen: Time of its earliest event.
        last_seen: Time of its latest event.
        window_until: Events after this time begin another alert.
        takes_events: Whether events with its fingerprint join it; at most one alert of a fingerprint does.
        event_count: How many events it stands for.
        late_events: How many of them came after it was closed.
        continues: The alert before it with the same fingerprint, whose window had passed.
        severity: The highest of its events, or what an analyst set.
        severity_known: False where the source's own severity was not understood.
        severity_is_set: Whether an analyst set it.
        severity_raised: The higher severity of an event that came after an analyst set it.
        new_assets_since: When the first asset joined that was new since the last analyst's action.
        status: Where it stands.
        verdict: What it turned out to be; given while it is closed.
        verdict_reason: Why.
        duplicate_of: The alert that it repeats.
        assignee: Login name of who works on it.
        tags: Words that analysts put on it, lower case.
        acted_at: When an analyst last did something to it.
        closed_at: When it was closed; given while it is closed.
        version: Counts what analysts changed, from 1; intake does not change it.
    """

    id: AlertId
    customer_id: CustomerId
    source: str
    fingerprint: bytes
    title: str
    description: str
    rule_id: str | None
    techniques: tuple[str, ...]
    context: Mapping[str, Any]
    asset_name: str | None
    opened_at: datetime
    recorded_at: datetime
    first_seen: datetime
    last_seen: datetime
    window_until: datetime
    takes_events: bool
    event_count: int
    severity: Severity
    late_events: int = 0
    continues: AlertId | None = None
    severity_known: bool = True
    severity_is_set: bool = False
    severity_raised: Severity | None = None
    new_assets_since: datetime | None = None
    status: Status = Status.OPEN
    verdict: Verdict | None = None
    verdict_reason: str | None = None
    duplicate_of: AlertId | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1
