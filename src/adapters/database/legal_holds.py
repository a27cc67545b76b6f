"""Legal holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from adapters.database.artifact_tables import artifacts as files, legal_holds
from adapters.database.narrowing import latest_first, page_of, within
from adapters.database.platform_tables import customer_codes
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.customers.customer import folded
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ArtifactId, CustomerId, HoldId
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach

_LOCK: Final = 0x57464C48
"""First key of the advisory locks by which holds and removals take turns on PostgreSQL; the second is a customer's."""
_OF_FILE: Final = "of_file"


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

    def over_each(self, artifacts: Collection[Artifact]) -> dict[ArtifactId, tuple[LegalHold, ...]]:
        """Returns the holds that each of some files is under."""
        ids, table = [artifact.id for artifact in artifacts], legal_holds.c
        found = select(files.c.id.label(_OF_FILE), legal_holds).join_from(files, legal_holds, _is_over())
        held: dict[ArtifactId, list[LegalHold]] = {artifact_id: [] for artifact_id in ids}
        for row in self._connection.execute(found.where(files.c.id.in_(ids)).order_by(table.placed_at, table.id)):
            held[row._mapping[_OF_FILE]].append(_hold(row))
        return {artifact_id: tuple(holds) for artifact_id, holds in held.items()}

    def page(self, wanted: HoldFilter, page: PageRequest, *, reach: Reach) -> Page[LegalHold]:
        """Returns a page of holds within reach, the latest first."""
        table = legal_holds.c
        found = select(legal_holds).where(within(table.customer_id, reach), *_conditions(wanted))
        rows = self._connection.execute(latest_first(found, table.placed_at, table.id, page)).all()
        return page_of(rows, page, _hold, lambda row: Position(row.placed_at, row.id))


def is_held() -> ColumnElement[bool]:
    """Returns the condition that a row of ``artifacts`` is under a hold."""
    return select(legal_holds.c.id).where(_is_over()).correlate(files).exists()


def _is_over() -> ColumnElement[bool]:
    """Returns the condition that a hold is in force, and a row of ``artifacts`` under it."""
    table = legal_holds.c
    is_over = or_(
        table.artifact_id == files.c.id,
        table.case_id == files.c.case_id,
        and_(table.artifact_id.is_(None), table.case_id.is_(None)),
    )
    return (table.customer_id == files.c.customer_id) & table.lifted_at.is_(None) & is_over


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
    return LegalHold(**{name: value for name, value in row._mapping.items() if name != _OF_FILE})
