"""Writing down what was done with a file: in its custody, and in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyAct, CustodyEvent
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Principal


@frozen
class CustodyLog:
    """Writes both within one unit of work, so that neither is there without the other.

    Attributes:
        work: The unit of work.
        clock: Tells the time.
        ids: Makes identifiers.
        by: Who does it.
    """

    work: ArtifactsWork
    clock: Clock
    ids: Ids
    by: Principal

    def note(self, artifact: Artifact, act: CustodyAct, detail: Mapping[str, Any]) -> UUID:
        """Writes down an act; the event and the record have one identifier, so that one finds the other.

        Args:
            artifact: With which file.
            act: What was done.
            detail: More of it.

        Returns:
            The identifier of both.
        """
        now, event_id = self.clock.now(), self.ids.new()
        event = CustodyEvent(event_id, artifact.id, artifact.customer_id, now, self.by.name, act, detail)
        self.work.artifacts.add_custody(event)
        self.work.audit.add(
            AuditRecord.of(
                self.by,
                f"artifact.{act.value}",
                artifact.id,
                id=event_id,
                at=now,
                customer_id=artifact.customer_id,
                after=detail,
            )
        )
        return event_id


def stored_detail(artifact: Artifact) -> dict[str, Any]:
    """Returns what is written down of a file that is stored, for whoever has to prove it later."""
    return {
        "file_name": shown_name(artifact.file_name),
        "size_bytes": artifact.size_bytes,
        "sha256": artifact.sha256.hex() if artifact.sha256 else None,
        "agent_id": None if artifact.agent_id is None else str(artifact.agent_id),
        "case_id": None if artifact.case_id is None else str(artifact.case_id),
    }
