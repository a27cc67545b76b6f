"""The states of alerts and cases, and the verdicts that close them."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId

LONGEST_REASON = 2_000


class Status(StrEnum):
    """Where an alert or a case stands."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    CLOSED = "CLOSED"

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to do something."""
        return self is not Status.CLOSED


class Verdict(StrEnum):
    """What an alert turned out to be."""

    TRUE_POSITIVE = "true_positive"
    BENIGN_POSITIVE = "benign_positive"
    FALSE_POSITIVE = "false_positive"
    DUPLICATE = "duplicate"
    UNDETERMINED = "undetermined"


@frozen
class Closing:
    """What an analyst says when closing.

    Attributes:
        verdict: What it turned out to be.
        reason: Why; required for a false positive, at most 2,000 characters.
        duplicate_of: The alert that this one repeats; given for a duplicate and only then.
    """

    verdict: Verdict
    reason: str | None = None
    duplicate_of: AlertId | None = None

    def __attrs_post_init__(self) -> None:
        if self.verdict is Verdict.FALSE_POSITIVE and not (self.reason or "").strip():
            raise InvalidInputError("verdict_reason", "a false positive needs a reason")
        if self.reason is not None and len(self.reason) > LONGEST_REASON:
            raise InvalidInputError("verdict_reason", f"must have at most {LONGEST_REASON} characters")
        if (self.verdict is Verdict.DUPLICATE) != (self.duplicate_of is not None):
            raise InvalidInputError("duplicate_of", "names the other alert for a duplicate, and only then")
