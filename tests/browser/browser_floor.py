"""The floor that browsers come to: the whole platform as processes, over a database that is filled."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.bootstrap_connectors import simulators
from entrypoints.cli.simulate import simulating
from entrypoints.prepare import prepare
from entrypoints.samples.day import CUSTOMERS
from entrypoints.settings import Settings
from socdomain.customers.create_customer import NewCustomer
from socdomain.jobs.run import RunStatus
from tests.api.running import failures
from tests.browser.hostile import Filled, fill
from tests.browser.payloads import ALSO, CORPUS
from tests.browser.people import PEOPLE, add_people
from tests.browser.seeded import BY, KINDS, Seeded, Simulators, run_to_end, seed
from tests.browser.things import Things, things_of
from tests.flows.floors import Floor, free_port, wait_until_ready

STOPS_WITHIN_S: Final = 40.0
_LOOPBACK: Final = {"WATCHFLOOR_CONNECT_TO_LOOPBACK": "true"}


@frozen
class BrowserFloor:
    """A running platform.

    Attributes:
        origin: Where browsers reach it, such as ``http://localhost:40123``.
        platform: The same platform in this process, for what a test needs to have been done.
        simulators: The stand-ins for products, by kind.
        seeded: What there was at first.
    """

    origin: str
    platform: Platform
    simulators: Simulators
    seeded: Seeded


@frozen
class HostileFloor:
    """A running platform full of hostile texts.

    Attributes:
        origin: Where browsers reach it.
        platform: The same platform in this process.
        filled: What it is full of.
    """

    origin: str
    platform: Platform
    filled: Filled

    @property
    def things(self) -> Things:
        """What can stand in the places of paths."""
        return {**things_of(self.platform), "alert_id": self.filled.alerts, "case_id": self.filled.cases}


@contextmanager
def browser_floor(url: str, folder: Path) -> Iterator[BrowserFloor]:
    """Runs a platform for the length of the block: API, queue, worker and scheduler, as `watchfloor up` does.

    Args:
        url: A migrated database without rows.
        folder: For its data and its log.
    """
    settings = Settings(data_dir=folder / "data", database_url=url, log_level="warning", connect_to_loopback=True)
    generate_keys(settings)
    with simulating(simulators(settings), KINDS) as running, closing(build(settings)) as platform:
        prepare(platform)
        seeded = seed(platform, running)
        floor = Floor(url, settings.data_dir)
        with serving(floor, folder / "up.log", "up") as origin:
            assert run_to_end(platform, "prune_outbox").status is RunStatus.FINISHED
            yield BrowserFloor(origin, platform, running, seeded)


@contextmanager
def hostile_floor(url: str, folder: Path) -> Iterator[HostileFloor]:
    """Runs the API and the console for the length of the block, over a database in which every text is hostile.

    Args:
        url: A migrated database without rows.
        folder: For its data and its log.
    """
    settings = Settings(data_dir=folder / "data", database_url=url, log_level="warning")
    generate_keys(settings)
    with closing(build(settings)) as platform:
        prepare(platform)
        for code, name in CUSTOMERS.items():
            platform.container.create_customer.execute(NewCustomer(code, name), by=BY)
        add_people(platform, *PEOPLE)
        filled = fill(platform, (*CORPUS, *ALSO))
        with serving(Floor(url, settings.data_dir), folder / "api.log", "api") as origin:
            yield HostileFloor(origin, platform, filled)


@contextmanager
def serving(floor: Floor, log: Path, command: str) -> Iterator[str]:
    """Runs a command that serves, on a free port, for the length of the block; gives where browsers reach it.

    Raises:
        AssertionError: Its log tells of what should not have happened, or it did not stop.
    """
    port = free_port()
    process = floor.start(command, "--port", str(port), environment=_LOOPBACK, says=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://localhost:{port}"
    finally:
        _stop(process)
        print(f"--- {log.name}", log.read_text(), sep="\n")
    assert process.returncode == 0
    assert failures(log.read_text()) == []


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    finally:
        process.kill()
        process.wait()
