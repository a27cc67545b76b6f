"""What is shown of schedules and runs."""

from __future__ import annotations

import pytest

from socdomain.errors import NotAllowedError, NotFoundError
from socdomain.ids import CustomerId
from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import get_with_runs, list_runs, list_with_runs
from socdomain.jobs.run import Attempt, RunStatus
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, IDS, NOW, a_principal, a_run, hours
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


def test_the_last_runs_of_each_schedule_are_those_that_came_to_something(crew: Crew) -> None:
    """The next one is none of them; one that is to be tried again is."""
    ours, others = crew.add(name="ours"), crew.add(name="others", job=OTHER)
    ended = [a_run(ours, due_at=NOW - hours(number), status=RunStatus.FINISHED) for number in range(1, 6)]
    again = a_run(ours, attempts=(Attempt("w", NOW, NOW, RunStatus.FAILED, "no"),))
    with crew.works(EVERYONE) as work:
        for run in (*ended, again, a_run(ours, due_at=NOW + hours(1)), a_run(others, due_at=NOW + hours(1))):
            assert work.runs.add(run)
        work.commit()
    reading = crew.works.reading(EVERYONE)
    found = {schedule.name: runs for schedule, runs in list_with_runs(reading, 3, by=crew.me)}
    assert (found["ours"], found["others"]) == ((again, *ended[:2]), ())
    assert get_with_runs(crew.works.reading(EVERYONE), "ours", 9, by=crew.me)[1] == (again, *ended)


@pytest.mark.parametrize(
    "by",
    [
        a_principal(scopes=frozenset(Scope) - {Scope.JOBS_READ}),
        a_principal(reach=Reach.only([CustomerId(IDS.new())])),
    ],
    ids=["without the scope", "without everyone's reach"],
)
def test_who_may_not_read_jobs_reads_no_schedule_with_its_runs(crew: Crew, by: Principal) -> None:
    crew.add(name="ours")
    with pytest.raises(NotAllowedError):
        list_with_runs(crew.works.reading(EVERYONE), 3, by=by)
    with pytest.raises(NotAllowedError):
        get_with_runs(crew.works.reading(EVERYONE), "ours", 3, by=by)


def test_there_are_no_runs_of_a_schedule_that_is_not_there(crew: Crew) -> None:
    with pytest.raises(NotFoundError):
        get_with_runs(crew.works.reading(EVERYONE), "nothing", 3, by=crew.me)
