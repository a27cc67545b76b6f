"""The last entry of a bundle: what is in it, of which case, by whom and when; canonical JSON, signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from attrs import AttrsInstance, asdict, fields, frozen

from socdomain.artifacts.bundle.zip_writer import Written
from socdomain.audit.ports import SignsAudit, VerifiesSignatures
from socdomain.canonical import canonical_json
from socdomain.errors import WatchfloorError

MANIFEST: Final = "manifest.json"
CHAIN: Final = "chain.jsonl"
MOST_MANIFEST_BYTES: Final = 32 * 1024 * 1024
"""More than 10,000 files have, whose names take 16 MiB."""
_TYPE: Final = "watchfloor.evidence-bundle.1"

_HASH_BYTES: Final = 32
_TYPES_OF: Final[Mapping[str, tuple[type, ...]]] = {
    "str": (str,),
    "int": (int,),
    "str | None": (str, type(None)),
}

T = TypeVar("T", bound=AttrsInstance)


class ManifestUnreadableError(WatchfloorError):
    """An entry in the manifest's place that is none."""


@frozen
class BundledFile:
    """A file of the case, whether its bytes are in the bundle or not.

    Attributes:
        number: Its place in the bundle, from 1.
        artifact_id: Its identifier.
        file_name: Its name, exactly as it was given.
        content_type: What it is said to be.
        size_bytes: Its length when it was stored.
        sha256: SHA-256 over its bytes when it was stored, in hexadecimal digits; None where it never was.
        collected_at: When it was collected, RFC 3339.
        collected_by: Name of who did.
        agent_id: The agent that it is about; None for none.
        status: ``stored`` where the bytes in the bundle are those that were stored; else what became of it: ``corrupt``
            (the bytes in the bundle are others), ``missing``, ``deleted``, ``pending`` or ``failed``.
        reason: Why it is not ``stored``; empty where it is.
        entry: Name of the entry with its bytes; None where there is none.
        notice: Name of an entry that tells people of a corrupt file what it is; None where there is none.
        custody: Name of the entry with its custody events.
        events: How many those are.
    """

    number: int
    artifact_id: str
    file_name: str
    content_type: str
    size_bytes: int
    sha256: str | None
    collected_at: str
    collected_by: str
    agent_id: str | None
    status: str
    reason: str
    entry: str | None
    notice: str | None
    custody: str
    events: int

    @property
    def entries(self) -> tuple[str, ...]:
        """Names of the entries that are its own."""
        return tuple(name for name in (self.entry, self.notice, self.custody) if name is not None)


@frozen
class ChainExtent:
    """Which part of the customer's audit chain proves the custody.

    Attributes:
        id: Which chain.
        after: The place before the first record that is there; 0 where the chain begins with it.
        after_hash: The hash of the record at that place, in hexadecimal digits.
        until: The place of the last record, which is signed.
        until_hash: Its hash.
        pruned_until: The place up to which records were pruned, in good order; 0 where none were. Custody events of
            before are in the bundle, and nothing proves them.
        pruned_at: When the last of them were pruned, RFC 3339; empty where none were.
        pruned_before: The time of the first record that was kept, RFC 3339; all that were pruned are older. Empty where
            none were.
    """

    id: str
    after: int
    after_hash: str
    until: int
    until_hash: str
    pruned_until: int
    pruned_at: str
    pruned_before: str


@frozen
class Manifest:
    """What a bundle is.

    Attributes:
        bundle_id: Its identifier, which the custody events of its export name.
        case_id: Identifier of the case.
        case_number: What people call it.
        case_name: Its name.
        customer_id: Identifier of the customer.
        customer: Code of the customer.
        exported_at: When, RFC 3339.
        exported_by: Name of who exported it.
        exported_by_id: Its identifier.
        files: The files of the case.
        chain: What proves the custody.
        entries: All entries but this one, in their order.
    """

    bundle_id: str
    case_id: str
    case_number: int
    case_name: str
    customer_id: str
    customer: str
    exported_at: str
    exported_by: str
    exported_by_id: str
    files: tuple[BundledFile, ...]
    chain: ChainExtent
    entries: tuple[Written, ...]

    def document(self, key_id: str) -> dict[str, Any]:
        """Returns what is signed, as a document."""
        return {"type": _TYPE, "key_id": key_id, **asdict(self)}


@frozen
class SignedManifest:
    """A manifest as it stands in a bundle.

    Attributes:
        manifest: What it says.
        key_id: Which key signed it.
        signature: The signature.
    """

    manifest: Manifest
    key_id: str
    signature: bytes

    def body(self) -> bytes:
        """Returns the bytes of the entry."""
        return canonical_json({**self.manifest.document(self.key_id), "signature": self.signature.hex()})

    def holds(self, verifier: VerifiesSignatures) -> bool:
        """Tells whether the signature is one of a known key."""
        message = canonical_json(self.manifest.document(self.key_id))
        return verifier.verifies(message, self.signature, key_id=self.key_id)


def sign_manifest(manifest: Manifest, signer: SignsAudit) -> SignedManifest:
    """Signs canonical JSON (RFC 8785) of everything but the signature."""
    message = canonical_json(manifest.document(signer.key_id))
    return SignedManifest(manifest, signer.key_id, signer.sign(message))


def read_manifest(body: bytes) -> SignedManifest:
    """Reads a manifest.

    Raises:
        ManifestUnreadableError: It is none, or not byte for byte as one is written.
    """
    try:
        document = json.loads(body)
        read = _read(document)
        as_written = read.body()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestUnreadableError("it is no manifest") from error
    if as_written != body:
        raise ManifestUnreadableError("it is not written as manifests are")
    return read


def _read(document: dict[str, Any]) -> SignedManifest:
    written = dict(document)
    if written.pop("type") != _TYPE:
        raise ManifestUnreadableError("it is a manifest of another kind")
    key_id, signature = _text(written.pop("key_id")), bytes.fromhex(written.pop("signature"))
    lists: dict[str, Any] = {
        "files": tuple(_made(BundledFile, one) for one in written.pop("files")),
        "chain": _made(ChainExtent, written.pop("chain")),
        "entries": tuple(_made(Written, one) for one in written.pop("entries")),
    }
    _check_extent(lists["chain"])
    return SignedManifest(_made(Manifest, written, **lists), key_id, signature)


def _check_extent(extent: ChainExtent) -> None:
    hashes = (bytes.fromhex(extent.after_hash), bytes.fromhex(extent.until_hash))
    if str(UUID(extent.id)) != extent.id or any(len(one) != _HASH_BYTES for one in hashes):
        raise ValueError("it names no chain")
    for time in (extent.pruned_at, extent.pruned_before):
        if time:
            aware_time(time)


def aware_time(text: str) -> datetime:
    """Returns a time that is written down with its zone.

    Raises:
        ValueError: It is none.
        TypeError: It is no text.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("the time has no zone")
    return at


def _made(kind: type[T], written: Mapping[str, Any], **more: Any) -> T:
    """Makes what has fields of text and whole numbers; what is not there, too much or of another type is refused."""
    for one in fields(kind):
        # As text, since annotations are not evaluated here.
        if one.name not in more and type(written[one.name]) not in _TYPES_OF[str(one.type)]:
            raise TypeError(f"{one.name} is not what it has to be")
    return kind(**written, **more)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("it is no text")
    return value
