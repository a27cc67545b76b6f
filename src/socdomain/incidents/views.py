"""What reads give back: entities with what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from socdomain.ids import AgentId, AlertId, CaseId, ObservableId
from socdomain.incidents.activity import Comment
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import AlertAsset, Asset
from socdomain.incidents.case import Case
from socdomain.incidents.status import Status
from socdomain.sources.observables import Observable
from socdomain.sources.severity import Severity

MOST_SHOWN = 200


@frozen
class AlertListing:
    """An alert in a list, with its customer's code."""

    alert: Alert
    customer_code: str


@frozen
class CaseListing:
    """A case in a list, with its customer's code and how many alerts it has."""

    case: Case
    customer_code: str
    alert_count: int


@frozen
class ShownAsset:
    """An asset of an alert, with what the alert's events have to do with it, and the agents on its host."""

    asset: Asset
    share: AlertAsset
    agent_ids: tuple[AgentId, ...] = ()


@frozen
class ShownObservable:
    """An observable of an alert, with the identifier of its one row."""

    id: ObservableId
    observable: Observable


@frozen
class CaseReference:
    """A case that an alert belongs to."""

    id: CaseId
    number: int
    name: str
    status: Status


@frozen
class AlertReference:
    """An alert that belongs to a case."""

    id: AlertId
    title: str
    severity: Severity
    status: Status
    last_seen: datetime


@frozen
class AlertDetail:
    """An alert with all that belongs to it.

    Attributes:
        alert: The alert.
        customer_code: Its customer's code.
        assets: The 200 last seen in it, by (last_seen, asset id), the latest first.
        asset_count: How many there are.
        observables: The first 200 by type and value, compared character by character (by code point).
        observable_count: How many there are.
        comments: The latest 200 by (at, id), the oldest first.
        cases: The cases that it belongs to, by number.
    """

    alert: Alert
    customer_code: str
    assets: tuple[ShownAsset, ...]
    asset_count: int
    observables: tuple[ShownObservable, ...]
    observable_count: int
    comments: tuple[Comment, ...]
    cases: tuple[CaseReference, ...]


@frozen
class CaseDetail:
    """A case with all that belongs to it; shapes as in ``AlertDetail``, over all its alerts.

    Attributes:
        case: The case.
        customer_code: Its customer's code.
        alerts: The 200 last seen, by (last_seen, id), the latest first.
        alert_count: How many there are.
        live_alert_count: How many of all of them are live, also of those that are not shown.
        assets: The 200 last seen in any of its alerts, each once.
        observables: The first 200 of all its alerts, each once.
        comments: The latest 200 on the case itself, the oldest first.
        comment_count: How many there are.
    """

    case: Case
    customer_code: str
    alerts: tuple[AlertReference, ...]
    alert_count: int
    live_alert_count: int
    assets: tuple[Asset, ...]
    observables: tuple[ShownObservable, ...]
    comments: tuple[Comment, ...]
    comment_count: int


class AgeBand:
    """The upper bounds, in hours, by which live alerts are counted in the summary; the last band is open."""

    HOURS = (1, 4, 24, 24 * 7)


@frozen
class AlertSummary:
    """Counts over the alerts within reach.

    Attributes:
        at: When it was counted, aware UTC.
        severity_by_age: Live alerts of each severity, per band of age since they were opened
            (under 1 h, 4 h, 24 h, 7 d, and older). Every severity is there; what is opened in the future is young.
        source_by_hour: Alerts opened in the hour of ``at`` and the 23 hours before it, by source; keys are the starts
            of the hours in UTC. Sources and hours without an alert are left out.
        techniques: Alerts opened in those hours by ATT&CK technique id, the most frequent first, then by id; at
            most 50.
    """

    at: datetime
    severity_by_age: Mapping[Severity, tuple[int, ...]]
    source_by_hour: Mapping[str, Mapping[datetime, int]]
    techniques: tuple[tuple[str, int], ...]


@frozen
class ChangesPosition:
    """Where reading of changes stopped.

    Attributes:
        sequence: Number of the change; commits are numbered in their order.
        id: Identifier of the alert, among those changed by the same commit.
    """

    sequence: int
    id: AlertId | None = None


@frozen
class ChangesPage:
    """Alerts as they are now, in the order in which they last changed.

    Attributes:
        items: The alerts.
        position: Where to read on; given even when there is nothing new yet.
        more: Whether there is more to read at once.
    """

    items: tuple[AlertListing, ...]
    position: ChangesPosition
    more: bool


@frozen
class NewsItem:
    """An alert that has changed, in a list.

    Attributes:
        listing: The alert as it is now.
        is_new: Whether it was added after the position in question, so that no list of that time can have shown it.
    """

    listing: AlertListing
    is_new: bool


@frozen
class NewsPage:
    """Of the alerts that changed, those that a filter wants now, in the order in which they last changed.

    Attributes:
        items: The alerts; of those that were looked at some may be wanted no longer, or never were, and are left out.
        position: Where to read on: behind everything that was looked at, whether it was wanted or not.
        more: Whether there is more to read at once.
    """

    items: tuple[NewsItem, ...]
    position: ChangesPosition
    more: bool
