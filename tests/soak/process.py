"""A process of the soak: ``python -m tests.soak.process worker|scheduler``, the product's own with other jobs."""

from __future__ import annotations

import sys

from entrypoints.cli.processes import StopRequested, stop_on_signals
from entrypoints.logs import configure_logs
from entrypoints.scheduler.serve import serve as schedule
from entrypoints.settings import load_settings
from entrypoints.worker.serve import serve as work
from tests.soak.jobs import platform_of


def main(what: str) -> int:
    """Runs until a signal asks to stop."""
    settings = load_settings()
    configure_logs(settings.log_level)
    platform = platform_of(settings)
    try:
        if what == "worker":
            work(platform, on_ready=lambda: None)
        else:
            with stop_on_signals():
                schedule(platform, on_ready=lambda: None)
    except StopRequested:
        pass
    finally:
        platform.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
