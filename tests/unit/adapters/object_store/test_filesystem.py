"""Objects as files: whole or not at all, for their owner alone, and nowhere else."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from adapters import crash_points as points_of_adapters
from adapters.object_store.file_names import key_of, path_of
from adapters.object_store.filesystem import FilesystemObjectStore
from socdomain.errors import InvalidInputError, NotFoundError, StorageUnavailableError
from socdomain.object_parts import LARGEST_PART_BYTES, SMALLEST_PART_BYTES, StoredPart, UnfinishedUpload
from socdomain.object_store import StorageFullError, StoredObject, check_key
from tests import crash_points

BUCKET = "copilot-cases"
ALL_POINTS = [name for name in crash_points.names() if name.startswith("object_store.")]
OF_UPLOADS = [
    "object_store.part_kept",
    "object_store.part_placed",
    "object_store.upload_begun",
    "object_store.upload_removed",
    "object_store.upload_whole",
]
POINTS = [name for name in ALL_POINTS if name not in OF_UPLOADS]

BY_PARTS = """
import sys
from pathlib import Path
from adapters.object_store.filesystem import FilesystemObjectStore
from tests.crash_points import die_at

die_at(sys.argv[1], int(sys.argv[3]))
store = FilesystemObjectStore(Path(sys.argv[2]))
upload = store.begin_upload("copilot-cases", "deep/er/a")
store.put_part("copilot-cases", upload, 2, [b"ew"])
store.put_part("copilot-cases", upload, 1, [b"n" * int(sys.argv[4])])
store.complete_upload("copilot-cases", upload)
"""

PROGRAM = """
import sys
from pathlib import Path
from adapters.object_store.filesystem import FilesystemObjectStore
from tests.crash_points import die_at

die_at(sys.argv[1], 1)
store = FilesystemObjectStore(Path(sys.argv[2]))
store.ensure_bucket("another")
store.put("copilot-cases", "deep/er/a", [b"n" * 1_000_000, b"ew"])
store.delete("copilot-cases", "deep/er/a")
"""


@pytest.fixture
def store(tmp_path: Path) -> FilesystemObjectStore:
    made = FilesystemObjectStore(tmp_path / "objects")
    made.ensure_bucket(BUCKET)
    return made


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("was_there", [True, False])
def test_a_crash_leaves_the_old_object_or_the_new_one_and_never_a_half(
    store: FilesystemObjectStore, tmp_path: Path, point: str, was_there: bool
) -> None:
    if was_there:
        store.put(BUCKET, "deep/er/a", [b"old"])

    killed = subprocess.run([sys.executable, "-c", PROGRAM, point, str(tmp_path / "objects")], check=False)

    assert killed.returncode == -signal.SIGKILL
    found = {one.key: b"".join(store.get(BUCKET, one.key)) for one in store.list(BUCKET)}
    old = {"deep/er/a": b"old"} if was_there else {}
    new = {"deep/er/a": b"n" * 1_000_000 + b"ew"}
    expected = {"bucket_made": old, "written": old, "renamed": new, "kept": new, "deleted": {}}
    assert found == expected[point.removeprefix("object_store.")]
    store.put(BUCKET, "deep/er/a", [b"again"])
    assert b"".join(store.get(BUCKET, "deep/er/a")) == b"again"


IN_PLACE = [name for name in ALL_POINTS if name.rpartition(".")[2] not in ("bucket_made", "deleted")]
COPIED = [name for name in IN_PLACE if name != "object_store.upload_whole"]


@pytest.mark.parametrize(
    ("point", "part_bytes"),
    [(point, LARGEST_PART_BYTES) for point in IN_PLACE] + [(point, SMALLEST_PART_BYTES) for point in COPIED],
)
def test_an_upload_by_parts_that_is_killed_anywhere_leaves_an_object_or_an_upload_to_remove(
    store: FilesystemObjectStore, tmp_path: Path, point: str, part_bytes: int
) -> None:
    """At each passing of the point, until one comes through; in the end nothing is left but the object."""
    whole = b"n" * part_bytes + b"ew"
    for passing in count(1):
        command = [sys.executable, "-c", BY_PARTS, point, str(tmp_path / "objects"), str(passing), str(part_bytes)]
        ended = subprocess.run(command, check=False).returncode
        assert ended == -signal.SIGKILL or (ended == 0 and passing > 1), "the point was not passed"

        found = [b"".join(store.get(BUCKET, one.key)) for one in store.list(BUCKET)]
        assert found in ([], [whole])
        assert [store.stat(BUCKET, one.key).sha256 for one in store.list(BUCKET)] in ([], [sha256(whole).digest()])
        for left in [*store.uploads(BUCKET)]:
            if found and part_bytes == LARGEST_PART_BYTES:
                # What became the object is no upload any more, so that nobody waits for its end.
                with pytest.raises(NotFoundError):
                    store.parts(BUCKET, left.upload)
            store.abort_upload(BUCKET, left.upload)
        assert list(store.uploads(BUCKET)) == []
        assert not [*(tmp_path / "objects").glob(".uploads/*/*"), *(tmp_path / "objects").glob(".unfinished/*")]
        if ended == 0:
            return
        store.delete(BUCKET, "deep/er/a")


def test_there_are_points_to_die_at() -> None:
    assert len(POINTS) == 5
    assert set(OF_UPLOADS) < set(ALL_POINTS)


def test_a_part_of_an_upload_that_was_removed_meanwhile_is_not_left_behind(
    store: FilesystemObjectStore, tmp_path: Path
) -> None:
    upload = store.begin_upload(BUCKET, "a")

    def data() -> Iterator[bytes]:
        store.abort_upload(BUCKET, upload)
        yield b"late"

    with pytest.raises(NotFoundError):
        store.put_part(BUCKET, upload, 1, data())
    assert list(store.uploads(BUCKET)) == []
    assert not list((tmp_path / "objects" / ".uploads").glob("*/*"))


FULL_PART = b"1" * LARGEST_PART_BYTES


def test_parts_of_full_size_are_written_once(store: FilesystemObjectStore, tmp_path: Path) -> None:
    """In any order; the file that they were put into is the object."""
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 2, [FULL_PART])
    store.put_part(BUCKET, upload, 3, [b"last"])
    store.put_part(BUCKET, upload, 1, [FULL_PART[:-1], b"x"])
    (places,) = (tmp_path / "objects").glob(".uploads/*/*/places")
    inode, whole = places.stat().st_ino, FULL_PART[:-1] + b"x" + FULL_PART + b"last"

    stored = store.complete_upload(BUCKET, upload)

    assert (tmp_path / "objects" / BUCKET / "a.object").stat().st_ino == inode
    assert stored == store.stat(BUCKET, "a") == StoredObject("a", len(whole), sha256(whole).digest())
    assert b"".join(store.get(BUCKET, "a")) == whole


def test_a_part_that_broke_off_in_its_place_may_come_again_shorter(
    store: FilesystemObjectStore, tmp_path: Path
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half of it" * 1_000
        raise OSError("the sender is gone")

    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [FULL_PART])
    with pytest.raises(OSError, match="sender"):
        store.put_part(BUCKET, upload, 2, broken())
    assert store.put_part(BUCKET, upload, 2, [b"short"]) == StoredPart(2, 5)
    (places,) = (tmp_path / "objects").glob(".uploads/*/*/places")
    inode = places.stat().st_ino
    assert store.complete_upload(BUCKET, upload).size_bytes == LARGEST_PART_BYTES + 5
    assert (tmp_path / "objects" / BUCKET / "a.object").stat().st_ino == inode
    assert b"".join(store.get(BUCKET, "a")) == FULL_PART + b"short"


def test_a_part_that_comes_again_counts_and_the_first_does_not(store: FilesystemObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [FULL_PART])
    store.put_part(BUCKET, upload, 1, [FULL_PART[1:], b"2"])
    store.put_part(BUCKET, upload, 1, [FULL_PART[2:], b"23"])
    whole = FULL_PART[2:] + b"23"
    assert store.complete_upload(BUCKET, upload) == StoredObject("a", len(whole), sha256(whole).digest())
    assert b"".join(store.get(BUCKET, "a")) == whole


def test_whoever_still_writes_a_part_writes_nothing_into_the_object(store: FilesystemObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [FULL_PART])
    stored = []

    def late() -> Iterator[bytes]:
        yield b"late"
        stored.append(store.complete_upload(BUCKET, upload))
        yield b"later"

    with pytest.raises(NotFoundError):
        store.put_part(BUCKET, upload, 2, late())
    assert stored == [store.stat(BUCKET, "a")] == [StoredObject("a", len(FULL_PART), sha256(FULL_PART).digest())]
    assert b"".join(store.get(BUCKET, "a")) == FULL_PART


def test_whoever_comes_while_the_object_is_made_finds_no_place_in_it(store: FilesystemObjectStore) -> None:
    upload = store.begin_upload(BUCKET, "a")
    store.put_part(BUCKET, upload, 1, [FULL_PART])

    def comes(point: str) -> None:
        if point == "object_store.upload_whole":
            store.put_part(BUCKET, upload, 1, [b"again"])
            store.put_part(BUCKET, upload, 2, [b"late"])

    points_of_adapters.arm(comes)
    try:
        store.complete_upload(BUCKET, upload)
    finally:
        points_of_adapters.arm(None)
    assert b"".join(store.get(BUCKET, "a")) == FULL_PART
    assert store.stat(BUCKET, "a").sha256 == sha256(FULL_PART).digest()


def test_what_is_being_put_at_once_can_be_seen_and_taken_back(store: FilesystemObjectStore) -> None:
    found = list[UnfinishedUpload]()

    def data() -> Iterator[bytes]:
        yield b"half"
        found.extend(store.uploads(BUCKET))
        store.ensure_bucket("another")
        assert list(store.uploads("another")) == []
        store.abort_upload("another", found[0].upload)
        assert [*store.uploads(BUCKET)] == found
        store.abort_upload(BUCKET, found[0].upload)
        assert list(store.uploads(BUCKET)) == []

    with pytest.raises(StorageUnavailableError):
        store.put(BUCKET, "a", data())
    assert len(found) == 1
    for use in (store.parts, store.complete_upload):
        with pytest.raises(NotFoundError):
            use(BUCKET, found[0].upload)
    assert list(store.list(BUCKET)) == []


def test_an_upload_is_looked_for_nowhere_else(store: FilesystemObjectStore, tmp_path: Path) -> None:
    upload = store.begin_upload(BUCKET, "a")
    root = tmp_path / "objects" / ".uploads" / BUCKET
    (root / upload).rename(tmp_path / "outside")
    (root / upload).symlink_to(tmp_path / "outside")

    for use in (store.parts, store.complete_upload, store.abort_upload):
        with pytest.raises(StorageUnavailableError):
            use(BUCKET, upload)
    for other in ("..", f"../{BUCKET}/{upload}", "", "x"):
        with pytest.raises(NotFoundError):
            store.parts(BUCKET, other)
        store.abort_upload(BUCKET, other)
    assert (tmp_path / "outside" / "key").exists()


def test_only_the_owner_can_look(store: FilesystemObjectStore, tmp_path: Path) -> None:
    store.put(BUCKET, "a/b", [b"secret"])
    for path in (tmp_path / "objects").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((tmp_path / "objects").stat().st_mode) == 0o700


def test_a_link_is_not_followed(store: FilesystemObjectStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.object").write_bytes(b"x" * 64)
    (tmp_path / "objects" / BUCKET / "link").symlink_to(outside)
    (tmp_path / "objects" / BUCKET / "file.object").symlink_to(outside / "a.object")
    (tmp_path / "objects" / "linked").symlink_to(outside)

    for bucket, key in ((BUCKET, "link/a"), (BUCKET, "file"), ("linked", "a")):
        for use in (store.get, store.stat, store.delete):
            with pytest.raises(StorageUnavailableError):
                use(bucket, key)
        with pytest.raises(StorageUnavailableError):
            store.put(bucket, key, [b"new"])
    with pytest.raises(StorageUnavailableError):
        store.ensure_bucket("linked")
    with pytest.raises(StorageUnavailableError):
        store.list(BUCKET, "link/")
    assert [path.name for path in outside.iterdir()] == ["a.object"]
    assert (outside / "a.object").read_bytes() == b"x" * 64


def test_files_of_others_are_not_objects(store: FilesystemObjectStore, tmp_path: Path) -> None:
    for name in ("README", "A.object", "%2.object", ".object", "%ff.object", "%61.object"):
        (tmp_path / "objects" / BUCKET / name).write_bytes(b"x" * 64)
    assert list(store.list(BUCKET)) == []


def test_an_object_that_was_cut_off_is_not_passed_off_as_whole(store: FilesystemObjectStore, tmp_path: Path) -> None:
    store.put(BUCKET, "a", [b"whole"])
    (tmp_path / "objects" / BUCKET / "a.object").write_bytes(b"w")
    with pytest.raises(StorageUnavailableError):
        store.get(BUCKET, "a")


def test_an_object_that_was_cut_off_is_listed_with_the_others(store: FilesystemObjectStore, tmp_path: Path) -> None:
    store.put(BUCKET, "a", [b"whole"])
    store.put(BUCKET, "b", [b"whole"])
    (tmp_path / "objects" / BUCKET / "a.object").write_bytes(b"w")
    assert sorted((one.key, one.size_bytes) for one in store.list(BUCKET)) == [("a", 0), ("b", 5)]


def test_a_list_takes_no_more_memory_for_more_objects(store: FilesystemObjectStore, tmp_path: Path) -> None:
    for number in range(4_000):
        folder = tmp_path / "objects" / BUCKET / f"{number % 1_500:04}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.object").write_bytes(b"x" * 33)
    tracemalloc.start()
    try:
        count_of_all = sum(one.size_bytes for one in store.list(BUCKET))
        highest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count_of_all == 4_000
    assert highest < 200_000


def test_what_a_killed_process_left_goes_away_after_a_day(store: FilesystemObjectStore, tmp_path: Path) -> None:
    store.put(BUCKET, "a", [b""])
    old, fresh = (tmp_path / "objects" / ".unfinished" / name for name in ("old", "fresh"))
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))

    store.ensure_bucket(BUCKET)

    assert (old.exists(), fresh.exists()) == (False, True)


FULL = """
import sys
from pathlib import Path
from adapters.object_store.filesystem import FilesystemObjectStore
from socdomain.object_store import StorageFullError

store = FilesystemObjectStore(Path(sys.argv[1]))
store.ensure_bucket("copilot-cases")
upload = store.begin_upload("copilot-cases", "parts.bin")
store.put("copilot-cases", "kept.bin", [b"k" * 1_000_000])
for store_it in (
    lambda: store.put("copilot-cases", "large.bin", [b"x" * 1_000_000] * 20),
    lambda: store.put("copilot-cases", "kept.bin", [b"x" * 1_000_000] * 20),
    lambda: store.put_part("copilot-cases", upload, 1, [b"x" * 1_000_000] * 16),
):
    free_bytes = store.free_bytes()
    assert 6_000_000 < free_bytes < 7_388_608, free_bytes
    try:
        store_it()
    except StorageFullError as error:
        assert error.free_bytes == free_bytes, (error.free_bytes, free_bytes)
    else:
        raise AssertionError("there was room")
assert [one.key for one in store.list("copilot-cases")] == ["kept.bin"]
assert b"".join(store.get("copilot-cases", "kept.bin")) == b"k" * 1_000_000
store.put("copilot-cases", "fits.bin", [b"x" * 1_000_000])
"""


def test_a_disk_that_is_full_is_told_with_how_much_is_free_and_loses_nothing(tmp_path: Path) -> None:
    """A real one, of 8 MiB, where the system lets a user have one."""
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run([*alone, *mount], check=False).returncode != 0:
        pytest.skip("the system lets nobody mount a small disk here")
    program = shlex.join([sys.executable, "-c", FULL, str(tmp_path / "objects")])
    subprocess.run([*alone, "sh", "-c", f"{shlex.join(mount)} && {program}"], check=True)


def test_a_write_that_finds_no_room_is_told_as_that(
    store: FilesystemObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel has a file for it on which every write fails so (man 4 full)."""
    opened = os.open

    def on_a_full_disk(path: Path, flags: int, mode: int = 0o777) -> int:
        return opened("/dev/full", os.O_WRONLY) if flags & os.O_EXCL else opened(path, flags, mode)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", on_a_full_disk)
        with pytest.raises(StorageFullError, match="bytes are free") as failed:
            store.put(BUCKET, "a", [b"x" * 1_000_000])
    assert failed.value.free_bytes is not None
    assert list(store.list(BUCKET)) == []


def test_room_is_told_before_there_is_a_folder(tmp_path: Path) -> None:
    assert FilesystemObjectStore(tmp_path / "not" / "there").free_bytes() > 0


def test_a_fault_of_the_disk_is_told_without_a_path(store: FilesystemObjectStore, tmp_path: Path) -> None:
    (tmp_path / "objects" / BUCKET / "a").write_bytes(b"a file where a folder has to be")
    with pytest.raises(StorageUnavailableError) as failed:
        store.put(BUCKET, "a/b", [b""])
    assert str(tmp_path) not in str(failed.value)


@given(st.text(min_size=1, max_size=300))
def test_a_file_name_means_one_key(key: str) -> None:
    try:
        check_key(key)
    except InvalidInputError:
        return
    names = path_of(key)
    assert key_of(names) == key
    assert all(name.isascii() and len(name) <= 255 and name == name.lower() for name in names)
    assert not any(name.startswith(".") or "/" in name for name in names)
