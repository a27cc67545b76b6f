"""Memory of ``watchfloor ingest`` while a file of 1 GB goes in."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import psutil

from bench.platforms import CUSTOMERS, empty_database
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build
from entrypoints.prepare import prepare
from entrypoints.samples.stream import documents
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.customers.create_customer import NewCustomer

FILE_BYTES: Final = 1_000_000_000
MOST_MIB: Final = 150
_LOOK_EVERY_S: Final = 0.2


def measure(file_bytes: int = FILE_BYTES) -> bool:
    """Measures, and tells whether the bar is met."""
    heading(f"A file of {file_bytes / 1e9:g} GB through `watchfloor ingest`, SQLite")
    with empty_database("sqlite") as (folder, url):
        settings = Settings(data_dir=folder / "data", database_url=url, log_level="warning")
        platform = build(settings)
        prepare(platform)
        for code in CUSTOMERS:
            platform.container.create_customer.execute(NewCustomer(code, code), by=local_principal("bench"))
        platform.close()
        count = _write(folder / "documents.ndjson", file_bytes)
        command = [sys.executable, "-m", "entrypoints.cli.main", "ingest", str(folder / "documents.ndjson")]
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--source", "wazuh"], env=child_environment(settings), stdout=subprocess.DEVNULL
        )
        peak = peak_mib(process)
        line(f"{count:,} documents, {count / (time.perf_counter() - began):,.0f} a second")
        return verdict("peak memory", peak, MOST_MIB, unit="MiB", at_most=True) and process.returncode == 0


def _write(path: Path, file_bytes: int) -> int:
    written, count = 0, 0
    with path.open("wb") as file:
        for document in documents(sys.maxsize, fingerprints=5_000):
            written += file.write(document + b"\n")
            count += 1
            if written >= file_bytes:
                return count
    return count


def peak_mib(process: subprocess.Popen[bytes]) -> float:
    """Waits until a process has ended, and returns the most memory that it held, in MiB."""
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(_LOOK_EVERY_S)
    process.wait()
    return peak / 1024**2
