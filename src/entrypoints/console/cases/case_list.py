"""The cases that somebody may see, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.caller import needs
from entrypoints.api.incidents.case_bodies import asked_cases
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Pairs, address, asked, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.incidents.chips import Chip, chips_of
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from entrypoints.console.preferences import zone_of
from entrypoints.console.seeing import see
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.queries import list_cases
from socdomain.incidents.status import Status
from socdomain.incidents.views import CaseListing
from socdomain.principal import Scope
from socdomain.sources.severity import Severity

_BELOW: Final = "/cases"
_LIVE: Final[Pairs] = (("status", Status.OPEN.value), ("status", Status.IN_PROGRESS.value))
_LABELS: Final = {
    "status": TEXT.cases.status,
    "severity": TEXT.cases.severity,
    "customer": TEXT.cases.customer,
    "assignee": TEXT.cases.assignee,
}
_NOBODY: Final = "unassigned"

Several = Annotated[list[str] | None, QueryParameter(max_items=10)]
One = Annotated[str | None, QueryParameter(max_length=200)]


@frozen
class Look:
    """A way to look at the list that many want.

    Attributes:
        name: What it is called.
        address: Where it is.
        is_here: Whether it is what is shown.
    """

    name: str
    address: str
    is_here: bool


@frozen
class CasesPage:
    """A page of cases.

    Attributes:
        cases: The latest opened first.
        asked: By what they are narrowed.
        chips: The same, each with the list without it.
        looks: Lists that many want.
        next: Where the list goes on; None where it ends.
        first: Where it begins; None on its first page.
        statuses: All states that there are.
        severities: All severities, the worst first.
    """

    cases: tuple[CaseListing, ...]
    asked: CaseFilter
    chips: tuple[Chip, ...]
    looks: tuple[Look, ...]
    next: str | None
    first: str | None
    statuses: tuple[Status, ...] = tuple(Status)
    severities: tuple[Severity, ...] = tuple(reversed(Severity))


@get(
    _BELOW,
    **needs(Scope.CASES_READ),
    dependencies={**PAGED, "wanted": Provide(asked_cases, sync_to_thread=False)},
    sync_to_thread=True,
)
def show(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[CaseFilter]],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[bytes]:
    """Lists cases."""
    found = list_cases(container.reading(by.reach), wanted, page.request, by=by)
    pairs = asked(request)
    model = CasesPage(
        cases=found.items,
        asked=wanted,
        chips=chips_of(_BELOW, pairs, _LABELS, zone_of(request), container.clock.now()),
        looks=_looks(by.name, pairs),
        next=next_address(request, page.cursor_after(found)),
        first=None if page.request.after is None else address(_BELOW, pairs),
    )
    return pages.answer(request, "cases/list.html", model)


@get(f"{_BELOW}/narrow", **needs(Scope.CASES_READ), sync_to_thread=True)
def narrow(
    request: Request[Any, Any, Any],
    status: Several = None,
    severity: Several = None,
    customer: One = None,
    assignee: One = None,
    unassigned: One = None,
) -> Response[Any]:
    """Leads to the cases that a form asks for; what is left empty does not narrow."""
    # The names are parameters so that no other is taken; what they may be, the list's own filter says.
    return see(address(_BELOW, _given(list(request.query_params.multi_items()))))


def _given(sent: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    is_nobody = any(name == _NOBODY and value for name, value in sent)
    for name, value in sent:
        if value.strip() and name != _NOBODY and not (name == "assignee" and is_nobody):
            yield name, value.strip()
    if is_nobody:
        yield "assignee", ""


def _looks(me: str, present: Pairs) -> tuple[Look, ...]:
    looks: tuple[tuple[str, Pairs], ...] = (
        (TEXT.cases.look_live, _LIVE),
        (TEXT.cases.look_unassigned, (*_LIVE, ("assignee", ""))),
        (TEXT.cases.look_mine, (*_LIVE, ("assignee", me))),
        (TEXT.cases.look_all, ()),
    )
    return tuple(Look(name, address(_BELOW, pairs), sorted(pairs) == sorted(present)) for name, pairs in looks)
