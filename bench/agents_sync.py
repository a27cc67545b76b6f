"""Synchronising 10,000 agents of a simulated Wazuh manager that does not limit the rate, against asking for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Final
from uuid import UUID

from attrs import evolve

from adapters.connectors.wazuh_manager import KIND
from adapters.connectors.wazuh_manager.simulated_fleet import fleet
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from bench.platforms import CUSTOMERS, DATABASES, empty_database, settings_for
from bench.report import heading, line, verdict
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.prepare import prepare
from socdomain.agents.sync_agents import SyncAgents, Synced
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import ListsAgents
from socdomain.customers.create_customer import NewCustomer
from socdomain.ids import ConnectorId

AGENTS: Final = 10_000
MOST_S: Final = 60.0
_BY: Final = local_principal("bench")


def measure(agents: int = AGENTS) -> bool:
    """Measures both databases, and tells whether all bars are met."""
    met = [_measure(kind, agents) for kind in DATABASES]
    return all(met)


def _measure(kind: str, agents: int) -> bool:
    heading(f"Synchronising {agents:,} agents, {kind}")
    machines = fleet(agents)
    with _platform(kind) as platform, WazuhManagerSimulator(machines, requests_a_minute=0) as manager:
        wanted = NewConnector(KIND.name, "Wazuh", manager.values)
        connector = platform.container.connectors.add.execute(wanted, by=_BY)
        asking_s = _timed(lambda: _asked(platform, connector.id))
        first_s, first = _synced(platform)
        again_s, _ = _synced(platform)
        # Every agent says something new, then nobody is there any more.
        manager.agents = tuple(evolve(one, name=f"{one.name}-x") for one in machines)
        changed_s, _ = _synced(platform)
        manager.agents = ()
        gone_s, gone = _synced(platform)
    if (first.added, first.trouble, gone.vanished) != (agents, "", agents):
        raise RuntimeError(f"it was not done: {first}, {gone}")
    line(
        f"asking alone {asking_s:.1f} s; again {again_s:.1f} s, all changed {changed_s:.1f} s, all gone {gone_s:.1f} s"
    )
    line(f"of the first time, {first_s - asking_s:.1f} s went beside asking")
    slowest_s = max(first_s, again_s, changed_s, gone_s)
    return verdict("the slowest of them", slowest_s, MOST_S, unit="s", at_most=True)


@contextmanager
def _platform(kind: str) -> Iterator[Platform]:
    with empty_database(kind) as (folder, url):
        settings = evolve(settings_for(folder, url), connect_to_loopback=True)
        generate_keys(settings)
        platform = build(settings)
        with closing(platform):
            prepare(platform)
            for code in CUSTOMERS:
                platform.container.create_customer.execute(NewCustomer(code, code), by=_BY)
            yield platform


def _asked(platform: Platform, connector_id: UUID) -> int:
    use = platform.container.connectors.use
    with use.opened(ConnectorId(connector_id), ListsAgents) as client:  # type: ignore[type-abstract]  # what it is for
        return sum(1 for _ in client.agents())


def _synced(platform: Platform) -> tuple[float, Synced]:
    container = platform.container
    use_case = SyncAgents(container.work, container.connectors.use, container.clock, container.ids)
    found: list[Synced] = []

    def sync() -> None:
        _, each = use_case.execute(by=_BY)
        found.extend(each)

    took_s = _timed(sync)
    (synced,) = found
    return took_s, synced


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
