"""``watchfloor agents list`` and the job ``sync_agents``, with stand-ins for Wazuh and Velociraptor."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.connector_kit.kind import KindSimulator
from adapters.connectors.velociraptor.simulator import VelociraptorSimulator
from adapters.connectors.wazuh_manager.simulated_fleet import WINDOWS, SimulatedAgent
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from tests.flows.floors import Floor

LOOPBACK = {"WATCHFLOOR_CONNECT_TO_LOOPBACK": "true"}
OF_ACME = ("default", "acme")


@pytest.fixture
def ready(floor: Floor) -> Floor:
    """A platform that is prepared, with ACME as a customer."""
    assert floor.run("migrate").returncode == 0
    return floor


@pytest.fixture
def wazuh() -> Iterator[WazuhManagerSimulator]:
    """A stand-in with three agents of ACME and one whose customer is not known."""
    agents = (
        SimulatedAgent(1, "ACME-WEB-1", groups=OF_ACME),
        SimulatedAgent(2, "acme-ws-014", WINDOWS, groups=OF_ACME),
        SimulatedAgent(3, "ACME-WS-014.example.org", WINDOWS, groups=OF_ACME),
        SimulatedAgent(4, "elsewhere", groups=("default",)),
    )
    with WazuhManagerSimulator(agents) as simulator:
        yield simulator


@pytest.fixture
def velociraptor() -> Iterator[VelociraptorSimulator]:
    """A stand-in with clients of three organisations."""
    with VelociraptorSimulator() as simulator:
        yield simulator


def run(floor: Floor, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command whose connectors may lead to this machine."""
    done = floor.run(*arguments, environment=LOOPBACK)
    assert done.returncode == 0, done.stderr + done.stdout
    return done


def add(floor: Floor, folder: Path, kind: str, simulator: KindSimulator, *more: str) -> None:
    """Adds a connector that leads to a stand-in."""
    given = []
    for field, value in simulator.values.items():
        (folder / field).write_text(value)
        given += ["--file", f"{field}={folder / field}"]
    run(floor, "connectors", "add", kind, kind, *given, *more)


def listed(floor: Floor, *arguments: str) -> dict[str, dict[str, Any]]:
    """The agents that are listed, by the product's identifier."""
    found = json.loads(run(floor, "agents", "list", "--json", *arguments).stdout)
    return {one["vendor_id"]: one for one in found}


def test_agents_of_two_products_become_one_inventory(
    ready: Floor, wazuh: WazuhManagerSimulator, velociraptor: VelociraptorSimulator, tmp_path: Path
) -> None:
    add(ready, tmp_path, "wazuh_manager", wazuh)
    add(ready, tmp_path, "velociraptor", velociraptor, "--org", "OACME=acme")
    done = run(ready, "jobs", "run", "sync_agents", "--inline")
    assert ("2 connectors" in done.stdout, "13 agents" in done.stdout) == (True, True), done.stdout
    agents = listed(ready)
    assert len(agents) == 13
    web, hound_web = agents["001"], agents["C.4e8a0c2d6f3b5791-OACME"]
    assert (web["customer"], web["same_host"]) == ("ACME", [hound_web["id"]])
    assert (hound_web["customer"], hound_web["same_host"]) == ("ACME", [web["id"]])
    assert listed(ready, "--ambiguous").keys() == {"002", "003", "C.3d7f9b1c5e2a4680-OACME"}
    assert {"004", "C.0f3a9c1d5b7e2468"} <= listed(ready, "--unassigned").keys()
    shown = run(ready, "agents", "list", "--customer", "acme", "--text", "web").stdout
    assert ("ACME-WEB-1" in shown, "acme-web-1" in shown, "elsewhere" in shown) == (True, True, False)

    wazuh.agents = wazuh.agents[:2]
    run(ready, "jobs", "run", "sync_agents", "--inline")
    assert listed(ready, "--vanished").keys() == {"003", "004"}
    assert listed(ready, "--ambiguous") == {}
    assert listed(ready)["002"]["same_host"] == [agents["C.3d7f9b1c5e2a4680-OACME"]["id"]]


def test_a_product_that_is_away_is_said_and_stops_nothing(
    ready: Floor, wazuh: WazuhManagerSimulator, velociraptor: VelociraptorSimulator, tmp_path: Path
) -> None:
    add(ready, tmp_path, "wazuh_manager", wazuh)
    add(ready, tmp_path, "velociraptor", velociraptor)
    wazuh.password = "another"
    done = run(ready, "jobs", "run", "sync_agents", "--inline")
    assert ("1 failing" in done.stdout, "wazuh_manager: " in done.stdout) == (True, True), done.stdout
    assert {one["connector_kind"] for one in listed(ready).values()} == {"velociraptor"}


def test_an_unknown_customer_is_wrong_use(ready: Floor) -> None:
    done = ready.run("agents", "list", "--customer", "nobody")
    assert (done.returncode, "nobody" in done.stderr) == (2, True)
