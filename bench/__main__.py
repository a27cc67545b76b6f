"""``python -m bench [WHAT ...]``: measures, and exits with 1 if a bar is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial

from bench import (
    agents_sync,
    artifact_lists,
    artifacts,
    audit,
    auth,
    collect,
    console_queue,
    ingest,
    job_runs,
    jobs,
    lists,
    memory,
    normalise,
    startup,
    verify,
)
from bench.platforms import DATABASES
from bench.report import line, machine

MEASUREMENTS: dict[str, Callable[[], bool]] = {
    "normalise": normalise.measure,
    **{f"ingest-{kind}": partial(ingest.measure, kind) for kind in DATABASES},
    **{f"lists-{kind}": partial(lists.measure, kind) for kind in DATABASES},
    **{f"console-queue-{kind}": partial(console_queue.measure, kind) for kind in DATABASES},
    "collect": collect.measure,
    "verify": verify.measure,
    "audit": audit.measure,
    "auth": auth.measure,
    "jobs": jobs.measure,
    "job-runs": job_runs.measure,
    "agents-sync": agents_sync.measure,
    **{f"artifacts-{kind}": partial(artifacts.measure, kind) for kind in artifacts.SERVERS},
    "artifacts-folder": artifacts.measure_folder,
    **{f"artifact-lists-{kind}": partial(artifact_lists.measure, kind) for kind in DATABASES},
    "startup": startup.measure,
    "memory": memory.measure,
}


def main() -> int:
    """Runs the measurements that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[[], *MEASUREMENTS], help="what to measure; all if nothing is named")
    chosen = parser.parse_args().what or list(MEASUREMENTS)
    machine()
    missed = [name for name in chosen if not MEASUREMENTS[name]()]
    line(f"\nMissed: {', '.join(missed)}" if missed else "\nAll bars met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
