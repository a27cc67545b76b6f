"""What is shown of schedules and runs."""

from __future__ import annotations

import pytest

from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import list_runs
from socdomain.pages import PageRequest
from tests.builders import EVERYONE
from tests.unit.jobs.crew import JOB, Crew

OTHER = next(name for name in CATALOG if name != JOB)


@pytest.mark.parametrize(("job", "count"), [(None, 2), (JOB, 2), (OTHER, 0)])
def test_runs_of_a_schedule_are_runs_of_its_job(crew: Crew, job: str | None, count: int) -> None:
    crew.add(name="ours")
    crew.add(name="others", job=OTHER)
    crew.request("ours")
    crew.request("others")
    work = crew.works.reading(EVERYONE)
    found = list_runs(work, RunFilter(job=job), PageRequest(10), schedule="ours", by=crew.me)
    assert [one.schedule for one in found.items] == ["ours"] * count
