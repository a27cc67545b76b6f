"""Runs that ended long ago go, and what was asked for once it has long been a run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.errors import NotAllowedError
from socdomain.job_request import JobRequest
from socdomain.jobs import prune_job_runs, prune_outbox
from socdomain.jobs.prune_job_runs import PruneJobRuns
from socdomain.jobs.prune_outbox import SENT_KEPT_FOR, PruneOutbox
from socdomain.jobs.run import RunStatus
from socdomain.memory import FixedClock, MemoryPlatform
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, NOW, a_principal, a_run

WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)


def test_runs_that_ended_long_ago_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_job_runs, "RUNS_AT_ONCE", 2)
    platform = MemoryPlatform()
    old = [a_run(status=RunStatus.FAILED, ended_at=NOW - WEEK - MOMENT) for _ in range(3)]
    others = [a_run(status=RunStatus.FINISHED, ended_at=NOW - WEEK), a_run(due_at=NOW - 2 * WEEK)]
    with platform.works()(EVERYONE) as work:
        for run in (*old, *others):
            work.runs.add(run)
        work.commit()

    use_case = PruneJobRuns(platform.works(), FixedClock(NOW), WEEK)
    assert (use_case.execute(by=a_principal()), use_case.execute(by=a_principal())) == (3, 0)
    with platform.works().reading(EVERYONE) as work:
        assert [work.runs.get(run.id) for run in (*old, *others)] == [None, None, None, *others]


def test_what_was_asked_for_goes_once_it_has_long_been_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_outbox, "ENTRIES_AT_ONCE", 2)
    platform = MemoryPlatform()
    with platform.works()(EVERYONE) as work:
        for _ in range(5):
            work.after_commit(JobRequest("drain_outbox"))
        work.commit()
    with platform.works()(EVERYONE) as work:
        ids = [entry.id for entry in work.outbox.waiting(5)]
        work.outbox.sent(ids[:3], NOW - SENT_KEPT_FOR - MOMENT)
        work.outbox.sent(ids[3:4], NOW - SENT_KEPT_FOR)
        work.commit()

    use_case = PruneOutbox(platform.works(), FixedClock(NOW))
    assert (use_case.execute(by=a_principal()), use_case.execute(by=a_principal())) == (3, 0)
    assert len(platform.outbox) == 2


@pytest.mark.parametrize(
    "by", [a_principal(scopes=frozenset({Scope.JOBS_READ})), a_principal(reach=Reach.nothing())], ids=["scope", "reach"]
)
def test_it_takes_the_right_to_change_jobs(by: Principal) -> None:
    works = MemoryPlatform().works()
    for use_case in (PruneJobRuns(works, FixedClock(NOW)), PruneOutbox(works, FixedClock(NOW))):
        with pytest.raises(NotAllowedError):
            use_case.execute(by=by)
