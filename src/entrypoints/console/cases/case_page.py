"""A case on one page: what it is, what can be done, what belongs to it, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.artifacts.shown import Evidence, evidence_of
from entrypoints.console.cases.history import Happening, happening
from entrypoints.console.catalog import TEXT
from entrypoints.console.once_forms import new_once
from entrypoints.console.pages import Pages, Rendered
from entrypoints.console.refused import NOT_REFUSED, Refused
from entrypoints.container import Container
from socdomain.ids import CaseId
from socdomain.incidents.queries import get_case, list_case_history
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import CaseDetail, ShownObservable
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope
from socdomain.sources.observables import defang
from socdomain.sources.severity import Severity

_TOLD: Final[Mapping[str, str]] = TEXT.cases.told
_LATEST: Final = 20


@frozen
class ShownAsset:
    """A host, user or mailbox, and the queue of its alerts."""

    kind: str
    name: str
    alerts: str


@frozen
class ShownValue:
    """An observable.

    Attributes:
        type: What it is.
        defanged: Its value, so that nobody follows it by accident.
        value: The value itself, to be copied.
        is_internal: Whether it means something within a private network only.
        alerts: The queue of the alerts that show it.
    """

    type: str
    defanged: str
    value: str
    is_internal: bool
    alerts: str


@frozen
class CasePage:
    """The page of a case.

    Attributes:
        detail: The case with all that belongs to it.
        me: Login name of whoever looks.
        assets: Its hosts, users and mailboxes.
        values: Its observables.
        history: What was done to it, the latest.
        has_more: Whether more was done to it.
        evidence: Its files; None for who may not see files.
        once: What makes a double click one act.
        verdicts: With which its alerts can be closed.
        severities: All of them, the worst first.
        refused: The form that was refused, if one was.
        told: What was done before.
    """

    detail: CaseDetail
    me: str
    assets: tuple[ShownAsset, ...]
    values: tuple[ShownValue, ...]
    history: tuple[Happening, ...]
    has_more: bool
    evidence: Evidence | None
    once: str
    verdicts: tuple[Verdict, ...] = tuple(one for one in Verdict if one is not Verdict.DUPLICATE)
    severities: tuple[Severity, ...] = tuple(reversed(Severity))
    refused: Refused = NOT_REFUSED
    told: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether the case is closed."""
        return self.detail.case.status is Status.CLOSED


@get("/cases/{case_id:uuid}", **needs(Scope.CASES_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    case_id: FromPath[UUID],
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
) -> Response[bytes]:
    """Shows a case."""
    return answer_case(request, CaseId(case_id), pages, container, by=by, told=_TOLD.get(done or "", ""))


def case_address(case_id: UUID, done: str) -> str:
    """Returns the page of a case, which says what was done."""
    return address(f"/cases/{case_id}", [("done", done)])


def answer_case(
    request: Request[Any, Any, Any],
    case_id: CaseId,
    pages: Pages,
    container: Container,
    *,
    by: Principal,
    told: str = "",
    refused: Refused | None = None,
    status: int = 200,
) -> Response[bytes]:
    """Returns the page of a case.

    Args:
        request: The call.
        case_id: Which.
        pages: Makes the page.
        container: The use cases.
        by: Who calls.
        told: What was done before.
        refused: A form of the page that was refused.
        status: Of the answer.

    Raises:
        NotFoundError: It is not within reach.
    """
    detail = get_case(container.reading(by.reach), case_id, by=by)
    done = list_case_history(container.reading(by.reach), case_id, PageRequest(_LATEST), by=by)
    sees_files = Scope.ARTIFACTS_READ in by.scopes
    model = CasePage(
        detail=detail,
        me=by.name,
        assets=tuple(
            ShownAsset(one.kind.value, one.name, address("/alerts", [("asset", one.name)])) for one in detail.assets
        ),
        values=tuple(map(_value, detail.observables)),
        history=tuple(map(happening, done.items)),
        has_more=done.next is not None,
        evidence=evidence_of(container, case_id, by=by) if sees_files else None,
        once=new_once(),
        refused=refused or NOT_REFUSED,
        told=told,
    )
    return pages.answer(request, "cases/case.html", model, status=status)


def _value(shown: ShownObservable) -> ShownValue:
    one = shown.observable
    alerts = address("/alerts", [("observable", one.value)])
    return ShownValue(one.type.value, defang(one), one.value, one.internal, alerts)
