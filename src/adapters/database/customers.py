"""Customers, and the codes that mean them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from adapters.database.conflicts import insert_into
from adapters.database.narrowing import latest_first, within
from adapters.database.platform_tables import customer_codes, customers
from socdomain.customers.customer import Customer, folded
from socdomain.errors import CodeTakenError, NotFoundError, StaleVersionError
from socdomain.ids import CustomerId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


class SqlCustomerRepository:
    """The customers, as ``CustomerRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_code(self, code: str, *, reach: Reach) -> Customer:
        """Returns the customer within reach that has this code or further code, without regard to case."""
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(code)).scalar_subquery()
        found = self._read(select(customers).where(customers.c.id == owner, within(customers.c.id, reach)))
        if not found:
            raise NotFoundError("customer", code)
        return found[0]

    def page(self, page: PageRequest, *, reach: Reach) -> Page[Customer]:
        """Returns a page of the customers within reach, the latest added first."""
        wanted = select(customers).where(within(customers.c.id, reach))
        found = self._read(latest_first(wanted, customers.c.created_at, customers.c.id, page))
        shown = found[: page.limit]
        following = Position(shown[-1].created_at, shown[-1].id) if len(found) > page.limit else None
        return Page(tuple(shown), following)

    def by_ids(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, Customer]:
        """Returns those of the customers that are within reach."""
        wanted = select(customers).where(customers.c.id.in_(sorted(set(ids))), within(customers.c.id, reach))
        return {customer.id: customer for customer in self._read(wanted)}

    def codes(self, ids: Collection[CustomerId], *, reach: Reach) -> Mapping[CustomerId, str]:
        """Returns the code of each of the customers that are within reach."""
        wanted = customers.c.id.in_(sorted(set(ids))) & within(customers.c.id, reach)
        rows = self._connection.execute(select(customers.c.id, customers.c.code).where(wanted))
        return {CustomerId(customer_id): code for customer_id, code in rows}

    def owners(self, codes: Collection[str]) -> Mapping[str, CustomerId]:
        """Tells whose the codes are."""
        wanted = customer_codes.c.folded.in_(sorted(set(codes)))
        rows = self._connection.execute(select(customer_codes.c.folded, customer_codes.c.customer_id).where(wanted))
        return {code: CustomerId(customer_id) for code, customer_id in rows}

    def add(self, customer: Customer) -> None:
        """Adds a customer."""
        self._connection.execute(
            insert(customers).values(
                id=customer.id,
                code=customer.code,
                name=customer.name,
                created_at=customer.created_at,
                version=customer.version,
            )
        )
        self._add_codes(customer)

    def save(self, customer: Customer, *, expected_version: int, reach: Reach) -> None:
        """Replaces a customer within reach."""
        is_this = (customers.c.id == customer.id) & within(customers.c.id, reach)
        saved = self._connection.execute(
            update(customers)
            .where(is_this, customers.c.version == expected_version)
            .values(code=customer.code, name=customer.name, version=customer.version)
        )
        if saved.rowcount == 0:
            present = self._read(select(customers).where(is_this))
            if not present:
                raise NotFoundError("customer", customer.code)
            raise StaleVersionError("customer", present[0])
        self._connection.execute(delete(customer_codes).where(customer_codes.c.customer_id == customer.id))
        self._add_codes(customer)

    def _add_codes(self, customer: Customer) -> None:
        codes = {
            folded(code): {"folded": folded(code), "customer_id": customer.id, "code": code, "ordinal": ordinal}
            for ordinal, code in enumerate((customer.code, *customer.further_codes))
        }
        # In one order for everybody, so that two writers of the same codes cannot wait for each other in a circle.
        rows = [codes[code] for code in sorted(codes)]
        statement = insert_into(self._connection, customer_codes).values(rows).on_conflict_do_nothing()
        added = set(self._connection.execute(statement.returning(customer_codes.c.folded)).scalars())
        for code, row in codes.items():
            if code not in added:
                raise CodeTakenError(str(row["code"]))

    def _read(self, wanted: Select[Any]) -> list[Customer]:
        found = wanted.subquery()
        rows = self._connection.execute(
            select(found, customer_codes.c.code.label("one_code"))
            .join(customer_codes, customer_codes.c.customer_id == found.c.id)
            .order_by(found.c.created_at.desc(), found.c.id.desc(), customer_codes.c.ordinal)
        )
        return [_customer(list(group)) for _, group in groupby(rows, key=lambda row: row.id)]


def _customer(rows: Iterable[Row[Any]]) -> Customer:
    first, *others = rows
    return Customer(
        id=CustomerId(first.id),
        code=first.code,
        name=first.name,
        created_at=first.created_at,
        further_codes=tuple(row.one_code for row in others),
        version=first.version,
    )
