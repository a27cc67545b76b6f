"""One alert: what is known of it, and what analysts do to it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import Response, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import BodyKwarg, FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.cursors import Cursors
from entrypoints.api.etags import expected_versions, matching, presenting
from entrypoints.api.incidents.alert_bodies import (
    AlertPatch,
    BulkBody,
    bulk_change_of,
    change_of,
    question_of_bulk,
)
from entrypoints.api.incidents.alert_shapes import AlertDetailOut, alert_detail_out, presented_alert
from entrypoints.api.incidents.shapes import CommentOut, HistoryPage, comment_out, history_out
from entrypoints.api.once import once_key
from entrypoints.api.paging import page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, CREATES_ONCE, TAKES_BODY, refusals
from entrypoints.api.wired import By, Expected, Once, Paged, UseCases
from socdomain.errors import (
    ConcurrentChangeError,
    FingerprintHeldError,
    NotFoundError,
    OtherCustomerError,
    StatusChangeError,
)
from socdomain.ids import AlertId
from socdomain.incidents.change_alerts_in_bulk import BulkOutcome
from socdomain.incidents.queries import get_alert, list_alert_history
from socdomain.principal import Scope


@frozen
class CommentBody:
    """A remark."""

    text: Annotated[str, BodyKwarg(description="1 to 20,000 characters.")]


class BulkAnswerOut(Struct):
    """What became of one alert."""

    id: UUID
    outcome: BulkOutcome
    detail: Annotated[str | None, Meta(description="Why it was refused.")]


class BulkResultOut(Struct):
    """What became of each alert, in the order asked for."""

    answers: list[BulkAnswerOut]
    next_cursor: Annotated[
        str | None,
        Meta(description="Send it with the same filter to go on: it matched more than 1,000. Null when it is done."),
    ]


@get(
    "/alerts/{alert_id:uuid}",
    summary="Show an alert",
    **needs(Scope.ALERTS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(alert_id: FromPath[UUID], by: By, container: UseCases) -> Response[AlertDetailOut]:
    """Shows an alert with its assets, observables, comments and cases."""
    detail = get_alert(container.reading(by.reach), AlertId(alert_id), by=by)
    return versioned(alert_detail_out(detail), detail.alert.version)


@patch(
    "/alerts/{alert_id:uuid}",
    summary="Change an alert",
    **needs(Scope.ALERTS_WRITE),
    dto=JsonBody[AlertPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, StatusChangeError, FingerprintHeldError, OtherCustomerError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    alert_id: FromPath[UUID],
    data: JSONBody[AlertPatch],
    versions: Expected,
    by: By,
    container: UseCases,
) -> Response[AlertDetailOut]:
    """Changes status, verdict, assignee, severity or tags of an alert."""
    wanted = change_of(data)
    with presenting(presented_alert):
        detail = matching(
            versions,
            lambda version: settled(
                container.change_alert.execute, AlertId(alert_id), wanted, expected_version=version, by=by
            ),
        )
    return versioned(alert_detail_out(detail), detail.alert.version)


@get(
    "/alerts/{alert_id:uuid}/history",
    summary="Show who did what to an alert",
    **needs(Scope.ALERTS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def history(alert_id: FromPath[UUID], page: Paged, by: By, container: UseCases) -> HistoryPage:
    """Lists the changes of an alert, the latest first."""
    found = list_alert_history(container.reading(by.reach), AlertId(alert_id), page.request, by=by)
    return history_out(found.items, page.cursor_after(found))


@post(
    "/alerts/{alert_id:uuid}/comments",
    summary="Comment on an alert",
    **needs(Scope.ALERTS_WRITE),
    dto=JsonBody[CommentBody],
    dependencies={"once": Provide(once_key)},
    responses=refusals(NotFoundError, *CREATES_ONCE),
    sync_to_thread=True,
)
def comment(
    alert_id: FromPath[UUID], data: JSONBody[CommentBody], once: Once, by: By, container: UseCases
) -> CommentOut:
    """Adds a remark to an alert."""
    return comment_out(settled(container.comment_on_alert.execute, AlertId(alert_id), data.text, by=by, once=once))


@post(
    "/alerts/bulk",
    summary="Change many alerts",
    **needs(Scope.ALERTS_WRITE),
    dto=JsonBody[BulkBody],
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def change_many(
    data: JSONBody[BulkBody],
    by: By,
    container: UseCases,
    cursors: NamedDependency[SkipValidation[Cursors]],
) -> BulkResultOut:
    """Changes up to 1,000 alerts, and puts them into a case; one that cannot be changed does not stop the others."""
    question = question_of_bulk(data, by.reach)
    after = None if data.cursor is None else cursors.position(data.cursor, question)
    result = settled(container.change_alerts_in_bulk.execute, bulk_change_of(data, after), by=by)
    answers = [BulkAnswerOut(one.alert_id, one.outcome, one.detail) for one in result.answers]
    return BulkResultOut(answers, None if result.next is None else cursors.of_position(result.next, question))
