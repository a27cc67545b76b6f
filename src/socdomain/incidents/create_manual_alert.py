"""Write an alert by hand."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.clock import Clock
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId, CustomerId, Ids
from socdomain.incidents.alert import LONGEST_DESCRIPTION, LONGEST_TITLE, Alert
from socdomain.incidents.alert_change import clean_tags
from socdomain.incidents.asset import AlertAsset, alias_of_name
from socdomain.incidents.asset_ledger import AssetLedger
from socdomain.incidents.intake import AssetShare, IntakePlan, Sighting, StoredObservable, observable_id
from socdomain.incidents.ports import IncidentsWork
from socdomain.incidents.triage_alerts import AlertTriage
from socdomain.incidents.views import AlertDetail
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.normalised_event import AssetKind, AssetMention
from socdomain.sources.observables import Observable
from socdomain.sources.severity import Severity

MANUAL_SOURCE = "manual"
MOST_OBSERVABLES = 200


@frozen
class NewAlert:
    """What an analyst saw.

    Attributes:
        customer: Code of the customer.
        title: 1 to 300 characters.
        description: At most 4,000 characters.
        severity: How bad.
        tags: Words to find it by.
        observables: What it shows, normalised, at most 200.
        asset_name: The host, user or mailbox that it happened to.
    """

    customer: str
    title: str
    severity: Severity
    description: str = ""
    tags: tuple[str, ...] = ()
    observables: tuple[Observable, ...] = ()
    asset_name: str | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= len(self.title.strip()) <= LONGEST_TITLE:
            raise InvalidInputError("title", f"must have 1 to {LONGEST_TITLE} characters")
        if len(self.description) > LONGEST_DESCRIPTION:
            raise InvalidInputError("description", f"must have at most {LONGEST_DESCRIPTION} characters")
        if len(self.observables) > MOST_OBSERVABLES:
            raise InvalidInputError("observables", f"must be at most {MOST_OBSERVABLES}")
        if self.asset_name is not None and len(self.asset_name) > LONGEST_TITLE:
            raise InvalidInputError("asset_name", f"must have at most {LONGEST_TITLE} characters")


@frozen
class CreateManualAlert:
    """Adds an alert that no tool raised; no event ever joins it."""

    work: Callable[[Reach], IncidentsWork]
    clock: Clock
    ids: Ids

    def execute(self, request: NewAlert, *, by: Principal, once: OnceKey | None = None) -> AlertDetail:
        """Adds an alert, or returns the one that the same idempotency key added before.

        Raises:
            NotFoundError: The customer is not within reach.
        """
        by.require_any_scope(Scope.ALERTS_WRITE)
        now = self.clock.now()
        with self.work(by.reach) as work:
            # Before what was done is recalled: what has gone out of reach since is answered as what is not there.
            customer_id = work.customers.by_code(request.customer, reach=by.reach).id
            if once and (earlier := work.once.recall(once, now=now)):
                return work.alerts.detail(AlertId(earlier.id), reach=by.reach)
            # Intake writes observables and takes the change number in another order; so they take turns.
            work.intake.lock([customer_id])
            alert = self._alert(request, customer_id)
            work.alerts.add(alert)
            stored = [
                StoredObservable(observable_id(customer_id, observable), customer_id, observable)
                for observable in dict.fromkeys(request.observables)
            ]
            work.alerts.add_sightings(stored, [Sighting(customer_id, alert.id, one.id) for one in stored])
            if alert.asset_name is not None:
                self._add_asset(work, alert, alert.asset_name)
            AlertTriage(work, self.clock, self.ids, by).note(alert, "created", {"title": alert.title})
            if once:
                work.once.remember(once, alert.id, now=now)
            detail = work.alerts.detail(alert.id, reach=by.reach)
            work.commit()
        return detail

    def _add_asset(self, work: IncidentsWork, alert: Alert, name: str) -> None:
        """Links the alert to the asset of that name, and adds the asset where there is none."""
        mentions = [AssetMention(kind, name, None) for kind in _kinds_of(name)]
        aliases = {(alert.customer_id, alias_of_name(one.kind, name)): one for one in mentions}
        known = work.intake.known_assets(list(aliases))
        plan = IntakePlan()
        mention = next((one for alias, one in aliases.items() if alias in known), mentions[0])
        asset_id = AssetLedger(known, self.ids, plan).find(
            mention, alert.customer_id, MANUAL_SOURCE, seen_at=alert.opened_at
        )
        share = AlertAsset(alert.id, asset_id, event_count=0, first_seen=alert.opened_at, last_seen=alert.opened_at)
        plan.asset_shares.append(AssetShare(alert.customer_id, share))
        work.intake.store(plan)

    def _alert(self, request: NewAlert, customer_id: CustomerId) -> Alert:
        now = self.clock.now()
        alert_id = AlertId(self.ids.new())
        alert = Alert(
            id=alert_id,
            customer_id=customer_id,
            source=MANUAL_SOURCE,
            fingerprint=alert_id.bytes,
            title=request.title.strip(),
            description=request.description,
            rule_id=None,
            techniques=(),
            context={},
            asset_name=(request.asset_name or "").strip() or None,
            opened_at=now,
            recorded_at=now,
            first_seen=now,
            last_seen=now,
            window_until=now,
            takes_events=False,
            event_count=0,
            severity=request.severity,
        )
        return evolve(alert, severity_is_set=True, tags=clean_tags(request.tags), acted_at=now)


def _kinds_of(name: str) -> tuple[AssetKind, ...]:
    """Returns what kinds of thing a name may be of, the likeliest first."""
    if "@" in name:
        return AssetKind.MAILBOX, AssetKind.USER, AssetKind.HOST
    if "\\" in name:
        return AssetKind.USER, AssetKind.HOST, AssetKind.MAILBOX
    return AssetKind.HOST, AssetKind.USER, AssetKind.MAILBOX
