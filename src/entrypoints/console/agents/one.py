"""An agent: its host, whether it speaks, whose it is, and what is stored about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.agents.shown import AgentState, product_titles, state_of
from entrypoints.console.catalog import TEXT
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.faults import NO_FAULTS, Faults
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.agents.agent import LONGEST_NOTE, Agent, Criticality
from socdomain.agents.ports import AgentListing
from socdomain.agents.queries import get_agent
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import ArtifactListing, list_artifacts
from socdomain.ids import AgentId
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Scope

_TOLD: Final[Mapping[str, str]] = {
    "changed": TEXT.agents.changed,
    "customer": TEXT.agents.customer_changed,
    "left": TEXT.agents.left,
}
_MOST_FILES: Final = 20


@frozen
class AgentPage:
    """An agent.

    Attributes:
        agent: It.
        state: Whether it still speaks.
        customer: Code of whose it is; None for nobody's.
        connector: What its connector is called; None where that is not for whoever asks.
        product: What people call the product that it is of; empty where its connector was removed.
        same_host: The other agents on its host.
        is_ambiguous: Whether there are others of its name, and it cannot be told which are on its host.
        may_leave: Whether whoever asks may leave it to the product whose it is.
        codes: Codes of customers to choose from.
        criticalities: How much can depend on a host: word and label.
        files: What is stored about it, the latest 20; None where whoever asks may not see that.
        alerts: Where the alerts of its host are.
        longest_note: Characters of a note.
        told: What was done before.
        faults: What is wrong with a form that was refused.
    """

    agent: Agent
    state: AgentState
    customer: str | None
    connector: str | None
    product: str
    same_host: tuple[AgentId, ...]
    is_ambiguous: bool
    may_leave: bool
    codes: tuple[str, ...]
    criticalities: tuple[tuple[str, str], ...]
    files: tuple[ArtifactListing, ...] | None
    alerts: str
    longest_note: int = LONGEST_NOTE
    told: str = ""
    faults: Faults = NO_FAULTS


@get("/{agent_id:uuid}", **needs(Scope.AGENTS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    agent_id: FromPath[UUID],
    by: By,
    container: UseCases,
    pages: Rendered,
    done: Done = None,
) -> Response[bytes]:
    """Shows an agent."""
    found = get_agent(container.reading(by.reach), AgentId(agent_id), by=by)
    return pages.answer(request, "agents/one.html", page_of(container, found, by, told=_TOLD.get(done or "", "")))


def page_of(container: Container, found: AgentListing, by: Principal, **more: Any) -> AgentPage:
    """Returns the page of an agent.

    Args:
        container: The use cases.
        found: The agent.
        by: Who asks.
        **more: What was done before, and what is wrong with a form that was refused.
    """
    agent = found.agent
    return AgentPage(
        agent=agent,
        state=state_of(agent),
        customer=found.customer_code,
        connector=found.connector_name,
        product=product_titles(container).get(found.connector_kind or "", found.connector_kind or ""),
        same_host=tuple(found.same_host.others),
        is_ambiguous=found.same_host.is_ambiguous,
        may_leave=by.reach.is_everyone,
        codes=customer_codes(container, by) if Scope.AGENTS_WRITE in by.scopes else (),
        criticalities=(
            ("", TEXT.agents.criticality_none),
            *((one.value, TEXT.agents.criticalities[one.value]) for one in Criticality),
        ),
        files=_files(container, agent, by),
        alerts=address("/alerts", [("asset", agent.hostname)]),
        **more,
    )


def _files(container: Container, agent: Agent, by: Principal) -> tuple[ArtifactListing, ...] | None:
    if Scope.ARTIFACTS_READ not in by.scopes:
        return None
    wanted = ArtifactFilter(agent_id=agent.id)
    return list_artifacts(container.reading(by.reach), wanted, PageRequest(_MOST_FILES), by=by).items


HANDLERS: list[HTTPRouteHandler] = [show]
