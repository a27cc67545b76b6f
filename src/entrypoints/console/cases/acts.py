"""What can be done with a case: its status, who works on it, what it says, and a hold on its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.answers import SeverityWord
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.artifacts.holds import HoldForm
from entrypoints.console.assignees import assignee_named
from entrypoints.console.cases.case_page import CasePage, case_address, case_page
from entrypoints.console.cases.standing import standing_of
from entrypoints.console.faults import Faults, changed_meanwhile, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.once_forms import once_of
from entrypoints.console.pages import Pages, Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.artifacts.place_hold import NewHold
from socdomain.errors import CaseExistsError, InvalidInputError, StaleVersionError, StatusChangeError, WatchfloorError
from socdomain.ids import CaseId
from socdomain.incidents.change_case import CaseChange
from socdomain.incidents.queries import get_case
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.principal import Principal, Scope


@frozen
class StatusForm:
    """Where the case stands from now on, and with which verdict its alerts are closed with it."""

    version: int
    status: Status
    close_alerts: bool = False
    verdict: Verdict | None = None
    verdict_reason: str = ""


@frozen
class AssigneeForm:
    """Who works on it; nobody, where it is empty."""

    version: int
    assignee: str = ""


@frozen
class DetailsForm:
    """What it is called, how bad it is, and what is to be known of it."""

    version: int
    severity: SeverityWord
    name: str = ""
    description: str = ""


@frozen
class Doing:
    """What forms of a case's page have in common.

    Attributes:
        request: The call.
        case_id: Of which case.
        by: Who calls.
        pages: Makes pages.
        container: The use cases.
    """

    request: Request[Any, Any, Any]
    case_id: CaseId
    by: Principal
    pages: Pages
    container: Container

    def change(self, change: CaseChange, version: int) -> None:
        """Changes the case, as it was when its page was made."""
        execute = self.container.change_case.execute
        settled(execute, self.case_id, change, expected_version=version, by=self.by)

    def do(self, form: str, typed: dict[str, str], act: Callable[[], object], done: str) -> Response[Any]:
        """Does what a form asks for, and leads back to the case; shows the form once more where it is refused.

        Args:
            form: Which form it is.
            typed: What was in its fields.
            act: What it asks for.
            done: What the page says then.
        """
        try:
            act()
        except (InvalidInputError, StatusChangeError, CaseExistsError, StaleVersionError) as error:
            page = case_page(self.container, self.case_id, self.by)
            faults = _faults(error, form, page).typed_into(form, typed)
            shown = evolve(page, faults=faults)
            return self.pages.answer(self.request, "cases/case.html", shown, status=faults.status)
        return see(case_address(self.case_id, done))


def _faults(error: WatchfloorError, form: str, page: CasePage) -> Faults:
    if isinstance(error, StaleVersionError):
        return changed_meanwhile(standing_of(form, page.detail.case))
    return faults_of(error)


def doing_with_case(
    request: Request[Any, Any, Any], case_id: FromPath[UUID], by: By, pages: Rendered, container: UseCases
) -> Doing:
    """Provides what forms of a case's page have in common."""
    return Doing(request, CaseId(case_id), by, pages, container)


WITH_CASE = {"doing": Provide(doing_with_case, sync_to_thread=False)}
OfCase = NamedDependency[SkipValidation[Doing]]
"""As ``doing``: what forms of a case's page have in common."""


@post(
    "/cases/{case_id:uuid}/status",
    **needs(Scope.CASES_WRITE),
    dependencies=WITH_CASE | sends(StatusForm),
    sync_to_thread=True,
)
def change_status(sent: NamedDependency[SkipValidation[StatusForm]], doing: OfCase) -> Response[Any]:
    """Moves a case to another status; when it is closed, its alerts can be closed with it."""

    def act() -> None:
        doing.change(CaseChange(status=sent.status, close_alerts=_closing(sent)), sent.version)

    typed = {
        "version": str(sent.version),
        "close_alerts": "on" if sent.close_alerts else "",
        "verdict": "" if sent.verdict is None else sent.verdict.value,
        "verdict_reason": sent.verdict_reason,
    }
    return doing.do("close", typed, act, sent.status.value)


def _closing(sent: StatusForm) -> Closing | None:
    if not sent.close_alerts or sent.status is not Status.CLOSED:
        return None
    if sent.verdict is None:
        raise InvalidInputError("verdict", "must be chosen where alerts are closed")
    return Closing(sent.verdict, sent.verdict_reason or None)


@post(
    "/cases/{case_id:uuid}/assignee",
    **needs(Scope.CASES_WRITE),
    dependencies=WITH_CASE | sends(AssigneeForm),
    sync_to_thread=True,
)
def assign(sent: NamedDependency[SkipValidation[AssigneeForm]], doing: OfCase) -> Response[Any]:
    """Gives a case to somebody, or to nobody."""

    def act() -> None:
        doing.change(CaseChange(assignee=_assignee(doing, sent.assignee)), sent.version)

    return doing.do("assign", {"version": str(sent.version), "assignee": sent.assignee}, act, "assigned")


def _assignee(doing: Doing, name: str) -> str | None:
    if not name:
        return None
    case = get_case(doing.container.reading(doing.by.reach), doing.case_id, by=doing.by).case
    return assignee_named(doing.container, name, [case.customer_id], Scope.CASES_WRITE, doing.by, case.assignee)


@post(
    "/cases/{case_id:uuid}/details",
    **needs(Scope.CASES_WRITE),
    dependencies=WITH_CASE | sends(DetailsForm),
    sync_to_thread=True,
)
def change_details(sent: NamedDependency[SkipValidation[DetailsForm]], doing: OfCase) -> Response[Any]:
    """Says what a case is called, how bad it is, and what is to be known of it."""

    def act() -> None:
        change = CaseChange(name=sent.name, description=sent.description, severity=sent.severity.severity)
        doing.change(change, sent.version)

    typed = {
        "version": str(sent.version),
        "name": sent.name,
        "description": sent.description,
        "severity": sent.severity.value,
    }
    return doing.do("details", typed, act, "changed")


@post(
    "/cases/{case_id:uuid}/holds",
    **needs(Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE),
    dependencies=WITH_CASE | sends(HoldForm),
    sync_to_thread=True,
)
def hold(sent: NamedDependency[SkipValidation[HoldForm]], doing: OfCase) -> Response[Any]:
    """Holds all files of a case, those that come later too."""

    def act() -> None:
        wanted = NewHold(sent.reason, case_id=doing.case_id)
        once = once_of(sent.once, sent, doing.by)
        settled(doing.container.artifacts.place_hold.execute, wanted, by=doing.by, once=once)

    return doing.do("hold", {"reason": sent.reason}, act, "held")
