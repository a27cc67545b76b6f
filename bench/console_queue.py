"""The queue of a million alerts as a page, each look at it against the same list as JSON in the same run."""

from __future__ import annotations

import contextlib
import gzip
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import httpx

from adapters.database.engine import make_engine
from bench.alert_load import load_alerts
from bench.platforms import RunningApi, as_administrator, empty_database, running_api
from bench.report import heading, line, percentile, verdict

ALERTS: Final = 1_000_000
REPEATS: Final = 30
MOST_MS: Final = 100
MOST_KB: Final = 150
_QUEUE: Final = "/console/alerts"
_LIST: Final = "/api/incident_management/alerts"
_ADMINISTRATOR: Final = "admin"
_LOOKS: Final[dict[str, dict[str, str | list[str]]]] = {
    "to do": {"status": ["OPEN", "IN_PROGRESS"]},
    "unassigned": {"status": ["OPEN", "IN_PROGRESS"], "assignee": ""},
    "high and critical": {"status": ["OPEN", "IN_PROGRESS"], "severity": ["High", "Critical"]},
    "all": {},
    "closed": {"status": "CLOSED"},
}


def measure(kind: str, alerts: int = ALERTS) -> bool:
    """Measures one database, and tells whether all bars are met."""
    heading(f"Queue of {alerts:,} alerts as a page, {kind}")
    with empty_database(kind) as (folder, url), running_api(folder, url, customers=()) as api:
        engine = make_engine(as_administrator(url), pool_size=3)
        load_alerts(engine, alerts, until=datetime.now(UTC))
        engine.dispose()
        with api.client() as client, _browser(api) as browser:
            return _measure(client, browser)


def _measure(client: httpx.Client, browser: httpx.Client) -> bool:
    met = []
    for name, wanted in _LOOKS.items():
        bare, page = _times(client, _LIST, {"limit": 50, **wanted}), _times(browser, _QUEUE, wanted)
        line(f"{name}: JSON {median(bare):.1f} ms, page {median(page) / median(bare):.1f} times as long")
        met.append(verdict(f"{name}, median", median(page), MOST_MS, unit="ms", at_most=True))
        line(f"{name}, p95: {percentile(page, 0.95):.0f} ms")
    weight = _weight(browser)
    met.append(verdict("the page with all that it loads, compressed", weight, MOST_KB, unit="kB", at_most=True))
    met.append(
        verdict("the overview, median", median(_times(browser, "/console", {})), MOST_MS, unit="ms", at_most=True)
    )
    return all(met)


def _times(client: httpx.Client, path: str, wanted: Mapping[str, Any]) -> list[float]:
    """Asks again and again, and returns the milliseconds of each answer after the first."""
    times = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        client.get(path, params=wanted).raise_for_status()
        times.append((time.perf_counter() - began) * 1_000)
    return times[1:]


def _weight(browser: httpx.Client) -> float:
    """The kB of the page and of each file that it names."""
    page = browser.get(_QUEUE, params=_LOOKS["to do"])
    text = page.text
    names = {part.partition('"')[0] for part in text.split('="/console/static/')[1:]}
    files = [browser.get(f"/console/static/{name}").content for name in names]
    return sum(len(gzip.compress(content)) for content in (page.content, *files)) / 1_000


@contextlib.contextmanager
def _browser(api: RunningApi) -> Iterator[httpx.Client]:
    """Somebody who has signed in, with the cookie of their session."""
    headers = {"Origin": api.url, "Accept": "text/html"}
    with httpx.Client(base_url=api.url, headers=headers, timeout=600, trust_env=False) as client:
        answer = client.post("/console/sign-in", data={"login": _ADMINISTRATOR, "password": api.password})
        if answer.status_code != 303:
            raise RuntimeError(f"could not sign in: {answer.status_code}")
        yield client
