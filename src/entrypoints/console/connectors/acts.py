"""What can be done with a connector by one press."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.connectors.trials import trial_turn
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.connectors.shown import MOST_ENTRIES, ConnectorCard, one_card
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.seeing import see
from socdomain.connectors.queries import list_trials
from socdomain.ids import ConnectorId
from socdomain.principal import Scope

_TRIED: Final = {"HX-Trigger": "connector-tried"}
"""What a page hears whose history is longer now."""


@frozen
class TriedPage:
    """What is put in the place of how a connector was."""

    card: ConnectorCard


@post(
    "/{connector_id:uuid}/verify",
    **needs(Scope.CONNECTORS_WRITE),
    dependencies={"is_told": Provide(trial_turn)},
    sync_to_thread=True,
)
def verify(
    request: Request[Any, Any, Any],
    connector_id: FromPath[UUID],
    is_told: NamedDependency[bool],
    by: By,
    container: UseCases,
    pages: Rendered,
    whole: Annotated[bool | None, QueryParameter()] = None,
) -> Response[Any]:
    """Asks the product who it is, and shows what was found; nothing is changed there."""
    tried = container.connectors.verify.execute(ConnectorId(connector_id), by=by, is_told=is_told)
    if not is_partial(request):
        return see(address(f"/connectors/{connector_id}", [("done", "tried")]))
    trials = list_trials(container.reading(by.reach), tried.id, MOST_ENTRIES, by=by)
    template = "connectors/state.html" if whole else "connectors/card_tried.html"
    page = TriedPage(one_card(container, tried, trials, by))
    return pages.answer(request, template, page, headers=_TRIED)


@post("/{connector_id:uuid}/enable", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def enable(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Has a connector be used."""
    settled(container.connectors.switch.execute, ConnectorId(connector_id), is_enabled=True, by=by)
    return _back(connector_id, "enabled")


@post("/{connector_id:uuid}/disable", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def disable(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Has a connector not be used."""
    settled(container.connectors.switch.execute, ConnectorId(connector_id), is_enabled=False, by=by)
    return _back(connector_id, "disabled")


@post("/{connector_id:uuid}/default", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def make_default(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Has a connector be meant where its kind is."""
    settled(container.connectors.make_default.execute, ConnectorId(connector_id), by=by)
    return _back(connector_id, "default")


@post("/{connector_id:uuid}/remove", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def remove(connector_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Removes a connector with its secrets and its history."""
    settled(container.connectors.remove.execute, ConnectorId(connector_id), by=by)
    return see(address("/connectors", [("done", "removed")]))


def _back(connector_id: UUID, done: str) -> Response[Any]:
    return see(address(f"/connectors/{connector_id}", [("done", done)]))


HANDLERS: list[HTTPRouteHandler] = [verify, enable, disable, make_default, remove]
