"""Files through the whole product: stored, handed out, verified; and ``kill -9`` at every point on the way."""

from __future__ import annotations

import hashlib
import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from attrs import evolve, field, frozen

from adapters.database import migrate
from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.auth.local_principal import local_principal
from socdomain.ids import CaseId
from socdomain.incidents.create_manual_alert import NewAlert
from socdomain.object_parts import LARGEST_PART_BYTES
from socdomain.object_store import ObjectStore
from socdomain.pages import PageRequest
from socdomain.sources.severity import Severity
from tests import crash_points
from tests.builders import EVERYONE
from tests.flows.floors import Floor, make_floor
from tests.servers.s3 import SECRET_KEY, nanio_server
from tests.watching import watch

SENDER: Final = "tests.flows.sending_parts"
CONTENT: Final = b"\x90" * LARGEST_PART_BYTES + b"the end"


@frozen
class Locker:
    """A floor with a case, and where its files are.

    Attributes:
        floor: It.
        case_id: The case.
        variables: What leads to the object store.
        settings: The same, for this process.
    """

    floor: Floor
    case_id: str
    variables: Mapping[str, str]
    settings: Settings = field(repr=False)

    def run(self, *arguments: str, module: str = "entrypoints.cli.main") -> Any:
        """Runs a program of ours to its end."""
        return self.floor.run(*arguments, module=module, environment=self.variables)

    def told(self, *arguments: str) -> Any:
        """What a command tells as JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def records_and_objects(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """What the records of the case's stored files promise, by key, and what the store has."""
        platform = build(self.settings)
        wanted = ArtifactFilter(case_id=CaseId(UUID(self.case_id)), status=ArtifactStatus.STORED)
        try:
            with platform.container.reading(EVERYONE) as work:
                records = work.artifacts.page(wanted, PageRequest(200), reach=EVERYONE).items
            return {one.key: one.sha256 or b"" for one in records}, dict(_digests(platform.objects, self.case_id))
        finally:
            platform.close()


def _digests(objects: ObjectStore, case_id: str) -> Iterator[tuple[str, bytes]]:
    for one in objects.list("copilot-cases", f"{case_id}/"):
        yield one.key, hashlib.sha256(b"".join(objects.get("copilot-cases", one.key))).digest()


@pytest.fixture(scope="module")
def folder_floor(tmp_path_factory: pytest.TempPathFactory) -> Locker:
    """A floor whose files are in a folder."""
    return _opened(tmp_path_factory.mktemp("folder"), {})


@pytest.fixture(scope="module")
def nanio_floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locker]:
    """A floor whose files a server of S3 keeps."""
    watch().hides("the secret key of S3", SECRET_KEY)
    folder = tmp_path_factory.mktemp("nanio")
    with nanio_server(folder / "server") as server:
        place = server.place
        given = {"url": place.url, "access_key": place.access_key, "secret_key": place.secret_key}
        yield _opened(folder, {f"s3_{name}": value for name, value in given.items()})


def _opened(folder: Path, given: dict[str, Any]) -> Locker:
    url = f"sqlite:///{folder / 'watchfloor.db'}"
    migrate(url)
    floor = make_floor(url, folder / "data")
    variables = {f"WATCHFLOOR_{name.upper()}": value for name, value in given.items()}
    prepared = floor.run("migrate", environment=variables)
    assert prepared.returncode == 0, prepared.stderr
    settings = Settings(data_dir=floor.folder, database_url=url, log_level="warning", **given)
    return Locker(floor, "", variables, settings)


@pytest.fixture(params=["folder", "nanio"])
def locker(request: pytest.FixtureRequest) -> Locker:
    """A case of its own, whose files are in either store."""
    floor: Locker = request.getfixturevalue(f"{request.param}_floor")
    platform, by = build(floor.settings), local_principal("test")
    try:
        new = NewAlert("ACME", "A disk that was seized", Severity.HIGH)
        alert = platform.container.create_manual_alert.execute(new, by=by)
        opened = platform.container.open_case_from_alert.execute(alert.alert.id, by=by)
    finally:
        platform.close()
    return evolve(floor, case_id=str(opened.detail.case.id))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to store."""
    path = tmp_path / "evidence.bin"
    path.write_bytes(CONTENT)
    return path


def test_a_file_is_stored_listed_and_written_again(locker: Locker, file: Path, tmp_path: Path) -> None:
    stored = locker.told("artifacts", "upload", str(file), "--case", locker.case_id, "--notes", "from the disk")
    assert (stored["sha256"], stored["notes"]) == (hashlib.sha256(CONTENT).hexdigest(), "from the disk")
    again = locker.told("artifacts", "upload", str(file), "--case", locker.case_id, "--name", "../other.bin")
    assert again["same_content"] == [stored["id"]]
    listed = locker.told("artifacts", "list", "--case", locker.case_id)
    assert [one["id"] for one in listed] == [again["id"], stored["id"]]
    target = tmp_path / "back.bin"
    done = locker.run("artifacts", "download", stored["id"], "--to", str(target))
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == CONTENT
    assert locker.run("artifacts", "download", stored["id"], "--to", str(target)).returncode == 2
    assert locker.run("artifacts", "upload", str(file)).returncode == 2


@pytest.mark.parametrize("locker", ["folder"], indirect=True)
def test_a_changed_byte_is_written_under_another_name(locker: Locker, file: Path, tmp_path: Path) -> None:
    stored = locker.told("artifacts", "upload", str(file), "--case", locker.case_id)
    platform = build(locker.settings)
    platform.objects.put(stored["bucket"], stored["key"], [CONTENT[:-1] + b"!"])
    platform.close()
    target = tmp_path / "back.bin"
    done = locker.run("artifacts", "download", stored["id"], "--to", str(target))
    assert done.returncode == 1
    assert stored["sha256"] in done.stderr
    assert sorted(path.name for path in tmp_path.glob("back*")) == ["back.bin.corrupt"]


# A bucket is made at the start, and what removes objects is tried with what asks for that.
_ELSEWHERE: Final = (".bucket_made", ".bucket.made", ".deleted", ".object.removed", ".aborted", ".swept")
_OF_PARTS: Final = (".upload_begun", ".part_kept", ".part_placed", ".upload_whole", ".upload_removed")
"""What a file passes only that comes by parts, where files are in a folder."""
_OF_SMALL: Final = (".object.put",)
"""What only a file passes that fits into one part, where files are in S3."""
PASSED: Final = [
    (store, name)
    for store, kind in (("folder", "object_store."), ("nanio", "s3."))
    for name in crash_points.names()
    if name.startswith((kind, "database.before_commit", "database.after_commit")) and not name.endswith(_ELSEWHERE)
]
"""Each store, with each point that storing a file in it passes."""
PASSED_AT_ONCE: Final = [one for one in PASSED if not one[1].endswith(_OF_PARTS)]
PASSED_BY_PARTS: Final = [one for one in PASSED if not one[1].endswith(_OF_SMALL)]


@pytest.mark.parametrize(("locker", "point"), PASSED_AT_ONCE, indirect=["locker"])
def test_an_upload_that_is_killed_leaves_no_record_without_its_object(locker: Locker, file: Path, point: str) -> None:
    """Of a file that is larger than a part, where a small one does not pass the point."""
    file.write_bytes(b"small" if point.endswith(_OF_SMALL) else CONTENT * 2)
    arguments = ("artifacts", "upload", str(file), "--case", locker.case_id)
    killed = locker.run(point, "1", *arguments, module="tests.crash_points")
    assert killed.returncode == -signal.SIGKILL, f"{point} is not passed: {killed.stderr}"
    left = whole(locker)
    locker.told(*arguments)
    assert whole(locker) == left + 1


@pytest.mark.parametrize(("locker", "point"), PASSED_BY_PARTS, indirect=["locker"])
def test_a_file_by_parts_that_is_killed_is_taken_up_again(locker: Locker, file: Path, point: str) -> None:
    killed = locker.run(point, "1", str(file), locker.case_id, module=SENDER)
    assert killed.returncode == -signal.SIGKILL, f"{point} is not passed: {killed.stderr}"
    whole(locker)
    again = locker.run(point, "0", str(file), locker.case_id, module=SENDER)
    assert again.returncode == 0, again.stderr
    assert whole(locker) == 1
    records, objects = locker.records_and_objects()
    assert objects.keys() == records.keys()
    assert set(objects.values()) == {hashlib.sha256(CONTENT).digest()}


def whole(locker: Locker) -> int:
    """Makes sure that each record of a stored file has its object, with its bytes, and returns how many there are."""
    records, objects = locker.records_and_objects()
    assert {key: objects.get(key) for key in records} == records
    return len(records)
