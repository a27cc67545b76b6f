"""Which connectors there are, those first that want somebody; and trying all of them."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.connectors.showing import shown
from entrypoints.api.connectors.verify import JOB
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.connectors.shown import MOST_ENTRIES, ConnectorCard, card_of
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.connectors.queries import list_with_trials
from socdomain.principal import Principal, Scope

_TOLD: Final = {"removed": TEXT.connectors.removed, "asked": TEXT.connectors.all_asked}


@frozen
class ConnectorsPage:
    """All connectors.

    Attributes:
        cards: Those first that want somebody.
        in_trouble: How many of them cannot be used, or are slow.
        told: What was done before.
    """

    cards: tuple[ConnectorCard, ...]
    in_trouble: int
    told: str


def ranked_cards(container: Container, by: Principal) -> list[ConnectorCard]:
    """Returns all connectors, those first that want somebody."""
    found = list_with_trials(container.reading(by.reach), MOST_ENTRIES, by=by)
    outs = shown(container, [connector for connector, _ in found], by)
    cards = [card_of(out, trials) for out, (_, trials) in zip(outs, found, strict=True)]
    return sorted(cards, key=lambda card: card.state.rank)


@get("/", **needs(Scope.CONNECTORS_READ), sync_to_thread=True)
def list_all(
    request: Request[Any, Any, Any], by: By, container: UseCases, pages: Rendered, done: Done = None
) -> Response[bytes]:
    """Shows all connectors."""
    cards = ranked_cards(container, by)
    in_trouble = sum(card.is_in_trouble for card in cards)
    return pages.answer(
        request, "connectors/list.html", ConnectorsPage(tuple(cards), in_trouble, _TOLD.get(done or "", ""))
    )


@post("/verify", **needs(Scope.JOBS_WRITE), sync_to_thread=True)
def verify_all(by: By, container: UseCases) -> Response[Any]:
    """Asks for a run that tries all connectors, and leads to where it can be watched."""
    run = settled(container.jobs.request_run.execute, JOB, by=by)
    if Scope.JOBS_READ in by.scopes:
        return see(address(f"/jobs/runs/{run.id}", [("done", "asked")]))
    return see(address("/connectors", [("done", "asked")]))


HANDLERS: list[HTTPRouteHandler] = [list_all, verify_all]
