"""Objects in S3 where something is wrong: with the server, with the way there, or with what others have put."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from attrs import evolve
from minio.versioningconfig import VersioningConfig

from adapters.object_store.s3 import S3ObjectStore
from adapters.object_store.s3_client import S3Limits
from adapters.object_store.s3_names import name_of
from adapters.object_store.s3_uploads import S3Upload
from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_parts import LARGEST_PART_BYTES, SMALLEST_PART_BYTES
from socdomain.object_store import ListedObject, ObjectStore, StorageFullError, StoredObject
from tests import crash_points
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.s3 import READER, SECRET_KEY, S3Server, nanio_server, seaweed_server
from tests.servers.tls_line import tls_line
from tests.unit.adapters.object_store.s3_faults import Answer, Break, Fault, Half, Hang, Line, line_to

BUCKET = "copilot-cases"
SOON = S3Limits(connect_s=2, read_s=1, retries=1)
LARGE = [b"x" * 1_000_000] * 20
POINTS = [name for name in crash_points.names() if name.startswith("s3.")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with nanio_server(tmp_path_factory.mktemp("nanio") / "data") as running:
        yield running


@pytest.fixture
def line(server: S3Server) -> Iterator[Line]:
    with line_to(server.port) as made:
        yield made


@pytest.fixture
def direct(server: S3Server) -> S3ObjectStore:
    """The store without a line, with nothing in it."""
    made = S3ObjectStore(server.place)
    made.ensure_bucket(BUCKET)
    for one in [*made._client.list_objects(BUCKET, recursive=True)]:
        made._client.remove_object(BUCKET, str(one.object_name))
    for upload in [*made.uploads(BUCKET)]:
        made.abort_upload(BUCKET, upload.upload)
    return made


@pytest.fixture
def store(server: S3Server, line: Line, direct: S3ObjectStore) -> S3ObjectStore:
    """The store by way of the line, with an object in it."""
    direct.put(BUCKET, "case/file.bin", [b"content of an object"])
    made = S3ObjectStore(evolve(server.place, url=line.url), SOON)
    assert made.stat(BUCKET, "case/file.bin").size_bytes == 20
    line.asked.clear()
    return made


def names(store: S3ObjectStore) -> list[str]:
    """What there is in the bucket, ours or not."""
    return [str(one.object_name) for one in store._client.list_objects(BUCKET, recursive=True)]


def use_everything(store: ObjectStore) -> Iterator[StorageUnavailableError]:
    """Uses each method on what is there, and yields what each fails of."""
    upload = "bm9uZS54.2d1b8f4e-0000-4000-8000-000000000000"
    for use in (
        lambda: store.ensure_bucket("another-one"),
        lambda: store.put(BUCKET, "case/file.bin", [b"new"]),
        lambda: store.put(BUCKET, "case/large.bin", LARGE),
        lambda: b"".join(store.get(BUCKET, "case/file.bin")),
        lambda: b"".join(store.get(BUCKET, "case/file.bin", first_byte=3)),
        lambda: store.stat(BUCKET, "case/file.bin"),
        lambda: list(store.list(BUCKET)),
        lambda: store.delete(BUCKET, "case/file.bin"),
        lambda: store.begin_upload(BUCKET, "case/parts.bin"),
        lambda: store.put_part(BUCKET, upload, 1, [b"x"]),
        lambda: store.parts(BUCKET, upload),
        lambda: store.complete_upload(BUCKET, upload),
        lambda: store.abort_upload(BUCKET, upload),
        lambda: list(store.uploads(BUCKET)),
    ):
        with pytest.raises(StorageUnavailableError) as failed:
            use()
        yield failed.value


FAULTS: list[tuple[str, Fault, str]] = [
    ("slow down", Answer.error(503, "SlowDown"), "too much to do"),
    ("forbidden", Answer.error(403, "AccessDenied"), "forbids"),
    ("no such access key", Answer.error(403, "InvalidAccessKeyId"), "access key|forbids"),
    ("full", Answer.error(507, "XMinioStorageFull"), "is full"),
    ("clock", Answer.error(403, "RequestTimeTooSkewed"), "clocks|forbids"),
    ("region", Answer.error(400, "AuthorizationHeaderMalformed"), "another region"),
    ("its own fault", Answer.error(500, "InternalError"), "failed.*look into its log"),
    ("a proxy's own page", Answer(404, b"<html>canary-of-the-server</html>", "text/html"), "no S3"),
    ("a proxy's own trouble", Answer(502, b"canary-of-the-server", "text/plain"), "look into its log"),
    ("elsewhere", Answer(307, b"", headers={"Location": "http://127.0.0.1:9/x"}), "region|no S3"),
    ("nonsense", Answer(404, b"<Error>"), "no S3"),
    ("nothing", Answer(404), "no S3"),
    ("unknown", Answer.error(400, "canary-of-the-server <x>"), "no S3"),
    ("breaks off", Break(), "broke off"),
]


@pytest.mark.parametrize(("fault", "sentence"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_what_fails_is_told_as_that_and_never_as_missing(
    store: S3ObjectStore, line: Line, fault: Fault, sentence: str
) -> None:
    line.decides = lambda method, path: fault
    for error in use_everything(store):
        assert re.search(sentence, str(error)), str(error)
        assert "canary" not in str(error)
        assert (error.__cause__, error.__suppress_context__) == (None, True)
    assert all("127.0.0.1:9" not in path for _, path in line.asked)


@pytest.mark.parametrize(
    "fault",
    [
        Answer.error(507, "XMinioStorageFull"),
        Answer.error(400, "XMinioAdminBucketQuotaExceeded"),
        Answer.error(403, "QuotaExceeded"),
        Answer.error(507, "InsufficientStorage"),
        Answer(507),
    ],
    ids=["MinIO", "MinIO's quota", "Ceph's quota", "by its name", "by its status"],
)
def test_a_server_that_is_full_is_told_as_that(store: S3ObjectStore, line: Line, fault: Answer) -> None:
    assert store.free_bytes() is None
    line.decides = lambda method, path: fault if method in ("PUT", "POST") else None
    upload = S3Upload(BUCKET, "case/parts.bin", "id").text
    for use in (
        lambda: store.put(BUCKET, "case/file.bin", [b"new"]),
        lambda: store.put(BUCKET, "case/large.bin", LARGE),
        lambda: store.begin_upload(BUCKET, "case/parts.bin"),
        lambda: store.put_part(BUCKET, upload, 1, [b"x"]),
    ):
        with pytest.raises(StorageFullError) as failed:
            use()
        assert failed.value.free_bytes is None


def test_a_server_that_hangs_is_waited_for_no_longer_than_that(store: S3ObjectStore, line: Line) -> None:
    line.decides = lambda method, path: Hang()
    for use in (
        lambda: store.stat(BUCKET, "case/file.bin"),
        lambda: store.put(BUCKET, "a", [b"x"]),
        lambda: store.begin_upload(BUCKET, "a"),
    ):
        with pytest.raises(StorageUnavailableError, match="did not answer in time"):
            use()


def test_only_what_can_be_done_twice_is_tried_again(store: S3ObjectStore, line: Line) -> None:
    failures: list[str] = []

    def once(method: str, path: str) -> Fault:
        failures.append(method)
        return Answer.error(503, "SlowDown") if len(failures) == 1 else None

    for method, use in (
        ("GET", lambda: b"".join(store.get(BUCKET, "case/file.bin"))),
        ("HEAD", lambda: store.stat(BUCKET, "case/file.bin")),
        ("PUT", lambda: store.put(BUCKET, "case/new.bin", [b"x"])),
    ):
        failures.clear()
        line.decides = once
        use()
        assert failures[:2] == [method, method]
    failures.clear()
    with pytest.raises(StorageUnavailableError):
        store.begin_upload(BUCKET, "a")
    assert failures == ["POST"]


def test_an_answer_that_breaks_off_is_no_shorter_object(store: S3ObjectStore, line: Line) -> None:
    line.decides = lambda method, path: Half()
    for first_byte in (0, 5):
        with pytest.raises(StorageUnavailableError, match="broke off"):
            b"".join(store.get(BUCKET, "case/file.bin", first_byte=first_byte))


def test_a_range_that_a_server_does_not_know_is_not_passed_off_as_one(store: S3ObjectStore, line: Line) -> None:
    whole = Answer(200, b"content of an object", "application/octet-stream")
    line.decides = lambda method, path: whole if method == "GET" else None
    with pytest.raises(StorageUnavailableError):
        store.get(BUCKET, "case/file.bin", first_byte=5)


def test_a_large_object_whose_end_is_not_confirmed_is_there(store: S3ObjectStore, line: Line) -> None:
    """The server has done what was asked, and only the answer is lost."""
    line.decides = lambda method, path: Break() if method == "POST" and "uploadId" in path else None
    stored = store.put(BUCKET, "case/large.bin", LARGE)
    assert store.stat(BUCKET, "case/large.bin") == stored
    assert stored.sha256 == hashlib.sha256(b"".join(LARGE)).digest()


@pytest.mark.parametrize("place", ["partNumber=2", "uploadId"])
def test_a_large_put_that_breaks_off_takes_back_what_it_had_sent(
    store: S3ObjectStore, line: Line, direct: S3ObjectStore, place: str
) -> None:
    def decides(method: str, path: str) -> Fault:
        asked = place in path and method in ("PUT", "POST") and (method == "POST") == (place == "uploadId")
        return Answer.error(500, "InternalError") if asked else None

    line.decides = decides
    with pytest.raises(StorageUnavailableError):
        store.put(BUCKET, "case/large.bin", LARGE)
    assert names(direct) == ["case/file.bin"]
    assert list(direct.uploads(BUCKET)) == []


def test_an_end_that_is_taken_back_in_its_answer_is_no_end(store: S3ObjectStore, line: Line) -> None:
    """S3 may say 200 first, and behind that that it failed (CompleteMultipartUpload)."""
    late = Answer(200, b"<Error><Code>InternalError</Code></Error>")
    line.decides = lambda method, path: late if method == "POST" and "uploadId" in path else None
    with pytest.raises(StorageUnavailableError):
        store.put(BUCKET, "case/large.bin", LARGE)


def test_a_lost_object_is_missing_and_the_others_are_not(store: S3ObjectStore, server: S3Server) -> None:
    store.put(BUCKET, "case/lost.bin", [b"x"])
    (lost,) = server.folder.glob("objects/*/case/lost.bin")
    lost.unlink()
    with pytest.raises(NotFoundError):
        store.get(BUCKET, "case/lost.bin")
    with pytest.raises(NotFoundError):
        store.stat(BUCKET, "case/lost.bin")
    assert [one.key for one in store.list(BUCKET)] == ["case/file.bin"]


def test_a_server_that_contradicts_itself_is_not_believed_that_an_object_is_missing(
    store: S3ObjectStore, line: Line
) -> None:
    line.decides = lambda method, path: Answer(404) if method == "HEAD" else None
    for use in (store.stat, store.delete):
        with pytest.raises(StorageUnavailableError):
            use(BUCKET, "case/file.bin")


def test_what_others_have_put_is_read_to_be_known(direct: S3ObjectStore) -> None:
    direct._client._put_object(BUCKET, "agent/flow/file.zip", b"collected")
    assert direct.stat(BUCKET, "agent/flow/file.zip").sha256 == hashlib.sha256(b"collected").digest()
    assert [one.size_bytes for one in direct.list(BUCKET)] == [9]


def test_a_part_is_sent_while_the_next_one_is_filled(server: S3Server, line: Line, direct: S3ObjectStore) -> None:
    filled = Event()
    whole = [bytes([number]) * 1_000_000 for number in range(60)]

    def data() -> Iterator[bytes]:
        yield from whole[:15]
        filled.set()
        yield from whole[15:]

    def decides(method: str, path: str) -> Fault:
        held = "partNumber=1" in path and not filled.wait(20)
        return Answer.error(500, "InternalError") if held else None

    line.decides = decides
    stored = S3ObjectStore(evolve(server.place, url=line.url)).put(BUCKET, "case/large.bin", data())
    assert stored.sha256 == hashlib.sha256(b"".join(whole)).digest()
    assert b"".join(direct.get(BUCKET, "case/large.bin")) == b"".join(whole)


def parts_put(store: S3ObjectStore, *parts: bytes) -> str:
    """An upload, and these parts of it in their order."""
    upload = store.begin_upload(BUCKET, "case/parts.bin")
    for number, part in enumerate(parts, start=1):
        store.put_part(BUCKET, upload, number, [part])
    return upload


def times_read(line: Line) -> int:
    """How often the object was asked for with its bytes."""
    return len([path for method, path in line.asked if (method, path) == ("GET", f"/{BUCKET}/case/parts.bin")])


FULL_PART = b"1" * SMALLEST_PART_BYTES


def test_parts_that_come_in_order_are_not_read_again(store: S3ObjectStore, line: Line) -> None:
    upload = parts_put(store, FULL_PART, b"last")
    whole = hashlib.sha256(FULL_PART + b"last").digest()
    assert store.complete_upload(BUCKET, upload) == StoredObject("case/parts.bin", len(FULL_PART) + 4, whole)
    assert times_read(line) == 0


def test_parts_that_somebody_else_has_put_again_are_read(store: S3ObjectStore, line: Line, server: S3Server) -> None:
    upload = parts_put(store, FULL_PART, b"last")
    # A part of another process, of the same length.
    S3ObjectStore(server.place).put_part(BUCKET, upload, 2, [b"LAST"])
    whole = FULL_PART + b"LAST"
    stored = store.complete_upload(BUCKET, upload)
    assert stored == StoredObject("case/parts.bin", len(whole), hashlib.sha256(whole).digest())
    assert times_read(line) == 1


def test_parts_that_come_out_of_order_are_read(store: S3ObjectStore, line: Line) -> None:
    upload = store.begin_upload(BUCKET, "case/parts.bin")
    store.put_part(BUCKET, upload, 2, [b"last"])
    store.put_part(BUCKET, upload, 1, [FULL_PART])
    assert store.complete_upload(BUCKET, upload).sha256 == hashlib.sha256(FULL_PART + b"last").digest()
    assert times_read(line) == 1


def test_only_what_is_large_is_read_to_be_known(store: S3ObjectStore, line: Line) -> None:
    stored = [store.put(BUCKET, "case/file.bin", [b"small"]), store.put(BUCKET, "case/large.bin", LARGE)]
    line.asked.clear()
    assert [store.stat(BUCKET, one.key) for one in stored] == stored
    assert [path for method, path in line.asked if method == "GET"] == [f"/{BUCKET}/case/large.bin"]


def test_nothing_is_left_of_an_object_but_the_object(direct: S3ObjectStore) -> None:
    direct.put(BUCKET, "case/large.bin", LARGE)
    direct.put(BUCKET, "case/large.bin", LARGE)
    assert names(direct) == ["case/large.bin"]
    direct.complete_upload(BUCKET, parts_put(direct, FULL_PART, b"last"))
    assert names(direct) == ["case/large.bin", "case/parts.bin"]


def test_an_upload_at_which_somebody_is_at_work_tells_so(store: S3ObjectStore, line: Line) -> None:
    upload = parts_put(store, FULL_PART)
    told = b"<Initiated>2026-01-02T03:04:05.000Z</Initiated>"
    one = b"<Key>case/parts.bin</Key><UploadId>%s</UploadId>" % upload.partition(".")[2].encode()

    def answer(initiated: bytes) -> Answer:
        return Answer(
            200,
            b"<ListMultipartUploadsResult><Bucket>%s</Bucket><Upload>%s%s</Upload></ListMultipartUploadsResult>"
            % (BUCKET.encode(), one, initiated),
        )

    line.decides = lambda method, path: answer(told) if "uploads=" in path else None
    (found,) = store.uploads(BUCKET)
    assert found.upload == upload
    assert found.began_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.changed_at > datetime.now(UTC) - timedelta(minutes=10)
    # One that tells no time is none that is old.
    line.decides = lambda method, path: answer(b"") if "uploads=" in path else None
    with pytest.raises(StorageUnavailableError, match="no S3"):
        list(store.uploads(BUCKET))


def test_only_where_a_name_hides_the_key_a_list_asks_for_it(
    store: S3ObjectStore, line: Line, direct: S3ObjectStore
) -> None:
    direct.put(BUCKET, "case/large.bin", LARGE)
    direct.put(BUCKET, "x" * 900, [b"hidden"])
    assert sorted(one.key for one in store.list(BUCKET)) == ["case/file.bin", "case/large.bin", "x" * 900]
    asked = [(method, path.partition("?")[0]) for method, path in line.asked]
    assert asked == [("GET", f"/{BUCKET}"), ("HEAD", f"/{BUCKET}/{name_of('x' * 900)}")]


def test_the_next_page_of_a_list_is_asked_for_when_it_is_needed(store: S3ObjectStore, line: Line) -> None:
    def page(path: str) -> Answer:
        first = "continuation-token" not in path
        names = [f"case/{number:04}.bin" for number in (range(1_000) if first else range(1_000, 1_500))]
        about = "<Size>1</Size><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
        told = "".join(f"<Contents><Key>{name}</Key>{about}</Contents>" for name in names)
        more = "<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken>" if first else ""
        return Answer(200, f"<ListBucketResult><Name>copilot-cases</Name>{more}{told}</ListBucketResult>".encode())

    line.decides = lambda method, path: page(path)
    coming = store.list(BUCKET)
    assert next(coming) == ListedObject("case/0000.bin", 1, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert len(line.asked) == 1
    assert len([*coming]) == 1_499
    assert len(line.asked) == 2


def test_a_list_without_times_is_no_list_of_s3(store: S3ObjectStore, line: Line) -> None:
    """An object without an age would be taken for an old one."""
    entry = b"<Contents><Key>a/b.bin</Key><Size>1</Size></Contents>"
    listed = b"<ListBucketResult><Name>copilot-cases</Name>%s</ListBucketResult>" % entry
    line.decides = lambda method, path: Answer(200, listed) if "list-type" in path else None
    with pytest.raises(StorageUnavailableError, match="no S3"):
        list(store.list(BUCKET))


def test_no_more_than_a_part_is_in_memory(direct: S3ObjectStore) -> None:
    chunk = b"x" * 1_000_000
    tracemalloc.start()
    try:
        direct.put(BUCKET, "case/large.bin", (chunk for _ in range(120)))
        assert sum(len(piece) for piece in direct.get(BUCKET, "case/large.bin")) == 120_000_000
        highest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert highest < LARGEST_PART_BYTES + 8 * 1024 * 1024


def test_connections_are_let_go_of(server: S3Server, direct: S3ObjectStore) -> None:
    """Also of objects that nobody has read to the end, or at all."""
    direct.put(BUCKET, "case/large.bin", LARGE)
    few = S3ObjectStore(server.place, S3Limits(connect_s=2, read_s=10, connections=2))
    for _ in range(5):
        few.get(BUCKET, "case/large.bin")
        next(few.get(BUCKET, "case/large.bin"))
    held = [few.get(BUCKET, "case/large.bin") for _ in range(2)]
    with pytest.raises(StorageUnavailableError, match="too many at a time"):
        few.stat(BUCKET, "case/large.bin")
    assert len(held) == 2


def test_nobody_there_is_told_as_that(server: S3Server, tmp_path: Path) -> None:
    with nanio_server(tmp_path / "another") as gone:
        place = gone.place
    store = S3ObjectStore(place, SOON)
    with pytest.raises(StorageUnavailableError, match="cannot be reached"):
        store.stat(BUCKET, "a")


@pytest.mark.parametrize(("access_key", "secret_key"), [(READER[0], SECRET_KEY), (None, "canary-of-a-wrong-secret")])
def test_a_signature_that_is_refused_is_told_without_the_secret(
    server: S3Server, direct: S3ObjectStore, access_key: str | None, secret_key: str
) -> None:
    place = evolve(server.place, access_key=access_key or server.place.access_key, secret_key=secret_key)
    store = S3ObjectStore(place, SOON)
    direct.put(BUCKET, "case/file.bin", [b"x"])
    for error in use_everything(store):
        assert secret_key not in f"{error!r}{place!r}"
        assert "access key" in str(error)


def test_a_server_that_is_killed_in_the_middle_leaves_no_half(tmp_path: Path) -> None:
    with nanio_server(tmp_path / "nanio") as server:
        store = S3ObjectStore(server.place, SOON)
        store.ensure_bucket(BUCKET)
        store.put(BUCKET, "case/old.bin", LARGE)
        reading = store.get(BUCKET, "case/old.bin")
        next(reading)

        def data() -> Iterator[bytes]:
            yield from LARGE
            server.kill()
            yield from LARGE

        with pytest.raises(StorageUnavailableError):
            store.put(BUCKET, "case/new.bin", data())
        with pytest.raises(StorageUnavailableError, match="broke off"):
            # What was on its way still comes.
            b"".join(reading)
        server.start()
        assert [one.key for one in store.list(BUCKET)] == ["case/old.bin"]
        for upload in [*store.uploads(BUCKET)]:
            store.abort_upload(BUCKET, upload.upload)
        assert list(store.uploads(BUCKET)) == []


PROGRAM = """
import sys
from adapters.object_store.s3 import S3ObjectStore
from adapters.object_store.s3_client import S3Place
from tests.crash_points import die_at

die_at(sys.argv[1], int(sys.argv[2]))
store = S3ObjectStore(S3Place(*sys.argv[3:6]))
store.ensure_bucket("made-" + sys.argv[1].replace(".", "-"))
store.put("copilot-cases", "case/small.bin", [b"small"])
store.put("copilot-cases", "case/large.bin", [b"n" * 1_000_000] * 20)
upload = store.begin_upload("copilot-cases", "case/parts.bin")
store.put_part("copilot-cases", upload, 1, [b"p" * 5_242_880])
store.put_part("copilot-cases", upload, 2, [b"last"])
store.complete_upload("copilot-cases", upload)
store.abort_upload("copilot-cases", store.begin_upload("copilot-cases", "case/given-up.bin"))
store.delete("copilot-cases", "case/small.bin")
"""
CONTENT = {
    "case/small.bin": b"small",
    "case/large.bin": b"n" * 20_000_000,
    "case/parts.bin": b"p" * 5_242_880 + b"last",
}


@pytest.mark.parametrize("point", POINTS)
def test_whoever_is_killed_anywhere_leaves_objects_that_are_whole(
    server: S3Server, direct: S3ObjectStore, point: str
) -> None:
    """At each passing of the point, until one comes through."""
    for passing in count(1):
        arguments = [server.place.url, server.place.access_key, server.place.secret_key]
        ended = subprocess.run([sys.executable, "-c", PROGRAM, point, str(passing), *arguments], check=False).returncode
        assert ended == -signal.SIGKILL or (ended == 0 and passing > 1), f"{point} was not passed"
        for one in [*direct.list(BUCKET)]:
            whole = b"".join(direct.get(BUCKET, one.key))
            assert whole == CONTENT[one.key]
            assert direct.stat(BUCKET, one.key).sha256 == hashlib.sha256(whole).digest()
            direct.delete(BUCKET, one.key)
        for upload in [*direct.uploads(BUCKET)]:
            direct.abort_upload(BUCKET, upload.upload)
        if ended == 0:
            return


def test_there_are_points_to_die_at() -> None:
    assert len(POINTS) == 7


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


def test_a_certificate_is_believed_when_its_authority_is_given(
    server: S3Server, direct: S3ObjectStore, certificate: Certificate
) -> None:
    direct.put(BUCKET, "case/file.bin", [b"by TLS"])
    with tls_line(server.port, certificate) as port:
        place = evolve(server.place, url=f"https://127.0.0.1:{port}")
        given = S3ObjectStore(evolve(place, ca_file=str(certificate.certificate)))
        assert b"".join(given.get(BUCKET, "case/file.bin")) == b"by TLS"
        assert given.put(BUCKET, "case/large.bin", LARGE).size_bytes == 20_000_000
        with pytest.raises(StorageUnavailableError, match="certificate that is not believed"):
            S3ObjectStore(place, SOON).stat(BUCKET, "case/file.bin")


def test_a_file_of_authorities_that_is_none_is_told_at_once(server: S3Server, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(StorageUnavailableError, match="certificate authorities"):
            S3ObjectStore(evolve(server.place, url="https://127.0.0.1:1", ca_file=str(tmp_path / name)))


def test_no_proxy_of_the_environment_is_used(
    server: S3Server, direct: S3ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    store = S3ObjectStore(server.place, SOON)
    store.put(BUCKET, "case/file.bin", [b"x"])
    assert "http_proxy" in os.environ


def test_a_full_server_keeps_versions_and_forbids_readers_to_write(tmp_path: Path) -> None:
    with seaweed_server(tmp_path / "seaweed") as server:
        store = S3ObjectStore(server.place)
        store.ensure_bucket(BUCKET)
        store.put(BUCKET, "case/file.bin", [b"content"])
        reader = S3ObjectStore(evolve(server.place, access_key=READER[0], secret_key=READER[1]), SOON)
        assert b"".join(reader.get(BUCKET, "case/file.bin")) == b"content"
        for use in (
            lambda: reader.put(BUCKET, "case/file.bin", [b"x"]),
            lambda: reader.begin_upload(BUCKET, "case/file.bin"),
            lambda: reader.delete(BUCKET, "case/file.bin"),
        ):
            with pytest.raises(StorageUnavailableError, match="forbids"):
                use()
        with server.asleep(), pytest.raises(StorageUnavailableError, match="did not answer in time"):
            reader.stat(BUCKET, "case/file.bin")

        store._client.set_bucket_versioning(BUCKET, VersioningConfig("Enabled"))
        store.put(BUCKET, "case/file.bin", [b"a later one"])
        assert [one.size_bytes for one in store.list(BUCKET)] == [11]
        assert store.delete(BUCKET, "case/file.bin")
        assert not store.delete(BUCKET, "case/file.bin")
        with pytest.raises(NotFoundError):
            store.stat(BUCKET, "case/file.bin")
        assert list(store.list(BUCKET)) == []
