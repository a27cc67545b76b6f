"""What a filter and a reach come to, once the names in them have been looked up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, select, tuple_

from adapters.database.alert_narrowings import Narrowing, narrowings_of
from adapters.database.incident_tables import alerts
from adapters.database.platform_tables import customer_codes
from adapters.database.unstorable import cannot_be_stored
from socdomain.customers.customer import folded
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.status import Status, Verdict
from socdomain.pages import Position
from socdomain.principal import Reach
from socdomain.sources.severity import Severity

T = TypeVar("T")


@frozen
class WantedAlerts:
    """Which alerts are wanted, by what is in their rows.

    Attributes:
        customers: Only these; None for everyone's.
        statuses: Only these; empty for all.
        severities: Only these; empty for all.
        source: Only from this one.
        assignee: Only this login name's; the empty text means nobody's.
        verdict: Only with this one.
        narrowings: What other tables say about the alerts wanted.
        others: Further conditions, which no index of the list serves.
        seen_from: Last seen at this time or after.
        seen_until: Last seen before this time.
        after: Only what follows this position of the list.
        is_held: Whether a policy of the database holds other customers' rows back.
    """

    customers: tuple[UUID, ...] | None = None
    statuses: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()
    source: str | None = None
    assignee: str | None = None
    verdict: Verdict | None = None
    narrowings: tuple[Narrowing, ...] = ()
    others: tuple[ColumnElement[bool], ...] = ()
    seen_from: datetime | None = None
    seen_until: datetime | None = None
    after: Position | None = None
    is_held: bool = False

    @property
    def until(self) -> datetime | None:
        """The time after which nothing wanted was last seen."""
        bounds = [self.after.at if self.after else None, self.seen_until]
        return min((bound for bound in bounds if bound is not None), default=None)

    def between(self) -> list[ColumnElement[bool]]:
        """Returns the conditions that choose a part of the list."""
        conditions = []
        if self.seen_from is not None:
            conditions.append(alerts.c.last_seen >= self.seen_from)
        after = self.after
        if after is not None and (self.seen_until is None or after.at < self.seen_until):
            position = tuple_(after.at, after.id, types=[alerts.c.last_seen.type, alerts.c.id.type])
            conditions.append(tuple_(alerts.c.last_seen, alerts.c.id) < position)
            # Says the same in part, for PostgreSQL, which guesses how much lies between two times, but not otherwise.
            conditions.append(alerts.c.last_seen <= after.at)
        elif self.seen_until is not None:
            conditions.append(alerts.c.last_seen < self.seen_until)
        return conditions


def wanted_alerts(
    connection: Connection,
    wanted: AlertFilter,
    *,
    reach: Reach,
    after: Position | None = None,
    recorded_by: datetime | None = None,
) -> WantedAlerts | None:
    """Looks up what a filter names.

    Args:
        connection: Where.
        wanted: The filter.
        reach: Whose alerts may be seen.
        after: Only what follows this position of the list.
        recorded_by: Only what was written down at this time or before.

    Returns:
        What is wanted; None when nothing can match.
    """
    words = wanted.source, wanted.customer, wanted.assignee, wanted.tag, wanted.asset, wanted.observable
    if cannot_be_stored(*words, wanted.technique, wanted.text):
        return None
    customers = _customers(connection, wanted.customer, reach)
    narrowings = narrowings_of(connection, wanted, customers, reach=reach)
    if customers == () or narrowings is None:
        return None
    return WantedAlerts(
        customers=customers,
        statuses=_unless_all(tuple(status.value for status in Status if status in wanted.status), len(Status)),
        severities=_unless_all(tuple(sorted(map(int, wanted.severity))), len(Severity)),
        source=wanted.source,
        assignee=wanted.assignee,
        verdict=wanted.verdict,
        narrowings=narrowings,
        others=tuple(_others(wanted, recorded_by)),
        seen_from=wanted.seen_from,
        seen_until=wanted.seen_until,
        after=after,
        is_held=not reach.is_everyone,
    )


def _others(wanted: AlertFilter, recorded_by: datetime | None) -> Iterator[ColumnElement[bool]]:
    if recorded_by is not None:
        yield alerts.c.recorded_at <= recorded_by
    if wanted.opened_from is not None:
        yield alerts.c.opened_at >= wanted.opened_from
    if wanted.opened_until is not None:
        yield alerts.c.opened_at < wanted.opened_until


def _customers(connection: Connection, code: str | None, reach: Reach) -> tuple[UUID, ...] | None:
    if code is None:
        return None if reach.customers is None else tuple(sorted(reach.customers))
    found = connection.scalar(select(customer_codes.c.customer_id).where(customer_codes.c.folded == folded(code)))
    return (found,) if found is not None and reach.sees(found) else ()


def _unless_all(values: tuple[T, ...], count: int) -> tuple[T, ...]:
    return () if len(values) == count else values
