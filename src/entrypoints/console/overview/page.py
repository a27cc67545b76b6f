"""``/console``: what needs somebody now; every number leads to the alerts that it counts."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.connectors.lists import ranked_cards
from entrypoints.console.connectors.shown import ConnectorCard
from entrypoints.console.guard import own_browser
from entrypoints.console.incidents.queue_address import BELOW, LIVE
from entrypoints.console.jobs.schedules import ranked_rows
from entrypoints.console.jobs.shown import ScheduleRow
from entrypoints.console.overview.figures import (
    LISTED,
    MOST_COUNTED,
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
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import count_alerts, list_alerts, summarise_alerts
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertListing
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
        has_rarer: Whether there may be others, which were seen less often.
    """

    rows: tuple[SeverityRow, ...]
    total: int
    mine: tuple[AlertListing, ...]
    all_mine: str | None
    volume: Volume
    heat: tuple[TacticColumn, ...]
    has_rarer: bool


@frozen
class OverviewPage:
    """What needs somebody now; None for what the reader may not see.

    Attributes:
        alerts: Of alerts.
        connectors: The connectors in trouble.
        schedules: The jobs in trouble.
    """

    alerts: AlertFigures | None
    connectors: tuple[ConnectorCard, ...] | None
    schedules: tuple[ScheduleRow, ...] | None


@get("/", **own_browser(), sync_to_thread=True)
def show(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows what needs somebody now."""
    # Connectors and jobs are the platform's: whoever sees some customers is refused both.
    of_platform = by.scopes if by.reach.is_everyone else frozenset[Scope]()
    connectors = ranked_cards(container, by) if Scope.CONNECTORS_READ in of_platform else None
    schedules = ranked_rows(container, by) if Scope.JOBS_READ in of_platform else None
    page = OverviewPage(
        _alerts(request, container, by) if Scope.ALERTS_READ in by.scopes else None,
        None if connectors is None else tuple(one for one in connectors if one.is_in_trouble),
        None if schedules is None else tuple(one for one in schedules if one.is_in_trouble),
    )
    return pages.answer(request, "overview/page.html", page)


def _alerts(request: Request[Any, Any, Any], container: Container, by: Principal) -> AlertFigures:
    summary = summarise_alerts(container.reading(by.reach), now=container.clock.now(), by=by)
    wanted = AlertFilter(status=frozenset({Status.OPEN, Status.IN_PROGRESS}), assignee=by.name)
    mine = list_alerts(container.reading(by.reach), wanted, PageRequest(_MINE), by=by)
    rows = severity_rows(summary)
    all_mine = address(BELOW, (*LIVE, ("assignee", by.name))) if mine.next else None
    total = sum(row.total.count for row in rows)

    def counted(wanted: AlertFilter) -> int:
        return count_alerts(container.reading(by.reach), wanted, MOST_COUNTED, now=summary.at, by=by)

    heat = heat_map(summary, counted)
    return AlertFigures(
        rows, total, mine.items, all_mine, volume(summary, zone_of(request)), heat, len(summary.techniques) >= LISTED
    )


HANDLERS: list[HTTPRouteHandler] = [show]
