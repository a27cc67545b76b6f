"""Doing the same to several alerts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import local_target
from entrypoints.console.assignees import assignee_named, assignees
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import NO_FAULTS, Faults, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.incidents.bulk_form import Act, BulkForm
from entrypoints.console.incidents.queue_address import BELOW
from entrypoints.console.incidents.words import words_of
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.change_alerts_in_bulk import BulkAnswer, BulkChange, BulkOutcome
from socdomain.incidents.queries import customers_of_alerts, get_alert, list_cases
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.incidents.views import CaseListing
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope

_MOST_CASES: Final = 50
_LARGEST_FORM_BYTES: Final = 256 * 1024


@frozen
class AskPage:
    """A question about what to do with alerts.

    Attributes:
        sent: What was said until now.
        about: The title of the alert, where it is one.
        verdicts: What they can turn out to be.
        cases: The open cases that they can be put into.
        people: Whom they can be assigned to.
        faults: What of it is refused.
    """

    sent: BulkForm
    about: str
    verdicts: tuple[Verdict, ...]
    cases: tuple[CaseListing, ...]
    people: tuple[str, ...]
    faults: Faults


@frozen
class ResultPage:
    """What became of alerts of which some were not changed: each of these with its title, and why."""

    refused: tuple[tuple[BulkAnswer, str, str], ...]
    changed: int
    back: str


@frozen
class Done:
    """What became of alerts, and the case that they were put into."""

    answers: tuple[BulkAnswer, ...]
    case_id: UUID | None = field(default=None)


@post(
    "/bulk",
    **needs(Scope.ALERTS_WRITE),
    dependencies=sends(BulkForm),
    request_max_body_size=_LARGEST_FORM_BYTES,
    sync_to_thread=True,
)
def change_some(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[BulkForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Does something to several alerts, or asks first for what it takes."""
    chosen = sent.versions()
    if sent.act.asks and not sent.given:
        return _asked(request, sent, by, pages, container)
    back = local_target(sent.back, BELOW)
    try:
        done = _done(container, sent, chosen, by)
    except InvalidInputError as error:
        if not sent.act.asks:
            raise
        return _asked(request, sent, by, pages, container, faults_of(error))
    refused = tuple(one for one in done.answers if one.outcome in (BulkOutcome.REFUSED, BulkOutcome.NOT_FOUND))
    if refused:
        told = tuple((one, _title(container, one.alert_id, by), one.detail or TEXT.queue.gone) for one in refused)
        return _refused(request, ResultPage(told, len(done.answers) - len(refused), back), pages)
    key = "changed" if done.case_id is None else "case"
    further = "" if done.case_id is None else f"&done_case={done.case_id}"
    return see(f"{back}{'&' if '?' in back else '?'}done={key}&done_count={len(done.answers)}{further}")


def _done(container: Container, sent: BulkForm, chosen: Mapping[AlertId, int], by: Principal) -> Done:
    ids = tuple(chosen)
    if sent.act is Act.CASE and sent.case_id is None:
        opened = settled(container.open_case_from_alert.execute, ids[0], by=by, join_existing=True)
        case_id = opened.detail.case.id
    elif sent.act is Act.CASE and sent.case_id is not None:
        case_id = CaseId(sent.case_id)
    else:
        request = BulkChange(ids=ids, change=_change(container, sent, chosen, by), versions=chosen)
        return Done(settled(container.change_alerts_in_bulk.execute, request, by=by).answers)
    result = settled(container.change_alerts_in_bulk.execute, BulkChange(ids=ids, case_id=case_id), by=by)
    return Done(result.answers, case_id)


def _change(container: Container, sent: BulkForm, chosen: Collection[AlertId], by: Principal) -> AlertChange:
    if sent.act is Act.TAKE:
        return AlertChange(assignee=by.name)
    if sent.act is Act.START:
        return AlertChange(status=Status.IN_PROGRESS)
    if sent.act is Act.ASSIGN:
        return AlertChange(assignee=_assignee(container, sent, chosen, by))
    if sent.act is Act.TAG:
        return AlertChange(add_tags=words_of(sent.add_tags), remove_tags=words_of(sent.remove_tags))
    if sent.verdict is None:
        raise InvalidInputError("verdict", TEXT.queue.verdict_needed)
    twin = None if sent.duplicate_of is None else AlertId(sent.duplicate_of)
    return AlertChange(status=Status.CLOSED, closing=Closing(sent.verdict, sent.verdict_reason, twin))


def _assignee(container: Container, sent: BulkForm, chosen: Collection[AlertId], by: Principal) -> str | None:
    if sent.assignee is None:
        return None
    customers = customers_of_alerts(container.reading(by.reach), chosen, by=by)
    return assignee_named(container, sent.assignee, customers, Scope.ALERTS_WRITE, by)


def _people(container: Container, sent: BulkForm, by: Principal) -> tuple[str, ...]:
    customers = customers_of_alerts(container.reading(by.reach), sent.versions(), by=by)
    return assignees(container, customers, Scope.ALERTS_WRITE, by)


def _asked(
    request: Request[Any, Any, Any],
    sent: BulkForm,
    by: Principal,
    pages: Rendered,
    container: Container,
    faults: Faults = NO_FAULTS,
) -> Response[bytes]:
    cases = _cases(container, sent, by) if sent.act is Act.CASE else ()
    chosen = tuple(sent.versions())
    about = _title(container, chosen[0], by) if len(chosen) == 1 else ""
    people = _people(container, sent, by) if sent.act is Act.ASSIGN else ()
    sent = evolve(sent, back=local_target(sent.back, BELOW))
    model = AskPage(sent, about, tuple(Verdict), cases, people, faults)
    if is_partial(request):
        headers = {"HX-Retarget": "#act-body", "HX-Reswap": "innerHTML"}
        return pages.answer(request, "incidents/ask.html", model, status=faults.status, headers=headers)
    return pages.answer(request, "incidents/ask_page.html", model, status=faults.status)


def _title(container: Container, alert_id: AlertId, by: Principal) -> str:
    try:
        return get_alert(container.reading(by.reach), alert_id, by=by).alert.title
    except NotFoundError:
        return str(alert_id)


def _cases(container: Container, sent: BulkForm, by: Principal) -> tuple[CaseListing, ...]:
    """Returns the open cases of the customer of the first of the alerts."""
    try:
        code = get_alert(container.reading(by.reach), next(iter(sent.versions())), by=by).customer_code
    except NotFoundError:
        return ()
    wanted = CaseFilter(status=frozenset({Status.OPEN, Status.IN_PROGRESS}), customer=code)
    return list_cases(container.reading(by.reach), wanted, PageRequest(_MOST_CASES), by=by).items


def _refused(request: Request[Any, Any, Any], page: ResultPage, pages: Rendered) -> Response[bytes]:
    if is_partial(request):
        # The list is made anew as well, since some may have been changed.
        headers = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML", "HX-Trigger": "queue-changed"}
        return pages.answer(request, "incidents/refused.html", page, headers=headers)
    return pages.answer(request, "incidents/refused_page.html", page)


HANDLERS: list[HTTPRouteHandler] = [change_some]
