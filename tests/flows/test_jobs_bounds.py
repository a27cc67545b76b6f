"""What fails, hangs or takes too much is bounded, and stops no other."""

from __future__ import annotations

from datetime import timedelta

from socdomain.ids import RunId
from socdomain.jobs.run import Run, RunStatus
from tests.flows.jobs_acts import FIRST_WAIT, SECRET
from tests.flows.jobs_floor import JobsFloor

FAILED, LOST = RunStatus.FAILED, RunStatus.LOST


def asked_for(jobs: JobsFloor, *names: str) -> dict[str, RunId]:
    """Asks for a run of each of some jobs."""
    return dict(zip(names, jobs.ask(*names), strict=True))


def waits_of(run: Run) -> list[timedelta]:
    """How long a run waited after each of its attempts but the last."""
    ended = [one.ended_at for one in run.attempts if one.ended_at]
    return [one.started_at - before for before, one in zip(ended, run.attempts[1:], strict=False)]


def test_what_fails_hangs_or_takes_too_much_is_bounded_and_stops_no_other(jobs: JobsFloor) -> None:
    workers = [jobs.start("worker", WATCHFLOOR_JOB_MEMORY_MIB="200") for _ in range(2)]
    jobs.start("scheduler")
    bad = asked_for(jobs, "fails", "hangs", "devours")
    others = jobs.ask(*["counts"] * 5)
    ended = {name: jobs.wait_for(run_id, FAILED) for name, run_id in bad.items()}
    jobs.assert_once([*others, *jobs.ask("counts", "counts")])

    errors = {name: [(one.outcome, one.error) for one in run.attempts] for name, run in ended.items()}
    assert errors == {
        "fails": [(FAILED, "failed unexpectedly (RuntimeError)")] * 3,
        "hangs": [(FAILED, "took longer than 1 s")] * 2,
        "devours": [(FAILED, "needed more memory than a job may have")] * 2,
    }
    fails = ended["fails"]
    first, second = waits_of(fails)
    assert (first >= FIRST_WAIT, second >= 2 * FIRST_WAIT) == (True, True)
    assert fails.attempts[1].ended_at == fails.ready_at - 2 * FIRST_WAIT, "a busy machine alone would keep it waiting"
    assert not any(SECRET in line for run_id in bad.values() for line in jobs.lines(run_id))
    assert [worker.poll() for worker in workers] == [None, None]


def test_what_cannot_be_interrupted_is_bounded_too(any_jobs: JobsFloor) -> None:
    jobs = any_jobs
    workers = [jobs.start("worker") for _ in range(3)]
    jobs.start("scheduler")
    bad = asked_for(jobs, "sticks", "shrugs", "asks_too_much")
    others = jobs.ask(*["counts"] * 5)
    for run_id in bad.values():
        jobs.wait_for(run_id)
    jobs.assert_once([*others, *jobs.ask("counts", "counts")])

    # A database server calls off what it was asked; one in the process itself cannot be told.
    called_off = FAILED if jobs.works.engine.name == "postgresql" else LOST
    assert {name: jobs.outcomes(run_id) for name, run_id in bad.items()} == {
        "sticks": [LOST],
        "shrugs": [LOST],
        "asks_too_much": [called_off] * 2,
    }
    assert [jobs.run(run_id).status for run_id in bad.values()] == [LOST, LOST, called_off]
    assert [worker.poll() for worker in workers] == [None, None, None]
