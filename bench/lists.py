"""The list of a million alerts through HTTP: each filter against the unfiltered first page of the same run."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median
from typing import Final
from uuid import UUID

import httpx

from adapters.database.engine import make_engine
from adapters.secrets.key_file import read_or_create_key
from bench.alert_filters import OTHERS, PAIRS, SINGLE, Filter
from bench.alert_load import load_alerts
from bench.alert_rows import SPAN
from bench.platforms import RunningApi, as_administrator, empty_database, running_api
from bench.report import heading, line, percentile, verdict
from entrypoints.api.cursors import Cursors, digest_of_question
from socdomain.pages import Position
from socdomain.principal import Reach

ALERTS: Final = 1_000_000
PAGE: Final = 50
REPEATS: Final = 15
MOST_TIMES_FIRST_PAGE: Final = 3
MOST_OTHER_MS: Final = 50
MOST_SUMMARY_MS: Final = 100
MOST_API_MIB: Final = 250
_LIST: Final = "/api/incident_management/alerts"


def measure(kind: str, alerts: int = ALERTS) -> bool:
    """Measures one database, and tells whether all bars are met."""
    heading(f"List of {alerts:,} alerts through HTTP, {kind}")
    until = datetime.now(UTC)
    with empty_database(kind) as (folder, url), running_api(folder, url, customers=()) as api:
        began = time.perf_counter()
        engine = make_engine(as_administrator(url), pool_size=3)
        load_alerts(engine, alerts, until=until)
        engine.dispose()
        line(f"loaded in {time.perf_counter() - began:.0f} s")
        with api.client() as client:
            return _measure(client, api, until)


def _measure(client: httpx.Client, api: RunningApi, until: datetime) -> bool:
    first = median(_times(client, {}))
    line(f"floor, the unfiltered first page: {first:.1f} ms in the median")
    met = []
    for name, wanted in (SINGLE | PAIRS).items():
        bar = MOST_TIMES_FIRST_PAGE * first
        met.append(_verdict(f"{name}, page 1", _times(client, wanted), bar, is_p95=False))
        deep = {**wanted, "cursor": _half_way(api, wanted, until)}
        met.append(_verdict(f"{name}, half-way", _times(client, deep), bar, is_p95=False))
    met += [_verdict(name, _times(client, wanted), MOST_OTHER_MS, is_p95=True) for name, wanted in OTHERS.items()]
    met.append(_verdict("summary", _times(client, {}, f"{_LIST}/summary"), MOST_SUMMARY_MS, is_p95=True))
    met.append(verdict("memory of the API process", api.memory_mib(), MOST_API_MIB, unit="MiB", at_most=True))
    return all(met)


def _verdict(name: str, times_ms: list[float], bar_ms: float, *, is_p95: bool) -> bool:
    value = percentile(times_ms, 0.95) if is_p95 else median(times_ms)
    return verdict(f"{name} ({'p95' if is_p95 else 'median'})", value, bar_ms, unit="ms", at_most=True)


def _times(client: httpx.Client, wanted: Filter, path: str = _LIST) -> list[float]:
    """Asks again and again, and returns the milliseconds of each answer after the first."""
    times = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        client.get(path, params={"limit": PAGE, **wanted} if path == _LIST else None).raise_for_status()
        times.append((time.perf_counter() - began) * 1_000)
    return times[1:]


def _half_way(api: RunningApi, wanted: Filter, until: datetime) -> str:
    """Makes the cursor of the middle of the list: without a filter that is page 10,000 of 50 alerts."""
    key = read_or_create_key(api.settings.data_dir / "keys" / "cursor.key")
    asked = sorted(
        (name, value) for name, values in wanted.items() for value in ([values] if isinstance(values, str) else values)
    )
    question = digest_of_question((_LIST, asked), reach=Reach.everyone())
    return Cursors(key).of_position(Position(until - SPAN / 2, UUID(int=2**128 - 1)), question)
