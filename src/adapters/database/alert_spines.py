"""The indexes that hold alerts in the list's order, and which of them serve what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from attrs import frozen
from sqlalchemy import Column, ColumnElement, and_, true

from adapters.database.alert_wanted import WantedAlerts
from adapters.database.incident_tables import alerts
from socdomain.incidents.status import Status
from socdomain.sources.severity import Severity

MOST_BRANCHES = 64
"""Of so many combinations of values an index may be read at most, each from where the page begins."""

_STATUSES = tuple(status.value for status in Status)
_SEVERITIES = tuple(map(int, Severity))


@frozen
class Spine:
    """An index that holds the alerts with given values of its leading columns in the list's order.

    Attributes:
        index: Its name.
        values: Its leading columns, and the wanted values of each.
    """

    index: str
    values: tuple[tuple[Column[Any], Sequence[Any]], ...] = ()

    def branches(self) -> Iterator[ColumnElement[bool]]:
        """Returns a condition for each combination of the values; in each the index keeps the list's order."""
        columns = [column for column, _ in self.values]
        for combination in product(*(values for _, values in self.values)):
            # SQLAlchemy writes a comparison with None as IS NULL.
            yield and_(true(), *(column == value for column, value in zip(columns, combination, strict=True)))

    def branch_count(self) -> int:
        """Returns how many branches there are."""
        return prod(len(values) for _, values in self.values)

    def covers(self, column: Column[Any]) -> bool:
        """Tells whether the branches say all that is wanted of a column."""
        return any(column is covered for covered, _ in self.values)


def spines_of(wanted: WantedAlerts) -> list[Spine]:
    """Returns the spines that serve what is wanted, the one that is likely to serve it best first."""
    return [spine for spine in _spines(wanted) if spine.branch_count() <= MOST_BRANCHES]


def conditions_beside(wanted: WantedAlerts, spine: Spine | None) -> list[ColumnElement[bool]]:
    """Returns the conditions on alerts' own columns that a spine leaves over; without a spine, all of them."""
    rows, conditions = alerts.c, list(wanted.others)
    for column, values in (
        (rows.customer_id, wanted.customers),
        (rows.status, wanted.statuses or None),
        (rows.severity, wanted.severities or None),
        (rows.source, None if wanted.source is None else (wanted.source,)),
        (rows.verdict, None if wanted.verdict is None else (wanted.verdict.value,)),
        (rows.assignee, None if not wanted.assignee else (wanted.assignee,)),
    ):
        if values is not None and not (spine and spine.covers(column)):
            conditions.append(column == values[0] if len(values) == 1 else column.in_(values))
    if wanted.assignee == "" and not (spine and spine.covers(rows.assignee)):
        conditions.append(rows.assignee.is_(None))
    return conditions


def _spines(wanted: WantedAlerts) -> Iterator[Spine]:
    rows = alerts.c
    steps = (rows.status, wanted.statuses or _STATUSES), (rows.severity, wanted.severities or _SEVERITIES)
    has_step = bool(wanted.statuses or wanted.severities)
    if wanted.customers is not None:
        owners = (rows.customer_id, wanted.customers)
        if has_step:
            yield Spine("ix_alerts_customer_id_status_severity_last_seen_id", (owners, *steps))
        yield Spine("ix_alerts_customer_id_last_seen_id", (owners,))
    if wanted.assignee:
        yield Spine("ix_alerts_assignee", ((rows.assignee, (wanted.assignee,)),))
    if wanted.verdict is not None:
        yield Spine("ix_alerts_verdict", ((rows.verdict, (wanted.verdict.value,)),))
    if has_step:
        yield Spine("ix_alerts_status_severity_last_seen_id", steps)
    if wanted.source is not None:
        yield Spine("ix_alerts_source_last_seen_id", ((rows.source, (wanted.source,)),))
    if wanted.assignee == "":
        yield Spine("ix_alerts_unassigned", ((rows.assignee, (None,)),))
    yield Spine("ix_alerts_last_seen_id")
