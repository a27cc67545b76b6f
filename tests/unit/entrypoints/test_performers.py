"""Every job of the catalog is done by something, and nothing else can be called."""

from __future__ import annotations

from uuid import uuid4

import pytest

import entrypoints.worker
from adapters.queue.json_job import RUN_FUNCTION
from entrypoints.worker import do_with, run_job
from entrypoints.worker.performers import PERFORMERS
from socdomain.ids import RunId
from socdomain.jobs.catalog import CATALOG


def test_each_job_of_the_catalog_is_done_by_something() -> None:
    assert PERFORMERS.keys() == CATALOG.keys()


def test_what_the_queue_may_name_is_the_function_that_does_runs() -> None:
    assert f"{run_job.__module__}.{run_job.__qualname__}" == RUN_FUNCTION


def test_a_run_is_done_as_the_process_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrypoints.worker, "_do", None)
    with pytest.raises(RuntimeError, match="does no runs"):
        run_job(str(uuid4()))
    done: list[RunId] = []
    do_with(done.append)
    wanted = uuid4()
    run_job(str(wanted))
    assert done == [wanted]
    with pytest.raises(ValueError, match="UUID"):
        run_job("os.system")
