"""One customer, and the forms beside it, as its page shows them."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import NO_FAULTS, Faults, Standing
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
class CustomerPage:
    """One customer.

    Attributes:
        customer: It.
        may_name_codes: Whether the reader may change further codes.
        retention: For how long its files are kept; None for who may not see it.
        holds: The legal holds on its files, the latest first; None for who may not see them.
        has_more_holds: Whether there are older ones.
        faults: What is wrong with a form that was refused.
        once: What the form for a hold carries.
        told: What was done before.
    """

    customer: Customer
    may_name_codes: bool
    retention: ArtifactRetention | None
    holds: tuple[HoldListing, ...] | None
    has_more_holds: bool
    once: str
    told: str = ""
    faults: Faults = NO_FAULTS

    def details_now(self) -> Standing:
        """Returns how its name and codes stand."""
        words = TEXT.customers
        further = ", ".join(self.customer.further_codes)
        return ((words.name, self.customer.name), (words.further_codes, further))

    def retention_now(self) -> Standing:
        """Returns for how long its files are kept; nothing to whoever may not see it."""
        if self.retention is None:
            return ()
        words, days = TEXT.customers, self.retention.keep_days
        return ((words.retention, words.keep_for_ever if days is None else words.keep_for.of(days)),)


def customer_page(container: Container, code: str, by: Principal, told: str = "") -> CustomerPage:
    """Returns the page of a customer.

    Args:
        container: The use cases.
        code: Its code.
        by: Who looks.
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
    return CustomerPage(customer, by.reach.is_everyone, retention, holds, has_more, new_once(), told)


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
