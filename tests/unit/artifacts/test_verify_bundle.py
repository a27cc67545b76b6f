"""What a verifier names: whatever was changed in a bundle, by whoever had which key."""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

from adapters.secrets.ed25519 import Ed25519Keys
from socdomain.artifacts import VerifyBundle
from socdomain.artifacts.bundle.custody_lines import LONGEST_LINE_BYTES
from socdomain.artifacts.bundle.findings import MOST_SHOWN
from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.audit.chain import ChainId
from socdomain.audit.public_keys import read_public_keys
from socdomain.canonical import canonical_json
from socdomain.memory import MemoryBundle
from tests.architecture.tree import ROOT
from tests.builders import EVERYONE, hours
from tests.unit.artifacts.bundling import (
    KEYS,
    MALLORY,
    Bundler,
    Entries,
    entries_of,
    named,
    packed,
    prune,
    signed_anew,
    verify,
)
from tests.unit.artifacts.locker import Locker

EXAMPLE: Final = ROOT / "packaging" / "watchfloor-verify" / "example"
FILE: Final = "files/0001-a.txt"
CUSTODY: Final = "custody/0001.jsonl"
CHAIN: Final = "chain.jsonl"
MANIFEST: Final = "manifest.json"


def made(content: bytes = b"evidence", name: str = "a.txt") -> bytes:
    """A bundle of two files, with a download, other people's records between, and a signature of before."""
    locker = Locker().open()
    bundler = Bundler(locker)
    first = locker.store(name, content=content)
    bundler.others_do(2)
    bundler.sign()
    locker.read(first)
    locker.store("b.txt", content=b"more")
    bundler.others_do(1)
    return bundler.export()


@pytest.fixture(scope="module")
def body() -> bytes:
    return made()


def test_a_bundle_that_nobody_touched_holds(body: bytes) -> None:
    report = verify(body)
    assert (report.is_whole, report.is_proved, report.signed_by) == (True, True, KEYS.key_id)


def test_the_example_of_the_first_release_holds() -> None:
    """Whoever keeps a bundle for years has to be able to prove it then."""
    (key,) = read_public_keys((EXAMPLE / "keys.json").read_text("utf-8"))
    assert key.key_id == KEYS.key_id
    report = verify((EXAMPLE / "evidence.zip").read_bytes())
    assert (report.findings, report.signed_by) == ((), key.key_id)


def test_no_byte_can_be_changed(body: bytes) -> None:
    """A third of them, which takes some seconds; two bits of each, for letters often differ by one."""
    for place in range(len(body) % 3, len(body), 3):
        changed = bytearray(body)
        changed[place] ^= 0x21
        assert named(bytes(changed)), f"the byte at {place} of {len(body)} was changed, and nothing was said"


def test_no_byte_can_be_taken_out_or_put_in(body: bytes) -> None:
    for place in range(0, len(body), 7):
        assert named(body[:place] + body[place + 1 :]), f"the byte at {place} was taken out"
        assert named(body[:place] + b"\0" + body[place:]), f"a byte was put in at {place}"


def test_a_bundle_that_broke_off_is_none(body: bytes) -> None:
    for length in range(0, len(body), 5):
        assert named(body[:length]), f"{length} bytes of {len(body)}"


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        (lambda body: body + b"x", ("bytes behind the bundle", "")),
        (lambda body: b"#!/bin/sh\n" + body, ("bytes before the bundle", "")),
        (lambda body: body + body, ("bytes before the bundle", "")),
        (lambda _: b"", ("archive changed", "")),
        (lambda _: b"PK\x05\x06" + bytes(18), ("archive changed", "")),
    ],
)
def test_what_stands_around_is_named(body: bytes, changed: Callable[[bytes], bytes], finding: tuple[str, str]) -> None:
    assert finding in named(changed(body))


def without(entries: Entries, name: str) -> None:
    del entries[name]


def renamed(entries: Entries) -> None:
    content = dict(entries)
    entries.clear()
    entries.update({name.replace("a.txt", "z.txt"): data for name, data in content.items()})


def swapped(entries: Entries) -> None:
    entries[FILE], entries["files/0002-b.txt"] = entries["files/0002-b.txt"], entries[FILE]


def turned(entries: Entries) -> None:
    lines = entries[CUSTODY].splitlines(keepends=True)
    entries[CUSTODY] = b"".join(reversed(lines))


def in_other_order(entries: Entries) -> None:
    data = entries.pop(CUSTODY)
    last = entries.pop(MANIFEST)
    entries[CUSTODY] = data
    entries[MANIFEST] = last


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda entries: entries.update({FILE: b"evidencE"}), ("changed", FILE)),
        (lambda entries: entries.update({FILE: b"evidence and more"}), ("changed", FILE)),
        (lambda entries: entries.update({CUSTODY: entries[CUSTODY][:-2]}), ("changed", CUSTODY)),
        (lambda entries: without(entries, FILE), ("missing", FILE)),
        (lambda entries: without(entries, CUSTODY), ("missing", CUSTODY)),
        (lambda entries: without(entries, CHAIN), ("missing", CHAIN)),
        (lambda entries: without(entries, MANIFEST), ("missing", MANIFEST)),
        (renamed, ("renamed", "files/0001-z.txt")),
        (swapped, ("changed", FILE)),
        (turned, ("reordered", CUSTODY)),
        (in_other_order, ("reordered", "")),
        (lambda entries: entries.update({"zz": b"x"}), ("extra", "zz")),
        (lambda entries: entries.update({"zz": b"x"}), ("reordered", MANIFEST)),
    ],
)
def test_what_was_changed_by_whoever_has_no_key_is_named(
    body: bytes, change: Callable[[Entries], None], finding: tuple[str, str]
) -> None:
    entries = entries_of(body)
    change(entries)
    assert finding in named(packed(entries.items()))


def test_two_entries_of_one_name(body: bytes) -> None:
    """Which of them a program unpacks is anybody's guess."""
    entries = list(entries_of(body).items())
    assert ("duplicate name", FILE) in named(packed([entries[0], *entries]))


def test_a_compressed_entry_is_named_and_not_unpacked(body: bytes) -> None:
    """A megabyte of zeros is a kilobyte here; none of it is ever made."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in entries_of(body).items():
            kind = zipfile.ZIP_DEFLATED if name == FILE else zipfile.ZIP_STORED
            archive.writestr(name, bytes(2**20) if name == FILE else data, kind)
    assert named(written.getvalue())
    kept = packed(entries_of(body).items())
    place = kept.rindex(b"PK\x01\x02", 0, kept.index(b"PK\x06\x06"))
    assert ("compressed", MANIFEST) in named(kept[: place + 10] + b"\x08" + kept[place + 11 :])


def records(entries: Entries) -> list[Any]:
    return [json.loads(line) for line in entries[CHAIN].splitlines()]


def with_records(entries: Entries, changed: list[Any]) -> None:
    entries[CHAIN] = b"".join(canonical_json(one) + b"\n" for one in changed)


def edited_record(entries: Entries) -> None:
    changed = records(entries)
    changed[0]["by_name"] = "somebody else"
    with_records(entries, changed)


def record_taken_out(entries: Entries) -> None:
    changed = records(entries)
    del changed[1]
    with_records(entries, changed)


def hash_of_another(entries: Entries) -> None:
    with_records(entries, ["ab" * 32 if isinstance(one, str) else one for one in records(entries)])


def signature_of_before_taken_out(entries: Entries) -> None:
    with_records(entries, [*records(entries)[:-1]])


def record_hidden(entries: Entries) -> None:
    """What was downloaded, and by whom, is shown as if it were another case's."""
    lines = entries[CHAIN].splitlines(keepends=True)
    hidden = [
        json.dumps(hashlib.sha256(one.rstrip()).hexdigest()).encode() + b"\n" if b"downloaded" in one else one
        for one in lines
    ]
    entries[CHAIN] = b"".join(hidden)


def event_taken_out(entries: Entries) -> None:
    lines = entries[CUSTODY].splitlines(keepends=True)
    entries[CUSTODY] = b"".join(line for line in lines if b"downloaded" not in line)


def event_edited(entries: Entries) -> None:
    entries[CUSTODY] = entries[CUSTODY].replace(b'"by":"local:analyst"', b'"by":"local:janitor"')


def event_made_up(entries: Entries) -> None:
    line = json.loads(entries[CUSTODY].splitlines()[0])
    line |= {"id": "ffffffff-0000-7000-8000-000000000000", "sequence": None, "at": "2027-01-01T00:00:00.000000Z"}
    entries[CUSTODY] = canonical_json(line) + b"\n" + entries[CUSTODY]


def hash_in_event(entries: Entries) -> None:
    entries[CUSTODY] = entries[CUSTODY].replace(b'"size_bytes":8', b'"size_bytes":9')


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda entries: entries.update({FILE: b"made up!"}), ("not as stored", FILE)),
        (edited_record, ("link broken", CHAIN)),
        (edited_record, ("event changed", CHAIN)),
        (record_taken_out, ("link broken", CHAIN)),
        (hash_of_another, ("link broken", CHAIN)),
        (signature_of_before_taken_out, ("link broken", CHAIN)),
        (record_hidden, ("event changed", CHAIN)),
        (event_taken_out, ("event missing", CHAIN)),
        (event_taken_out, ("event missing", CUSTODY)),
        (event_edited, ("event changed", CHAIN)),
        (event_made_up, ("event added", CUSTODY)),
        (hash_in_event, ("event changed", CUSTODY)),
        (turned, ("reordered", CUSTODY)),
        (lambda entries: entries.update({CUSTODY: b"[]\n" * 3}), ("event changed", CUSTODY)),
        (lambda entries: entries.update({CHAIN: b"[" * 50_000 + b"\n"}), ("link broken", CHAIN)),
        (lambda entries: entries.update({CHAIN: b"9" * 50_000 + b"\n"}), ("link broken", CHAIN)),
        (lambda entries: entries.update({CHAIN: b"\xff\xfe\n"}), ("link broken", CHAIN)),
        (lambda entries: without(entries, FILE), ("missing", FILE)),
        (lambda entries: entries.update({"zz": b"x"}), ("extra", "zz")),
    ],
)
def test_a_signed_lie_is_found_by_what_was_signed_before(
    body: bytes, change: Callable[[Entries], None], finding: tuple[str, str]
) -> None:
    """The manifest fits and is signed by the platform: somebody had changed the database, or the store."""
    assert finding in named(signed_anew(body, change))


def said(body: bytes) -> str:
    """All that is said to be wrong, in sentences."""
    return "\n".join(one.detail for one in verify(body).findings)


def lines_of(entries: Entries, name: str) -> list[Any]:
    return [json.loads(line) for line in entries[name].splitlines()]


def with_lines(entries: Entries, name: str, changed: list[Any]) -> None:
    entries[name] = b"".join(canonical_json(one) + b"\n" for one in changed)


def change_event(number: int, **fields: Any) -> Callable[[Entries], None]:
    """Changes the first of the events (the last one is that it was stored)."""

    def change(entries: Entries) -> None:
        changed = lines_of(entries, CUSTODY)
        changed[number] |= fields
        with_lines(entries, CUSTODY, changed)

    return change


def change_record(number: int, value: Any = None, **fields: Any) -> Callable[[Entries], None]:
    """Changes a line of the chain, or puts another in its place."""

    def change(entries: Entries) -> None:
        changed = lines_of(entries, CHAIN)
        changed[number] = {**changed[number], **fields} if value is None else value
        with_lines(entries, CHAIN, changed)

    return change


def change_manifest(*place: str | int, value: Any) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        document = json.loads(entries[MANIFEST])
        within = document
        for step in place[:-1]:
            within = within[step]
        within[place[-1]] = value
        entries[MANIFEST] = canonical_json(document)

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (change_event(0, artifact_id="another"), "is about another file"),
        (change_event(0, sequence=1), "names a place that is another's"),
        (change_event(0, sequence="1"), "names a place that is another"),
        (change_event(0, sequence=True), "a place that is another's"),
        (change_event(0, sequence=999), "no record of the audit log at 999 tells of an event of file 1"),
        (change_event(0, sequence=None), "no record of the audit log tells of event"),
        (change_event(0, at="2026-08-20T08:00:00"), "line 1 is no custody event"),
        (change_event(0, at=5), "line 1 is no custody"),
        (change_event(0, id="another"), "line 1 is no custody e"),
        (change_event(0, id=5), "line 1 is no custody ev"),
        (lambda entries: entries.update({CUSTODY: b" " + entries[CUSTODY]}), "line 1 is no custody event, or"),
        (change_event(2, act="kept"), "no event tells that it was stored as the manifest says"),
        (change_event(0, detail=5), "no event tells of the export of bundle"),
        (change_manifest("bundle_id", value="another"), "of the export of bundle another"),
        (change_manifest("customer_id", value="another"), "its chain is not that of its customer"),
        (change_manifest("chain", "after_hash", value="ab" * 32), "a hash before the first record, and there is none"),
        (change_manifest("files", 0, "number", value=5), "file 1 has the number 5"),
        (change_manifest("files", 0, "status", value="kept"), "file 1 has a status that none has"),
        (change_manifest("chain", "until", value=99), "and not as the manifest says with 99"),
        (change_manifest("chain", "until_hash", value="ab" * 32), "it ends with another hash"),
        (change_record(1, "abc"), "line 2 is nothing that stands in a chain"),
        (change_record(1, {"type": "another"}), "line 2 is nothing that stands in a"),
        (change_record(1, "zz" * 32), "line 2 is not written as such lines are"),
        (change_record(-1, {"type": "watchfloor.audit-head.1"}), "is not written as such lines are"),
        (change_record(-1, sequence=1), "signs another place than"),
        (change_record(-1, signature="00" * 64), "was not made with"),
        (change_record(-1, key_id="another"), "was signed with another, which is none of the given keys"),
        (change_record(1, {"type": "watchfloor.records-gone.1", "records": 2}), "the records from 2 to 3"),
        (change_record(1, {"type": "watchfloor.records-gone.1", "records": -2}), "line 2 is nothing that stands"),
        (change_record(0, object_id="another"), "is about nothing in this bundle"),
        (lambda entries: entries.update({CHAIN: entries[CHAIN][:-1]}), "its last line has no end"),
    ],
)
def test_each_thing_that_does_not_fit_has_a_sentence(
    body: bytes, change: Callable[[Entries], None], sentence: str
) -> None:
    assert sentence in said(signed_anew(body, change))


def test_an_entry_that_the_manifest_names_twice(body: bytes) -> None:
    def finish(document: dict[str, Any]) -> None:
        document["entries"].append(document["entries"][0])

    assert ("duplicate name", MANIFEST) in named(signed_anew(body, lambda _: None, finish=finish))


def test_records_that_somebody_removed_from_the_database_are_missed() -> None:
    """The bundle says so by itself, though its manifest is signed and fits."""
    locker = Locker().open()
    bundler = Bundler(locker)
    locker.store()
    bundler.others_do(3)
    chain = ChainId(locker.customers["ACME"].id)
    with locker.works(EVERYONE) as work:
        work.audit_trail.remove_records(chain, until=1, limit=1)
        work.commit()
    assert "no record of the audit log tells of event" in said(bundler.export())


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("value", ["another", math.nan])
def test_records_that_somebody_edited_in_the_database_lead_nowhere(place: int, value: object) -> None:
    """Whether they are shown or not, and even where no JSON can be made of them."""
    locker = Locker().open()
    bundler = Bundler(locker)
    locker.store()
    bundler.others_do(3)
    state = locker.platform.begin()
    key = (ChainId(locker.customers["ACME"].id), place)
    one = state.audit_records[key]
    state.audit_records[key] = evolve(one, record=evolve(one.record, after={"sha256": value}))
    locker.platform.commit(state)
    locker.platform.end()
    found = named(bundler.export())
    assert ("link broken", CHAIN) in found
    assert (("event changed", CHAIN) in found) is (place == 1)


@pytest.mark.parametrize(("gone", "sentence"), [((2, 3), "from 2 to 3"), ((5,), "from 5 to 5")])
def test_records_that_somebody_took_out_of_the_database_are_counted(gone: tuple[int, ...], sentence: str) -> None:
    locker = Locker().open()
    bundler = Bundler(locker)
    locker.store()
    bundler.others_do(3)
    export = bundler.exporting()
    state = locker.platform.begin()
    for place in gone:
        del state.audit_records[ChainId(locker.customers["ACME"].id), place]
    locker.platform.commit(state)
    locker.platform.end()
    assert f"the audit log lacked the records {sentence}" in said(b"".join(export.content))


def test_one_change_is_told_once_however_often_was_signed_after_it() -> None:
    locker = Locker().open()
    bundler = Bundler(locker)
    artifact = locker.store()
    for _ in range(4):
        bundler.sign()
        locker.read(artifact)
    changed = signed_anew(bundler.export(), change_record(0, by_role="another"))
    assert named(changed) == [("link broken", CHAIN)]


def test_only_events_of_before_the_pruning_need_no_record() -> None:
    locker = Locker().open()
    bundler = Bundler(locker)
    locker.store()
    bundler.sign()
    locker.clock.advance(hours(24 * 400))
    prune(bundler, 1)
    locker.clock.advance(hours(1))
    body = bundler.export()
    assert named(body) == []
    assert "no record of the audit log tells of event" in said(signed_anew(body, change_event(0, sequence=None)))


def test_what_another_key_signed_is_signed_by_none_of_yours(body: bytes) -> None:
    forged = signed_anew(body, lambda entries: None, MALLORY)
    assert named(forged) == [("unknown key", MANIFEST)]
    assert verify(forged).signed_by is None
    assert ("unknown key", CHAIN) in named(forged, MALLORY)
    assert named(signed_anew(body, lambda entries: None)) == []


def test_a_key_that_calls_itself_by_the_name_of_another(body: bytes) -> None:
    entries = entries_of(body)
    document = json.loads(entries[MANIFEST])
    del document["signature"]
    document["signature"] = MALLORY.sign(canonical_json(document)).hex()
    entries[MANIFEST] = canonical_json(document)
    assert named(packed(entries.items())) == [("bad signature", MANIFEST)]


def test_signatures_of_a_key_that_is_retired_are_known(body: bytes) -> None:
    keys = Ed25519Keys(b"n" * 32, [b"k" * 32])
    assert verify(body, keys).signed_by == KEYS.key_id


def test_without_a_key_all_else_is_checked_and_nobody_has_signed(body: bytes) -> None:
    report = verify(body, None)
    assert (report.is_whole, report.is_proved, report.signed_by) == (True, False, None)
    forged = signed_anew(body, lambda entries: None, MALLORY)
    assert not verify(forged, None).is_proved
    assert named(body[:100] + b"X" + body[101:], None)


def test_the_manifest_of_another_bundle(body: bytes) -> None:
    other = entries_of(made(b"another"))
    mixed = {**entries_of(body), MANIFEST: other[MANIFEST]}
    found = named(packed(mixed.items()))
    assert {("changed", FILE), ("changed", CUSTODY), ("changed", CHAIN)} <= set(found)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"not json",
        b"[" * 100_000,
        b'{"type":"watchfloor.evidence-bundle.1"}',
        b'{"type":"watchfloor.evidence-bundle.1","key_id":1,"signature":"","files":{},"chain":{},"entries":[]}',
    ],
)
def test_a_manifest_that_is_none(body: bytes, manifest: bytes) -> None:
    entries = {**entries_of(body), MANIFEST: manifest}
    assert ("manifest unreadable", MANIFEST) in named(packed(entries.items()))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("case_number",), True),
        (("case_number",), "1"),
        (("case_name",), None),
        (("further",), "x"),
        (("chain", "id"), "x"),
        (("chain", "after_hash"), "00"),
        (("chain", "pruned_at"), "2026-01-01"),
        (("chain", "pruned_at"), "yesterday"),
        (("chain", "pruned_before"), "yesterday"),
        (("files", 0, "size_bytes"), 1.5),
        (("files", 0, "sha256"), 5),
        (("entries", 0, "name"), ["x"]),
    ],
)
def test_a_manifest_with_something_odd_in_it(body: bytes, place: tuple[Any, ...], value: Any) -> None:
    entries = entries_of(body)
    document = json.loads(entries[MANIFEST])
    within = document
    for step in place[:-1]:
        within = within[step]
    within[place[-1]] = value
    entries[MANIFEST] = canonical_json(document)
    assert ("manifest unreadable", MANIFEST) in named(packed(entries.items()))


def test_a_manifest_that_is_written_in_another_way(body: bytes) -> None:
    """Only one way of writing it is signed; a space more is another text."""
    entries = entries_of(body)
    entries[MANIFEST] = json.dumps(json.loads(entries[MANIFEST])).encode()
    assert ("manifest unreadable", MANIFEST) in named(packed(entries.items()))


def test_more_events_than_are_held_are_said_to_be_too_many_and_nothing_else(body: bytes) -> None:
    """They may all be as they were; nobody is said to have made one up or taken one out."""
    found = VerifyBundle(KEYS, most_events=4).execute(MemoryBundle(body)).findings
    assert [(str(one.kind), one.about) for one in found] == [("too many events", "custody/0002.jsonl")]
    assert found[0].detail.endswith("on they are not held against the audit log: there are more than 4")
    assert VerifyBundle(KEYS, most_events=5).execute(MemoryBundle(body)).is_proved


def test_an_entry_that_several_files_have_is_read_once(body: bytes) -> None:
    """A manifest has room for 80,000 files, and each could have the same 8 MB for its custody."""

    def finish(document: dict[str, Any]) -> None:
        document["files"] += [document["files"][0] | {"number": number} for number in range(3, 203)]

    counted = Counted(signed_anew(body, lambda _: None, finish=finish))
    found = VerifyBundle(KEYS).execute(counted).findings
    assert {("duplicate name", FILE), ("duplicate name", CUSTODY)} <= {(str(one.kind), one.about) for one in found}
    assert counted.read_bytes < 4 * counted.size_bytes


class Counted:
    """A bundle that counts what is read of it, as ``ReadsBundle``."""

    def __init__(self, body: bytes) -> None:
        self._body, self.size_bytes, self.read_bytes = body, len(body), 0

    def read(self, first_byte: int, length: int) -> bytes:
        found = self._body[first_byte : first_byte + length]
        self.read_bytes += len(found)
        return found


def test_findings_are_bounded(body: bytes) -> None:
    extra = {f"x{number:05}": b"" for number in range(MOST_SHOWN + 500)}
    report = verify(packed([*extra.items(), *entries_of(body).items()]))
    assert len(report.findings) == MOST_SHOWN
    assert report.more_findings >= 500


def test_a_line_without_an_end_is_not_held(body: bytes) -> None:
    long = signed_anew(body, lambda entries: entries.update({CHAIN: b"x" * (LONGEST_LINE_BYTES + 2**21)}))
    assert "it has a line that is longer than any in a bundle" in said(long)


class Sparse:
    """A bundle that says it is very long, as ``ReadsBundle``; counts how much of it is asked for at once."""

    def __init__(self, body: bytes, size_bytes: int) -> None:
        self._body, self.size_bytes, self.most_at_once = body, size_bytes, 0

    def read(self, first_byte: int, length: int) -> bytes:
        self.most_at_once = max(self.most_at_once, length)
        shift = self.size_bytes - len(self._body)
        held = self._body[max(0, first_byte - shift) : max(0, first_byte - shift + length)]
        return bytes(max(0, min(length, shift - first_byte))) + held[:length]


def test_no_more_than_some_mebibytes_are_read_at_once(body: bytes) -> None:
    bundle: ReadsBundle = Sparse(body, 2**42)
    report_of(bundle)
    assert isinstance(bundle, Sparse)
    assert bundle.most_at_once <= 16 * 2**20


def report_of(bundle: ReadsBundle) -> None:
    found = VerifyBundle(KEYS).execute(bundle).findings
    assert [str(one.kind) for one in found] == ["bytes before the bundle"]


def test_hostile_names_of_files_are_shown_as_they_are_and_stored_safely() -> None:
    hostile = made(name='../../"\r\n\x00\u202egnp.exe' + "x" * 4_000)
    assert named(hostile) == []
    assert all(Path(name).parts[0] != ".." and name.isascii() and len(name) < 200 for name in entries_of(hostile))
