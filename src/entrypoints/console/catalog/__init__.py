"""Every word that the console says, in one place: whoever translates it writes another of these.

A template names what it says, as ``text.queue.title``; a misspelt name fails. What stands in braces is filled in.
"""

from __future__ import annotations

from typing import Final

from attrs import Factory, frozen

from entrypoints.console.catalog.agents import AgentsText
from entrypoints.console.catalog.alert import AlertText
from entrypoints.console.catalog.artifacts import ArtifactsText
from entrypoints.console.catalog.audit import AuditText
from entrypoints.console.catalog.auth import AuthText
from entrypoints.console.catalog.cases import CasesText
from entrypoints.console.catalog.connectors import ConnectorsText
from entrypoints.console.catalog.customers import CustomersText
from entrypoints.console.catalog.failures import FailuresText
from entrypoints.console.catalog.fields import FieldsText
from entrypoints.console.catalog.filling import Counted, filled
from entrypoints.console.catalog.incidents import IncidentsText
from entrypoints.console.catalog.jobs import JobsText
from entrypoints.console.catalog.overview import OverviewText
from entrypoints.console.catalog.queue import QueueText
from entrypoints.console.catalog.shell import ShellText
from entrypoints.console.catalog.sources import SourcesText
from entrypoints.console.catalog.users import KeysText, UsersText
from entrypoints.console.catalog.views import ViewsText

__all__ = ["TEXT", "Catalog", "Counted", "filled"]


@frozen
class Catalog:
    """All that is said, by the part of the console that says it."""

    shell: ShellText = Factory(ShellText)
    failures: FailuresText = Factory(FailuresText)
    auth: AuthText = Factory(AuthText)
    overview: OverviewText = Factory(OverviewText)
    incidents: IncidentsText = Factory(IncidentsText)
    agents: AgentsText = Factory(AgentsText)
    connectors: ConnectorsText = Factory(ConnectorsText)
    jobs: JobsText = Factory(JobsText)
    queue: QueueText = Factory(QueueText)
    alert: AlertText = Factory(AlertText)
    fields: FieldsText = Factory(FieldsText)
    sources: SourcesText = Factory(SourcesText)
    customers: CustomersText = Factory(CustomersText)
    users: UsersText = Factory(UsersText)
    keys: KeysText = Factory(KeysText)
    audit: AuditText = Factory(AuditText)
    views: ViewsText = Factory(ViewsText)
    cases: CasesText = Factory(CasesText)
    artifacts: ArtifactsText = Factory(ArtifactsText)


TEXT: Final = Catalog()
