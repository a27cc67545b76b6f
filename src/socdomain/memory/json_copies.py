"""Copies of what is not frozen, so that nobody changes what is stored by changing what they were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from socdomain.agents.agent import Agent
from socdomain.audit_record import AuditRecord
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry as ConnectorEntry
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert import Alert
from socdomain.job_request import JobRequest
from socdomain.jobs.run import Run
from socdomain.jobs.schedule import Schedule


def json_copy(value: Any) -> Any:
    """Returns a JSON value as a database would give it back: nothing shared, tuples as lists."""
    if isinstance(value, Mapping):
        return {key: json_copy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_copy(item) for item in value]
    return value


def alert_copy(alert: Alert) -> Alert:
    """Returns an alert with a context of its own."""
    return evolve(alert, context=json_copy(alert.context))


def history_copy(entry: HistoryEntry) -> HistoryEntry:
    """Returns an entry with values of its own."""
    return evolve(entry, before=json_copy(entry.before), after=json_copy(entry.after))


def audit_copy(record: AuditRecord) -> AuditRecord:
    """Returns a record with values of its own."""
    return evolve(record, before=json_copy(record.before), after=json_copy(record.after))


def job_copy(job: JobRequest) -> JobRequest:
    """Returns a job request with arguments of its own."""
    return evolve(job, arguments=json_copy(job.arguments))


def schedule_copy(schedule: Schedule) -> Schedule:
    """Returns a schedule with arguments of its own."""
    return evolve(schedule, arguments=json_copy(schedule.arguments))


def run_copy(run: Run) -> Run:
    """Returns a run with arguments and counts of its own."""
    return evolve(run, arguments=json_copy(run.arguments), counts=json_copy(run.counts))


def connector_copy(connector: Connector) -> Connector:
    """Returns a connector with values, secrets and organisations of its own."""
    orgs = dict(connector.org_customers)
    return evolve(connector, values=dict(connector.values), secrets=dict(connector.secrets), org_customers=orgs)


def agent_copy(agent: Agent) -> Agent:
    """Returns an agent with labels of its own."""
    return evolve(agent, labels=dict(agent.labels))


def connector_entry_copy(entry: ConnectorEntry) -> ConnectorEntry:
    """Returns an entry with a detail of its own."""
    return evolve(entry, detail=json_copy(entry.detail))
