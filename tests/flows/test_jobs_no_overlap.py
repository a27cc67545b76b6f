"""No two runs of a job overlap, whoever asks for them, and who has slept for too long writes nothing any more."""

from __future__ import annotations

from socdomain.jobs.run import RunStatus
from tests.flows.jobs_acts import EFFECT, WRITTEN_LAST
from tests.flows.jobs_floor import JobsFloor
from tests.flows.jobs_processes import is_alive, thaw, wait_until
from tests.flows.jobs_stored import pid_of

FINISHED, LOST = RunStatus.FINISHED, RunStatus.LOST


def test_two_runs_of_a_job_never_overlap_whoever_asks(any_jobs: JobsFloor) -> None:
    """By a schedule, by people and by changes, with retries, two schedulers and three workers."""
    jobs = any_jobs
    for command in ("worker", "worker", "worker", "scheduler", "scheduler"):
        jobs.start(command)
    asked = [*jobs.ask(*["excludes"] * 3), jobs.add_soon("excludes"), jobs.request("excludes")]

    # The first attempt of each fails.
    jobs.assert_once(asked, attempts=2)
    assert not (jobs.folder / "overlap").exists()


def test_who_slept_beyond_a_lease_writes_nothing_and_goes_on_with_other_runs(any_jobs: JobsFloor) -> None:
    """Of two workers, one does what ends when it is told that its lease is lost, the other what hears nothing."""
    jobs = any_jobs
    workers = [jobs.start("worker") for _ in range(2)]
    jobs.start("scheduler")
    asked = jobs.ask("holds", "insists")
    slept = {run_id: pid_of(jobs.wait_for_hold(run_id).attempts[0].worker) for run_id in asked}
    asleep = [*slept.values(), *(worker.pid for worker in workers)]

    for pid in asleep:
        jobs.freeze(pid)
    others = [jobs.start("worker") for _ in range(2)]
    for run_id in asked:
        jobs.wait_for_hold(run_id, attempts=2)
    jobs.let_go()
    done = {run_id: jobs.wait_for(run_id) for run_id in asked}
    thaw(*asleep)
    wait_until(lambda: not any(is_alive(pid) for pid in slept.values()), "those that slept have ended")

    assert {run_id: jobs.run(run_id) for run_id in asked} == done
    for run_id, run in done.items():
        assert [one.outcome for one in run.attempts] == [LOST, FINISHED]
        assert pid_of(run.attempts[1].worker) != slept[run_id]
        assert [jobs.lines(run_id).count(line) for line in (EFFECT, WRITTEN_LAST)] == [1, 1]
    assert jobs.noted("refused", asked[1]) == {slept[asked[1]]}

    jobs.processes.stop(*others)
    jobs.assert_once(jobs.ask("counts", "counts"))
    assert [worker.poll() for worker in workers] == [None, None]
