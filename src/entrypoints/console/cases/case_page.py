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
from entrypoints.console.assignees import assignees
from entrypoints.console.cases.history import Happening, happening
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import NO_FAULTS, Faults
from entrypoints.console.once_forms import new_once
from entrypoints.console.pages import Rendered
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
_VERDICTS: Final = (
    ("", TEXT.cases.choose),
    *((one.value, TEXT.incidents.verdicts[one.value]) for one in Verdict if one is not Verdict.DUPLICATE),
)
_SEVERITIES: Final = tuple((one.word, TEXT.incidents.severities[one.word]) for one in reversed(Severity))


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
        people: Whom it can be assigned to.
        once: What makes a double click one act.
        verdicts: With which its alerts can be closed, and what people call them.
        severities: All of them, the worst first, and what people call them.
        faults: What is wrong with a form that was refused.
        told: What was done before.
    """

    detail: CaseDetail
    me: str
    assets: tuple[ShownAsset, ...]
    values: tuple[ShownValue, ...]
    history: tuple[Happening, ...]
    has_more: bool
    evidence: Evidence | None
    people: tuple[str, ...]
    once: str
    verdicts: tuple[tuple[str, str], ...] = _VERDICTS
    severities: tuple[tuple[str, str], ...] = _SEVERITIES
    faults: Faults = NO_FAULTS
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
    page = case_page(container, CaseId(case_id), by, _TOLD.get(done or "", ""))
    return pages.answer(request, "cases/case.html", page)


def case_address(case_id: UUID, done: str) -> str:
    """Returns the page of a case, which says what was done."""
    return address(f"/cases/{case_id}", [("done", done)])


def case_page(container: Container, case_id: CaseId, by: Principal, told: str = "") -> CasePage:
    """Returns the page of a case.

    Args:
        container: The use cases.
        case_id: Which.
        by: Who looks.
        told: What was done before.

    Raises:
        NotFoundError: It is not within reach.
    """
    detail = get_case(container.reading(by.reach), case_id, by=by)
    done = list_case_history(container.reading(by.reach), case_id, PageRequest(_LATEST), by=by)
    sees_files = Scope.ARTIFACTS_READ in by.scopes
    return CasePage(
        detail=detail,
        me=by.name,
        assets=tuple(
            ShownAsset(one.kind.value, one.name, address("/alerts", [("asset", one.name)])) for one in detail.assets
        ),
        values=tuple(map(_value, detail.observables)),
        history=tuple(map(happening, done.items)),
        has_more=done.next is not None,
        evidence=evidence_of(container, case_id, by=by) if sees_files else None,
        people=assignees(container, [detail.case.customer_id], Scope.CASES_WRITE, by),
        once=new_once(),
        told=told,
    )


def _value(shown: ShownObservable) -> ShownValue:
    one = shown.observable
    alerts = address("/alerts", [("observable", one.value)])
    return ShownValue(one.type.value, defang(one), one.value, one.internal, alerts)
