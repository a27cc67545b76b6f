"""A job may take the memory that the settings say, and no more."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from entrypoints.bootstrap import Platform, build
from entrypoints.cli.inline import NoQueue
from entrypoints.prepare import prepare
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.jobs.run import Run
from tests.builders import EVERYONE

TAKES = """
import os, sys
from uuid import UUID
from entrypoints.bootstrap import build
from entrypoints.settings import load_settings
from entrypoints.worker.doing import DoesRuns
from entrypoints.worker.performers import PERFORMERS
PERFORMERS["prune_outbox"] = lambda container, running: {"bytes": len(bytearray(int(sys.argv[2]) * 1_048_576))}
does = DoesRuns(build(load_settings()), os.getppid())
does.begin()
does(UUID(sys.argv[1]))
"""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform whose jobs may take 128 MiB."""
    platform = build(Settings(data_dir=tmp_path / "data", log_level="warning", job_memory_mib=128))
    prepare(platform)
    yield platform
    platform.close()


def run_that_takes(mebibytes: int, platform: Platform) -> Run:
    """A run as it is once a process has done it that took so much memory."""
    jobs = evolve(platform.container.jobs, make_queue=NoQueue)
    asked = jobs.request_run.execute("prune_outbox", by=local_principal("test"))
    command = [sys.executable, "-c", TAKES, str(asked.id), str(mebibytes)]
    subprocess.run(command, env=child_environment(platform.settings), check=True)
    with platform.works.reading(EVERYONE) as work:
        run = work.runs.get(asked.id)
    assert run is not None
    return run


def test_a_job_may_take_what_the_settings_say_and_no_more(platform: Platform) -> None:
    assert run_that_takes(64, platform).counts == {"bytes": 64 * 1_048_576}
    assert run_that_takes(129, platform).error == "needed more memory than a job may have"


@pytest.mark.parametrize("most", [64, 1_048_576])
def test_with_the_least_and_the_most_that_may_be_said_a_run_can_be_done(most: int, platform: Platform) -> None:
    allowed = evolve(platform, settings=evolve(platform.settings, job_memory_mib=most))
    assert run_that_takes(1, allowed).counts == {"bytes": 1_048_576}


BESIDE_THREADS = """
import threading
from entrypoints.worker.memory import limit_memory
limit_memory(256)
ended = threading.Event()
threads = [threading.Thread(target=lambda: (bytearray(100), ended.wait())) for _ in range(4)]
for thread in threads:
    thread.start()
taken = len(bytearray(128 * 1_048_576))
ended.set()
"""


def test_threads_take_nothing_of_it_but_their_stacks() -> None:
    subprocess.run([sys.executable, "-c", BESIDE_THREADS], check=True, timeout=60)
