"""What people said and did: the comments and histories of alerts and of cases have the same columns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from attrs import frozen
from sqlalchemy import Column, Connection, Row, Table, func, insert, select

from adapters.database.case_tables import alert_comments, alert_history, case_comments, case_history
from adapters.database.narrowing import latest_first, page_of, within
from socdomain.errors import NotFoundError
from socdomain.ids import CustomerId
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.views import MOST_SHOWN
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class Comments:
    """The remarks on things of one kind.

    Attributes:
        table: Where they are.
        owner: The column that says what a remark is on.
    """

    table: Table
    owner: Column[UUID]

    def add(self, connection: Connection, owner_id: UUID, customer_id: CustomerId, comment: Comment) -> None:
        """Adds a remark."""
        values = {"id": comment.id, "at": comment.at, "by": comment.by, "text": comment.text}
        values |= {"customer_id": customer_id, self.owner.name: owner_id}
        connection.execute(insert(self.table).values(values))

    def latest(self, connection: Connection, owner_id: UUID) -> tuple[Comment, ...]:
        """Returns the latest 200 remarks, the oldest first."""
        rows = self.table.c
        query = select(*self._columns()).where(self.owner == owner_id).order_by(rows.at.desc(), rows.id.desc())
        return tuple(Comment(*row) for row in reversed(connection.execute(query.limit(MOST_SHOWN)).all()))

    def count(self, connection: Connection, owner_id: UUID) -> int:
        """Returns how many remarks there are."""
        return connection.execute(select(func.count()).where(self.owner == owner_id)).scalar_one()

    def get(self, connection: Connection, comment_id: UUID, reach: Reach) -> Comment:
        """Returns a remark within reach.

        Raises:
            NotFoundError: There is none within reach.
        """
        rows = self.table.c
        query = select(*self._columns()).where(rows.id == comment_id, within(rows.customer_id, reach))
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("comment", comment_id)
        return Comment(*row)

    def _columns(self) -> tuple[Column[Any], ...]:
        rows = self.table.c
        return rows.id, rows.at, rows.by, rows.text


@frozen
class History:
    """What was done to things of one kind; fields as in ``Comments``."""

    table: Table
    owner: Column[UUID]

    def add(self, connection: Connection, entries: Collection[tuple[UUID, CustomerId, HistoryEntry]]) -> None:
        """Adds entries, each with what it is about and whose that is."""
        rows = [
            {
                self.owner.name: owner_id,
                "id": entry.id,
                "customer_id": customer_id,
                "at": entry.at,
                "by": entry.by,
                "action": entry.action,
                "before": dict(entry.before),
                "after": dict(entry.after),
            }
            for owner_id, customer_id, entry in entries
        ]
        if rows:
            connection.execute(insert(self.table), rows)

    def page(self, connection: Connection, owner_id: UUID, page: PageRequest) -> Page[HistoryEntry]:
        """Returns a page of the entries about one thing, the latest first."""
        rows = self.table.c
        columns = rows.id, rows.at, rows.by, rows.action, rows.before, rows.after
        query = latest_first(select(*columns).where(self.owner == owner_id), rows.at, rows.id, page)
        return page_of(connection.execute(query).all(), page, _entry, lambda row: Position(row.at, row.id))


def _entry(row: Row[Any]) -> HistoryEntry:
    return HistoryEntry(**row._mapping)


ALERT_COMMENTS = Comments(alert_comments, alert_comments.c.alert_id)
ALERT_HISTORY = History(alert_history, alert_history.c.alert_id)
CASE_COMMENTS = Comments(case_comments, case_comments.c.case_id)
CASE_HISTORY = History(case_history, case_history.c.case_id)
