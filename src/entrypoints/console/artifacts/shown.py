"""Files and holds as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.container import Container
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.hold_queries import list_holds, list_holds_over
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.ids import ArtifactId, CaseId
from socdomain.object_parts import LARGEST_PART_BYTES
from socdomain.pages import LARGEST_PAGE, Page, PageRequest
from socdomain.principal import Principal

SHOWN_WITH_CASE: Final = 50
"""How many files a case shows; the others are on a page of their own."""
_STEP: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


@frozen
class ShownFile:
    """A file in a list.

    Attributes:
        id: Its identifier.
        name: Its name, without what would hide or turn letters.
        size: How long it is, for people.
        size_bytes: The same, exactly.
        sha256: In hex; empty until it is stored.
        status: How it stands with its bytes.
        reason: Why it is not as it was; empty for none.
        at: When it was stored.
        by: Who stored it.
        verified_at: When its bytes were last found as they were; None for never.
        holds: Why it may not be removed.
    """

    id: UUID
    name: str
    size: str
    size_bytes: int
    sha256: str
    status: ArtifactStatus
    reason: str
    at: datetime
    by: str
    verified_at: datetime | None
    holds: tuple[str, ...]

    @property
    def has_bytes(self) -> bool:
        """Whether it can be downloaded and verified."""
        return self.status.has_object


@frozen
class ShownHold:
    """A legal hold.

    Attributes:
        id: Its identifier.
        on: ``file``, ``case`` or ``customer``.
        reason: Why.
        at: Since when.
        by: Who placed it.
    """

    id: UUID
    on: str
    reason: str
    at: datetime
    by: str


@frozen
class ShownKey:
    """A key with which bundles are signed.

    Attributes:
        key_id: What signatures call it.
        fingerprint: By which people compare it; SHA-256 in hex.
        signs: Whether it is the one that signs now.
    """

    key_id: str
    fingerprint: str
    signs: bool


@frozen
class Evidence:
    """The files of a case.

    Attributes:
        case_id: Of which case.
        files: The latest of them.
        has_more: Whether there are others.
        holds: The holds on the case itself.
        keys: What bundles are signed with, the present key first.
        part_bytes: How long the parts are in which a browser sends a file.
    """

    case_id: UUID
    files: tuple[ShownFile, ...]
    has_more: bool
    holds: tuple[ShownHold, ...]
    keys: tuple[ShownKey, ...]
    part_bytes: int = LARGEST_PART_BYTES

    @property
    def damaged(self) -> tuple[ShownFile, ...]:
        """Those whose bytes are not as they were."""
        return tuple(file for file in self.files if file.status in (ArtifactStatus.CORRUPT, ArtifactStatus.MISSING))


def size_text(size_bytes: int) -> str:
    """Returns a length for people, in units of 1,000: ``1.4 MB``."""
    size, unit = float(size_bytes), 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{size_bytes} {_UNITS[0]}"


def evidence_of(container: Container, case_id: CaseId, *, by: Principal) -> Evidence:
    """Returns the files of a case as its page shows them."""
    found = files_of(container, case_id, PageRequest(SHOWN_WITH_CASE), by=by)
    holds = list_holds(
        container.reading(by.reach), HoldFilter(case_id=case_id, holds=True), PageRequest(LARGEST_PAGE), by=by
    )
    on_case = tuple(shown_hold(one.hold) for one in holds.items)
    keys = container.audit.make_keys().public_keys
    signing = tuple(ShownKey(key.key_id, key.fingerprint, not place) for place, key in enumerate(keys))
    return Evidence(case_id, found.items, found.next is not None, on_case, signing)


def files_of(container: Container, case_id: CaseId, page: PageRequest, *, by: Principal) -> Page[ShownFile]:
    """Returns a page of the files of a case, the latest first."""
    wanted = ArtifactFilter(case_id=case_id, kind=ArtifactKind.EVIDENCE)
    found = list_artifacts(container.reading(by.reach), wanted, page, by=by)
    artifacts = [one.artifact for one in found.items]
    held = list_holds_over(container.reading(by.reach), artifacts, by=by)
    return Page(tuple(shown_file(one, held) for one in artifacts), found.next)


def shown_file(artifact: Artifact, held: Mapping[ArtifactId, Sequence[LegalHold]]) -> ShownFile:
    """Returns a file as lists show it.

    Args:
        artifact: It.
        held: The holds that files are under.
    """
    return ShownFile(
        id=artifact.id,
        name=shown_name(artifact.file_name),
        size=size_text(artifact.size_bytes),
        size_bytes=artifact.size_bytes,
        sha256="" if artifact.sha256 is None else artifact.sha256.hex(),
        status=artifact.status,
        reason=artifact.reason,
        at=artifact.collected_at,
        by=artifact.collected_by,
        verified_at=artifact.verified_at,
        holds=tuple(hold.reason for hold in held.get(artifact.id, ())),
    )


def shown_hold(hold: LegalHold) -> ShownHold:
    """Returns a hold as pages show it."""
    on = "file" if hold.artifact_id is not None else "case" if hold.case_id is not None else "customer"
    return ShownHold(hold.id, on, hold.reason, hold.placed_at, hold.placed_by)
