"""Entities for tests: sensible by themselves, and any field can be given by name.

Identifiers are new in every call and grow, so entities of one test differ unless it says otherwise.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from socdomain.agents.agent import Agent
from socdomain.audit_record import AuditRecord
from socdomain.auth.api_key import ApiKey
from socdomain.auth.role import Role
from socdomain.auth.session import SESSION_LIFETIME, Place, Session, SessionKind, SignInStep
from socdomain.auth.user import User
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import Happening, HistoryEntry as ConnectorEntry
from socdomain.connectors.verification import Outcome, Verification
from socdomain.customers.customer import Customer
from socdomain.ids import (
    AgentId,
    AlertId,
    AssetId,
    CaseId,
    ConnectorId,
    CustomerId,
    KeyId,
    PrincipalId,
    RunId,
    ScheduleId,
    SessionId,
    ViewId,
)
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import AlertAsset, Asset, AssetAlias, alias_of_name
from socdomain.incidents.case import Case
from socdomain.incidents.event import Event, JoinedBy
from socdomain.incidents.intake import AssetShare, Sighting, StoredObservable, observable_id
from socdomain.incidents.status import Status
from socdomain.jobs.run import Cause, Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Every
from socdomain.memory import CountingIds
from socdomain.once import OnceKey
from socdomain.principal import Principal, PrincipalKind, Reach, Scope
from socdomain.sealed import Sealed
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import Observable, ObservableType
from socdomain.sources.origin import Origin
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, rejected_event_id
from socdomain.sources.severity import Severity
from socdomain.sources.source import Source
from socdomain.views.view import View

NOW = datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
"""When things happen unless a test says otherwise."""
EVERYONE = Reach.everyone()
IDS = CountingIds()
Fields = dict[str, Any]


def hours(number: float) -> timedelta:
    """So many hours, for times around ``NOW``."""
    return timedelta(hours=number)


def a_customer(code: str = "ACME", **fields: Any) -> Customer:
    """A customer, called like its code."""
    values: Fields = {"id": CustomerId(IDS.new()), "code": code, "name": code.title(), "created_at": NOW}
    return Customer(**values | fields)


def a_user(login: str = "anna", **fields: Any) -> User:
    """A user who may do everything and see everyone's data."""
    values: Fields = {
        "id": PrincipalId(IDS.new()),
        "login": login,
        "password_hash": "not a hash",
        "role": "admin",
        "customers": None,
        "created_at": NOW,
    }
    return User(**values | fields)


def a_role(name: str = "admin", **fields: Any) -> Role:
    """A role that may do everything."""
    values: Fields = {"name": name, "title": name.title(), "scopes": frozenset(Scope)}
    return Role(**values | fields)


def a_session(user: User, **fields: Any) -> Session:
    """A session of a bearer that has just begun."""
    values: Fields = {
        "id": SessionId(IDS.new()),
        "user_id": user.id,
        "kind": SessionKind.BEARER,
        "step": SignInStep.DONE,
        "user_epoch": user.epoch,
        "created_at": NOW,
        "last_used_at": NOW,
        "expires_at": NOW + SESSION_LIFETIME,
        "place": Place("192.0.2.1", "test"),
    }
    return Session(**values | fields)


def an_api_key(user: User, **fields: Any) -> ApiKey:
    """A key that may do everything, and whose secret nobody knows."""
    values: Fields = {
        "id": KeyId(IDS.new()),
        "name": "forwarder",
        "secret_digest": b"\x01" * 32,
        "scopes": frozenset(Scope),
        "customers": None,
        "source": None,
        "created_by": user.id,
        "created_at": NOW,
    }
    return ApiKey(**values | fields)


def a_principal(name: str = "anna", **fields: Any) -> Principal:
    """A principal who may do everything and see everyone's data."""
    values: Fields = {
        "id": PrincipalId(IDS.new()),
        "name": name,
        "kind": PrincipalKind.USER,
        "scopes": frozenset(Scope),
        "reach": Reach.everyone(),
    }
    return Principal(**values | fields)


def an_audit_record(**fields: Any) -> AuditRecord:
    """A record of something that was done to the platform."""
    values: Fields = {
        "id": IDS.new(),
        "at": NOW,
        "by_id": IDS.new(),
        "by_name": "anna",
        "by_kind": PrincipalKind.USER,
        "action": "source.changed",
        "object_type": "source",
        "object_id": "wazuh",
    }
    return AuditRecord(**values | fields)


def a_once_key(key: str = "key-1", **fields: Any) -> OnceKey:
    """An idempotency key of a principal who has sent nothing before."""
    values: Fields = {"principal_id": PrincipalId(IDS.new()), "key": key, "request_digest": b"\x01" * 32}
    return OnceKey(**values | fields)


def a_source(name: str = "wazuh", **fields: Any) -> Source:
    """A source with an empty mapping of its name."""
    values: Fields = {"name": name, "mapping": SourceMapping(name=name), "changed_at": NOW}
    return Source(**values | fields)


def a_rejected_event(customer: Customer | None = None, **fields: Any) -> RejectedEvent:
    """A document that was not JSON; its identifier follows from its other fields."""
    customer_id = customer.id if customer else None
    values: Fields = {
        "received_at": NOW,
        "source": "wazuh",
        "instance": "wazuh",
        "reason": RejectReason.NOT_JSON,
        "detail": "at byte 0",
        "body": b"no json %d" % IDS.new().int,
        "customer_id": customer_id,
        "sent_by": "anna",
        "sent_for": customer_id,
        "sent_within": Reach.everyone(),
    } | fields
    what = (values["source"], values["instance"], values["customer_id"], values["reason"], values["body"])
    return RejectedEvent(id=values.pop("id", rejected_event_id(*what)), **values)


def an_alert(customer: Customer, **fields: Any) -> Alert:
    """An open alert of one event, of a fingerprint of its own.

    Args:
        customer: Whose it is.
        fields: Its fields; times follow ``opened_at``, and it takes events while it is live, unless they are given.
    """
    alert_id = fields.get("id", AlertId(IDS.new()))
    opened_at = fields.get("opened_at", NOW)
    values: Fields = {
        "id": alert_id,
        "customer_id": customer.id,
        "source": "wazuh",
        "fingerprint": hashlib.sha256(alert_id.bytes).digest()[:16],
        "title": "Login failure",
        "description": "sshd: authentication failed",
        "rule_id": "5710",
        "techniques": ("T1110.001",),
        "context": {"rule.groups": ["syslog", "sshd"]},
        "asset_name": "WS01",
        "opened_at": opened_at,
        "recorded_at": opened_at,
        "first_seen": opened_at,
        "last_seen": opened_at,
        "window_until": opened_at + hours(24),
        "takes_events": fields.get("status") is not Status.CLOSED,
        "event_count": 1,
        "severity": Severity.MEDIUM,
    }
    return Alert(**values | fields)


def an_asset(customer: Customer, name: str = "WS01", **fields: Any) -> Asset:
    """A host."""
    values: Fields = {
        "id": AssetId(IDS.new()),
        "customer_id": customer.id,
        "kind": AssetKind.HOST,
        "name": name,
        "first_seen_at": NOW,
    }
    return Asset(**values | fields)


def an_alias(asset: Asset, alias: str | None = None) -> AssetAlias:
    """An alias of an asset: the one of its name, unless another is given."""
    return AssetAlias(asset.customer_id, alias or alias_of_name(asset.kind, asset.name), asset.id)


def a_share(alert: Alert, asset: Asset, **fields: Any) -> AssetShare:
    """What one event adds to an alert's share in an asset."""
    values: Fields = {
        "alert_id": alert.id,
        "asset_id": asset.id,
        "event_count": 1,
        "first_seen": alert.first_seen,
        "last_seen": alert.last_seen,
    }
    return AssetShare(alert.customer_id, AlertAsset(**values | fields))


def an_observable(
    customer: Customer, value: str = "198.51.100.7", kind: ObservableType = ObservableType.IPV4, **fields: Any
) -> StoredObservable:
    """An observable of a customer; its identifier follows from the others."""
    observable = Observable(kind, value, **fields)
    return StoredObservable(observable_id(customer.id, observable), customer.id, observable)


def a_sighting(alert: Alert, observable: StoredObservable) -> Sighting:
    """That an alert shows an observable."""
    return Sighting(alert.customer_id, alert.id, observable.id)


def an_event(alert: Alert, document_id: str | None = None, **fields: Any) -> Event:
    """An event that belongs to an alert; its identifier follows from its origin."""
    origin = Origin(alert.customer_id, "wazuh", "wazuh-alerts-4.x", document_id or str(IDS.new()))
    body = b'{"id": "%b"}' % origin.document_id.encode()
    values: Fields = {
        "alert_id": alert.id,
        "source": alert.source,
        "origin": origin,
        "digest": hashlib.sha256(body).digest(),
        "occurred_at": NOW,
        "seen_at": NOW,
        "received_at": NOW,
        "severity": Severity.MEDIUM,
        "asset_id": None,
        "flags": (),
        "mapping_version": 1,
        "joined_by": JoinedBy.OPENED,
        "deciding_fields": (("rule_id", "5710"),),
        "body": body,
    } | fields
    return Event(id=values.pop("id", values["origin"].event_id()), **values)


def a_case(alert: Alert, number: int = 1, **fields: Any) -> Case:
    """An open case that was opened from an alert."""
    values: Fields = {
        "id": CaseId(IDS.new()),
        "number": number,
        "customer_id": alert.customer_id,
        "name": alert.title,
        "description": alert.description,
        "severity": alert.severity,
        "from_alert_id": alert.id,
        "opened_at": NOW,
        "opened_by": "anna",
        "changed_at": NOW,
    }
    return Case(**values | fields)


def a_comment(text: str = "Looks benign.", **fields: Any) -> Comment:
    """A remark."""
    values: Fields = {"id": IDS.new(), "at": NOW, "by": "anna", "text": text}
    return Comment(**values | fields)


def a_history_entry(**fields: Any) -> HistoryEntry:
    """A change of the assignee."""
    values: Fields = {
        "id": IDS.new(),
        "at": NOW,
        "by": "anna",
        "action": "changed",
        "before": {"assignee": None},
        "after": {"assignee": "anna"},
    }
    return HistoryEntry(**values | fields)


def a_view(owner: User, **fields: Any) -> View:
    """A view of a user's own."""
    values: Fields = {
        "id": ViewId(IDS.new()),
        "name": "High and open",
        "query": "status=OPEN&severity=High",
        "owner_id": owner.id,
        "owner_name": owner.login,
        "created_at": NOW,
    }
    return View(**values | fields)


def a_schedule(name: str = "prune_outbox", **fields: Any) -> Schedule:
    """A schedule of the job of its name, once an hour, due in an hour."""
    values: Fields = {
        "id": ScheduleId(IDS.new()),
        "name": name,
        "job": name,
        "timing": Every(60),
        "counted_from": NOW,
        "next_due_at": NOW + hours(1),
        "created_at": NOW,
    }
    return Schedule(**values | fields)


def a_run(schedule: Schedule | None = None, **fields: Any) -> Run:
    """A run that is planned: of a schedule, or because something changed."""
    due_at = fields.get("due_at", NOW)
    values: Fields = {
        "id": RunId(IDS.new()),
        "job": schedule.job if schedule else "prune_outbox",
        "cause": Cause.SCHEDULE if schedule else Cause.CHANGE,
        "schedule_id": schedule.id if schedule else None,
        "due_at": due_at,
        "ready_at": due_at,
        "status": RunStatus.PLANNED,
    }
    return Run(**values | fields)


def a_connector(name: str = "Hound", **fields: Any) -> Connector:
    """A connector that is used, and was not tried."""
    values: Fields = {
        "id": ConnectorId(IDS.new()),
        "name": name,
        "kind": "hound",
        "values": {"url": "https://hound.example.org:55000", "username": "watchfloor"},
        "secrets": {"password": Sealed("wf1.memory.1")},
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Connector(**values | fields)


def an_agent(hostname: str = "ws-1", **fields: Any) -> Agent:
    """An agent of a connector of its own, which is nobody's."""
    values: Fields = {
        "id": AgentId(IDS.new()),
        "connector_id": ConnectorId(IDS.new()),
        "vendor_id": f"{IDS.new()}",
        "hostname": hostname,
        "os_family": "linux",
        "created_at": NOW,
        "synced_at": NOW,
    }
    return Agent(**values | fields)


def a_verification(**fields: Any) -> Verification:
    """That a connector works."""
    values: Fields = {"at": NOW, "outcome": Outcome.OK, "advice": "It works.", "latency_ms": 12}
    return Verification(**values | fields)


def a_connector_entry(connector: Connector, **fields: Any) -> ConnectorEntry:
    """That a connector was tried."""
    values: Fields = {
        "id": IDS.new(),
        "connector_id": connector.id,
        "at": NOW,
        "by": "anna",
        "happening": Happening.VERIFIED,
        "version": connector.version,
        "detail": {"outcome": "ok"},
    }
    return ConnectorEntry(**values | fields)
