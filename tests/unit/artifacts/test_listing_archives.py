"""Looking into a zip: what it says is shown, what would do harm is named, and neither is ever unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import pytest
from attrs import evolve

from socdomain.artifacts.list_archive import MOST_ENTRIES, ArchiveListing, ArchiveWarning, ListArchive, listing_of
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.artifacts.zip_directory import MOST_READ_BYTES, NotAnArchiveError, ZipDirectory
from socdomain.errors import NotAllowedError, NotFoundError
from socdomain.principal import Reach, Scope
from tests.unit.artifacts.locker import Locker

MIB = 1024 * 1024


class Counted:
    """A file in memory that counts what is read of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.read_bytes = 0

    def read(self, first: int, count: int) -> bytes:
        taken = self.content[first : first + count]
        self.read_bytes += len(taken)
        return taken


def listed(content: bytes) -> ArchiveListing:
    return listing_of(ZipDirectory(Counted(content).read, len(content)), len(content))


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 8, 20, 8, 30, 10)), content, method)
    return target.getvalue()


def kinds(listing: ArchiveListing) -> set[ArchiveWarning]:
    return {warning for warning, _ in listing.warnings}


def directory_entry(name: bytes, *, packed: int, size: int, at: int, flags: int = 0, extra: bytes = b"") -> bytes:
    """An entry of a central directory, whatever it says."""
    numbers = (20, 20, flags, 8, 0, 0x5A21, 0, packed, size, len(name), len(extra), 0, 0, 0, 0, at)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *numbers) + name + extra


def with_directory(data: bytes, entries: Iterable[bytes], count: int | None = None) -> bytes:
    """A zip of data, and of whichever entries over them."""
    entries = list(entries)
    directory = b"".join(entries)
    number = min(0xFFFF, len(entries) if count is None else count)
    return data + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(data), 0)


def test_the_entries_are_shown_as_they_stand_there() -> None:
    archive = zipped([("logs/", b""), ("logs/a.txt", b"a" * 1_000), ("übersicht.txt", b"x")])
    listing = listed(archive)
    assert [one.name for one in listing.entries] == ["logs/", "logs/a.txt", "übersicht.txt"]
    folder, logs, short = listing.entries
    assert (folder.is_folder, logs.is_folder) == (True, False)
    assert (logs.size_bytes, logs.method, logs.modified) == (1_000, 8, "2026-08-20T08:30:10")
    assert 0 < logs.packed_bytes < 100
    assert (listing.entry_count, listing.size_bytes, listing.archive_bytes) == (3, 1_001, len(archive))
    assert (listing.warnings, listing.is_bomb, short.is_encrypted) == ((), False, False)


@pytest.mark.parametrize(
    ("raw", "flags", "shown"),
    [
        (b"../../etc/passwd", 0, "../../etc/passwd"),
        ("invoice\u202efdp.exe".encode(), 0x0800, "invoice\u202efdp.exe"),
        (b"\x81.txt", 0, "ü.txt"),
        (b"\xff\xfe.txt", 0x0800, "\xa0■.txt"),
        (b"a\x00b", 0, "a\x00b"),
    ],
)
def test_a_hostile_name_is_kept_as_it_is(raw: bytes, flags: int, shown: str) -> None:
    (entry,) = listed(with_directory(b"", [directory_entry(raw, packed=0, size=0, at=0, flags=flags)])).entries
    assert entry.name == shown


def test_what_becomes_far_longer_is_a_bomb() -> None:
    bomb = zipped([("zeros", bytes(101 * MIB))])
    listing = listed(bomb)
    assert len(bomb) < MIB
    assert (listing.is_bomb, kinds(listing)) == (True, {ArchiveWarning.RATIO})
    assert any("its " in sentence and str(101 * MIB) in sentence for _, sentence in listing.warnings)


def test_logs_that_are_packed_well_are_none() -> None:
    line = b"%d Accepted password for anna from 10.0.0.%d port 22 ssh2\n"
    log = b"".join(line % (number * 7, number % 250) for number in range(100_000))
    assert listed(zipped([(f"auth.log.{number}", log) for number in range(3)])).warnings == ()


def test_entries_over_the_same_data_are_a_bomb() -> None:
    """As of David Fifield (USENIX WOOT 2019): one kernel, to which thousands of entries lead."""
    kernel = zlib.compress(bytes(MIB))[2:-4]
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(kernel), MIB, 1, 0) + b"A"
    entries = [directory_entry(b"%05d" % number, packed=len(kernel), size=MIB, at=0) for number in range(5_000)]
    listing = listed(with_directory(head + kernel, entries))
    assert listing.is_bomb
    assert {ArchiveWarning.OVERLAP, ArchiveWarning.RATIO} <= kinds(listing)
    assert (listing.entry_count, listing.size_bytes) == (5_000, 5_000 * MIB)


def test_entries_that_share_the_end_of_their_data_overlap() -> None:
    data = bytes(1_000)
    entries = [directory_entry(b"a", packed=500, size=900, at=0), directory_entry(b"b", packed=300, size=300, at=400)]
    assert kinds(listed(with_directory(data, entries))) == {ArchiveWarning.OVERLAP}
    beyond = [directory_entry(b"a", packed=990, size=1_000, at=0)]
    assert kinds(listed(with_directory(data, beyond))) == {ArchiveWarning.OVERLAP}


def test_archives_within_are_named_and_not_opened() -> None:
    """As in 42.zip, which is harmless but for what is within."""
    inner = zipped([("zeros", bytes(10 * MIB))])
    listing = listed(zipped([(f"lib {number}.ZIP", inner) for number in range(16)]))
    assert (kinds(listing), listing.is_bomb) == ({ArchiveWarning.ARCHIVES_WITHIN}, False)
    assert listing.size_bytes == 16 * len(inner)


def test_more_entries_than_are_shown_are_counted() -> None:
    entries = [directory_entry(b"%07d" % number, packed=0, size=7, at=number * 40) for number in range(70_000)]
    listing = listed(with_directory(bytes(70_000 * 40), entries))
    assert (len(listing.entries), listing.entry_count, listing.size_bytes) == (MOST_ENTRIES, 70_000, 490_000)
    assert listing.entries[-1].name == "0009999"
    assert kinds(listing) >= {ArchiveWarning.MISCOUNTED}


def test_a_directory_of_any_length_costs_8_mib() -> None:
    entry = directory_entry(b"n" * 60_000, packed=0, size=0, at=0)
    file = Counted(with_directory(b"", [entry] * 400))
    assert len(file.content) > 2 * MOST_READ_BYTES
    listing = listing_of(ZipDirectory(file.read, len(file.content)), len(file.content))
    assert file.read_bytes <= MOST_READ_BYTES
    assert ArchiveWarning.NOT_WHOLE in kinds(listing)
    assert 100 < listing.entry_count < 400


def test_what_is_packed_is_never_read() -> None:
    file = Counted(zipped([("noise", bytes(range(256)) * 40_000)], zipfile.ZIP_STORED))
    listing = listing_of(ZipDirectory(file.read, len(file.content)), len(file.content))
    assert (listing.entry_count, file.read_bytes < 100_000) == (1, True)


def test_places_of_64_bits_are_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number in range(66_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"x")
    listing = listed(target.getvalue())
    assert (listing.entry_count, listing.warnings) == (66_000, ())
    extra = struct.pack("<2H3Q", 1, 24, 2**33, 2**32, 0)
    huge = directory_entry(b"huge", packed=0xFFFFFFFF, size=0xFFFFFFFF, at=0xFFFFFFFF, extra=extra)
    (entry,) = listed(with_directory(b"", [huge])).entries
    assert (entry.size_bytes, entry.packed_bytes, entry.starts_at) == (2**33, 2**32, 0)


def test_what_stands_around_an_archive_is_told() -> None:
    archive = zipped([("a", b"a" * 50), ("b", b"b" * 50)])
    for content in (b"#!/bin/sh\nexec unzip $0\n" + archive, archive + b"\x00" * 9):
        listing = listed(content)
        assert ([one.name for one in listing.entries], kinds(listing)) == (["a", "b"], {ArchiveWarning.BYTES_AROUND})


def test_the_comment_of_an_archive_is_not_its_end() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("real", b"x")
        archive.comment = b"see PK\x05\x06" + bytes(18) + b"PK\x05\x06" + bytes(40)
    assert [one.name for one in listed(target.getvalue()).entries] == ["real"]


def test_the_same_name_twice_and_sizes_that_cannot_be_are_told() -> None:
    entries = [
        directory_entry(b"a", packed=10, size=9, at=0),
        directory_entry(b"a", packed=10, size=10_400, at=100),
        directory_entry(b"c", packed=10, size=10_400, at=200, flags=1),
    ]
    listing = listed(with_directory(bytes(1_000), entries))
    told = {ArchiveWarning.DUPLICATE_NAMES, ArchiveWarning.IMPOSSIBLE_SIZES, ArchiveWarning.ENCRYPTED}
    assert kinds(listing) == told
    assert [one.is_encrypted for one in listing.entries] == [False, False, True]
    assert any(sentence.endswith("how they are packed: 1") for _, sentence in listing.warnings)


def test_a_damaged_directory_is_read_as_far_as_it_goes() -> None:
    good = directory_entry(b"good", packed=0, size=0, at=0)
    torn = listed(with_directory(bytes(100), [good, b"nonsense" * 10]))
    assert ([one.name for one in torn.entries], kinds(torn)) == (["good"], {ArchiveWarning.NOT_WHOLE})
    cut = listed(with_directory(bytes(100), [good, good[:-1]]))
    assert (cut.entry_count, kinds(cut)) == (1, {ArchiveWarning.NOT_WHOLE})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" * 100,
        b"PK\x05\x06",
        zipped([("a", b"a")])[:-1][:30],
        struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 1_000, 0, 0),
        struct.pack("<4s4H2LH", b"PK\x05\x06", 1, 0, 0, 0, 0, 0, 0),
    ],
)
def test_what_is_no_zip_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotAnArchiveError):
        listed(content)


def test_whatever_a_byte_is_changed_to_nothing_breaks() -> None:
    archive = zipped([("a", b"a" * 50), ("b/", b""), ("c", b"c" * 500)])
    for place in range(len(archive)):
        for value in (0x00, 0x7F, 0xFF):
            changed = bytearray(archive)
            changed[place] = value
            try:
                listed(bytes(changed))
            except NotAnArchiveError:
                continue


def test_an_archive_is_listed_out_of_the_store(locker: Locker) -> None:
    artifact = locker.store("logs.zip", content=zipped([("a.txt", b"a" * 500)]))
    use_case = ListArchive(locker.works.reading, locker.objects)
    assert [one.name for one in use_case.execute(artifact.id, by=locker.me).entries] == ["a.txt"]
    with pytest.raises(NotAnArchiveError):
        use_case.execute(locker.store("no.zip").id, by=locker.me)
    with pytest.raises(NotFoundError):
        use_case.execute(artifact.id, by=evolve(locker.me, reach=Reach.nothing()))
    with pytest.raises(NotAllowedError):
        use_case.execute(artifact.id, by=evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_WRITE})))
    locker.delete(artifact)
    with pytest.raises(NoObjectError):
        use_case.execute(artifact.id, by=locker.me)


def test_one_that_lost_its_end_in_the_store_is_said_to_be_short(locker: Locker) -> None:
    artifact = locker.store("logs.zip", content=zipped([("a.txt", b"a" * 500)]))
    locker.objects.put(artifact.bucket, artifact.key, [b"PK"])
    use_case = ListArchive(locker.works.reading, locker.objects)
    with pytest.raises(NotAnArchiveError, match="shorter"):
        use_case.execute(artifact.id, by=locker.me)
