"""The inventory of agents."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, asked, next_address
from entrypoints.console.agents.asked import Asked, AskedAgents, asked_agents
from entrypoints.console.agents.shown import AgentRow, agent_row, product_titles
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.agents.queries import list_agents
from socdomain.connectors.capabilities import ListsAgents
from socdomain.connectors.queries import list_connectors
from socdomain.principal import Principal, Scope


@frozen
class AgentsPage:
    """A page of agents.

    Attributes:
        rows: Those that are shown, the latest found first.
        wanted: What was asked for.
        codes: Codes of customers to choose from.
        connectors: Connectors to choose from, by identifier and name; for whoever sees every customer.
        sees_everyone: Whether whoever asks does, and so agents that are nobody's.
        next: Where the next page is.
        first: Where the first one is; None on it.
    """

    rows: tuple[AgentRow, ...]
    wanted: AskedAgents
    codes: tuple[str, ...]
    connectors: tuple[tuple[str, str], ...]
    sees_everyone: bool
    next: str | None
    first: str | None


@get(
    "/",
    **needs(Scope.AGENTS_READ),
    dependencies={
        **PAGED,
        "wanted": Provide(asked_agents, sync_to_thread=False),
    },
    sync_to_thread=True,
)
def list_some(
    request: Request[Any, Any, Any], wanted: Asked, page: Paged, by: By, container: UseCases, pages: Rendered
) -> Response[bytes]:
    """Shows the agents that are asked for."""
    found = list_agents(container.reading(by.reach), wanted.filter(), page.request, by=by)
    titles = product_titles(container)
    shown = AgentsPage(
        rows=tuple(agent_row(one, titles) for one in found.items),
        wanted=wanted,
        codes=customer_codes(container, by),
        connectors=_connectors(container, by),
        sees_everyone=by.reach.is_everyone,
        next=next_address(request, page.cursor_after(found)),
        first=address("/agents", asked(request)) if page.request.after else None,
    )
    return pages.answer(request, "agents/list.html", shown)


def _connectors(container: Container, by: Principal) -> tuple[tuple[str, str], ...]:
    if Scope.CONNECTORS_READ not in by.scopes or not by.reach.is_everyone:
        return ()
    lists = {kind.name for kind in container.connectors.kinds.all() if ListsAgents in kind.capabilities}
    found = list_connectors(container.reading(by.reach), by=by)
    return tuple((str(one.id), one.name) for one in found if one.kind in lists)


HANDLERS: list[HTTPRouteHandler] = [list_some]
