"""Cases: opened from alerts, worked on, and closed with their alerts."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from msgspec import Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, created, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import expected_versions, matching, presenting
from entrypoints.api.incidents.alerts import CommentBody
from entrypoints.api.incidents.case_bodies import (
    AlertsBody,
    CaseFromAlertBody,
    CasePatch,
    alerts_in,
    asked_cases,
    change_of,
)
from entrypoints.api.incidents.case_shapes import CaseDetailOut, CaseOut, case_detail_out, case_out, presented_case
from entrypoints.api.incidents.shapes import CommentOut, HistoryPage, comment_out, history_out
from entrypoints.api.once import once_key
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, CREATES_ONCE, TAKES_BODY, refusals
from entrypoints.api.wired import By, Expected, Once, Paged, UseCases
from socdomain.errors import (
    CaseExistsError,
    ConcurrentChangeError,
    NotFoundError,
    OtherCustomerError,
    StatusChangeError,
)
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.queries import get_case, list_case_history, list_cases
from socdomain.principal import Scope

_JOINED = ResponseSpec(
    data_container=CaseDetailOut,
    generate_examples=False,
    description="The open case that was there already, which the caller asked to join.",
)


class CasePage(Struct):
    """A page of cases, the latest opened first."""

    items: list[CaseOut]
    next_cursor: NextCursor


@post(
    "/case/from-alert",
    summary="Open a case from an alert",
    **needs(Scope.CASES_WRITE),
    dto=JsonBody[CaseFromAlertBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses={HTTP_200_OK: _JOINED, **refusals(NotFoundError, CaseExistsError, *CREATES_ONCE)},
    sync_to_thread=True,
)
def open_case_from_alert(
    data: JSONBody[CaseFromAlertBody], once: Once, by: By, container: UseCases
) -> Response[CaseDetailOut]:
    """Opens a case that takes over an alert's name, description, severity and customer.

    A second open case from the same alert is refused with the number of the first, unless `join_existing` is true.
    """
    opened = settled(
        container.open_case_from_alert.execute,
        AlertId(data.alert_id),
        by=by,
        join_existing=data.join_existing,
        once=once,
    )
    case = opened.detail.case
    answer = created(case_detail_out(opened.detail), f"/api/incident_management/cases/{case.id}", case.version)
    if not opened.is_new:
        answer.status_code = HTTP_200_OK
    return answer


@get(
    "/cases",
    summary="List cases",
    **needs(Scope.CASES_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_cases, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_some(
    wanted: NamedDependency[SkipValidation[CaseFilter]], page: Paged, by: By, container: UseCases
) -> CasePage:
    """Lists the cases that the caller may see, the latest opened first."""
    found = list_cases(container.reading(by.reach), wanted, page.request, by=by)
    return CasePage([case_out(listing) for listing in found.items], page.cursor_after(found))


@get(
    "/cases/{case_id:uuid}",
    summary="Show a case",
    **needs(Scope.CASES_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(case_id: FromPath[UUID], by: By, container: UseCases) -> Response[CaseDetailOut]:
    """Shows a case with its alerts, and their assets and observables."""
    detail = get_case(container.reading(by.reach), CaseId(case_id), by=by)
    return versioned(case_detail_out(detail), detail.case.version)


@patch(
    "/cases/{case_id:uuid}",
    summary="Change a case",
    **needs(Scope.CASES_WRITE),
    dto=JsonBody[CasePatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, StatusChangeError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    case_id: FromPath[UUID], data: JSONBody[CasePatch], versions: Expected, by: By, container: UseCases
) -> Response[CaseDetailOut]:
    """Changes a case; when it is closed, its alerts can be closed with it in the same transaction."""
    wanted = change_of(data)
    with presenting(presented_case):
        detail = matching(
            versions,
            lambda version: settled(
                container.change_case.execute, CaseId(case_id), wanted, expected_version=version, by=by
            ),
        )
    return versioned(case_detail_out(detail), detail.case.version)


@post(
    "/cases/{case_id:uuid}/alerts",
    summary="Put alerts into a case",
    **needs(Scope.CASES_WRITE),
    dto=JsonBody[AlertsBody],
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, OtherCustomerError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def link_alerts(
    case_id: FromPath[UUID], data: JSONBody[AlertsBody], by: By, container: UseCases
) -> Response[CaseDetailOut]:
    """Puts alerts of the same customer into a case; those that are in it already stay."""
    detail = settled(container.link_alerts_to_case.execute, CaseId(case_id), alerts_in(data), by=by)
    return versioned(case_detail_out(detail), detail.case.version)


@delete(
    "/cases/{case_id:uuid}/alerts/{alert_id:uuid}",
    summary="Take an alert out of a case",
    **needs(Scope.CASES_WRITE),
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def unlink_alert(case_id: FromPath[UUID], alert_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Takes an alert out of a case."""
    settled(container.unlink_alert_from_case.execute, CaseId(case_id), AlertId(alert_id), by=by)


@post(
    "/cases/{case_id:uuid}/comments",
    summary="Comment on a case",
    **needs(Scope.CASES_WRITE),
    dto=JsonBody[CommentBody],
    dependencies={"once": Provide(once_key)},
    responses=refusals(NotFoundError, *CREATES_ONCE),
    sync_to_thread=True,
)
def comment(
    case_id: FromPath[UUID], data: JSONBody[CommentBody], once: Once, by: By, container: UseCases
) -> CommentOut:
    """Adds a remark to a case."""
    return comment_out(settled(container.comment_on_case.execute, CaseId(case_id), data.text, by=by, once=once))


@get(
    "/cases/{case_id:uuid}/history",
    summary="Show who did what to a case",
    **needs(Scope.CASES_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def history(case_id: FromPath[UUID], page: Paged, by: By, container: UseCases) -> HistoryPage:
    """Lists the changes of a case, the latest first."""
    found = list_case_history(container.reading(by.reach), CaseId(case_id), page.request, by=by)
    return history_out(found.items, page.cursor_after(found))
