"""Which alerts, or cases, are wanted."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.incidents.status import Status, Verdict
from socdomain.sources.severity import Severity

SHORTEST_TEXT = 3


@frozen
class AlertFilter:
    """Which alerts are wanted; what is None or empty does not narrow, several values of one field widen.

    Attributes:
        status: In one of these states.
        severity: Of one of these severities.
        source: From this source.
        customer: Of the customer with this code.
        assignee: Worked on by this login name; the empty text means by nobody.
        verdict: With this verdict.
        tag: With this tag.
        asset: Naming an asset that has this name or alias.
        observable: Showing an observable of this value, refanged or not.
        technique: With this ATT&CK technique id; ``T1059`` also finds its sub-techniques.
        text: Title, description or asset name contain this, without regard to case; 3 characters or more.
        seen_from: Last seen at this time or after.
        seen_until: Last seen before this time.
        opened_from: Opened at this time or after.
        opened_until: Opened before this time.
    """

    status: frozenset[Status] = frozenset()
    severity: frozenset[Severity] = frozenset()
    source: str | None = None
    customer: str | None = None
    assignee: str | None = None
    verdict: Verdict | None = None
    tag: str | None = None
    asset: str | None = None
    observable: str | None = None
    technique: str | None = None
    text: str | None = None
    seen_from: datetime | None = None
    seen_until: datetime | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None

    def __attrs_post_init__(self) -> None:
        if self.text is not None and len(self.text.strip()) < SHORTEST_TEXT:
            raise InvalidInputError("text", f"must have at least {SHORTEST_TEXT} characters")


@frozen
class CaseFilter:
    """Which cases are wanted; None or empty does not narrow.

    Attributes:
        status: In one of these states.
        severity: Of one of these severities.
        customer: Of the customer with this code.
        assignee: Worked on by this login name; the empty text means by nobody.
    """

    status: frozenset[Status] = frozenset()
    severity: frozenset[Severity] = frozenset()
    customer: str | None = None
    assignee: str | None = None
