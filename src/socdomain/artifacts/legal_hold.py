"""A legal hold: what is under one is not removed, whatever else says so, until somebody lifts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from socdomain.errors import ConflictError, InvalidInputError
from socdomain.ids import ArtifactId, CaseId, CustomerId, HoldId

LONGEST_REASON: Final = 1_000


@frozen
class LegalHold:
    """A hold on all files of a customer, on those of a case, or on one; those that come later are under it too.

    Attributes:
        id: Its identifier.
        customer_id: Whose files are held.
        case_id: Of which case alone; None for those of others, too.
        artifact_id: Which file alone; None for others, too.
        reason: Why; 1 to 1,000 characters.
        placed_at: Since when, aware UTC.
        placed_by: Name of who placed it.
        lifted_at: When it was lifted; None while it holds.
        lifted_by: Name of who lifted it; empty while it holds.
        lift_reason: Why it was; 1 to 1,000 characters, empty while it holds.
    """

    id: HoldId
    customer_id: CustomerId
    case_id: CaseId | None
    artifact_id: ArtifactId | None
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lift_reason: str = ""

    def __attrs_post_init__(self) -> None:
        checked_reason(self.reason)
        if self.lifted_at is not None:
            checked_reason(self.lift_reason)
        if self.case_id is not None and self.artifact_id is not None:
            raise InvalidInputError("case_id", "must not be given beside artifact_id")


class LegalHoldError(ConflictError):
    """A file that may not be removed.

    Args:
        holds: What it is under.
    """

    def __init__(self, holds: Sequence[LegalHold]) -> None:
        whys = "; ".join(f"{hold.reason} ({hold.placed_by}, {hold.placed_at:%Y-%m-%d})" for hold in holds)
        super().__init__(f"the file is under legal hold: {whys}")
        self.holds = tuple(holds)


def checked_reason(reason: str) -> str:
    """Returns a reason without the space around it.

    Raises:
        InvalidInputError: It says nothing, or too much.
    """
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInputError("reason", f"must have 1 to {LONGEST_REASON} characters")
    return reason.strip()
