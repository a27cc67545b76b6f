"""The job ``sync_agents``, as a worker does it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from entrypoints.worker.performers import PERFORMERS
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.lease import Lease
from socdomain.jobs.running import Running
from socdomain.jobs.timing import Every
from tests.api.driving import memory_api
from tests.builders import EVERYONE, a_principal, a_run
from tests.products import kinds_of
from tests.unit.agents.yard import WATCHMAN, Yard, seen


def done(yard: Yard) -> tuple[Mapping[str, int], Running]:
    """Does the job, and returns what it has done, and the run."""
    works = yard.works
    container = memory_api().container
    connectors = evolve(
        container.connectors, work=works, reading=works.reading, kinds=kinds_of(WATCHMAN), opens=yard.opens
    )
    container = evolve(
        container, work=works, reading=works.reading, clock=yard.clock, ids=yard.ids, connectors=connectors
    )
    run = a_run(job="sync_agents")
    with works(EVERYONE) as work:
        work.runs.add(run)
        work.commit()
    running = Running(run, Lease("job:sync_agents", "worker", 1), a_principal(), works, yard.clock)
    return PERFORMERS["sync_agents"](container, running), running


def test_it_runs_every_quarter_of_an_hour() -> None:
    assert CATALOG["sync_agents"].timing == Every(15)
    assert not CATALOG["sync_agents"].may_overlap


def test_it_says_how_far_it_is_and_which_connectors_failed(yard: Yard) -> None:
    yard.connector("A", seen("1"), seen("2"))
    yard.connector("B", seen(""), ConnectorError(Outcome.UNREACHABLE, "Nothing answers there."))
    yard.remove(yard.connector("Gone"))
    counts, running = done(yard)
    assert counts == {"connectors": 2, "failing": 1, "agents": 3, "added": 2, "vanished": 0}
    with yard.works.reading(EVERYONE) as work:
        run = work.runs.get(running.run.id)
        lines = [line.text for line in work.runs.lines(running.run.id)]
    assert run is not None
    assert (run.percent, run.phrase) == (100, "B: 1 agents")
    assert lines == ["B: Nothing answers there.", "B: 1 agents have no identifier that can be kept."]


def test_without_connectors_there_is_nothing_to_do(yard: Yard) -> None:
    counts, _ = done(yard)
    assert set(counts.values()) == {0}


def test_the_agents_of_a_removed_connector_vanish_with_it(yard: Yard) -> None:
    connector = yard.connector("A", seen("1"))
    done(yard)
    yard.remove(connector)
    yard.clock.advance(CATALOG["sync_agents"].timeout)
    counts, _ = done(yard)
    assert counts["vanished"] == 1
