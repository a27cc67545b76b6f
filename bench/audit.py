"""Ingest with the audit log against ingest without it, in turns; and how fast a long log is verified."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

from adapters.aside import on_a_thread
from adapters.clock import SystemClock
from adapters.database import SqlUnitOfWork, SqlWorks
from adapters.database.known_observables import KnownObservables
from adapters.ids import Uuid7Ids
from bench.platforms import CUSTOMERS, DATABASES, empty_database, settings_for
from bench.report import heading, line, verdict
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.samples.stream import documents
from socdomain.audit_record import AuditRecord
from socdomain.auth.local_principal import local_principal
from socdomain.customers.create_customer import NewCustomer
from socdomain.incidents.ingest_documents import IngestDocuments
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.principal import Reach

EVENTS: Final = 10_000
ROUNDS: Final = 4
LEAST_SHARE: Final = 0.9
RECORDS: Final = 20_000
_BY: Final = local_principal("bench")


class _Nowhere:
    """Takes audit records, and drops them."""

    def add(self, record: AuditRecord) -> None:
        """Drops a record."""


class _Unaudited(SqlUnitOfWork):
    """A unit of work that writes everything but the audit log."""

    @property
    def audit(self) -> Any:
        return _Nowhere()


def _unaudited(works: SqlWorks) -> Callable[[Reach], SqlUnitOfWork]:
    known = KnownObservables()
    return lambda reach: _Unaudited(
        works.engine, ids=works.ids, clock=works.clock, known_observables=known, reach=reach
    )


def measure() -> bool:
    """Measures both databases, and tells whether the bars are met."""
    measured = [_measure(kind) for kind in DATABASES]
    return all(measured)


def _measure(kind: str) -> bool:
    heading(f"Ingest of {EVENTS:,} events with and without the audit log, {kind}")
    with empty_database(kind) as (folder, url):
        platform = _prepared(folder, url)
        body = b"\n".join(documents(EVENTS * 2 * ROUNDS, fingerprints=1_000)).split(b"\n")
        seconds: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(2 * ROUNDS):
            # Each is the first of a pair as often as the second: the database grows meanwhile.
            is_audited = (turn % 4) in (0, 3)
            part = b"\n".join(body[turn * EVENTS : (turn + 1) * EVENTS])
            seconds[is_audited].append(_ingest(platform, part, is_audited=is_audited))
        share = median(seconds[False]) / median(seconds[True])
        line(f"{EVENTS / median(seconds[True]):,.0f} events/s with it, {EVENTS / median(seconds[False]):,.0f} without")
        line(f"{_verified_a_second(platform):,.0f} records/s verified")
        platform.close()
    return verdict("share of the speed without", share, LEAST_SHARE, unit="")


def _prepared(folder: Path, url: str) -> Platform:
    platform = build(settings_for(folder, url))
    generate_keys(platform.settings)
    prepare(platform)
    for code in CUSTOMERS:
        platform.container.create_customer.execute(NewCustomer(code, code), by=_BY)
    return platform


def _ingest(platform: Platform, body: bytes, *, is_audited: bool) -> float:
    work = platform.works if is_audited else _unaudited(platform.works)
    ingest = IngestDocuments(work, SystemClock(), Uuid7Ids(), begin=on_a_thread)
    began = time.perf_counter()
    summary = ingest.execute([body], IngestRequest("wazuh"), by=_BY)
    if summary.rejected:
        raise RuntimeError(f"not all events were taken: {summary}")
    return time.perf_counter() - began


def _verified_a_second(platform: Platform) -> float:
    ids, clock = Uuid7Ids(), SystemClock()
    for _ in range(RECORDS // 1_000):
        with platform.works(Reach.everyone()) as work:
            for _ in range(1_000):
                work.audit.add(AuditRecord.of(_BY, "thing.done", "1", id=ids.new(), at=clock.now(), after={"a": 1}))
            work.commit()
    began = time.perf_counter()
    report = platform.container.audit.verify.execute(by=_BY)
    if not report.is_whole:
        raise RuntimeError("the log is not whole")
    return sum(chain.records for chain in report.chains) / (time.perf_counter() - began)
