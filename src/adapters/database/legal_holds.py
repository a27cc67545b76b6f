"""Legal holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from adapters.database.artifact_tables import artifacts, legal_holds
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.platform_tables import customer_codes
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.customers.customer import folded
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import CustomerId, HoldId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

_LOCK: Final = 0x57464C48
"""First key of the advisory locks by which holds and removals take turns on PostgreSQL; the second is a customer's."""


class SqlHoldRepository:
    """The legal holds, as ``HoldRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, customer_id: CustomerId) -> None:
        """Keeps whoever else locks them away; on SQLite whoever writes keeps everybody away already."""
        if self._connection.dialect.name == "postgresql":
            # Customers that have the same 31 bits only wait for each other without need.
            keys = (_LOCK, customer_id.int & 0x7FFF_FFFF)
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", keys)

    def add(self, hold: LegalHold) -> None:
        """Adds a hold."""
        self._connection.execute(insert(legal_holds).values(asdict(hold)))

    def get(self, hold_id: HoldId, *, reach: Reach) -> LegalHold:
        """Returns a hold."""
        table = legal_holds.c
        wanted = select(legal_holds).where(table.id == hold_id, within(table.customer_id, reach))
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFoundError("legal hold", hold_id)
        return _hold(row)

    def lift(self, hold: LegalHold) -> None:
        """Writes when a hold was lifted, by whom and why."""
        is_this = (legal_holds.c.id == hold.id) & legal_holds.c.lifted_at.is_(None)
        values = {"lifted_at": hold.lifted_at, "lifted_by": hold.lifted_by, "lift_reason": hold.lift_reason}
        if not self._connection.execute(update(legal_holds).where(is_this).values(values)).rowcount:
            raise ConcurrentChangeError("the legal hold was lifted meanwhile")

    def over(self, artifact: Artifact) -> tuple[LegalHold, ...]:
        """Returns the holds that a file is under, those that were placed first first."""
        table = legal_holds.c
        is_over = [table.artifact_id == artifact.id, and_(table.artifact_id.is_(None), table.case_id.is_(None))]
        if artifact.case_id is not None:
            is_over.append(table.case_id == artifact.case_id)
        found = select(legal_holds).where(
            table.customer_id == artifact.customer_id, table.lifted_at.is_(None), or_(*is_over)
        )
        return tuple(map(_hold, self._connection.execute(found.order_by(table.placed_at, table.id))))

    def page(self, wanted: HoldFilter, page: PageRequest, *, reach: Reach) -> Page[LegalHold]:
        """Returns a page of holds within reach, the latest first."""
        table = legal_holds.c
        found = select(legal_holds).where(within(table.customer_id, reach), *_conditions(wanted))
        rows = self._connection.execute(latest_first(found, table.placed_at, table.id, page)).all()
        return page_of(rows, page, _hold, lambda row: Position(row.placed_at, row.id))


def is_held() -> ColumnElement[bool]:
    """Returns the condition that a row of ``artifacts`` is under a hold."""
    table = legal_holds.c
    is_over = or_(
        table.artifact_id == artifacts.c.id,
        table.case_id == artifacts.c.case_id,
        and_(table.artifact_id.is_(None), table.case_id.is_(None)),
    )
    in_force = (table.customer_id == artifacts.c.customer_id) & table.lifted_at.is_(None)
    return select(table.id).where(in_force, is_over).correlate(artifacts).exists()


def _conditions(wanted: HoldFilter) -> Iterator[ColumnElement[bool]]:
    table = legal_holds.c
    if wanted.customer is not None:
        owner = select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(wanted.customer))
        yield table.customer_id == owner.scalar_subquery()
    if wanted.case_id is not None:
        yield table.case_id == wanted.case_id
    if wanted.artifact_id is not None:
        yield table.artifact_id == wanted.artifact_id
    if wanted.holds is not None:
        yield table.lifted_at.is_(None) if wanted.holds else table.lifted_at.is_not(None)


def _hold(row: Row[Any]) -> LegalHold:
    return LegalHold(**row._mapping)
