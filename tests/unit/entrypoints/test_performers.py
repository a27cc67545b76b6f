"""Every job of the catalog is done by something, and nothing else can be called."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import pytest

import entrypoints.worker
from adapters.queue.json_job import RUN_FUNCTION
from entrypoints.worker import do_with, run_job
from entrypoints.worker.performers import PERFORMERS
from socdomain.ids import RunId
from socdomain.jobs.catalog import CATALOG

ROOT = Path(__file__).parents[3]


def test_each_job_of_the_catalog_is_done_by_something() -> None:
    assert PERFORMERS.keys() == CATALOG.keys()


def test_how_to_add_a_job_is_said_of_what_there_is() -> None:
    """Its files are there, and its example is what does that job."""
    page = (ROOT / "docs" / "howto" / "add_a_job.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_/]+/[a-z_]+\.py)`", page)
    assert len(named) > 5
    assert [name for name in named if not any((ROOT / folder / name).is_file() for folder in (".", "src"))] == []
    (example,) = re.findall(r"^       def .*?\n\n", page, re.M | re.S)
    assert dedent(example).strip() == inspect.getsource(PERFORMERS["prune_events"]).strip()


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
