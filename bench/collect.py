"""A run of `collect_alerts` out of an index, against `watchfloor ingest` of the same documents; and its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from bench.memory import peak_mib
from bench.platforms import CUSTOMERS, empty_database
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.samples.stream import documents
from entrypoints.settings import Settings, child_environment
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import FoundDocument
from socdomain.customers.create_customer import NewCustomer
from socdomain.jobs.change_schedule import ScheduleChange

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
    rate, _ = _rate("from a file", ["ingest", str(path), "--source", "wazuh", "--json"], settings, events)
    return rate


def _collected(folder: Path, values: Mapping[str, str], events: int) -> tuple[float, float]:
    settings = _prepared(folder, values)
    return _rate("collected", ["jobs", "run", "collect_alerts", "--inline", "--json"], settings, events)


def _prepared(folder: Path, values: Mapping[str, str]) -> Settings:
    settings = Settings(data_dir=folder, log_level="warning", connect_to_loopback=True)
    generate_keys(settings)
    platform = build(settings)
    prepare(platform)
    by, container = local_principal("bench"), platform.container
    for code in CUSTOMERS:
        container.create_customer.execute(NewCustomer(code, code), by=by)
    if values:
        container.connectors.add.execute(NewConnector("wazuh_indexer", "Indexer", values), by=by)
        everything = ScheduleChange(arguments={"minimum_level": 0})
        container.jobs.change_schedule.execute("collect_alerts", everything, expected_version=None, by=by)
    platform.close()
    return settings


def _rate(what: str, arguments: list[str], settings: Settings, events: int) -> tuple[float, float]:
    """Has a command take in all documents, and returns how many a second it did, and the most memory it held in MiB."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "entrypoints.cli.main", *arguments]
    process = subprocess.Popen(command, env=child_environment(settings), stdout=subprocess.PIPE)
    peak = peak_mib(process)
    rate = events / (time.perf_counter() - began)
    told = json.loads(process.communicate()[0])
    counts = told["run"]["counts"] if "run" in told else told
    if counts["created"] + counts["joined"] != events:
        raise RuntimeError(f"{what}: not all documents were taken: {told}")
    line(f"{what}: {rate:,.0f} documents/s, at most {peak:,.0f} MiB")
    return rate, peak
