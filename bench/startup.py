"""From `watchfloor up` to an API that is ready, on SQLite, with everything there and with nothing."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import httpx

from bench.report import heading, verdict
from entrypoints.settings import Settings, child_environment

MOST_SECONDS: Final = 3.0


def measure() -> bool:
    """Measures, and tells whether both bars are met."""
    heading("From `up` to ready, SQLite")
    with tempfile.TemporaryDirectory(prefix="watchfloor-bench-") as name:
        settings = Settings(data_dir=Path(name) / "data", port=_free_port(), log_level="warning")
        return all(
            [
                verdict("with nothing there", _ready_after(settings), MOST_SECONDS, unit="s", at_most=True),
                verdict("with everything there", _ready_after(settings), MOST_SECONDS, unit="s", at_most=True),
            ]
        )


def _ready_after(settings: Settings) -> float:
    # It shows a password, and so wants a terminal.
    terminal, other_end = pty.openpty()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli.main", "up"],
        env=child_environment(settings),
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
    )
    try:
        while process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{settings.port}/health/ready", trust_env=False).is_success:
                    return time.perf_counter() - began
            time.sleep(0.02)
        raise RuntimeError(f"`up` ended: {os.read(terminal, 4096).decode(errors='replace')}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        os.close(terminal)
        os.close(other_end)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
