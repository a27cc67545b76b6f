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
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Faults, Standing, changed_meanwhile, faults_of, no_such_customer
from entrypoints.console.forms import sends
from entrypoints.console.pages import Pages, Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.agents.agent import Criticality
from socdomain.agents.change_agent import AgentChange
from socdomain.agents.ports import AgentListing
from socdomain.agents.queries import get_agent
from socdomain.errors import InvalidInputError, NotFoundError, StaleVersionError, WatchfloorError
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
    criticality = sent.criticality.value if sent.criticality else ""
    typed = {"version": str(sent.version), "criticality": criticality, "note": sent.note}
    try:
        _change(container, agent_id, wanted, sent.version, by)
    except (InvalidInputError, StaleVersionError) as error:
        return _again(request, pages, container, agent_id, by, error, "marks", typed)
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
    except (InvalidInputError, NotFoundError, StaleVersionError) as error:
        typed = {"version": str(sent.version), "customer": sent.customer}
        return _again(request, pages, container, agent_id, by, error, "customer", typed)
    return _back(agent_id, "customer")


@post(
    "/{agent_id:uuid}/customer/leave", **needs(Scope.AGENTS_WRITE), dependencies=sends(VersionForm), sync_to_thread=True
)
def leave(
    request: Request[Any, Any, Any],
    agent_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[VersionForm]],
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Goes by what the product says again."""
    try:
        _change(container, agent_id, AgentChange(customer=None), sent.version, by)
    except StaleVersionError as error:
        return _again(request, pages, container, agent_id, by, error, "leave", {})
    return _back(agent_id, "left")


def _require_code(code: str) -> None:
    if not code:
        raise InvalidInputError("customer", TEXT.agents.code_needed)


def _change(container: Container, agent_id: UUID, wanted: AgentChange, version: int, by: Principal) -> None:
    settled(container.change_agent.execute, AgentId(agent_id), wanted, expected_version=version, by=by)


def _again(
    request: Request[Any, Any, Any],
    pages: Pages,
    container: Container,
    agent_id: UUID,
    by: Principal,
    error: WatchfloorError,
    form: str,
    typed: dict[str, str],
) -> Response[bytes]:
    # An agent that is not there itself has a page of its own, raised here once more.
    found = get_agent(container.reading(by.reach), AgentId(agent_id), by=by)
    faults = _faults(error, form, found).typed_into(form, typed)
    return pages.answer(request, "agents/one.html", page_of(container, found, by, faults=faults), status=faults.status)


def _faults(error: WatchfloorError, form: str, found: AgentListing) -> Faults:
    if isinstance(error, StaleVersionError):
        return changed_meanwhile(_standing(form, found))
    if isinstance(error, NotFoundError):
        return no_such_customer(error, "customer")
    return faults_of(error)


def _standing(form: str, found: AgentListing) -> Standing:
    words = TEXT.agents
    if form != "marks":
        return ((words.customer, found.customer_code or words.nobodys),)
    criticality = found.agent.criticality
    told = words.criticality_none if criticality is None else words.criticalities[criticality.value]
    return ((words.criticality, told), (words.note, found.agent.note or words.no_note))


def _back(agent_id: UUID, done: str) -> Response[Any]:
    return see(address(f"/agents/{agent_id}", [("done", done)]))


HANDLERS: list[HTTPRouteHandler] = [change, give, leave]
