"""The list of a million files through HTTP, against that of an empty table in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any, Final
from uuid import UUID

import httpx

from adapters.database.artifact_tables import artifacts
from adapters.database.engine import make_engine
from adapters.database.platform_tables import customers
from bench.alert_load import loading_without_indexes
from bench.platforms import as_administrator, empty_database, running_api
from bench.report import heading, line, verdict

RECORDS: Final = 1_000_000
REPEATS: Final = 31
MOST_TIMES_EMPTY: Final = 5
_BATCH: Final = 10_000
_STORE: Final = "/api/agent_data_store"
_QUESTIONS: Final[dict[str, dict[str, Any]]] = {
    "page 1": {},
    "of a customer": {"customer": "ACME"},
    "of an agent": {"agent_id": str(UUID(int=7))},
    "with a hash": {"sha256": f"{7:064x}"},
    "that are stored": {"status": "stored"},
}


def measure(kind: str, records: int = RECORDS) -> bool:
    """Measures one database, and tells whether all bars are met."""
    heading(f"List of {records:,} files through HTTP, {kind}")
    with empty_database(kind) as (folder, url), running_api(folder, url) as api, api.client() as client:
        empty = _median_ms(client, {})
        line(f"floor, the list of an empty table: {empty:.1f} ms in the median")
        began = time.perf_counter()
        _load(as_administrator(url), records)
        line(f"loaded in {time.perf_counter() - began:.0f} s")
        met = []
        for name, question in _QUESTIONS.items():
            bar = MOST_TIMES_EMPTY * empty
            met.append(verdict(f"{name} (median)", _median_ms(client, question), bar, unit="ms", at_most=True))
    return all(met)


def _median_ms(client: httpx.Client, question: dict[str, Any]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        client.get(_STORE, params=question).raise_for_status()
        times.append((time.perf_counter() - began) * 1_000)
    return median(times[1:])


def _load(url: str, count: int) -> None:
    engine = make_engine(url, pool_size=3)
    with engine.begin() as connection:
        owners = [row.id for row in connection.execute(customers.select().order_by(customers.c.code))]
    rows = _rows(owners, count)
    with loading_without_indexes(engine, [artifacts]), engine.begin() as connection:
        while batch := [*islice(rows, _BATCH)]:
            connection.execute(artifacts.insert(), batch)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _rows(owners: list[UUID], count: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for number in range(count):
        agent = UUID(int=number % 1_000)
        yield {
            "id": UUID(int=2**64 + number),
            "customer_id": owners[number % len(owners)],
            "bucket": "velociraptor-artifacts",
            "key": f"{agent}/{number}/file.bin",
            "file_name": b"file.bin",
            "content_type": "application/octet-stream",
            "size_bytes": 10_000,
            "sha256": (number % 100_000).to_bytes(32, "big"),
            "collected_at": now - timedelta(seconds=number),
            "collected_by": "bench",
            "kind": "evidence",
            "agent_id": agent,
            "case_id": None,
            "client_id": "",
            "artifact_name": "",
            "flow_id": "",
            "notes": "",
            "status": "stored",
            "reason": "",
            "verified_at": None,
            "checked_at": now,
            "version": 1,
        }
