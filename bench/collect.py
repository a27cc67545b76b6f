"""Alerts out of an index, against the same documents out of a file; and the memory that collecting takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from bench.memory import peak_mib
from bench.platforms import CUSTOMERS, empty_database
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.samples.stream import documents
from entrypoints.settings import Settings, child_environment, load_settings
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import FoundDocument
from socdomain.customers.create_customer import NewCustomer

EVENTS: Final = 200_000
FINGERPRINTS: Final = 5_000
LEAST_SHARE: Final = 0.5
MOST_MIB: Final = 200
_SPAN: Final = timedelta(hours=23)


def measure(events: int = EVENTS) -> bool:
    """Measures, and tells whether all bars are met."""
    heading(f"{events:,} waiting events: collected from the indexer's simulator, and ingested from a file, SQLite")
    with WazuhIndexerSimulator(alerts=0) as indexer, empty_database("sqlite") as (folder, _):
        began = time.perf_counter()
        indexer.load(_found(events))
        # The simulator looks for a page in spans of time, which it makes as long as there are many.
        indexer.alerts = events
        line(f"the index was loaded in {time.perf_counter() - began:,.0f} s")
        from_file = _ingested(folder / "file", events)
        collected, peak = _collected(folder / "index", indexer.values, events)
    return all(
        [
            verdict("collected, of ingested from a file", collected / from_file, LEAST_SHARE, unit=""),
            verdict("peak memory of collecting", peak, MOST_MIB, unit="MiB", at_most=True),
        ]
    )


def _timed(events: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields documents spread over the last day, each with the index of its day."""
    first = datetime.now(UTC) - _SPAN
    for number, document in enumerate(documents(events, fingerprints=FINGERPRINTS)):
        at = first + (_SPAN - timedelta(minutes=1)) * number / events
        source = json.loads(document)
        source["timestamp"] = source["@timestamp"] = at.isoformat(timespec="milliseconds")
        yield f"wazuh-alerts-4.x-{at:%Y.%m.%d}", source


def _found(events: int) -> Iterator[FoundDocument]:
    for number, (index, source) in enumerate(_timed(events)):
        yield FoundDocument(index, f"d{number}", source)


def _ingested(folder: Path, events: int) -> float:
    settings = _prepared(folder, {})
    path = folder / "documents.ndjson"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(source, separators=(',', ':'))}\n" for _, source in _timed(events))
    command = ["-m", "entrypoints.cli.main", "ingest", str(path), "--source", "wazuh"]
    rate, _ = _rate("from a file", command, settings, events)
    return rate


def _collected(folder: Path, values: Mapping[str, str], events: int) -> tuple[float, float]:
    settings = _prepared(folder, values)
    return _rate("collected", ["-m", "bench.collect", str(events)], settings, events)


def _prepared(folder: Path, values: Mapping[str, str]) -> Settings:
    settings = Settings(data_dir=folder, log_level="warning", connect_to_loopback=True)
    generate_keys(settings)
    platform = build(settings)
    prepare(platform)
    by = local_principal("bench")
    for code in CUSTOMERS:
        platform.container.create_customer.execute(NewCustomer(code, code), by=by)
    if values:
        platform.container.connectors.add.execute(NewConnector("wazuh_indexer", "Indexer", values), by=by)
    platform.close()
    return settings


def _rate(what: str, command: list[str], settings: Settings, events: int) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], env=child_environment(settings), stdout=subprocess.DEVNULL)
    peak = peak_mib(process)
    if process.returncode != 0:
        raise RuntimeError(f"{what}: not all documents were taken")
    rate = events / (time.perf_counter() - began)
    line(f"{what}: {rate:,.0f} documents/s, at most {peak:,.0f} MiB")
    return rate, peak


def collect(events: int) -> int:
    """Collects in this process, as a run of the job does; 0 where as many came as there are."""
    platform = build(evolve(load_settings(), log_level="warning"))
    done = platform.container.collection.collect.execute(by=local_principal("bench"), minimum_level=0)
    platform.close()
    return 0 if done.intake.created + done.intake.joined == events and not done.failures else 1


if __name__ == "__main__":
    sys.exit(collect(int(sys.argv[1])))
