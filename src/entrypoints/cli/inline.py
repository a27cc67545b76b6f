"""Doing a run in the process of a command, without a queue or a worker."""

from __future__ import annotations

import signal
from collections.abc import Collection
from datetime import datetime

from attrs import evolve

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import complain
from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId
from socdomain.jobs.running import JobStoppedError
from socdomain.principal import Principal


class NoQueue:
    """Carries nothing, as ``RunQueue``: what is asked for is done by whoever asks."""

    def push(self, run_ids: Collection[RunId]) -> None:
        """Refuses.

        Raises:
            QueueUnavailableError: Always.
        """
        raise QueueUnavailableError("no queue is used")

    def push_at(self, run_id: RunId, at: datetime) -> None:
        """Refuses; see ``push``."""
        self.push([run_id])

    def lacks(self, run_ids: Collection[RunId]) -> frozenset[RunId]:
        """Returns all of them."""
        return frozenset(run_ids)


def run_inline(platform: Platform, name: str, *, by: Principal) -> RunId:
    """Does a run of a schedule's job here and now, and returns which; Ctrl-C gives it back.

    A worker may be quicker, if one runs: then it is done there. So it is while another run of the job goes on.

    Args:
        platform: Whose.
        name: Of which schedule.
        by: Who asks.

    Raises:
        NotFoundError: There is no such schedule.
    """
    from entrypoints.worker.doing import run_job_of, worker_name
    from entrypoints.worker.keeping import KeepsRuns, StopRequest

    asked = evolve(platform.container.jobs, make_queue=NoQueue).request_run.execute(name, by=by)
    stopping = StopRequest()
    stopping.listen(signal.SIGINT, signal.SIGTERM)
    keep = KeepsRuns(platform.works, stopping, complain)
    try:
        done = run_job_of(platform, keep, worker_name()).execute(asked.id)
    except JobStoppedError:
        complain("the run was given back; it waits for a worker")
    else:
        if done is None:
            complain("another run of the job goes on, or a worker was quicker: this run is a worker's")
    return asked.id
