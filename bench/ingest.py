"""Documents a second through HTTP, against bare ``executemany`` of the very rows that they became."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from sqlalchemy import create_engine, func, select

from adapters.database.metadata import metadata
from bench.floor import rows_a_second
from bench.platforms import RunningApi, as_administrator, empty_database, running_api
from bench.report import heading, line, verdict
from entrypoints.samples.stream import documents

EVENTS: Final = 50_000
FINGERPRINTS: Final = 5_000
LEAST_A_SECOND: Final = {"sqlite": 4_000, "postgres": 2_500}
LEAST_SHARE_OF_FLOOR: Final = 1 / 5
MOST_API_MIB: Final = 250
_CHUNK_BYTES: Final = 256 * 1024


def measure(kind: str, events: int = EVENTS) -> bool:
    """Measures one database, and tells whether all bars are met."""
    heading(f"Ingest of {events:,} events through HTTP, one API process, {kind}")
    body = b"\n".join(documents(events, fingerprints=FINGERPRINTS))
    line(f"{len(body) / events:,.0f} bytes a document on average")
    with empty_database(kind) as (folder, url):
        with running_api(folder, url) as api:
            seconds = _send(api, body, events)
            memory = api.memory_mib()
        rows = _rows(as_administrator(url))
        line(
            f"{sum(rows.values()) / events:.2f} rows an event: " + ", ".join(f"{n} {c:,}" for n, c in rows.items() if c)
        )
        if kind == "sqlite":
            line(f"{(folder / 'watchfloor.db').stat().st_size / events:,.0f} bytes an event in the database")
        floor = rows_a_second(as_administrator(url), events, folder)
    ours = events / seconds
    line(f"floor, bare executemany of the same rows in the same batches: {floor:,.0f} events/s")
    return all(
        [
            verdict("through HTTP", ours, LEAST_A_SECOND[kind], unit="events/s"),
            verdict("share of the floor", ours / floor, LEAST_SHARE_OF_FLOOR, unit=""),
            verdict("memory of the API process", memory, MOST_API_MIB, unit="MiB", at_most=True),
        ]
    )


def _send(api: RunningApi, body: bytes, events: int) -> float:
    def chunks() -> Iterator[bytes]:
        for start in range(0, len(body), _CHUNK_BYTES):
            yield body[start : start + _CHUNK_BYTES]

    with api.client() as client:
        began = time.perf_counter()
        answer = client.post(
            "/api/incident_alert/ingest",
            params={"source": "wazuh"},
            headers={"Content-Type": "application/x-ndjson"},
            content=chunks(),
        )
        seconds = time.perf_counter() - began
    counts = answer.raise_for_status().json()
    if counts["created"] + counts["joined"] != events:
        raise RuntimeError(f"not all events were taken: {counts}")
    return seconds


def _rows(url: str) -> dict[str, int]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return counts
