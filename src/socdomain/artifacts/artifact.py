"""An artifact: a stored file, and what is known of where it comes from."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import Factory, field, frozen

from socdomain.artifacts.file_name import safe_name
from socdomain.errors import InvalidInputError
from socdomain.ids import AgentId, ArtifactId, CaseId, CustomerId

LONGEST_NOTES: Final = 4_000
LONGEST_TYPE: Final = 255
"""Of a content type (RFC 6838 section 4.2 allows 127 for each half)."""


class ArtifactKind(StrEnum):
    """What a file is for."""

    EVIDENCE = "evidence"
    """About an agent or a case."""
    REPORT_TEMPLATE = "report_template"
    """What reports about a customer's cases are made from."""
    SYSMON_CONFIG = "sysmon_config"
    """What Sysmon on a customer's machines is to watch."""


class ArtifactStatus(StrEnum):
    """How it stands with an artifact's object."""

    PENDING = "pending"
    """Its parts are still being sent."""
    STORED = "stored"
    FAILED = "failed"
    """It could not be stored; the reason says why."""
    DELETED = "deleted"
    """Somebody removed it; the record and its custody stay."""
    MISSING = "missing"
    """It was stored, and the store no longer has it."""
    CORRUPT = "corrupt"
    """The store has other bytes under its key."""

    @property
    def takes_room(self) -> bool:
        """Whether it counts among what its customer has stored."""
        return self is ArtifactStatus.PENDING or self.has_object

    @property
    def has_object(self) -> bool:
        """Whether there should be an object."""
        return self in (ArtifactStatus.STORED, ArtifactStatus.MISSING, ArtifactStatus.CORRUPT)


@frozen
class ArtifactSource:
    """Where a collected file comes from; empty where somebody uploaded it.

    Attributes:
        client_id: Velociraptor's identifier of the client.
        artifact_name: Name of what was collected.
        flow_id: Velociraptor's identifier of the collection.
    """

    client_id: str = ""
    artifact_name: str = ""
    flow_id: str = ""


@frozen
class Artifact:
    """One stored file.

    Attributes:
        id: Its identifier; part of its key.
        customer_id: Whose it is.
        bucket: Where its object is.
        key: Under which key.
        file_name: The file's name, exactly as it was given.
        content_type: What it is said to be; nothing is done by it.
        size_bytes: Its length; while it is pending, the one that it is said to have.
        sha256: SHA-256 over its bytes, 32 bytes; None until it is stored.
        collected_at: When it was stored, aware UTC; while it is pending, when that began.
        collected_by: Name of who did.
        kind: What it is for.
        agent_id: The agent that it is about; None for none.
        case_id: The case that it belongs to; None for none.
        source: Where it comes from.
        notes: What people say of it; at most 4,000 characters.
        status: How it stands with its object.
        reason: Why it failed, was deleted, or is not as it was; empty for none.
        verified_at: When its object was last read again and found as it was; None for never.
        checked_at: When its bytes were last looked at: as they came, or read again, whatever was found.
        version: Counts changes, from 1.
    """

    id: ArtifactId
    customer_id: CustomerId
    bucket: str
    key: str
    file_name: str
    content_type: str
    size_bytes: int
    sha256: bytes | None
    collected_at: datetime
    collected_by: str
    kind: ArtifactKind = ArtifactKind.EVIDENCE
    agent_id: AgentId | None = None
    case_id: CaseId | None = None
    source: ArtifactSource = ArtifactSource()
    notes: str = ""
    status: ArtifactStatus = ArtifactStatus.STORED
    reason: str = ""
    verified_at: datetime | None = None
    checked_at: datetime = field(default=Factory(lambda self: self.collected_at, takes_self=True))
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if len(self.notes) > LONGEST_NOTES:
            raise InvalidInputError("notes", f"must have at most {LONGEST_NOTES} characters")
        if len(self.content_type) > LONGEST_TYPE:
            raise InvalidInputError("content_type", f"must have at most {LONGEST_TYPE} characters")


def upload_key(about: AgentId | CaseId | CustomerId, artifact_id: ArtifactId, file_name: str) -> str:
    """Returns the key of an upload: ``<agent, case or customer>/<upload>/<safe name>``.

    Of two uploads of one name neither takes the other's place, since the identifier of the upload is part of it.
    """
    return f"{about}/{artifact_id}/{safe_name(file_name)}"


def collection_key(agent_id: AgentId, flow_id: str, file_name: str) -> str:
    """Returns the key of what Velociraptor collected: ``<agent>/<flow>/<file>.zip``."""
    name = safe_name(file_name)
    return f"{agent_id}/{safe_name(flow_id)}/{name if name.endswith('.zip') else f'{name}.zip'}"


_OF_AN_UPLOAD: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_OF_A_FLOW: Final = re.compile(r"F\.[A-Za-z0-9._-]+", re.ASCII)


def is_own_key(key: str) -> bool:
    """Tells whether a key is one that ``upload_key`` or ``collection_key`` may have made.

    What somebody puts into a bucket by hand has others, and is theirs.
    """
    parts = key.split("/")
    if len(parts) != 3:
        return False
    about, within, name = parts
    is_known = _OF_AN_UPLOAD.fullmatch(within) or _OF_A_FLOW.fullmatch(within)
    return bool(_OF_AN_UPLOAD.fullmatch(about) and is_known) and safe_name(name) == name


def subject_of(key: str) -> UUID:
    """Returns the agent, case or customer that a key of ours begins with; see ``is_own_key``."""
    return UUID(key.split("/", 1)[0])
