"""Evidence bundles of a locker, and hands that change them as somebody would who wants to be believed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any, Final

from attrs import field, frozen

from adapters.secrets.ed25519 import Ed25519Keys
from socdomain.artifacts import VerifyBundle
from socdomain.artifacts.bundle.export_bundle import Bundle, ExportBundle
from socdomain.artifacts.bundle.verify_bundle import BundleReport
from socdomain.artifacts.bundle.zip_writer import ZipWriter
from socdomain.audit.ports import AuditKeys, VerifiesSignatures
from socdomain.audit.prune_audit import PruneAudit
from socdomain.audit.sign_audit_heads import SignAuditHeads
from socdomain.audit.verify_audit import VerifyAudit
from socdomain.canonical import canonical_json
from socdomain.memory import MemoryAnchors, MemoryBundle
from socdomain.principal import Principal
from tests.builders import EVERYONE, an_audit_record, hours
from tests.unit.artifacts.locker import Locker

KEYS: Final = Ed25519Keys(b"k" * 32)
MALLORY: Final = Ed25519Keys(b"m" * 32)

Entries = dict[str, bytes]


@frozen
class Bundler:
    """Exports bundles of a locker, and verifies them."""

    locker: Locker
    keys: AuditKeys = field(default=KEYS)

    @property
    def signing(self) -> SignAuditHeads:
        works = self.locker.works
        return SignAuditHeads(works, works.reading, self.locker.clock, lambda: self.keys)

    @property
    def use_case(self) -> ExportBundle:
        locker = self.locker
        return ExportBundle(
            locker.works, locker.works.reading, locker.objects, locker.ids, self.signing, lambda: self.keys
        )

    def exporting(self, code: str = "ACME", by: Principal | None = None) -> Bundle:
        """Begins to export a customer's case."""
        return self.use_case.execute(self.locker.cases[code], by=by or self.locker.me)

    def export(self, code: str = "ACME", by: Principal | None = None) -> bytes:
        """Exports a customer's case."""
        return b"".join(self.exporting(code, by).content)

    def sign(self) -> None:
        """Signs the heads of all chains, as is done each minute."""
        self.signing.execute(by=self.locker.me)

    def others_do(self, count: int, name: str = "somebody", code: str = "ACME") -> None:
        """Writes records that are nobody's business who reads the bundle."""
        with self.locker.works(EVERYONE) as work:
            for _ in range(count):
                work.audit.add(an_audit_record(customer_id=self.locker.customers[code].id, by_name=name))
            work.commit()


def prune(bundler: Bundler, records: int) -> None:
    """Removes records of more than a year ago from the audit log, in good order, and so many."""
    works, locker = bundler.locker.works, bundler.locker
    verifying = VerifyAudit(works.reading, lambda: bundler.keys, MemoryAnchors())
    year = hours(24 * 365)
    pruning = PruneAudit(works, works.reading, locker.clock, locker.ids, lambda: bundler.keys, verifying, year)
    assert sum(one.records for one in pruning.execute(by=locker.me)) == records


def verify(body: bytes, keys: VerifiesSignatures | None = KEYS) -> BundleReport:
    """Verifies a bundle."""
    return VerifyBundle(keys).execute(MemoryBundle(body))


def named(body: bytes, keys: VerifiesSignatures | None = KEYS) -> list[tuple[str, str]]:
    """The kind of each finding, and what it is about."""
    return [(str(one.kind), one.about) for one in verify(body, keys).findings]


def entries_of(body: bytes) -> Entries:
    """Returns the entries of a bundle, as anybody's zip program reads them."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Returns a zip of the form that bundles have."""
    writer = ZipWriter()
    pieces = [piece for name, data in entries for piece in writer.entry(name, [data])]
    return b"".join([*pieces, *writer.end()])


def manifest_of(body: bytes) -> dict[str, Any]:
    """Returns the manifest of a bundle."""
    document: dict[str, Any] = json.loads(entries_of(body)["manifest.json"])
    return document


def signed_anew(
    body: bytes,
    change: Callable[[Entries], None],
    keys: Ed25519Keys = KEYS,
    finish: Callable[[dict[str, Any]], None] = lambda _: None,
) -> bytes:
    """Changes entries of a bundle, and signs a manifest that fits: as the platform itself would, if it lied.

    Args:
        body: The bundle.
        change: Changes its entries.
        keys: Sign it.
        finish: Changes the manifest before it is signed.
    """
    entries = entries_of(body)
    change(entries)
    document = json.loads(entries.pop("manifest.json"))
    writer = ZipWriter()
    pieces = [piece for name, data in entries.items() for piece in writer.entry(name, [data])]
    del document["signature"]
    document["key_id"] = keys.key_id
    document["entries"] = [
        {"name": one.name, "size_bytes": one.size_bytes, "sha256": one.sha256} for one in writer.written
    ]
    finish(document)
    document["signature"] = keys.sign(canonical_json(document)).hex()
    pieces += writer.entry("manifest.json", [canonical_json(document)])
    return b"".join([*pieces, *writer.end()])
