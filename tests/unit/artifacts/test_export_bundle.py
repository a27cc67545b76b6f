"""What goes out as evidence of a case, and that it tells the truth of what it does not hold."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from uuid import UUID

import pytest
from attrs import evolve, field, frozen

from socdomain.artifacts.bundle.bundle_stream import BundleStream, Exported
from socdomain.artifacts.bundle.export_bundle import CannotBundleError
from socdomain.artifacts.bundle.ports import BundleWork
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.audit.chain import ChainHead, chain_of
from socdomain.audit.signatures import SignatureKind, sign_head
from socdomain.errors import NotAllowedError, NotFoundError, StorageUnavailableError
from socdomain.memory import MemoryObjectStore
from socdomain.object_store import StoredObject
from socdomain.principal import Reach, Scope
from tests.builders import EVERYONE, NOW, hours
from tests.unit.artifacts.bundling import KEYS, MALLORY, Bundler, entries_of, manifest_of, named, prune, verify
from tests.unit.artifacts.locker import CONTENT, Locker


@pytest.fixture
def bundler(locker: Locker) -> Bundler:
    return Bundler(locker)


def test_a_bundle_holds_the_files_their_custody_and_what_proves_it(locker: Locker, bundler: Bundler) -> None:
    first = locker.store("../r\u202eeport.pdf")
    locker.clock.advance(hours(1))
    locker.store("note.txt", content=b"hello")
    locker.read(first)
    bundle = bundler.exporting()
    body = b"".join(bundle.content)

    entries = entries_of(body)
    assert list(entries) == [
        "files/0001-report.pdf",
        "files/0002-note.txt",
        "custody/0001.jsonl",
        "custody/0002.jsonl",
        "chain.jsonl",
        "manifest.json",
    ]
    assert (entries["files/0001-report.pdf"], entries["files/0002-note.txt"]) == (CONTENT, b"hello")
    acts = [json.loads(line)["act"] for line in entries["custody/0001.jsonl"].splitlines()]
    assert acts == ["exported", "downloaded", "stored"]
    report = verify(body)
    assert (report.findings, report.remarks, report.signed_by) == ((), (), KEYS.key_id)
    assert report.signed is not None
    said = report.signed.manifest
    assert (said.bundle_id, said.case_number, said.customer) == (str(bundle.id), 1, "ACME")
    assert (said.exported_by, said.files[0].file_name) == ("local:analyst", "../r\u202eeport.pdf")
    assert bundle.file_name == f"evidence-case-1-{bundle.id}.zip"


def test_other_programs_read_it_as_a_zip(locker: Locker, bundler: Bundler) -> None:
    locker.store()
    body = bundler.export()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_export_is_the_same_bytes(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.store()
    bundler.others_do(2)
    bundler.export()
    with locker.works(EVERYONE) as work:
        case = work.cases.detail(locker.cases["ACME"], reach=EVERYONE).case
        head = work.audit_trail.head(chain_of(case.customer_id))
    assert head is not None
    exported = Exported(UUID(int=1), case, "ACME", (artifact,), NOW, locker.me)

    def made() -> bytes:
        return b"".join(BundleStream(locker.works.reading, locker.objects, KEYS, exported, head).content())

    assert made() == made()
    assert len(made()) > len(CONTENT)


def test_the_export_is_in_the_custody_before_the_first_byte(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.store()
    bundle = bundler.exporting()
    event = locker.custody(artifact.id)[-1]
    assert (event.act, event.detail["bundle_id"]) == (CustodyAct.EXPORTED, str(bundle.id))
    assert next(bundle.content)


def test_what_others_did_is_linked_and_not_shown(locker: Locker, bundler: Bundler) -> None:
    locker.store()
    bundler.others_do(1_200, "secret name")
    body = bundler.export()
    assert b"secret name" not in body
    lines = entries_of(body)["chain.jsonl"].splitlines()
    assert len([line for line in lines if line.startswith(b'"')]) == 1_200
    assert named(body) == []


def test_it_begins_with_the_first_event_of_the_case(locker: Locker, bundler: Bundler) -> None:
    bundler.others_do(5)
    locker.store()
    chain = manifest_of(bundler.export())["chain"]
    assert (chain["after"], chain["until"]) == (5, 7)
    assert named(bundler.export()) == []


def test_what_was_signed_meanwhile_proves_when(locker: Locker, bundler: Bundler) -> None:
    """Whoever can write the database and has no key cannot have made up an event before that time."""
    locker.store()
    bundler.sign()
    bundler.others_do(2)
    bundler.sign()
    bundler.others_do(2)
    locker.clock.advance(hours(2))
    lines = [json.loads(line) for line in entries_of(bundler.export())["chain.jsonl"].splitlines()]
    signed = [one for one in lines if isinstance(one, dict) and one["type"] == "watchfloor.audit-head.1"]
    assert [(one["sequence"], one["signed_at"][11:13]) for one in signed] == [(1, "08"), (6, "10")]


def test_what_happens_afterwards_is_of_a_later_bundle(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.store()
    bundle = bundler.exporting()
    locker.read(artifact)
    locker.store("later.txt")
    body = b"".join(bundle.content)
    assert [one["events"] for one in manifest_of(body)["files"]] == [2]
    assert named(body) == []


def test_more_events_than_a_page_has(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.store()
    for _ in range(450):
        locker.read(artifact)
    body = bundler.export()
    assert [one["events"] for one in manifest_of(body)["files"]] == [452]
    assert named(body) == []


def test_more_files_than_a_page_has(locker: Locker, bundler: Bundler) -> None:
    for number in range(201):
        locker.store(f"{number}.txt", content=str(number).encode())
    body = bundler.export()
    assert entries_of(body)["files/0201-200.txt"] == b"200"
    assert named(body) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CONTENT[:-1] + b"\x01", "its SHA-256 is "),
        (CONTENT[:-1], "it has 3999 bytes, and had 4000"),
        (CONTENT + b"x" * 5_000, "it goes on after 4000 bytes"),
    ],
)
def test_a_file_that_is_not_what_was_stored_is_not_passed_off_as_good(
    locker: Locker, bundler: Bundler, content: bytes, reason: str
) -> None:
    artifact = locker.store()
    locker.objects.put(artifact.bucket, artifact.key, [content])
    body = bundler.export()
    (file,) = manifest_of(body)["files"]
    assert (file["status"], file["sha256"]) == ("corrupt", hashlib.sha256(CONTENT).hexdigest())
    assert file["reason"].startswith(reason)
    entries = entries_of(body)
    assert entries["files/0001-evil.exe"] == content[: len(CONTENT)]
    assert b"no evidence" in entries["files/0001-evil.exe.NOT-AS-STORED.txt"]
    assert named(body) == [("not as stored", "files/0001-evil.exe")]


def test_files_that_are_not_there_are_named(locker: Locker, bundler: Bundler) -> None:
    lost, deleted = locker.store("lost.txt"), locker.store("deleted.txt")
    locker.begin(9)
    locker.objects.delete(lost.bucket, lost.key)
    locker.delete(deleted, "court order 7")
    body = bundler.export()
    told = [(one["status"], one["reason"], one["entry"]) for one in manifest_of(body)["files"]]
    assert told == [
        ("missing", "the store has no such object", None),
        ("deleted", "court order 7", None),
        ("pending", "", None),
    ]
    report = verify(body)
    assert [(str(one.kind), one.about) for one in report.findings] == [("file missing", "lost.txt")]
    assert report.remarks[0] == "file 2, deleted.txt, is deleted: court order 7"


def test_a_file_that_is_deleted_while_the_bundle_goes_out(locker: Locker, bundler: Bundler) -> None:
    locker.store("first.txt")
    second = locker.store("second.txt")
    bundle = bundler.exporting()
    locker.delete(second, "at this moment")
    (_, told) = manifest_of(b"".join(bundle.content))["files"]
    assert (told["status"], told["reason"]) == ("deleted", "at this moment")


def test_events_whose_records_were_pruned_are_there_and_not_said_to_be_proved(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.store()
    bundler.others_do(3)
    bundler.sign()
    locker.clock.advance(hours(24 * 400))
    prune(bundler, 4)
    locker.read(artifact)
    body = bundler.export()
    chain = manifest_of(body)["chain"]
    assert chain["pruned_until"] == 4
    report = verify(body)
    assert report.findings == ()
    (remark,) = report.remarks
    assert remark.startswith("nothing proves 1 of the custody events: records up to 4 were pruned by 2027")


def test_a_checkpoint_that_somebody_made_up_prunes_nothing(locker: Locker, bundler: Bundler) -> None:
    """It would excuse events that no record tells of."""
    locker.store()
    head = ChainHead(chain_of(locker.customers["ACME"].id), 1, bytes(32))
    with locker.works(EVERYONE) as work:
        work.audit_trail.add_signatures([sign_head(MALLORY, SignatureKind.CHECKPOINT, head, now=NOW)])
        work.commit()
    assert manifest_of(bundler.export())["chain"]["pruned_until"] == 0


def test_what_cannot_be_exported(locker: Locker, bundler: Bundler) -> None:
    with pytest.raises(CannotBundleError, match="no files"):
        bundler.export()
    artifact = locker.store()
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    with pytest.raises(NotFoundError):
        bundler.export(by=of_globex)
    with pytest.raises(NotAllowedError):
        bundler.export(by=evolve(locker.me, scopes=frozenset({Scope.CASES_READ})))
    assert len(locker.custody(artifact.id)) == 1


@pytest.mark.parametrize(("files", "name_bytes"), [(1, 1_000), (2, 40)])
def test_more_than_a_manifest_can_name_is_refused_before_anything(
    locker: Locker, bundler: Bundler, files: int, name_bytes: int
) -> None:
    first = locker.store("a.txt")
    locker.store("b" * 30)
    use_case = evolve(bundler.use_case, most_files=files, most_name_bytes=name_bytes)
    with pytest.raises(CannotBundleError, match="than a bundle can list: 2"):
        use_case.execute(locker.cases["ACME"], by=locker.me)
    assert len(locker.custody(first.id)) == 1
    evolve(bundler.use_case, most_files=2, most_name_bytes=1_000).execute(locker.cases["ACME"], by=locker.me)


def test_whoever_sees_one_customer_exports_and_signs_nothing_else(locker: Locker, bundler: Bundler) -> None:
    locker.store()
    bundler.others_do(1, code="GLOBEX")
    by = evolve(locker.me, reach=Reach.only([locker.customers["ACME"].id]), scopes=frozenset({Scope.ARTIFACTS_READ}))
    assert named(bundler.export(by=by)) == []
    with locker.works(EVERYONE) as work:
        assert [str(head.chain) for head in work.audit_trail.unsigned_heads()] == [str(locker.customers["GLOBEX"].id)]


@frozen
class FailingStore(MemoryObjectStore):
    """A store that fails from a time on."""

    down: list[bool] = field(factory=list)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        self._fail()
        return super().get(bucket, key, first_byte=first_byte, last_byte=last_byte)

    def _fail(self) -> None:
        if self.down:
            raise StorageUnavailableError("the store is down")


def test_a_store_that_is_down_makes_no_file_missing() -> None:
    store = FailingStore()
    locker = Locker(objects=store).open()
    artifact, bundler = locker.store(), Bundler(locker)
    bundle = bundler.exporting()
    store.down.append(True)
    with pytest.raises(StorageUnavailableError):
        b"".join(bundle.content)
    before = len(locker.custody(artifact.id))
    with pytest.raises(StorageUnavailableError):
        bundler.exporting()
    assert len(locker.custody(artifact.id)) == before


@pytest.mark.parametrize("moment", ["the bucket is away", "the bucket goes away"])
def test_a_bucket_that_is_away_makes_no_file_missing(locker: Locker, bundler: Bundler, moment: str) -> None:
    """As with a disk that is not mounted: nothing is known of what was in it."""
    artifact = locker.store()
    emptied = MemoryObjectStore(locker.clock)
    if moment == "the bucket is away":
        with pytest.raises(StorageUnavailableError, match="no bucket"):
            evolve(bundler.use_case, objects=emptied).execute(locker.cases["ACME"], by=locker.me)
        assert len(locker.custody(artifact.id)) == 1
    else:
        bundle = evolve(bundler.use_case, objects=GoneBucket(emptied=emptied)).execute(
            locker.cases["ACME"], by=locker.me
        )
        with pytest.raises(StorageUnavailableError, match="no bucket"):
            b"".join(bundle.content)


@frozen
class GoneBucket(MemoryObjectStore):
    """A store that shows a first byte, and whose buckets are away when all is wanted."""

    emptied: MemoryObjectStore = field(kw_only=True)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        return iter([b"x"]) if last_byte == 0 else self.emptied.get(bucket, key)


@frozen
class WholeReader(MemoryObjectStore):
    """A store that has to read all of an object to tell what it is, as S3."""

    read: list[tuple[int, int | None]] = field(factory=list)

    def stat(self, bucket: str, key: str) -> StoredObject:
        self.read.append((0, None))
        return super().stat(bucket, key)

    def get(self, bucket: str, key: str, *, first_byte: int = 0, last_byte: int | None = None) -> Iterator[bytes]:
        self.read.append((first_byte, last_byte))
        return super().get(bucket, key, first_byte=first_byte, last_byte=last_byte)


def test_the_store_is_asked_for_no_more_than_a_byte() -> None:
    store = WholeReader()
    locker = Locker(objects=store).open()
    locker.store()
    store.read.clear()
    Bundler(locker).exporting()
    assert store.read == [(0, 0)]


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5])
def test_a_file_that_comes_while_the_export_begins(locker: Locker, bundler: Bundler, moment: int) -> None:
    """Whether it is in it or not yet, record and custody say the same."""
    locker.store("first.txt")
    coming = locker.begin(5)
    locker.put(coming, 1, b"later")
    begun = list[Reach]()

    def reading(reach: Reach) -> BundleWork:
        begun.append(reach)
        if len(begun) == moment:
            locker.complete(coming)
        return locker.works.reading(reach)

    use_case = evolve(bundler.use_case, reading=reading)
    body = b"".join(use_case.execute(locker.cases["ACME"], by=locker.me).content)
    assert len(begun) >= 5
    assert named(body) == []
    assert manifest_of(body)["files"][0]["status"] == "stored"


def test_a_file_that_comes_before_the_export_is_written_down(locker: Locker, bundler: Bundler) -> None:
    locker.store("first.txt")
    coming = locker.begin(5)
    locker.put(coming, 1, b"later")

    def work(reach: Reach) -> BundleWork:
        locker.complete(coming)
        return locker.works(reach)

    body = b"".join(evolve(bundler.use_case, work=work).execute(locker.cases["ACME"], by=locker.me).content)
    assert named(body) == []
    assert [one["status"] for one in manifest_of(body)["files"]] == ["stored", "stored"]


def test_a_file_of_the_agent_that_became_part_of_the_case_is_in_it(locker: Locker, bundler: Bundler) -> None:
    artifact = locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))
    locker.link(artifact, locker.cases["ACME"])
    body = bundler.export()
    assert entries_of(body)["files/0001-memory.raw"] == CONTENT
    assert named(body) == []
