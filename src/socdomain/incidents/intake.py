"""What intake knows before it decides, and what it decides, for one batch of events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from attrs import define, field, frozen

from socdomain.ids import AlertId, AssetId, CustomerId, EventId, ObservableId, derived_id
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import AlertAsset, Asset, AssetAlias, KnownAsset
from socdomain.incidents.event import Event
from socdomain.incidents.joinable_alert import JoinableAlert
from socdomain.sources.observables import Observable

FingerprintKey = tuple[CustomerId, bytes]


@lru_cache(maxsize=16_384)
def observable_id(customer_id: CustomerId, observable: Observable) -> ObservableId:
    """Derives an observable's identifier: a customer has one row per type and value."""
    return ObservableId(derived_id(customer_id.bytes, f"observable {observable.type.value} {observable.value}"))


@frozen
class StoredObservable:
    """An observable of a customer."""

    id: ObservableId
    customer_id: CustomerId
    observable: Observable


class Sighting(NamedTuple):
    """An observable that an alert shows; a tuple, since a batch makes thousands and does nothing with them."""

    customer_id: CustomerId
    alert_id: AlertId
    observable_id: ObservableId


@frozen
class AlertTechnique:
    """A technique that an alert has; carries the alert's time of opening, by which the summary counts."""

    customer_id: CustomerId
    alert_id: AlertId
    technique: str
    opened_at: datetime


@frozen
class AssetShare:
    """What a batch adds to an alert's share in an asset; counts are increments."""

    customer_id: CustomerId
    share: AlertAsset


@define
class IntakePlan:
    """All that one batch writes; each list holds a row once, and rows sort by their keys.

    Attributes:
        new_alerts: Alerts that it begins.
        changed_alerts: Alerts that it joins or supersedes, as they become.
        counted_alerts: Alerts that it joins and of which only times and counts change, as they become; most are such.
        events: Events that it adds.
        new_assets: Assets that it mentions first.
        new_aliases: Aliases that it teaches.
        asset_shares: What it adds to the alerts' assets.
        observables: Observables that it shows; most are there already.
        sightings: Which alert shows which; many are there already.
        techniques: Which alert has which technique; many are there already.
    """

    new_alerts: list[Alert] = field(factory=list)
    changed_alerts: list[JoinableAlert] = field(factory=list)
    counted_alerts: list[JoinableAlert] = field(factory=list)
    events: list[Event] = field(factory=list)
    new_assets: list[Asset] = field(factory=list)
    new_aliases: list[AssetAlias] = field(factory=list)
    asset_shares: list[AssetShare] = field(factory=list)
    observables: list[StoredObservable] = field(factory=list)
    sightings: list[Sighting] = field(factory=list)
    techniques: list[AlertTechnique] = field(factory=list)


class IntakeStore(Protocol):
    """Reads and writes of intake, each set-based: a call is a bounded number of statements.

    Customers come from documents whose sender has been found to be allowed to write for them.
    """

    def lock(self, customer_ids: Collection[CustomerId]) -> None:
        """Keeps other intake away from these customers until this unit of work ends.

        What is read after it stays true until the commit. The unique indexes hold even without it.
        """
        ...

    def known_digests(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, bytes]:
        """Returns the digest of each of the events that is stored."""
        ...

    def alerts_of(self, events: Collection[tuple[CustomerId, EventId]]) -> Mapping[EventId, AlertId]:
        """Returns the alert that each of the events is in; one that is not stored is left out."""
        ...

    def joinable_alerts(
        self, fingerprints: Collection[FingerprintKey], *, earliest: datetime, latest: datetime, all_live: bool
    ) -> Mapping[FingerprintKey, tuple[JoinableAlert, ...]]:
        """Returns the alerts that events of these fingerprints might join, locked against change.

        Those of a fingerprint come by (opened_at, id), the earliest first; a fingerprint without any is left out.

        Args:
            fingerprints: Customer and fingerprint of each event.
            earliest: Of the alerts closed, only those closed at this time or after,
            latest: and at most 24 h after this time.
            all_live: Whether live alerts that take no more events are wanted too.
        """
        ...

    def known_assets(self, aliases: Collection[tuple[CustomerId, str]]) -> Mapping[tuple[CustomerId, str], KnownAsset]:
        """Returns the asset of each alias that is known."""
        ...

    def assets_of(self, alerts: Collection[tuple[CustomerId, AlertId]]) -> frozenset[tuple[AlertId, AssetId]]:
        """Returns which assets the alerts already have."""
        ...

    def drop_bodies(self, received_before: datetime, *, after: AlertId, limit: int) -> tuple[int, AlertId | None]:
        """Removes the bytes of events received before a time, but of each alert's first and last by (seen_at, id).

        Args:
            received_before: Only those received earlier.
            after: Only of alerts with a larger identifier.
            limit: Of so many alerts, in the order of their identifiers.

        Returns:
            Of how many events, and the last alert that was looked at; None if no others follow.
        """
        ...

    def store(self, plan: IntakePlan) -> None:
        """Writes a plan.

        Alerts that stop taking events are written before those that begin, so that never two of a fingerprint do.
        Of a changed alert is written what intake decides: techniques, ``takes_events``, ``first_seen``,
        ``last_seen``, ``event_count``, ``late_events``, severity with ``severity_known`` and ``severity_raised``, and
        ``new_assets_since``. Of a counted alert are written ``first_seen``, ``last_seen``, ``event_count``,
        ``late_events`` and ``new_assets_since``.

        Raises:
            ConcurrentChangeError: What the plan was made from is no longer so: an event or a new alert is there
                already, a changed alert is not, another alert takes the fingerprint, or another asset has the alias.
                Make it again.
            OtherCustomerError: A link would lead to another customer's row. A store may find out at the commit only.
        """
        ...
