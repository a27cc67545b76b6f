"""What is put into a case and taken out again: alerts, comments and files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.incidents.case_bodies import AlertsBody, alerts_in
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import next_address
from entrypoints.console.artifacts.shown import Evidence, ShownFile, evidence_of, files_of
from entrypoints.console.cases.acts import WITH_CASE, OfCase
from entrypoints.console.cases.case_page import case_address
from entrypoints.console.forms import sends
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import once_of
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.seeing import see
from socdomain.errors import CaseExistsError
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.queries import get_case
from socdomain.incidents.views import CaseDetail
from socdomain.principal import Scope


@frozen
class FromAlertForm:
    """The alert that a case is opened from, and whether one that is open already will do."""

    alert_id: UUID
    join_existing: bool = False
    once: str = ""


@frozen
class AlertsForm:
    """The alerts that are put into a case."""

    alert_ids: tuple[UUID, ...] = ()


@frozen
class CommentForm:
    """A comment, and what makes a double click one comment."""

    text: str = ""
    once: str = ""


@frozen
class EvidencePart:
    """The files of a case, as a part of its page."""

    detail: CaseDetail
    evidence: Evidence


@frozen
class EvidencePage:
    """All files of a case."""

    detail: CaseDetail
    files: tuple[ShownFile, ...]
    next: str | None


@post("/cases/from-alert", **needs(Scope.CASES_WRITE), dependencies=sends(FromAlertForm), sync_to_thread=True)
def open_from_alert(
    sent: NamedDependency[SkipValidation[FromAlertForm]],
    by: By,
    container: UseCases,
) -> Response[Any]:
    """Opens a case from an alert, and leads to it; to the one that is open from it already, where there is one."""
    once = once_of(sent.once, sent, by)
    execute = container.open_case_from_alert.execute
    try:
        opened = settled(execute, AlertId(sent.alert_id), by=by, join_existing=sent.join_existing, once=once)
    except CaseExistsError as error:
        return see(case_address(UUID(error.case_id), "exists"))
    return see(case_address(opened.detail.case.id, "opened" if opened.is_new else "joined"))


@post(
    "/cases/{case_id:uuid}/alerts",
    **needs(Scope.CASES_WRITE),
    dependencies=sends(AlertsForm),
    sync_to_thread=True,
)
def link_alerts(
    case_id: FromPath[UUID], sent: NamedDependency[SkipValidation[AlertsForm]], by: By, container: UseCases
) -> Response[Any]:
    """Puts alerts of the same customer into a case; those that are in it already stay."""
    alert_ids = alerts_in(AlertsBody(alert_ids=sent.alert_ids))
    settled(container.link_alerts_to_case.execute, CaseId(case_id), alert_ids, by=by)
    return see(case_address(case_id, "linked"))


@post("/cases/{case_id:uuid}/alerts/{alert_id:uuid}/unlink", **needs(Scope.CASES_WRITE), sync_to_thread=True)
def unlink_alert(case_id: FromPath[UUID], alert_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Takes an alert out of a case."""
    settled(container.unlink_alert_from_case.execute, CaseId(case_id), AlertId(alert_id), by=by)
    return see(case_address(case_id, "unlinked"))


@post(
    "/cases/{case_id:uuid}/comments",
    **needs(Scope.CASES_WRITE),
    dependencies=WITH_CASE | sends(CommentForm),
    sync_to_thread=True,
)
def comment(sent: NamedDependency[SkipValidation[CommentForm]], doing: OfCase) -> Response[Any]:
    """Adds a comment to a case."""

    def act() -> None:
        once = once_of(sent.once, sent, doing.by)
        settled(doing.container.comment_on_case.execute, doing.case_id, sent.text, by=doing.by, once=once)

    return doing.do("comment", {"text": sent.text}, act, "commented")


@get(
    "/cases/{case_id:uuid}/evidence",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show_evidence(
    request: Request[Any, Any, Any], case_id: FromPath[UUID], page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows all files of a case; those that its page shows, to a page that wants them anew."""
    detail = get_case(container.reading(by.reach), CaseId(case_id), by=by)
    if is_partial(request):
        part = EvidencePart(detail, evidence_of(container, CaseId(case_id), by=by))
        return pages.answer(request, "artifacts/files.html", part)
    found = files_of(container, CaseId(case_id), page.request, by=by)
    model = EvidencePage(detail, found.items, next_address(request, page.cursor_after(found)))
    return pages.answer(request, "artifacts/all_files.html", model)
