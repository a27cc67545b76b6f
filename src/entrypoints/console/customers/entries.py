"""``/console/customers``: the customers that there are, and adding one."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, next_address
from entrypoints.console.faults import REFUSED, Faults, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import new_once, once_of
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from socdomain.customers.create_customer import NewCustomer
from socdomain.customers.customer import Customer
from socdomain.customers.queries import list_customers
from socdomain.errors import CodeTakenError, NotAllowedError
from socdomain.principal import Scope


@frozen
class CustomerForm:
    """A new customer, as typed."""

    code: str = ""
    name: str = ""
    further_codes: str = ""
    once: str = field(factory=new_once)


@frozen
class CustomersPage:
    """The customers that the reader may see.

    Attributes:
        customers: A page of them, the latest added first.
        may_add: Whether the reader may add one.
        next: Where the list goes on.
        first: Where it begins; empty at its beginning.
    """

    customers: tuple[Customer, ...]
    may_add: bool
    next: str | None
    first: str


@frozen
class NewCustomerPage:
    """The form for a new customer.

    Attributes:
        sent: What was typed.
        faults: What is wrong with it.
    """

    sent: CustomerForm
    faults: Faults


def may_add(by: Any) -> bool:
    """Tells whether somebody may add customers: one that is new is in nobody's reach but everyone's."""
    return Scope.CUSTOMERS_WRITE in by.scopes and by.reach.is_everyone


def code_lines(text: str) -> tuple[str, ...]:
    """Returns the codes in a text, one a line; empty lines say nothing."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@get(
    "/",
    **needs(Scope.CUSTOMERS_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show_list(
    request: Request[Any, Any, Any], page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows the customers."""
    found = list_customers(container.reading(by.reach), page.request, by=by)
    first = address("/customers") if page.request.after else ""
    shown = CustomersPage(found.items, may_add(by), next_address(request, page.cursor_after(found)), first)
    return pages.answer(request, "customers/list.html", shown)


@get("/_new", **needs(Scope.CUSTOMERS_WRITE), sync_to_thread=True)
def show_form(request: Request[Any, Any, Any], by: By, pages: Rendered) -> Response[bytes]:
    """Shows the form for a new customer; no code begins with an underscore."""
    if not may_add(by):
        raise NotAllowedError((Scope.CUSTOMERS_WRITE,))
    return pages.answer(request, "customers/new.html", NewCustomerPage(CustomerForm(), Faults()))


@post("/", **needs(Scope.CUSTOMERS_WRITE), dependencies=sends(CustomerForm), sync_to_thread=True)
def add(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[CustomerForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Adds a customer, and goes to its page."""
    new = NewCustomer(sent.code.strip(), sent.name, code_lines(sent.further_codes))
    try:
        once = once_of(sent.once, sent, by)
        customer = settled(container.create_customer.execute, new, by=by, once=once)
    except REFUSED as error:
        faults = faults_of(error)
        if isinstance(error, CodeTakenError) and error.code != new.code:
            faults = Faults({"further_codes": str(error)}, faults.status)
        return pages.answer(request, "customers/new.html", NewCustomerPage(sent, faults), status=faults.status)
    return see(address(f"/customers/{customer.code}", [("done", "added")]))


HANDLERS: list[HTTPRouteHandler] = [show_list, show_form, add]
