"""Files that are kept for a customer's case on a floor, and looks at where they are."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from attrs import define, evolve, frozen

from adapters.object_store.file_names import path_of
from entrypoints.bootstrap import Platform, build
from entrypoints.settings import Settings
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.auth.local_principal import local_principal
from socdomain.ids import CaseId
from socdomain.memory import FixedClock
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, IDS, a_case, an_alert
from tests.flows.floors import Floor

BUCKET = "copilot-cases"
ME = local_principal("test")


@frozen
class KeptFiles:
    """A floor with a case, whose files are in a folder."""

    floor: Floor
    case_id: CaseId

    @contextmanager
    def platform(self) -> Iterator[Platform]:
        """The platform, in this process."""
        platform = build(Settings(data_dir=self.floor.folder, database_url=self.floor.url))
        try:
            yield platform
        finally:
            platform.close()

    def store(self, name: str, content: bytes, ago: timedelta = timedelta()) -> Artifact:
        """Stores a file of the case, as if it had been so long ago."""
        with self.platform() as platform:
            wanted = NewArtifact(name, case_id=self.case_id)
            then = FixedClock(platform.container.clock.now() - ago)
            return evolve(platform.container.artifacts, clock=then).store.execute(wanted, [content], by=ME)

    def orphan(self) -> str:
        """Puts an object that no record has, as a crash leaves it, and returns its key."""
        key = f"{self.case_id}/{IDS.new()}/lost.bin"
        with self.platform() as platform:
            platform.container.artifacts.objects.put(BUCKET, key, [b"lost"])
        return key

    def unfinished(self) -> str:
        """Begins an upload that no record waits for, and returns what it is called."""
        with self.platform() as platform:
            objects = platform.container.artifacts.objects
            upload = objects.begin_upload(BUCKET, f"{self.case_id}/{IDS.new()}/lost.bin")
            objects.put_part(BUCKET, upload, 1, [b"part"])
        return upload

    def make_older(self, by: timedelta = timedelta(days=2)) -> None:
        """Makes everything in the folder look as if it had been put earlier."""
        then = time.time() - by.total_seconds()
        for path in self.folder.rglob("*"):
            os.utime(path, (then, then))

    @property
    def folder(self) -> Path:
        """Where the objects are."""
        return self.floor.folder / "objects"

    def path(self, artifact: Artifact) -> Path:
        """Where the object of a file is."""
        return (self.folder / artifact.bucket).joinpath(*path_of(artifact.key))

    def stored(self) -> Stored:
        """What is in the store, and in the records."""
        with self.platform() as platform:
            objects = platform.container.artifacts.objects
            keys = {one.key for one in objects.list(BUCKET)}
            uploads = {one.upload for one in objects.uploads(BUCKET)}
            with platform.container.reading(EVERYONE) as work:
                page = work.artifacts.page(ArtifactFilter(), PageRequest(200), reach=EVERYONE)
                records = {one.key: one for one in page.items}
        return Stored(keys, uploads, records)


@define
class Stored:
    """What is in the store, and in the records.

    Attributes:
        keys: Of the objects.
        uploads: The unfinished ones.
        records: The records by their keys.
    """

    keys: set[str]
    uploads: set[str]
    records: dict[str, Artifact]


def kept_files(floor: Floor) -> KeptFiles:
    """Makes all that `migrate` makes, and a case of ACME."""
    assert floor.run("migrate").returncode == 0
    platform = build(Settings(data_dir=floor.folder, database_url=floor.url))
    try:
        with platform.works(EVERYONE) as work:
            alert = an_alert(work.customers.by_code("ACME", reach=EVERYONE))
            case = a_case(alert)
            work.alerts.add(alert)
            work.cases.add(case)
            work.commit()
    finally:
        platform.close()
    return KeptFiles(floor, case.id)
