"""What a worker that is killed has forked ends with it, whatever it is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from entrypoints.bootstrap import build
from entrypoints.cli.inline import NoQueue
from entrypoints.prepare import prepare
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from tests.flows.jobs_floor import PROMPTLY_S
from tests.flows.jobs_processes import is_alive, wait_until

FORKS = """
import ctypes, os, signal, sys
from pathlib import Path
from uuid import UUID
from entrypoints.bootstrap import build
from entrypoints.settings import load_settings
from entrypoints.worker.doing import DoesRuns
from entrypoints.worker.performers import PERFORMERS

def hangs(container, running):
    unfinished = Path(sys.argv[2] + ".new")
    unfinished.write_text(str(os.getpid()))
    unfinished.rename(sys.argv[2])
    # Which keeps the interpreter to itself: no other thread comes to look after anything.
    ctypes.PyDLL(None).sleep(600)

PERFORMERS["prune_outbox"] = hangs
worker = os.getpid()
if os.fork() == 0:
    does = DoesRuns(build(load_settings()), worker)
    does.begin()
    does(UUID(sys.argv[1]))
    os._exit(0)
signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell a process that its parent is gone")
def test_a_process_that_hangs_in_a_library_ends_with_its_worker(tmp_path: Path) -> None:
    platform = build(Settings(data_dir=tmp_path / "data", log_level="warning"))
    prepare(platform)
    jobs = evolve(platform.container.jobs, make_queue=NoQueue)
    asked = jobs.request_run.execute("prune_outbox", by=local_principal("test"))
    platform.close()
    begun = tmp_path / "begun"
    command = [sys.executable, "-c", FORKS, str(asked.id), str(begun)]
    worker = subprocess.Popen(command, env=child_environment(platform.settings))
    wait_until(begun.exists, "its beginning")
    forked = int(begun.read_text())
    worker.kill()
    worker.wait()
    try:
        wait_until(lambda: not is_alive(forked), "its end", within_s=PROMPTLY_S)
    finally:
        if is_alive(forked):
            os.kill(forked, signal.SIGKILL)
