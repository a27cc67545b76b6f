"""``/api/customers``: the tenants."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen
from litestar import Response, Router, get, patch, post
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, Time, created, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.once import once_key
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, CREATES_ONCE, refusals
from entrypoints.api.wired import By, Expected, Once, Paged, UseCases
from socdomain.customers.change_customer import CustomerChange
from socdomain.customers.create_customer import NewCustomer
from socdomain.customers.customer import Customer
from socdomain.customers.queries import get_customer, list_customers
from socdomain.errors import CodeTakenError, NotFoundError
from socdomain.principal import Scope

FurtherCodes = Annotated[
    tuple[str, ...],
    BodyKwarg(description="Other codes that documents know it by; at most 100, each at most 200 characters."),
]


class CustomerOut(Struct):
    """A customer."""

    code: Annotated[str, Meta(description="Short unique code.", examples=["ACME"])]
    name: str
    further_codes: Annotated[list[str], Meta(description="Other codes that documents know it by.")]
    created_at: Time
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


class CustomerPage(Struct):
    """A page of customers, the latest added first."""

    items: list[CustomerOut]
    next_cursor: NextCursor


@frozen
class CustomerBody:
    """A new customer."""

    code: Annotated[
        str, BodyKwarg(description="Short unique code: 1 to 50 letters, digits, dots, underscores or hyphens.")
    ]
    name: Annotated[str, BodyKwarg(description="What people call it; 1 to 200 characters.")]
    further_codes: FurtherCodes = ()


@frozen
class CustomerPatch:
    """What to change; what is left out or null stays. The code never changes, since documents carry it."""

    name: Annotated[str | None, BodyKwarg(description="1 to 200 characters.")] = None
    further_codes: Annotated[tuple[str, ...] | None, BodyKwarg(description="All its further codes.")] = None


def customer_out(customer: Customer) -> CustomerOut:
    """Returns a customer as it is shown."""
    return CustomerOut(
        code=customer.code,
        name=customer.name,
        further_codes=list(customer.further_codes),
        created_at=customer.created_at,
        version=customer.version,
    )


def _presented(customer: Any) -> Presented:
    return Presented(customer_out(customer), etag_of(customer.version))


@get(
    "/",
    summary="List customers",
    **needs(Scope.CUSTOMERS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(),
    sync_to_thread=True,
)
def list_all(
    page: Paged,
    by: By,
    container: UseCases,
) -> CustomerPage:
    """Lists the customers that the caller may see, the latest added first."""
    found = list_customers(container.reading(by.reach), page.request, by=by)
    return CustomerPage([customer_out(customer) for customer in found.items], page.cursor_after(found))


@post(
    "/",
    summary="Add a customer",
    **needs(Scope.CUSTOMERS_WRITE),
    dto=JsonBody[CustomerBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(CodeTakenError, *CREATES_ONCE),
    sync_to_thread=True,
)
def create(
    data: JSONBody[CustomerBody],
    once: Once,
    by: By,
    container: UseCases,
) -> Response[CustomerOut]:
    """Adds a customer; only for callers who see all customers."""
    request = NewCustomer(data.code, data.name, data.further_codes)
    customer = settled(container.create_customer.execute, request, by=by, once=once)
    return created(customer_out(customer), f"/api/customers/{customer.code}", customer.version)


@get(
    "/{code:str}",
    summary="Show a customer",
    **needs(Scope.CUSTOMERS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(
    code: FromPath[str],
    by: By,
    container: UseCases,
) -> Response[CustomerOut]:
    """Shows the customer that has this code or further code, without regard to case."""
    customer = get_customer(container.reading(by.reach), code, by=by)
    return versioned(customer_out(customer), customer.version)


@patch(
    "/{code:str}",
    summary="Change a customer",
    **needs(Scope.CUSTOMERS_WRITE),
    dto=JsonBody[CustomerPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, CodeTakenError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    code: FromPath[str],
    data: JSONBody[CustomerPatch],
    versions: Expected,
    by: By,
    container: UseCases,
) -> Response[CustomerOut]:
    """Changes a customer's name or further codes."""
    wanted = CustomerChange(data.name, data.further_codes)
    with presenting(_presented):
        customer = matching(
            versions,
            lambda version: settled(container.change_customer.execute, code, wanted, expected_version=version, by=by),
        )
    return versioned(customer_out(customer), customer.version)


ROUTER = Router("/api/customers", route_handlers=[list_all, create, show, change], tags=["customers"])
