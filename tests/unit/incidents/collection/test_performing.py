"""The jobs that collect, as a worker does them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from entrypoints.worker.performers import PERFORMERS
from socdomain.jobs.lease import Lease
from socdomain.jobs.running import Running
from tests.api.driving import memory_api
from tests.builders import EVERYONE, a_run, a_schedule
from tests.unit.incidents.collection.haystack import Collector, Haystack, put_wazuh
from tests.unit.incidents.desk import NOON


def done(collector: Collector, job: str, **arguments: Any) -> tuple[Mapping[str, int], list[str]]:
    """Does a job, and returns what it has done, and its log."""
    desk = collector.desk
    container = evolve(
        memory_api().container,
        work=desk.works,
        reading=desk.works.reading,
        clock=desk.clock,
        ids=desk.ids,
        connectors=collector.use_cases.connectors,
    )
    run = a_run(job=job, arguments=arguments)
    with desk.works(EVERYONE) as work:
        work.runs.add(run)
        work.commit()
    running = Running(run, Lease(f"job:{job}", "worker", 1), desk.me, desk.works, desk.clock)
    counts = PERFORMERS[job](container, running)
    with desk.works.reading(EVERYONE) as work:
        return counts, [line.text for line in work.runs.lines(run.id)]


@pytest.mark.parametrize(
    ("collected", "told", "taken"), [(None, {}, 1), (12, {}, 0), (12, {"minimum_level": 10}, 1), (3, {}, 2)]
)
def test_what_is_not_collected_is_not_missing(
    collector: Collector, haystack: Haystack, collected: int | None, told: dict[str, int], taken: int
) -> None:
    """Of the level that collecting goes by is what shows late, unless something else is told."""
    arguments = {} if collected is None else {"minimum_level": collected}
    with collector.desk.works(EVERYONE) as work:
        if (there := work.schedules.by_name("collect_alerts")) is not None:
            work.schedules.remove(there.id)
        work.schedules.add(a_schedule("collect_alerts", arguments=arguments))
        work.commit()
    done(collector, "collect_alerts", **arguments)
    collector.later(hours=2)
    done(collector, "collect_alerts", **arguments)
    for number, level in enumerate((5, 10)):
        put_wazuh(haystack, number, NOON + timedelta(minutes=10), rule={"level": level})
    counts, _ = done(collector, "reconcile_alerts", **told)
    assert counts["received"] == taken


def test_what_is_passed_over_is_in_the_log(collector: Collector, haystack: Haystack) -> None:
    haystack.forbidden = {"gl-events*"}
    _, log = done(collector, "collect_alerts")
    assert log == ["Indexer: graylog_events: Give it the rights of the guide."]
