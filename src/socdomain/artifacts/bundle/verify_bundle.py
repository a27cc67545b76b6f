"""Tell of an evidence bundle whether all of it is as it was exported, and whether somebody you named has signed it."""

from __future__ import annotations

from attrs import frozen

from socdomain.artifacts.bundle.bundle_check import BundleCheck
from socdomain.artifacts.bundle.custody_check import MOST_EVENTS, CustodyCheck
from socdomain.artifacts.bundle.entry_data import EntryData
from socdomain.artifacts.bundle.findings import BundleFinding, BundleFindingKind as Kind, Findings
from socdomain.artifacts.bundle.manifest import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    ManifestUnreadableError,
    SignedManifest,
    read_manifest,
)
from socdomain.artifacts.bundle.ports import ReadsBundle
from socdomain.artifacts.bundle.zip_reader import Directory, read_directory
from socdomain.audit.ports import VerifiesSignatures


@frozen
class BundleReport:
    """What is known of a bundle.

    Attributes:
        findings: What is wrong; the first 1,000.
        more_findings: How many there are beyond.
        remarks: What is true of it and not wrong, such as that a file had been deleted.
        signed: The manifest, whoever signed it; None where it cannot be read.
        signed_by: Which of the given keys has signed it; None where none has, or none was given.
    """

    findings: tuple[BundleFinding, ...]
    more_findings: int
    remarks: tuple[str, ...]
    signed: SignedManifest | None
    signed_by: str | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong; of who made it that says nothing."""
        return not self.findings

    @property
    def is_proved(self) -> bool:
        """Whether nothing is wrong and one of the given keys has signed it."""
        return self.is_whole and self.signed_by is not None


@frozen
class VerifyBundle:
    """Verifies evidence bundles.

    Nothing in a bundle is believed: it may come from whoever is investigated. It is read in pieces, never unpacked, and
    what is held of it at a time is bounded.

    Attributes:
        keys: Knows the keys of those by whom a bundle has to be signed; None where no key is given. Then all is checked
            but who signed, and nothing proves that it was not made up as a whole.
        most_events: How many custody events are held against the audit log, which bounds the memory that it takes.
    """

    keys: VerifiesSignatures | None
    most_events: int = MOST_EVENTS

    def execute(self, bundle: ReadsBundle) -> BundleReport:
        """Verifies a bundle.

        Args:
            bundle: Its bytes.
        """
        findings, remarks = Findings(), list[str]()
        signed, signed_by = None, None
        directory = read_directory(bundle, findings)
        if directory is not None:
            signed = _manifest(bundle, directory, findings)
        if directory is not None and signed is not None:
            signed_by = self._signer(signed, findings)
            custody = CustodyCheck(signed.manifest, findings, self.most_events)
            BundleCheck(bundle, directory, signed.manifest, custody, self.keys, findings, remarks).run()
        return BundleReport(tuple(findings.found), findings.more, tuple(remarks), signed, signed_by)

    def _signer(self, signed: SignedManifest, findings: Findings) -> str | None:
        if self.keys is None:
            return None
        if not self.keys.knows(signed.key_id):
            findings.add(Kind.UNKNOWN_KEY, MANIFEST, f"it is signed with {signed.key_id}, none of the given keys")
            return None
        if not signed.holds(self.keys):
            findings.add(Kind.BAD_SIGNATURE, MANIFEST, f"it was not signed with {signed.key_id}, which it names")
            return None
        return signed.key_id


def _manifest(bundle: ReadsBundle, directory: Directory, findings: Findings) -> SignedManifest | None:
    entry = next((one for one in reversed(directory.entries) if one.name == MANIFEST), None)
    if entry is None:
        findings.add(Kind.MISSING, MANIFEST, "it has no manifest")
        return None
    if entry is not directory.entries[-1]:
        findings.add(Kind.REORDERED, MANIFEST, "it is not the last entry")
    if entry.size_bytes > MOST_MANIFEST_BYTES:
        findings.add(Kind.MANIFEST, MANIFEST, f"it is longer than {MOST_MANIFEST_BYTES} bytes")
        return None
    data = EntryData(bundle, directory.base, entry)
    body = b"".join(data.chunks())
    data.check_crc(findings)
    try:
        return read_manifest(body)
    except ManifestUnreadableError as error:
        findings.add(Kind.MANIFEST, MANIFEST, str(error))
        return None
