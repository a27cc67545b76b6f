"""What is sent of the page of an alert."""

from __future__ import annotations

from uuid import UUID

from attrs import field, frozen

from entrypoints.api.answers import SeverityWord
from entrypoints.console.incidents.words import words_of
from socdomain.ids import AlertId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.principal import Principal
from socdomain.unset import UNSET


@frozen
class ChangeForm:
    """What to change of an alert; what is not sent stays.

    Attributes:
        version: The version that was looked at.
        status: The new status.
        verdict: What it turned out to be, when it is closed.
        verdict_reason: Why.
        duplicate_of: The alert that it repeats.
        reason: Why a closed one is taken up again.
        take: Assign it to whoever asks.
        release: Assign it to nobody.
        assignee: Assign it to this login name.
        severity: What the analyst says.
        sets_tags: Whether ``tags`` are all its tags from now on.
        tags: Words between spaces.
    """

    version: int
    status: Status | None = None
    verdict: Verdict | None = None
    verdict_reason: str | None = None
    duplicate_of: UUID | None = None
    reason: str | None = None
    take: bool = False
    release: bool = False
    assignee: str | None = None
    severity: SeverityWord | None = None
    sets_tags: bool = False
    tags: str = ""

    def change(self, by: Principal, assignee: str | None) -> AlertChange:
        """Returns what is to be changed.

        Args:
            by: Who asks.
            assignee: The login name that ``assignee`` stands for; None where it says none.

        Raises:
            InvalidInputError: A verdict lacks what belongs to it.
        """
        closing = None
        if self.verdict is not None:
            twin = None if self.duplicate_of is None else AlertId(self.duplicate_of)
            closing = Closing(self.verdict, self.verdict_reason, twin)
        assignee = by.name if self.take else assignee
        return AlertChange(
            status=UNSET if self.status is None else self.status,
            closing=closing,
            reason=self.reason,
            assignee=None if self.release else UNSET if assignee is None else assignee,
            severity=UNSET if self.severity is None else self.severity.severity,
            tags=words_of(self.tags) if self.sets_tags else UNSET,
        )


@frozen
class CommentForm:
    """A comment, and what makes a double click one act."""

    text: str = field(default="")
    once: str = ""
