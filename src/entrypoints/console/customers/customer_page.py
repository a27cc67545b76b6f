"""One customer, and the forms beside it, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import Factory, field, frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Faults
from entrypoints.console.once_forms import new_once
from entrypoints.container import Container
from socdomain.artifacts.hold_queries import HoldListing, get_retention, list_holds
from socdomain.artifacts.retention import MOST_DAYS, ArtifactRetention
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.customers.customer import Customer
from socdomain.customers.queries import get_customer
from socdomain.errors import InvalidInputError
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Principal, Scope

FURTHER: Final = "further_codes"


@frozen
class ChangeForm:
    """A customer's name and further codes, as typed."""

    version: int
    name: str = ""
    further_codes: str = ""


@frozen
class RetentionForm:
    """For how long files are kept, as typed."""

    version: int
    keep_days: str = ""


@frozen
class HoldForm:
    """Why all files of a customer are held."""

    reason: str = ""
    once: str = field(factory=new_once)


@frozen
class LiftForm:
    """Why a hold is lifted."""

    reason: str = ""


@frozen
class Typed:
    """What was typed into one of the forms, and refused.

    Attributes:
        form: Which.
        values: What was typed, by field.
        faults: What is wrong with it.
    """

    form: str = ""
    values: Mapping[str, str] = Factory(dict)
    faults: Faults = Factory(Faults)

    def value(self, form: str, name: str, stored: object) -> object:
        """Returns what stands in a field."""
        return self.values.get(name, "") if form == self.form else stored

    def faults_of(self, form: str) -> Faults:
        """Returns what is wrong with a form."""
        return self.faults if form == self.form else Faults()


@frozen
class CustomerPage:
    """One customer.

    Attributes:
        customer: It.
        may_name_codes: Whether the reader may change further codes.
        retention: For how long its files are kept; None for who may not see it.
        holds: The legal holds on its files, the latest first; None for who may not see them.
        has_more_holds: Whether there are older ones.
        typed: What was typed and refused.
        once: What the form for a hold carries.
        told: What was done before.
    """

    customer: Customer
    may_name_codes: bool
    retention: ArtifactRetention | None
    holds: tuple[HoldListing, ...] | None
    has_more_holds: bool
    typed: Typed
    once: str
    told: str = ""


def customer_page(container: Container, code: str, by: Principal, typed: Typed, told: str = "") -> CustomerPage:
    """Returns the page of a customer.

    Args:
        container: The use cases.
        code: Its code.
        by: Who looks.
        typed: What was typed and refused.
        told: What was done before.

    Raises:
        NotFoundError: There is none within reach.
    """
    customer = get_customer(container.reading(by.reach), code, by=by)
    retention, holds, has_more = None, None, False
    if Scope.ARTIFACTS_READ in by.scopes:
        retention = get_retention(container.reading(by.reach), customer.code, by=by)
        wanted, request = HoldFilter(customer.code, None, None, None), PageRequest(LARGEST_PAGE)
        found = list_holds(container.reading(by.reach), wanted, request, by=by)
        holds, has_more = found.items, found.next is not None
    return CustomerPage(customer, by.reach.is_everyone, retention, holds, has_more, typed, new_once(), told)


def kept_days(text: str) -> int | None:
    """Returns the number of days that was typed; None for nothing.

    Raises:
        InvalidInputError: It is no whole number; whether it may be is decided by whoever is given it.
    """
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdecimal()) or len(text.strip()) > len(str(MOST_DAYS)):
        raise InvalidInputError("keep_days", TEXT.fields.whole_number)
    return int(text)
