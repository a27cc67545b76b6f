"""The jobs that look after files, as a worker does them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from entrypoints.artifact_use_cases import ArtifactUseCases
from entrypoints.worker.performers import PERFORMERS
from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.buckets import Buckets
from socdomain.errors import StorageUnavailableError
from socdomain.jobs.lease import Lease
from socdomain.jobs.running import Running
from tests.api.driving import memory_api
from tests.builders import EVERYONE, IDS, a_run
from tests.unit.artifacts.failing_store import FailingStore
from tests.unit.artifacts.locker import CONTENT, Locker

MIB = 1024 * 1024


@pytest.fixture
def locker() -> Locker:
    """An empty locker whose store can fail."""
    made = Locker(most_bytes=1024 * MIB, most_bytes_of_customer=10 * 1024 * MIB)
    made.objects = FailingStore(made.clock)
    return made.open()


def done(locker: Locker, job: str, **arguments: Any) -> tuple[Mapping[str, int], list[str]]:
    """Does a job, and returns what it has done, and its log."""
    works, run = locker.works, a_run(job=job, arguments=arguments)
    artifacts = ArtifactUseCases(
        works, works.reading, locker.clock, locker.ids, locker.objects, Buckets(), locker.limits
    )
    container = evolve(memory_api().container, work=works, reading=works.reading, artifacts=artifacts)
    with works(EVERYONE) as work:
        work.runs.add(run)
        work.commit()
    running = Running(run, Lease(f"job:{job}", "worker", 1), locker.me, works, locker.clock)
    try:
        counts = PERFORMERS[job](container, running)
    except StorageUnavailableError as error:
        counts = {str(error): 0}
    with works.reading(EVERYONE) as work:
        return counts, [line.text for line in work.runs.lines(run.id)]


def test_files_are_verified_after_a_week_and_damaged_ones_named(locker: Locker) -> None:
    _, bad = locker.store("good.log"), locker.store("b\u202ead.log")
    locker.objects.put(bad.bucket, bad.key, [CONTENT + b"!"])
    locker.clock.advance(timedelta(days=7))
    assert done(locker, "verify_artifacts")[0]["files"] == 0
    locker.clock.advance(timedelta(seconds=1))
    counts, log = done(locker, "verify_artifacts")
    assert counts == {"files": 2, "bytes": 2 * len(CONTENT), "intact": 1, "corrupt": 1, "missing": 0}
    assert log == [f"{bad.id} (b\\u{{202e}}ad.log) is corrupt: it has 4001 bytes, and had 4000"]
    assert done(locker, "verify_artifacts", after_days=0)[0]["files"] == 0, "not at the very same moment"
    locker.clock.advance(timedelta(seconds=1))
    assert done(locker, "verify_artifacts", after_days=0)[0]["files"] == 2


def test_a_run_that_could_not_read_a_file_fails_and_names_it(locker: Locker) -> None:
    first, _ = locker.store("first.log"), locker.store("second.log")
    store = locker.objects
    assert isinstance(store, FailingStore)
    store.away.add(first.key)
    locker.clock.advance(timedelta(days=8))
    told, log = done(locker, "verify_artifacts")
    assert list(told) == ["the store did not give 1 of 2 files"]
    assert log == [f"{first.id} (first.log) could not be read"]
    assert {one.status for one in locker.artifacts()} == {ArtifactStatus.STORED}


def test_a_run_that_met_a_store_that_is_down_names_what_it_asked_for(locker: Locker) -> None:
    files = [locker.store(f"{number}.log") for number in range(4)]
    store = locker.objects
    assert isinstance(store, FailingStore)
    store.away.update(one.key for one in files)
    store.unlisted.add(files[0].bucket)
    locker.clock.advance(timedelta(days=8))
    told, log = done(locker, "verify_artifacts")
    assert list(told) == [
        "the store did not give 3 of 3 files; it is not there any more, and the others were not looked at"
    ]
    assert len(log) == 3


def test_orphans_and_parts_that_took_too_long_go(locker: Locker) -> None:
    kept, pending = locker.store(), locker.begin(len(CONTENT))
    locker.put(pending, 1, CONTENT)
    for key in (f"{locker.cases['ACME']}/{IDS.new()}/lost.bin", "by-hand.txt"):
        locker.objects.put(kept.bucket, key, [b"lost"])
    locker.clock.advance(timedelta(hours=24, seconds=1))
    counts, _ = done(locker, "purge_orphan_artifacts", grace_hours=48)
    assert counts == {"listed": 3, "objects": 0, "bytes": 0, "uploads": 0, "foreign": 1, "given_up": 1}
    counts, _ = done(locker, "purge_orphan_artifacts")
    assert counts == {"listed": 3, "objects": 1, "bytes": 4, "uploads": 0, "foreign": 1, "given_up": 0}
    assert locker.read(kept) == CONTENT
