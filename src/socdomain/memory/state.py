"""All that is stored, as tables, and the rules that hold between their rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import Factory, define, fields

from socdomain.agents.agent import Agent
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.audit.chain import ChainedRecord, ChainHead, ChainId
from socdomain.audit.signatures import HeadSignature, SignatureKind
from socdomain.auth.api_key import ApiKey
from socdomain.auth.attempts import Attempts
from socdomain.auth.role import Role
from socdomain.auth.session import Session
from socdomain.auth.tokens import RefreshToken
from socdomain.auth.user import User
from socdomain.connectors.catalogue import CatalogueEntry, CatalogueKind
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry as ConnectorEntry
from socdomain.customers.customer import Customer
from socdomain.errors import OtherCustomerError
from socdomain.ids import (
    AgentId,
    AlertId,
    ArtifactId,
    AssetId,
    CaseId,
    ConnectorId,
    CustomerId,
    EventId,
    HoldId,
    KeyId,
    ObservableId,
    PrincipalId,
    RejectedEventId,
    RunId,
    ScheduleId,
    SessionId,
    ViewId,
)
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import AlertAsset, Asset
from socdomain.incidents.case import Case
from socdomain.incidents.collection.ports import FeedPosition
from socdomain.incidents.event import Event
from socdomain.incidents.intake import FingerprintKey, StoredObservable
from socdomain.incidents.looks import Look
from socdomain.jobs.run import Run, RunLine
from socdomain.jobs.schedule import Schedule
from socdomain.memory.state_rows import AskedFor, CaseLink, GivenLease, UsedKey
from socdomain.memory.table import Table
from socdomain.sources.rejected_event import RejectedEvent
from socdomain.sources.source import Source
from socdomain.startup.seeds import AppliedSeed
from socdomain.views.view import View

K = TypeVar("K", bound=Hashable)


class _Owned(Protocol):
    @property
    def customer_id(self) -> CustomerId: ...


@define
class State:
    """Everything that is stored at one moment.

    Attributes:
        customers: The customers.
        last_case_numbers: The number of each customer's last case.
        users: The users.
        sessions: Their sessions.
        refresh_tokens: The tokens that prolong sessions, by their digest.
        api_keys: The keys of machines.
        attempts: The attempts to sign in.
        roles: The roles by name.
        audit_records: Audit records by chain and sequence, in the order in which they were written.
        audit_heads: Where each chain of audit records ends.
        audit_signatures: What was signed of which place in a chain.
        outbox: Jobs asked for, in their order.
        schedules: The schedules.
        runs: The runs of jobs.
        runs_due: The run of a schedule and a time.
        run_lines: The lines that are kept of each run.
        leases: Which lease of each key was given last.
        effects: What each run has brought about.
        once_keys: What was created under which key of which principal.
        seeds: What was applied of each seed, by kind and key.
        catalogue: What can be connected, by kind and name.
        connectors: The connectors.
        connector_history: What has happened to them.
        agents: The agents.
        feed_positions: How far each feed of each connector was read.
        feed_counts: How many documents were found, by connector, feed and beginning of the slice.
        sources: The sources by name.
        rejected_events: What could not be taken.
        alerts: The alerts.
        alert_numbers: The number of each alert's last change.
        alerts_added: The number of the change that added each.
        alert_looks: When who looked at which.
        alerts_of: All alerts of a fingerprint.
        taking: The one alert of a fingerprint that takes its events.
        events: The events.
        assets: The assets.
        aliases: Which asset an alias of a customer means.
        alert_assets: What an alert has to do with an asset.
        observables: The observables.
        sightings: Which alert shows which observable.
        alert_comments: Remarks on alerts.
        alert_history: What was done to alerts.
        cases: The cases.
        case_alerts: Which alert belongs to which case.
        case_comments: Remarks on cases.
        case_history: What was done to cases.
        artifacts: The records of stored files.
        part_uploads: How files come by parts.
        custody: What was done with them.
        holds: The legal holds.
        retention: For how long the files of customers are kept.
        views: The saved views, own ones and shared ones.
        change_number: The number of what changes now.
    """

    customers: Table[CustomerId, Customer] = Factory(Table)
    last_case_numbers: Table[CustomerId, int] = Factory(Table)
    users: Table[PrincipalId, User] = Factory(Table)
    sessions: Table[SessionId, Session] = Factory(Table)
    refresh_tokens: Table[bytes, RefreshToken] = Factory(Table)
    api_keys: Table[KeyId, ApiKey] = Factory(Table)
    attempts: Table[str, Attempts] = Factory(Table)
    roles: Table[str, Role] = Factory(Table)
    audit_records: Table[tuple[ChainId, int], ChainedRecord] = Factory(Table)
    audit_heads: Table[ChainId, ChainHead] = Factory(Table)
    audit_signatures: Table[tuple[ChainId, SignatureKind, int], HeadSignature] = Factory(Table)
    outbox: Table[UUID, AskedFor] = Factory(Table)
    schedules: Table[ScheduleId, Schedule] = Factory(Table)
    runs: Table[RunId, Run] = Factory(Table)
    runs_due: Table[tuple[ScheduleId, datetime], RunId] = Factory(Table)
    run_lines: Table[RunId, tuple[RunLine, ...]] = Factory(Table)
    leases: Table[str, GivenLease] = Factory(Table)
    effects: Table[tuple[RunId, str], None] = Factory(Table)
    once_keys: Table[tuple[PrincipalId, str], UsedKey] = Factory(Table)
    seeds: Table[tuple[str, str], AppliedSeed] = Factory(Table)
    catalogue: Table[tuple[CatalogueKind, str], CatalogueEntry] = Factory(Table)
    connectors: Table[ConnectorId, Connector] = Factory(Table)
    connector_history: Table[UUID, ConnectorEntry] = Factory(Table)
    agents: Table[AgentId, Agent] = Factory(Table)
    feed_positions: Table[tuple[ConnectorId, str], FeedPosition] = Factory(Table)
    feed_counts: Table[tuple[ConnectorId, str, datetime], int] = Factory(Table)
    sources: Table[str, Source] = Factory(Table)
    rejected_events: Table[RejectedEventId, RejectedEvent] = Factory(Table)
    alerts: Table[AlertId, Alert] = Factory(Table)
    alert_numbers: Table[AlertId, int] = Factory(Table)
    alerts_added: Table[AlertId, int] = Factory(Table)
    alert_looks: Table[tuple[AlertId, PrincipalId], Look] = Factory(Table)
    alerts_of: Table[FingerprintKey, tuple[AlertId, ...]] = Factory(Table)
    taking: Table[FingerprintKey, AlertId] = Factory(Table)
    events: Table[EventId, Event] = Factory(Table)
    assets: Table[AssetId, Asset] = Factory(Table)
    aliases: Table[tuple[CustomerId, str], AssetId] = Factory(Table)
    alert_assets: Table[tuple[AlertId, AssetId], AlertAsset] = Factory(Table)
    observables: Table[ObservableId, StoredObservable] = Factory(Table)
    sightings: Table[tuple[AlertId, ObservableId], None] = Factory(Table)
    alert_comments: Table[UUID, tuple[AlertId, Comment]] = Factory(Table)
    alert_history: Table[UUID, tuple[AlertId, HistoryEntry]] = Factory(Table)
    cases: Table[CaseId, Case] = Factory(Table)
    case_alerts: Table[tuple[CaseId, AlertId], CaseLink] = Factory(Table)
    case_comments: Table[UUID, tuple[CaseId, Comment]] = Factory(Table)
    case_history: Table[UUID, tuple[CaseId, HistoryEntry]] = Factory(Table)
    artifacts: Table[ArtifactId, Artifact] = Factory(Table)
    part_uploads: Table[ArtifactId, PartUpload] = Factory(Table)
    custody: Table[UUID, CustodyEvent] = Factory(Table)
    holds: Table[HoldId, LegalHold] = Factory(Table)
    retention: Table[CustomerId, ArtifactRetention] = Factory(Table)
    views: Table[ViewId, View] = Factory(Table)
    change_number: int = 0

    def fork(self, *, writable: bool) -> State:
        """Returns the same state for one unit of work, whose changes do not show here."""
        tables = {name: table.fork(writable=writable) for name, table in self._tables()}
        return State(**tables, change_number=self.change_number + 1)

    def seal(self) -> None:
        """Refuses all changes from now on."""
        for _, table in self._tables():
            table.seal()

    def _tables(self) -> Iterator[tuple[str, Table[Any, Any]]]:
        for one in fields(State):
            table = getattr(self, one.name)
            if isinstance(table, Table):
                yield one.name, table

    def check_customer(self, customer_id: CustomerId | None) -> None:
        """Refuses a customer that is not there.

        Raises:
            OtherCustomerError: It is not.
        """
        if customer_id is not None and customer_id not in self.customers:
            raise OtherCustomerError("a link leads to a customer that is not there")


def check_link(rows: Mapping[K, _Owned], key: K | None, customer_id: CustomerId) -> None:
    """Refuses a link to a row of another customer, or to none.

    Args:
        rows: Where the link leads.
        key: To which row; None where there is no link.
        customer_id: Whose the link is.

    Raises:
        OtherCustomerError: The row is another customer's, or not there.
    """
    if key is None:
        return
    row = rows.get(key)
    if row is None or row.customer_id != customer_id:
        raise OtherCustomerError("a link leads to another customer's row, or to none")
