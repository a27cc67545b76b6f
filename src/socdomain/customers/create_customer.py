"""Add a customer."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.customers.customer import Customer, clean_codes
from socdomain.customers.ports import CustomersWork
from socdomain.errors import NotAllowedError
from socdomain.ids import CustomerId, Ids
from socdomain.once import OnceKey
from socdomain.principal import Principal, Reach, Scope


@frozen
class NewCustomer:
    """What a new customer is given; shapes as in ``Customer``."""

    code: str
    name: str
    further_codes: tuple[str, ...] = ()


@frozen
class CreateCustomer:
    """Adds a customer; only for principals who see all customers, since a new one is in nobody's reach."""

    work: Callable[[Reach], CustomersWork]
    clock: Clock
    ids: Ids

    def execute(self, request: NewCustomer, *, by: Principal, once: OnceKey | None = None) -> Customer:
        """Adds a customer, or returns the one that the same idempotency key added before.

        Raises:
            NotAllowedError: The principal lacks ``customers:write``, or does not see all customers.
            InvalidInputError: A code or the name has the wrong shape.
            CodeTakenError: Another customer has one of the codes.
        """
        by.require_any_scope(Scope.CUSTOMERS_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.CUSTOMERS_WRITE,))
        now = self.clock.now()
        customer = Customer(
            CustomerId(self.ids.new()), request.code, request.name, now, clean_codes(request.further_codes)
        )
        with self.work(by.reach) as work:
            if once and (earlier := work.once.recall(once, now=now)):
                found = CustomerId(earlier.id)
                return work.customers.by_ids([found], reach=Reach.everyone())[found]
            work.customers.add(customer)
            if once:
                work.once.remember(once, customer.id, now=now)
            after = {"code": customer.code, "name": customer.name, "further_codes": list(customer.further_codes)}
            work.audit.add(
                AuditRecord.of(
                    by,
                    "customer.created",
                    customer.id,
                    id=self.ids.new(),
                    at=now,
                    customer_id=customer.id,
                    after=after,
                )
            )
            work.commit()
        return customer
