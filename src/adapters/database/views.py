"""Saved views: each user's own in one table, and those that are shared in another, which a policy guards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from adapters.database.narrowing import within
from adapters.database.view_tables import own_views, shared_views
from socdomain.errors import NotFoundError, StaleVersionError
from socdomain.ids import CustomerId, PrincipalId, ViewId
from socdomain.principal import Reach
from socdomain.views.view import View

_LOCK: Final = 0x57464C56
"""First key of the advisory locks by which writers of views take turns on PostgreSQL; the second says of which."""


class SqlViewRepository:
    """The saved views, as ``ViewRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, view: View) -> None:
        """Keeps whoever else locks them away; on SQLite whoever writes keeps everybody away already."""
        if self._connection.dialect.name == "postgresql":
            among: UUID | None = view.customer_id if view.is_shared else view.owner_id
            # Those that have the same 31 bits only wait for each other without need.
            keys = (_LOCK, 0 if among is None else among.int & 0x7FFF_FFFF)
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", keys)

    def own(self, owner_id: PrincipalId) -> tuple[View, ...]:
        """Returns a user's own views, in no order."""
        return _views(self._connection.execute(select(own_views).where(own_views.c.owner_id == owner_id)))

    def shared_with(self, customer_id: CustomerId | None) -> tuple[View, ...]:
        """Returns the views that are shared with a customer's people, in no order."""
        # SQLAlchemy writes a comparison with None as IS NULL.
        found = select(shared_views).where(shared_views.c.customer_id == customer_id)
        return _views(self._connection.execute(found))

    def shared(self, *, reach: Reach) -> tuple[View, ...]:
        """Returns the shared views within reach, in no order."""
        found = select(shared_views).where(within(shared_views.c.customer_id, reach))
        return _views(self._connection.execute(found))

    def get(self, view_id: ViewId, *, owner_id: PrincipalId, reach: Reach) -> View:
        """Returns a view of a user's own, or a shared one within reach."""
        own, shared = own_views.c, shared_views.c
        for found in (
            select(own_views).where(own.id == view_id, own.owner_id == owner_id),
            select(shared_views).where(shared.id == view_id, within(shared.customer_id, reach)),
        ):
            if (row := self._connection.execute(found).one_or_none()) is not None:
                return _view(row)
        raise NotFoundError("view", view_id)

    def add(self, view: View) -> None:
        """Adds a view."""
        self._connection.execute(insert(_table_of(view)).values(_row(view)))

    def save(self, view: View, *, expected_version: int) -> None:
        """Replaces the name and the query of a view."""
        table = _table_of(view)
        is_this = table.c.id == view.id
        changed = {name: _row(view)[name] for name in ("name", "name_folded", "query", "version")}
        saved = update(table).where(is_this, table.c.version == expected_version).values(changed)
        if self._connection.execute(saved).rowcount:
            return
        present = self._connection.execute(select(table).where(is_this)).one_or_none()
        if present is None:
            raise NotFoundError("view", view.id)
        raise StaleVersionError("view", _view(present))

    def remove(self, view: View) -> None:
        """Removes a view; one that is not there stays away."""
        table = _table_of(view)
        self._connection.execute(delete(table).where(table.c.id == view.id))


def _table_of(view: View) -> Table:
    return shared_views if view.is_shared else own_views


def _row(view: View) -> dict[str, Any]:
    row = {
        "id": view.id,
        "owner_id": view.owner_id,
        "owner_name": view.owner_name,
        "name": view.name,
        "name_folded": view.folded,
        "query": view.query,
        "created_at": view.created_at,
        "version": view.version,
    }
    return row | {"customer_id": view.customer_id} if view.is_shared else row


def _views(rows: Iterable[Row[Any]]) -> tuple[View, ...]:
    return tuple(map(_view, rows))


def _view(row: Row[Any]) -> View:
    is_shared = "customer_id" in row._fields
    return View(
        id=row.id,
        name=row.name,
        query=row.query,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        created_at=row.created_at,
        is_shared=is_shared,
        customer_id=row.customer_id if is_shared else None,
        version=row.version,
    )
