"""The processes of jobs with jobs for tests: ``python -m tests.flows.job_processes queue|worker|scheduler``.

They are the real ones, over the catalog with a few jobs more; leases end sooner, so that nobody waits long for what
happens then.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import text

from entrypoints.bootstrap import build
from entrypoints.bootstrap_jobs import embedded_server
from entrypoints.cli.processes import StopRequested, stop_on_signals
from entrypoints.container import Container
from entrypoints.logs import configure_logs
from entrypoints.scheduler import leading, serve as scheduler
from entrypoints.settings import load_settings
from entrypoints.worker import keeping, performers, serve as worker
from socdomain.jobs import catalog, run_job
from socdomain.jobs.kind import ArgumentType, JobKind, Parameter, Retries
from socdomain.jobs.running import Running
from socdomain.jobs.timing import Every

LEASE: Final = timedelta(seconds=3)
WITHIN: Final = timedelta(seconds=2)
"""How long an attempt at one of the jobs that are bounded may take."""

_AT_ONCE: Final = timedelta(milliseconds=100)
_ENDLESS: Final = text(
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000000) SELECT count(*) FROM c"
)


def _write(running: Running, line: str) -> None:
    with Path(str(running.run.arguments["file"])).open("a") as file:
        file.write(f"{line} {running.run.attempts[-1].worker}\n")


def quick(container: Container, running: Running) -> Mapping[str, int]:
    """Does something, and says so."""
    _write(running, "did")
    running.progress(50, "half of it")
    running.log("did it")
    return {"things": 3}


def holds(container: Container, running: Running) -> Mapping[str, int]:
    """Goes on until a file is there, and writes to the database then."""
    _write(running, "began")
    while not Path(str(running.run.arguments["until"])).exists():
        time.sleep(0.02)
    running.log("the file is there")
    _write(running, "ended")
    return {}


def hangs(container: Container, running: Running) -> Mapping[str, int]:
    """Goes on for ever."""
    _write(running, "began")
    while True:
        time.sleep(0.02)


def is_stubborn(container: Container, running: Running) -> Mapping[str, int]:
    """Goes on for ever, whatever it is told."""
    while True:
        try:
            hangs(container, running)
        except BaseException:  # noqa: S112 - that is what it is about
            continue


def asks_too_much(container: Container, running: Running) -> Mapping[str, int]:
    """Keeps the database busy for ever, by one statement."""
    _write(running, "began")
    with container.work(running.by.reach) as work:
        work._connection.execute(_ENDLESS)  # type: ignore[attr-defined] # which no use case gets at
    return {}


def takes_too_much(container: Container, running: Running) -> Mapping[str, int]:
    """Takes memory without end."""
    _write(running, "began")
    taken = []
    while True:
        taken.append(bytes(1_000_000))


def fails(container: Container, running: Running) -> Mapping[str, int]:
    """Fails as nobody expected."""
    _write(running, "began")
    raise ZeroDivisionError("the password is hunter2")


_FILES: Final = tuple(Parameter(name, ArgumentType.STRING, "A file.") for name in ("file", "until"))

JOBS: Final = {
    "test_quick": quick,
    "test_holds": holds,
    "test_hangs": hangs,
    "test_is_stubborn": is_stubborn,
    "test_asks_too_much": asks_too_much,
    "test_takes_too_much": takes_too_much,
    "test_fails": fails,
}


def _prepare() -> None:
    for name, perform in JOBS.items():
        is_bounded = name not in ("test_quick", "test_holds")
        catalog.CATALOG[name] = JobKind(
            name=name,
            summary="For tests.",
            timing=Every(60),
            timeout=WITHIN if is_bounded else timedelta(minutes=5),
            retries=Retries(most=1, first_wait=_AT_ONCE),
            parameters=_FILES,
        )
        assert isinstance(performers.PERFORMERS, dict)
        performers.PERFORMERS[name] = perform
    shorter = {"RUN_LEASE": LEASE, "RENEW_AFTER": LEASE / 3, "LEADS_FOR": LEASE, "HANGS_AFTER_S": 1.0}
    shorter |= {"GIVE_BACK_AFTER_S": 1.0}
    for module in (run_job, keeping, leading):
        for constant, value in shorter.items():
            if hasattr(module, constant):
                setattr(module, constant, value)


def _run(process: str) -> None:
    settings = load_settings()
    configure_logs(settings.log_level)

    def ready() -> None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    if process == "queue":
        server = embedded_server(settings)
        try:
            server.start()
            ready()
            server.keep_running(until=lambda: False, tell=lambda what: None)
        finally:
            server.stop()
    platform = build(settings)
    if process == "worker":
        worker.serve(platform, on_ready=ready)
    else:
        scheduler.serve(platform, on_ready=ready)


if __name__ == "__main__":
    _prepare()
    try:
        with stop_on_signals():
            _run(sys.argv[1])
    except StopRequested:
        pass
