"""What people say of an agent: whose it is, how much depends on its host, and what should be known of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.agents.one import page_of
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.forms import sends
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.agents.agent import Criticality
from socdomain.agents.change_agent import AgentChange
from socdomain.agents.queries import get_agent
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.ids import AgentId
from socdomain.principal import Principal, Scope


@frozen
class MarksForm:
    """How much depends on a host, and what should be known of it; empty for nothing."""

    version: int
    criticality: Criticality | None = None
    note: str = ""


@frozen
class CustomerForm:
    """Code of whose an agent is from now on."""

    version: int
    customer: str = ""


@frozen
class VersionForm:
    """The version that is changed."""

    version: int


@post("/{agent_id:uuid}", **needs(Scope.AGENTS_WRITE), dependencies=sends(MarksForm), sync_to_thread=True)
def change(
    request: Request[Any, Any, Any],
    agent_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[MarksForm]],
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Says how much depends on an agent's host, and what should be known of it."""
    wanted = AgentChange(criticality=sent.criticality, note=sent.note)
    try:
        _change(container, agent_id, wanted, sent.version, by)
    except InvalidInputError as error:
        found = get_agent(container.reading(by.reach), AgentId(agent_id), by=by)
        page = page_of(container, found, by, faults={error.field: error.reason}, written=sent.note)
        return pages.answer(request, "agents/one.html", page, status=400)
    return _back(agent_id, "changed")


@post("/{agent_id:uuid}/customer", **needs(Scope.AGENTS_WRITE), dependencies=sends(CustomerForm), sync_to_thread=True)
def give(
    request: Request[Any, Any, Any],
    agent_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[CustomerForm]],
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Says whose an agent is, whatever its product says."""
    try:
        _require_code(sent.customer)
        _change(container, agent_id, AgentChange(customer=sent.customer), sent.version, by)
    except (InvalidInputError, NotFoundError) as error:
        # Its own absence is a page of its own, raised here once more.
        found = get_agent(container.reading(by.reach), AgentId(agent_id), by=by)
        fault = filled(TEXT.agents.no_customer, code=sent.customer)
        reason = error.reason if isinstance(error, InvalidInputError) else fault
        page = page_of(container, found, by, faults={"customer": reason}, written_customer=sent.customer)
        return pages.answer(request, "agents/one.html", page, status=400)
    return _back(agent_id, "customer")


@post(
    "/{agent_id:uuid}/customer/leave", **needs(Scope.AGENTS_WRITE), dependencies=sends(VersionForm), sync_to_thread=True
)
def leave(
    agent_id: FromPath[UUID], sent: NamedDependency[SkipValidation[VersionForm]], by: By, container: UseCases
) -> Response[Any]:
    """Goes by what the product says again."""
    _change(container, agent_id, AgentChange(customer=None), sent.version, by)
    return _back(agent_id, "left")


def _require_code(code: str) -> None:
    if not code:
        raise InvalidInputError("customer", TEXT.agents.code_needed)


def _change(container: Container, agent_id: UUID, wanted: AgentChange, version: int, by: Principal) -> None:
    settled(container.change_agent.execute, AgentId(agent_id), wanted, expected_version=version, by=by)


def _back(agent_id: UUID, done: str) -> Response[Any]:
    return see(address(f"/agents/{agent_id}", [("done", done)]))


HANDLERS: list[HTTPRouteHandler] = [change, give, leave]
