"""``/console``: what needs somebody now; every number leads to the alerts that it counts."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.guard import own_browser
from entrypoints.console.incidents.queue_address import BELOW, LIVE
from entrypoints.console.overview.figures import (
    SeverityRow,
    TacticColumn,
    Volume,
    heat_map,
    severity_rows,
    volume,
)
from entrypoints.console.pages import Rendered
from entrypoints.console.preferences import zone_of
from entrypoints.container import Container
from socdomain.connectors.connector import Connector
from socdomain.connectors.queries import list_connectors
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import list_alerts, summarise_alerts
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertListing
from socdomain.jobs.queries import list_schedules
from socdomain.jobs.schedule import Schedule
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope

_MINE: Final = 10


@frozen
class AlertFigures:
    """What is counted of alerts.

    Attributes:
        rows: Live ones by severity and age.
        total: How many are live.
        mine: The first of those that the reader works on.
        all_mine: Where they all are; None where there are no more.
        volume: What was opened within a day.
        heat: The techniques that were seen within a day.
    """

    rows: tuple[SeverityRow, ...]
    total: int
    mine: tuple[AlertListing, ...]
    all_mine: str | None
    volume: Volume
    heat: tuple[TacticColumn, ...]


@frozen
class OverviewPage:
    """What needs somebody now; None for what the reader may not see.

    Attributes:
        alerts: Of alerts.
        connectors: The connectors in trouble.
        schedules: The jobs in trouble.
    """

    alerts: AlertFigures | None
    connectors: tuple[Connector, ...] | None
    schedules: tuple[Schedule, ...] | None


@get("/", **own_browser(), sync_to_thread=True)
def show(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows what needs somebody now."""
    # Connectors and jobs are the platform's: whoever sees some customers is refused both.
    of_platform = by.scopes if by.reach.is_everyone else frozenset[Scope]()
    page = OverviewPage(
        _alerts(request, container, by) if Scope.ALERTS_READ in by.scopes else None,
        _connectors(container, by) if Scope.CONNECTORS_READ in of_platform else None,
        _schedules(container, by) if Scope.JOBS_READ in of_platform else None,
    )
    return pages.answer(request, "overview/page.html", page)


def _alerts(request: Request[Any, Any, Any], container: Container, by: Principal) -> AlertFigures:
    summary = summarise_alerts(container.reading(by.reach), now=container.clock.now(), by=by)
    wanted = AlertFilter(status=frozenset({Status.OPEN, Status.IN_PROGRESS}), assignee=by.name)
    mine = list_alerts(container.reading(by.reach), wanted, PageRequest(_MINE), by=by)
    rows = severity_rows(summary)
    all_mine = address(BELOW, (*LIVE, ("assignee", by.name))) if mine.next else None
    total = sum(row.total.count for row in rows)
    return AlertFigures(rows, total, mine.items, all_mine, volume(summary, zone_of(request)), heat_map(summary))


def _connectors(container: Container, by: Principal) -> tuple[Connector, ...]:
    found = list_connectors(container.reading(by.reach), by=by)
    return tuple(one for one in found if one.is_enabled and not one.is_verified)


def _schedules(container: Container, by: Principal) -> tuple[Schedule, ...]:
    return tuple(one for one in list_schedules(container.reading(by.reach), by=by) if is_in_trouble(one))


def is_in_trouble(schedule: Schedule) -> bool:
    """Tells whether the last run of a job that came to an end failed or was lost."""
    failed, finished = schedule.last_error_at, schedule.last_success_at
    return failed is not None and (finished is None or failed > finished)


HANDLERS: list[HTTPRouteHandler] = [show]
