"""``/console/customers/{code}``: one customer, its codes, and for how long its files are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.customers.customer_page import (
    FURTHER,
    ChangeForm,
    CustomerPage,
    HoldForm,
    LiftForm,
    RetentionForm,
    customer_page,
    kept_days,
)
from entrypoints.console.customers.entries import code_lines
from entrypoints.console.faults import REFUSED, Faults, changed_meanwhile, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.once_forms import once_of
from entrypoints.console.pages import Pages, Rendered
from entrypoints.console.seeing import see
from socdomain.artifacts.hold_queries import get_hold
from socdomain.artifacts.place_hold import NewHold
from socdomain.customers.change_customer import CustomerChange
from socdomain.customers.customer import folded
from socdomain.errors import CodeTakenError, NotFoundError, StaleVersionError
from socdomain.ids import HoldId
from socdomain.principal import Scope

_TOLD: Final[Mapping[str, str]] = {
    "added": TEXT.customers.told_added,
    "saved": TEXT.customers.told_saved,
    "retention": TEXT.customers.told_retention,
    "held": TEXT.customers.told_held,
    "lifted": TEXT.customers.told_lifted,
}


@get("/{code:str}", **needs(Scope.CUSTOMERS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
) -> Response[bytes]:
    """Shows a customer."""
    page = customer_page(container, code, by, _TOLD.get(done or "", ""))
    return pages.answer(request, "customers/one.html", page)


@post("/{code:str}", **needs(Scope.CUSTOMERS_WRITE), dependencies=sends(ChangeForm), sync_to_thread=True)
def change(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    sent: NamedDependency[SkipValidation[ChangeForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Changes a customer's name and further codes."""
    codes = code_lines(sent.further_codes) if by.reach.is_everyone else None
    values = {"version": str(sent.version), "name": sent.name, FURTHER: sent.further_codes}
    wanted = CustomerChange(sent.name, codes)
    try:
        settled(container.change_customer.execute, code, wanted, expected_version=sent.version, by=by)
    except REFUSED as error:
        faults = faults_of(error)
        if isinstance(error, CodeTakenError):
            faults = Faults({FURTHER: str(error)}, faults.status)
        return _again(request, pages, customer_page(container, code, by), faults.typed_into("details", values))
    except StaleVersionError:
        page = customer_page(container, code, by)
        return _again(request, pages, page, changed_meanwhile(page.details_now()).typed_into("details", values))
    return see(_of(code, "saved"))


@post("/{code:str}/retention", **needs(Scope.HOLDS_WRITE), dependencies=sends(RetentionForm), sync_to_thread=True)
def keep(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    sent: NamedDependency[SkipValidation[RetentionForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Says for how long files of a customer are kept."""
    values = {"version": str(sent.version), "keep_days": sent.keep_days}
    try:
        days = kept_days(sent.keep_days)
        settled(container.artifacts.set_retention.execute, code, days, expected_version=sent.version, by=by)
    except REFUSED as error:
        faults = faults_of(error).typed_into("retention", values)
        return _again(request, pages, customer_page(container, code, by), faults)
    except StaleVersionError:
        page = customer_page(container, code, by)
        if page.retention is None:
            # The form is not on their page, nor may they be told how it stands.
            raise
        return _again(request, pages, page, changed_meanwhile(page.retention_now()).typed_into("retention", values))
    return see(_of(code, "retention"))


@post(
    "/{code:str}/holds",
    **needs(Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE),
    dependencies=sends(HoldForm),
    sync_to_thread=True,
)
def place_hold(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    sent: NamedDependency[SkipValidation[HoldForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Holds all files of a customer."""
    try:
        once = once_of(sent.once, sent, by)
        settled(container.artifacts.place_hold.execute, NewHold(sent.reason, customer=code), by=by, once=once)
    except REFUSED as error:
        faults = faults_of(error).typed_into("hold", {"reason": sent.reason})
        return _again(request, pages, customer_page(container, code, by), faults)
    return see(_of(code, "held"))


@post(
    "/{code:str}/holds/{hold_id:uuid}/lift",
    **needs(Scope.HOLDS_WRITE),
    dependencies=sends(LiftForm),
    sync_to_thread=True,
)
def lift_hold(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    hold_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[LiftForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Lifts a hold on files of a customer."""
    hold = get_hold(container.reading(by.reach), HoldId(hold_id), by=by)
    if folded(hold.customer_code) != folded(code):
        raise NotFoundError("legal hold", hold_id)
    try:
        settled(container.artifacts.lift_hold.execute, HoldId(hold_id), sent.reason, by=by)
    except REFUSED as error:
        faults = faults_of(error).typed_into(f"lift-{hold_id}", {"reason": sent.reason})
        return _again(request, pages, customer_page(container, code, by), faults)
    return see(_of(code, "lifted"))


def _again(request: Request[Any, Any, Any], pages: Pages, page: CustomerPage, faults: Faults) -> Response[Any]:
    return pages.answer(request, "customers/one.html", evolve(page, faults=faults), status=faults.status)


def _of(code: str, done: str) -> str:
    return address(f"/customers/{code}", [("done", done)])


HANDLERS: list[HTTPRouteHandler] = [show, change, keep, place_hold, lift_hold]
