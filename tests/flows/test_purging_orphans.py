"""``kill -9`` at every step of purging: never a record without its object, and the next run removes what is left."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from socdomain.audit.queries import list_audit
from socdomain.audit.trail import AuditFilter
from socdomain.pages import PageRequest
from tests.builders import EVERYONE
from tests.flows.floors import make_floor
from tests.flows.kept_files import ME, KeptFiles, kept_files

JOB = ("jobs", "run", "purge_orphan_artifacts", "--inline")

DIES_AT = (
    # The run begins; what is to be removed is written down; an object; another; an upload.
    ("database.after_commit", 1),
    ("database.before_commit", 3),
    ("database.after_commit", 3),
    ("object_store.deleted", 1),
    ("object_store.deleted", 2),
    ("object_store.upload_removed", 1),
)


@pytest.fixture
def files(sqlite_database: str, tmp_path: Path) -> KeptFiles:
    return kept_files(make_floor(sqlite_database, tmp_path / "data"))


def named(files: KeptFiles, action: str) -> set[str]:
    """The names in the audit log's records of an action."""
    with files.platform() as platform:
        wanted = AuditFilter(action=action)
        page = list_audit(platform.container.reading(EVERYONE), wanted, PageRequest(200), by=ME)
    return {name for one in page.items for name in (one.chained.record.before or {})["names"]}


@pytest.mark.parametrize(("point", "passing"), DIES_AT, ids=str)
def test_a_purge_that_is_killed_removes_nothing_that_has_a_record(files: KeptFiles, point: str, passing: int) -> None:
    kept = [files.store(f"{number}.bin", bytes([number]) * 10_000, ago=timedelta(days=9)) for number in range(3)]
    orphans = {files.orphan() for _ in range(3)}
    upload = files.unfinished()
    files.make_older()
    recent = files.orphan()
    killed = files.floor.run(point, str(passing), *JOB, module="tests.crash_points")
    assert killed.returncode == -signal.SIGKILL, f"{point} was not passed {passing} times: {killed.stderr}"
    between = files.stored()
    assert {recent, *between.records} <= between.keys
    removed = orphans - between.keys
    assert removed <= (named(files, "orphan_objects.removing") if removed else orphans)
    assert (point == "object_store.deleted") <= (len(removed) == passing)

    # The lease of the run that was killed lasts a while.
    with files.platform() as platform:
        done = platform.container.artifacts.purge_orphans.execute(by=ME)
        checked = platform.container.artifacts.verify_many.execute(
            by=ME, older_than=timedelta(), most_bytes=None, tell=lambda *_: None
        )
    assert done.objects == len(orphans - removed)
    assert (checked.intact, checked.damaged) == (3, [])
    stored = files.stored()
    assert stored.keys == {one.key for one in kept} | {recent}
    assert set(stored.records) == {one.key for one in kept}
    assert not stored.uploads
    assert named(files, "orphan_objects.removing") == orphans
    assert named(files, "orphan_uploads.removing") == {upload}
