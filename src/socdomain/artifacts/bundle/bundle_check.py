"""Holding the entries of a bundle against its manifest, and its custody against its chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import define, field

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.bundle.custody_check import CustodyCheck
from socdomain.artifacts.bundle.entry_data import EntryData
from socdomain.artifacts.bundle.findings import BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.link_check import LinkCheck
from socdomain.artifacts.bundle.manifest import CHAIN, MANIFEST, BundledFile, Manifest
from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.artifacts.bundle.zip_form import ZipEntry
from socdomain.artifacts.bundle.zip_reader import Directory
from socdomain.artifacts.bundle.zip_writer import Written
from socdomain.artifacts.file_name import shown_name
from socdomain.audit.ports import VerifiesSignatures

_WITHOUT_BYTES: Final = (ArtifactStatus.DELETED, ArtifactStatus.PENDING, ArtifactStatus.FAILED)


@define
class BundleCheck:
    """Checks all that a bundle holds; ``run`` once.

    Attributes:
        bundle: Its bytes.
        directory: What its zip says of itself.
        manifest: What it says it is; by whom that was signed is no matter here.
        custody: Takes the events.
        keys: Knows the keys whose signatures count in its chain; None where there are none.
        findings: Takes what is wrong.
        remarks: Takes what is true and not wrong.
    """

    bundle: ReadsBundle
    directory: Directory
    manifest: Manifest
    custody: CustodyCheck
    keys: VerifiesSignatures | None
    findings: Findings
    remarks: list[str]
    _entries: dict[str, ZipEntry] = field(factory=dict, init=False)
    _said: dict[str, Written] = field(factory=dict, init=False)
    _read: set[str] = field(factory=set, init=False)

    def run(self) -> None:
        """Checks."""
        self._said = {one.name: one for one in self.manifest.entries}
        self._entries = {one.name: one for one in self.directory.entries if one.name != MANIFEST}
        if self.manifest.chain.id != self.manifest.customer_id:
            self.findings.add(Kind.MANIFEST, MANIFEST, "its chain is not that of its customer")
        self._compare_names()
        for number, file in enumerate(self.manifest.files, 1):
            self._check_file(number, file)
            taken = self.custody.file(file)
            self._read_lines(file.custody, taken.take)
            taken.close()
        own, custody = {file.artifact_id for file in self.manifest.files}, self.custody
        links = LinkCheck(
            self.manifest.chain, own, custody.expected, self.keys, self.findings, is_complete=custody.is_complete
        )
        self._read_lines(CHAIN, links.take)
        links.close()
        self._tell_unproved()

    def _tell_unproved(self) -> None:
        extent, unproved = self.manifest.chain, self.custody.unproved
        if not unproved.count:
            return
        if extent.after > extent.pruned_until:
            # The time of the first record that was kept counts only where the chain goes through that record.
            detail = f"it begins after record {extent.after}, and pruning ended with {extent.pruned_until}"
            self.findings.add(Kind.LINK_BROKEN, CHAIN, detail)
        where = f"records up to {extent.pruned_until} were pruned by {extent.pruned_at}"
        which = f"all of them of before {extent.pruned_before}: {unproved}"
        self.remarks.append(f"nothing proves {unproved.count} of the custody events: {where}, {which}")

    def _compare_names(self) -> None:
        """Says which entries are missing, extra, renamed or in another order."""
        missing = {one.sha256: one.name for one in self.manifest.entries if one.name not in self._entries}
        for entry in self.directory.entries:
            if entry.name in self._said or entry.name == MANIFEST:
                continue
            if (name := missing.pop(self._data(entry).sha256(), None)) is not None:
                self.findings.add(Kind.RENAMED, entry.name, f"the manifest calls it {name}")
            else:
                self.findings.add(Kind.EXTRA, entry.name, "the manifest does not name it")
        for one in self.manifest.entries:
            if one.name not in self._entries and missing.get(one.sha256) is not None:
                self.findings.add(Kind.MISSING, one.name, "the manifest names it, and it is not there")
        self._compare_order()
        self._compare_uses()

    def _compare_order(self) -> None:
        present = [name for name in self._entries if name in self._said]
        if present != [name for name in self._said if name in self._entries]:
            self.findings.add(Kind.REORDERED, "", "its entries have not the order that the manifest says")

    def _compare_uses(self) -> None:
        used = {CHAIN, *(name for file in self.manifest.files for name in file.entries)}
        for name in self._said.keys() ^ used:
            kind, detail = (Kind.EXTRA, "belongs to no file") if name in self._said else (Kind.MISSING, "is not listed")
            self.findings.add(kind, name, f"it {detail} in the manifest")
        if len(self._said) != len(self.manifest.entries):
            self.findings.add(Kind.DUPLICATE, MANIFEST, "it names an entry twice")

    def _check_file(self, number: int, file: BundledFile) -> None:
        if file.number != number:
            self.findings.add(Kind.MANIFEST, MANIFEST, f"file {number} has the number {file.number}")
        for name in (file.entry, file.notice):
            if name is not None and name in self._entries and name in self._said and self._is_first(name):
                self._data(self._entries[name]).compare(self._said[name], self.findings)
        shown = shown_name(file.file_name)
        if file.status == ArtifactStatus.STORED:
            said = self._said.get(file.entry or "")
            if said is None or (said.size_bytes, said.sha256) != (file.size_bytes, file.sha256):
                self.findings.add(Kind.NOT_AS_STORED, file.entry or shown, "its bytes are not those that were stored")
        elif file.status == ArtifactStatus.CORRUPT:
            self.findings.add(Kind.NOT_AS_STORED, file.entry or shown, f"the bundle says that {file.reason}")
        elif file.status == ArtifactStatus.MISSING:
            self.findings.add(Kind.FILE_MISSING, shown, f"the bundle says that {file.reason}")
        elif file.status in _WITHOUT_BYTES:
            self.remarks.append(f"file {number}, {shown}, is {file.status}: {file.reason or 'no reason is given'}")
        else:
            self.findings.add(Kind.MANIFEST, MANIFEST, f"file {number} has a status that none has")

    def _read_lines(self, name: str, take: Callable[[bytes], None]) -> None:
        entry = self._entries.get(name)
        if entry is None or not self._is_first(name):
            return
        data = self._data(entry)
        for line in data.lines(self.findings):
            take(line)
        if name in self._said:
            data.compare(self._said[name], self.findings)

    def _is_first(self, name: str) -> bool:
        """Tells whether an entry has not been read yet: with as many files as there may be it would take for ever."""
        if name in self._read:
            self.findings.add(Kind.DUPLICATE, name, "the manifest has it for two things")
            return False
        self._read.add(name)
        return True

    def _data(self, entry: ZipEntry) -> EntryData:
        return EntryData(self.bundle, self.directory.base, entry)
