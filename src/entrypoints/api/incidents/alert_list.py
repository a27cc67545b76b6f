"""Lists of alerts: filtered, counted, and as they change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation
from msgspec import Meta, Struct

from entrypoints.api.answers import WORDS, SeverityWord, Time
from entrypoints.api.caller import needs
from entrypoints.api.cursors import Cursors, question_of
from entrypoints.api.incidents.alert_shapes import AlertOut, alert_out
from entrypoints.api.paging import LONGEST_CURSOR, Limit, NextCursor, page_asked
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, Paged, UseCases
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import list_alerts, read_alert_changes, summarise_alerts
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import AgeBand, AlertSummary, ChangesPosition
from socdomain.pages import USUAL_PAGE
from socdomain.principal import Scope

LONGEST_WORD = 500
MOST_VALUES = 5
LONGEST_OBSERVABLE = 4_096
"""One of 2,048 bytes, such as a URL, with all that defanging adds to it."""


class AlertPage(Struct):
    """A page of alerts, the last seen first."""

    items: list[AlertOut]
    next_cursor: NextCursor


class ChangedAlerts(Struct):
    """Alerts as they are now, in the order in which they last changed."""

    items: list[AlertOut]
    next: Annotated[str, Meta(description="Send it as `after` to read on; given even when there is nothing new yet.")]
    more: Annotated[bool, Meta(description="Whether there is more to read at once.")]


class SeverityAges(Struct):
    """Live alerts of one severity, by how long ago they were opened."""

    severity: SeverityWord
    counts: Annotated[list[int], Meta(description="One per band of `age_bands_hours`, and one for the older.")]


class HourCount(Struct):
    """Alerts opened in one hour."""

    hour: Annotated[Time, Meta(description="When the hour began.")]
    count: int


class SourceHours(Struct):
    """Alerts of one source opened in each of the last 24 hours."""

    source: str
    hours: list[HourCount]


class TechniqueCount(Struct):
    """Alerts of the last 24 hours that have a technique."""

    technique: str
    count: int


class AlertSummaryOut(Struct):
    """Counts over the alerts that the caller may see."""

    at: Time
    age_bands_hours: Annotated[list[int], Meta(description="Upper bounds of the bands of age.")]
    severity_by_age: list[SeverityAges]
    source_by_hour: list[SourceHours]
    techniques: Annotated[list[TechniqueCount], Meta(description="The 50 most frequent.")]


def _word(description: str) -> Any:
    return QueryParameter(description=description, max_length=LONGEST_WORD)


def asked_filter(
    status: Annotated[
        list[Status] | None, QueryParameter(max_items=MOST_VALUES, description="In one of these states; repeat it.")
    ] = None,
    severity: Annotated[
        list[SeverityWord] | None,
        QueryParameter(max_items=MOST_VALUES, description="Of one of these severities; repeat it."),
    ] = None,
    source: Annotated[str | None, _word("From this source.")] = None,
    customer: Annotated[str | None, _word("Of the customer with this code.")] = None,
    assignee: Annotated[str | None, _word("Worked on by this login name; empty for by nobody.")] = None,
    verdict: Annotated[Verdict | None, QueryParameter(description="With this verdict.")] = None,
    tag: Annotated[str | None, _word("With this tag.")] = None,
    asset: Annotated[str | None, _word("Naming an asset that has this name or alias.")] = None,
    observable: Annotated[
        str | None,
        QueryParameter(
            max_length=LONGEST_OBSERVABLE, description="Showing an observable of this value, defanged or not."
        ),
    ] = None,
    technique: Annotated[str | None, _word("With this ATT&CK technique id; `T1059` finds its sub-techniques.")] = None,
    text: Annotated[
        str | None,
        QueryParameter(
            min_length=3, max_length=LONGEST_WORD, description="Title, description or asset name contain this."
        ),
    ] = None,
    seen_from: Annotated[datetime | None, QueryParameter(description="Last seen at this time or after.")] = None,
    seen_until: Annotated[datetime | None, QueryParameter(description="Last seen before this time.")] = None,
    opened_from: Annotated[datetime | None, QueryParameter(description="Opened at this time or after.")] = None,
    opened_until: Annotated[datetime | None, QueryParameter(description="Opened before this time.")] = None,
) -> AlertFilter:
    """Provides which alerts are wanted."""
    return AlertFilter(
        status=frozenset(status or ()),
        severity=frozenset(word.severity for word in severity or ()),
        source=source,
        customer=customer,
        assignee=assignee,
        verdict=verdict,
        tag=tag,
        asset=asset,
        observable=observable,
        technique=technique,
        text=text,
        seen_from=seen_from,
        seen_until=seen_until,
        opened_from=opened_from,
        opened_until=opened_until,
    )


@get(
    "/alerts",
    summary="List alerts",
    **needs(Scope.ALERTS_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_filter, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_some(
    wanted: NamedDependency[SkipValidation[AlertFilter]], page: Paged, by: By, container: UseCases
) -> AlertPage:
    """Lists the alerts that the caller may see, the last seen first."""
    found = list_alerts(container.reading(by.reach), wanted, page.request, by=by)
    return AlertPage([alert_out(listing) for listing in found.items], page.cursor_after(found))


@get("/alerts/summary", summary="Count alerts", **needs(Scope.ALERTS_READ), responses=refusals(), sync_to_thread=True)
def summarise(by: By, container: UseCases) -> AlertSummaryOut:
    """Counts live alerts by severity and age, and those of the last 24 hours by source and hour and by technique."""
    return summary_out(summarise_alerts(container.reading(by.reach), now=container.clock.now(), by=by))


@get(
    "/alerts/changes",
    summary="Follow alerts as they change",
    **needs(Scope.ALERTS_READ),
    responses=refusals(),
    sync_to_thread=True,
)
def follow(
    request: Request[Any, Any, Any],
    cursors: NamedDependency[SkipValidation[Cursors]],
    by: By,
    container: UseCases,
    after: Annotated[
        str | None,
        QueryParameter(max_length=LONGEST_CURSOR, description="`next` of the answer before; none for the beginning."),
    ] = None,
    limit: Limit = USUAL_PAGE,
) -> ChangedAlerts:
    """Gives the alerts that changed after a position, as they are now, none skipped and none twice."""
    question = question_of(request)
    position = ChangesPosition(0) if after is None else cursors.changes(after, question)
    found = read_alert_changes(container.reading(by.reach), position, limit, by=by)
    items = [alert_out(listing) for listing in found.items]
    return ChangedAlerts(items, cursors.of_changes(found.position, question), found.more)


def summary_out(summary: AlertSummary) -> AlertSummaryOut:
    """Returns the counts as they are shown."""
    return AlertSummaryOut(
        at=summary.at,
        age_bands_hours=list(AgeBand.HOURS),
        severity_by_age=[
            SeverityAges(WORDS[severity], list(counts)) for severity, counts in summary.severity_by_age.items()
        ],
        source_by_hour=[
            SourceHours(source, [HourCount(hour, count) for hour, count in hours.items()])
            for source, hours in summary.source_by_hour.items()
        ],
        techniques=[TechniqueCount(technique, count) for technique, count in summary.techniques],
    )
