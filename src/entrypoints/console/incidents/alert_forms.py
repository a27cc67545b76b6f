"""What is sent of the page of an alert."""

from __future__ import annotations

from uuid import UUID

from attrs import field, frozen

from entrypoints.api.answers import SeverityWord
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Standing
from entrypoints.console.incidents.words import words_of
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
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

    @property
    def form(self) -> str:
        """Which of the page's forms it is; empty for a button that stands by itself."""
        if self.status is Status.CLOSED:
            return "close"
        if self.reason is not None:
            return "reopen"
        if self.assignee is not None:
            return "assign"
        if self.severity is not None:
            return "severity"
        return "tags" if self.sets_tags else ""

    @property
    def typed(self) -> dict[str, str]:
        """What was in the fields of the form, by their names."""
        return {
            "version": str(self.version),
            "verdict": "" if self.verdict is None else self.verdict.value,
            "verdict_reason": self.verdict_reason or "",
            "duplicate_of": "" if self.duplicate_of is None else str(self.duplicate_of),
            "reason": self.reason or "",
            "assignee": self.assignee or "",
            "severity": "" if self.severity is None else self.severity.value,
            "tags": self.tags,
        }

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


def standing_of(form: str, alert: Alert) -> Standing:
    """Returns what a form of an alert's page would change, as it is now.

    Args:
        form: Which form.
        alert: The alert.
    """
    assignee = (TEXT.alert.assignee, alert.assignee or TEXT.shell.nobody)
    if form == "assign":
        return (assignee,)
    if form == "severity":
        return ((TEXT.alert.severity, TEXT.incidents.severities[alert.severity.word]),)
    if form == "tags":
        return ((TEXT.alert.tags, " ".join(alert.tags)),)
    verdict = () if alert.verdict is None else ((TEXT.alert.verdict, TEXT.incidents.verdicts[alert.verdict.value]),)
    return ((TEXT.alert.fields["status"], TEXT.incidents.statuses[alert.status.value]), *verdict, assignee)


@frozen
class CommentForm:
    """A comment, and what makes a double click one act."""

    text: str = field(default="")
    once: str = ""
