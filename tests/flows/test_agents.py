"""Agents of simulated products, from connectors that are wired as ``up --simulate`` does to one inventory."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from adapters.connectors.velociraptor.simulator import VelociraptorSimulator
from adapters.connectors.wazuh_manager.simulated_fleet import fleet
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from entrypoints.bootstrap import build, generate_keys
from entrypoints.cli.platform import person_here
from entrypoints.cli.simulate import wire
from entrypoints.prepare import prepare
from entrypoints.settings import Settings
from socdomain.agents.ports import AgentFilter
from socdomain.agents.queries import list_agents
from socdomain.agents.sync_agents import SyncAgents
from socdomain.pages import PageRequest


def test_agents_of_stand_ins_appear_and_are_joined(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", log_level="warning", connect_to_loopback=True)
    generate_keys(settings)
    by = person_here()
    with (
        closing(build(settings)) as platform,
        WazuhManagerSimulator() as wazuh,
        VelociraptorSimulator() as velociraptor,
    ):
        prepare(platform)
        wire(platform, {"wazuh_manager": wazuh, "velociraptor": velociraptor})
        container = platform.container
        sync = SyncAgents(container.work, container.connectors.use, container.clock, container.ids)
        count, each = sync.execute(by=by)
        assert (count, [one.trouble for one in each]) == (2, ["", ""])
        found = list_agents(container.reading(by.reach), AgentFilter(), PageRequest(200), by=by).items
        assert len(found) == len(fleet()) + len(velociraptor.clients)
        controllers = [one for one in found if one.agent.host.short == "acme-dc-01"]
        assert {one.connector_kind for one in controllers} == {"wazuh_manager", "velociraptor"}
        assert {one.customer_code for one in controllers} == {"Acme"}
        assert {other for one in controllers for other in one.same_host.others} == {one.agent.id for one in controllers}
        jump = next(one for one in found if one.agent.hostname == "soc-jump-1")
        assert jump.customer_code is None
