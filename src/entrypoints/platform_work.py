"""A unit of work over everything, as the doors need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from socdomain.agents.ports import AgentsWork
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit.trail import AuditWork
from socdomain.incidents.collection.ports import CollectionWork
from socdomain.jobs.ports import JobsWork
from socdomain.principal import Reach
from socdomain.startup.seeds import StartupWork
from socdomain.views.ports import ViewsWork


class PlatformWork(ArtifactsWork, ViewsWork, CollectionWork, StartupWork, AgentsWork, AuditWork, JobsWork, Protocol):
    """A unit of work over everything."""


WorkFactory = Callable[[Reach], PlatformWork]
