"""What is sent to change alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from attrs import asdict, frozen
from litestar.params import BodyKwarg
from msgspec import UnsetType

from entrypoints.api.answers import SeverityWord
from entrypoints.api.cursors import digest_of_question
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.change_alerts_in_bulk import BulkChange
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.pages import Position
from socdomain.principal import Reach
from socdomain.unset import UNSET, Unset

T = TypeVar("T")

VerdictField = Annotated[
    Verdict | None, BodyKwarg(description="What it turned out to be; with `status` `CLOSED`, and only then.")
]
VerdictReason = Annotated[
    str | None, BodyKwarg(description="Why; required for a false positive, at most 2,000 characters.")
]


@frozen
class AlertPatch:
    """What to change; what is left out stays."""

    status: Annotated[Status | UnsetType, BodyKwarg(description="The new status.")] = msgspec.UNSET
    verdict: VerdictField = None
    verdict_reason: VerdictReason = None
    duplicate_of: Annotated[UUID | None, BodyKwarg(description="The alert that it repeats.")] = None
    reason: Annotated[str | None, BodyKwarg(description="Why a closed alert is taken up again.")] = None
    assignee: Annotated[
        str | UnsetType | None, BodyKwarg(description="Login name of who works on it; null for nobody.")
    ] = msgspec.UNSET
    severity: Annotated[SeverityWord | UnsetType, BodyKwarg(description="From then on no event changes it.")] = (
        msgspec.UNSET
    )
    tags: Annotated[tuple[str, ...] | UnsetType, BodyKwarg(description="All its tags.")] = msgspec.UNSET
    add_tags: Annotated[tuple[str, ...], BodyKwarg(description="Tags to add.")] = ()
    remove_tags: Annotated[tuple[str, ...], BodyKwarg(description="Tags to take away.")] = ()


@frozen
class AlertFilterBody:
    """Which alerts; as the parameters of the list."""

    status: tuple[Status, ...] = ()
    severity: tuple[SeverityWord, ...] = ()
    source: str | None = None
    customer: str | None = None
    assignee: str | None = None
    verdict: Verdict | None = None
    tag: str | None = None
    asset: str | None = None
    observable: str | None = None
    technique: str | None = None
    text: str | None = None
    seen_from: datetime | None = None
    seen_until: datetime | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None


@frozen
class BulkBody:
    """Which alerts to change, and how."""

    ids: Annotated[tuple[UUID, ...], BodyKwarg(description="Up to 1,000 alerts; or a filter.")] = ()
    filter: Annotated[AlertFilterBody | None, BodyKwarg(description="All that match, up to 1,000 at a time.")] = None
    as_of: Annotated[
        datetime | None,
        BodyKwarg(description="With a filter: only alerts recorded by then, so that none is changed unseen."),
    ] = None
    cursor: Annotated[
        str | None,
        BodyKwarg(description="With a filter that matched more than 1,000: `next_cursor` of the answer before."),
    ] = None
    change: Annotated[AlertPatch | None, BodyKwarg(description="What to change of each.")] = None
    case_id: Annotated[UUID | None, BodyKwarg(description="The case to put each into.")] = None


def closing_of(verdict: Verdict | None, reason: str | None, duplicate_of: UUID | None) -> Closing | None:
    """Returns what is said when closing; None where no verdict is given.

    Raises:
        InvalidInputError: Something that belongs to a verdict is given without one.
    """
    if verdict is None:
        if reason is not None or duplicate_of is not None:
            raise InvalidInputError("verdict", "must be given with what belongs to it")
        return None
    return Closing(verdict, reason, None if duplicate_of is None else AlertId(duplicate_of))


def settable(value: T | UnsetType) -> T | Unset:
    """Returns a field of a change as the domain has it."""
    return UNSET if isinstance(value, UnsetType) else value


def change_of(patch: AlertPatch) -> AlertChange:
    """Returns the change that a body asks for."""
    severity = settable(patch.severity)
    return AlertChange(
        status=settable(patch.status),
        closing=closing_of(patch.verdict, patch.verdict_reason, patch.duplicate_of),
        reason=patch.reason,
        assignee=settable(patch.assignee),
        severity=severity.severity if isinstance(severity, SeverityWord) else UNSET,
        tags=settable(patch.tags),
        add_tags=patch.add_tags,
        remove_tags=patch.remove_tags,
    )


def filter_of(body: AlertFilterBody) -> AlertFilter:
    """Returns the filter that a body asks for."""
    asked: dict[str, Any] = asdict(body, recurse=False)
    asked["severity"] = frozenset(word.severity for word in body.severity)
    return AlertFilter(**asked)


def question_of_bulk(body: BulkBody, reach: Reach) -> bytes:
    """Returns the digest of which alerts a body asks for, and within which reach, to which its cursor belongs."""
    return digest_of_question(("bulk", body.filter, body.as_of), reach=reach)


def bulk_change_of(body: BulkBody, after: Position | None) -> BulkChange:
    """Returns the change of many alerts that a body asks for.

    Args:
        body: The body.
        after: The position that its cursor stands for.
    """
    return BulkChange(
        ids=tuple(map(AlertId, body.ids)),
        wanted=None if body.filter is None else filter_of(body.filter),
        as_of=body.as_of,
        after=after,
        change=None if body.change is None else change_of(body.change),
        case_id=None if body.case_id is None else CaseId(body.case_id),
    )
