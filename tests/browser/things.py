"""What can stand in the addresses of pages: what there is on a platform, by the name that routes have for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from entrypoints.bootstrap import Platform
from entrypoints.platform_work import PlatformWork
from socdomain.agents.ports import AgentFilter
from socdomain.agents.queries import list_agents
from socdomain.artifacts.ports import EVERY_ARTIFACT
from socdomain.artifacts.queries import list_artifacts
from socdomain.auth.queries import list_keys, list_users
from socdomain.connectors.queries import list_connectors
from socdomain.customers.queries import list_customers
from socdomain.incidents.alert_filter import AlertFilter, CaseFilter
from socdomain.incidents.queries import list_alerts, list_cases
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import list_runs, list_schedules
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import list_rejected_events, list_sources
from tests.browser.seeded import BY

Things = Mapping[str, Sequence[object]]
"""By the name of a place in a path, such as ``alert_id``."""

MOST: Final = 40
"""How many of a kind are looked at."""


def things_of(platform: Platform) -> Things:
    """Returns what there is, where there is more than ``MOST`` some of it, from the first to the last."""
    container, page = platform.container, PageRequest(LARGEST_PAGE)

    def reading() -> PlatformWork:
        return container.reading(BY.reach)

    everything: dict[str, Iterable[object]] = {
        "alert_id": (one.alert.id for one in list_alerts(reading(), AlertFilter(), page, by=BY).items),
        "case_id": (one.case.id for one in list_cases(reading(), CaseFilter(), page, by=BY).items),
        "artifact_id": (one.artifact.id for one in list_artifacts(reading(), EVERY_ARTIFACT, page, by=BY).items),
        "agent_id": (one.agent.id for one in list_agents(reading(), AgentFilter(), page, by=BY).items),
        "connector_id": (one.id for one in list_connectors(reading(), by=BY)),
        "kind": (kind.name for kind in container.connectors.kinds.all()),
        "job_id": (one.name for one in list_schedules(reading(), by=BY)),
        "job": CATALOG,
        "run_id": (one.run.id for one in list_runs(reading(), RunFilter(), page, by=BY).items),
        # Those that came with the product show nobody's texts, and one of them is like the other.
        "source": [one.name for one in list_sources(reading(), by=BY) if one.name not in BUILTIN_MAPPINGS],
        "event_id": (one.id for one in list_rejected_events(reading(), RejectedFilter(), page, by=BY).items),
        # One of which nothing is known: another begins by a form, and ends by itself.
        "verification_id": [UUID(int=1)],
        "code": (one.code for one in list_customers(reading(), page, by=BY).items),
        "user_id": (one.id for one in list_users(reading(), page, by=BY).items),
        "key_id": (one.id for one in list_keys(reading(), page, by=BY).items),
    }
    return {name: _some(list(things)) for name, things in everything.items()}


def _some(things: list[object]) -> list[object]:
    step = -(-len(things) // MOST) or 1
    return things[::step]
