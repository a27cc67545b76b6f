"""Change a customer's name or further codes."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.customers.customer import Customer, clean_codes
from socdomain.customers.ports import CustomersWork
from socdomain.errors import NotAllowedError, StaleVersionError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope


@frozen
class CustomerChange:
    """What to change; None leaves a field as it is. The code itself never changes: documents carry it."""

    name: str | None = None
    further_codes: tuple[str, ...] | None = None


@frozen
class ChangeCustomer:
    """Changes a customer within the principal's reach."""

    work: Callable[[Reach], CustomersWork]
    clock: Clock
    ids: Ids

    def execute(self, code: str, change: CustomerChange, *, expected_version: int, by: Principal) -> Customer:
        """Changes a customer.

        Args:
            code: The customer's code.
            change: What to change.
            expected_version: The version that the caller saw.
            by: Who asks; needs ``customers:write``. A further code decides whose a document is, whoever sends it, and
                a code that is refused tells that somebody has it: so those are for who sees every customer.

        Raises:
            NotFoundError: There is no such customer within reach.
            NotAllowedError: Further codes are changed by somebody who does not see every customer.
            StaleVersionError: It has changed since.
            CodeTakenError: Another customer has one of the further codes.
        """
        by.require_any_scope(Scope.CUSTOMERS_WRITE)
        if change.further_codes is not None and not by.reach.is_everyone:
            raise NotAllowedError((Scope.CUSTOMERS_WRITE,))
        with self.work(by.reach) as work:
            before = work.customers.by_code(code, reach=by.reach)
            if before.version != expected_version:
                raise StaleVersionError("customer", before)
            after = evolve(
                before,
                name=before.name if change.name is None else change.name,
                further_codes=before.further_codes
                if change.further_codes is None
                else clean_codes(change.further_codes),
                version=before.version + 1,
            )
            work.customers.save(after, expected_version=before.version, reach=by.reach)
            work.audit.add(
                AuditRecord.of(
                    by,
                    "customer.changed",
                    after.id,
                    id=self.ids.new(),
                    at=self.clock.now(),
                    customer_id=after.id,
                    before={"name": before.name, "further_codes": list(before.further_codes)},
                    after={"name": after.name, "further_codes": list(after.further_codes)},
                )
            )
            work.commit()
        return after
