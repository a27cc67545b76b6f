"""``/api/agents``: the inventory of what watches hosts."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Response, Router, get, patch
from litestar.di import NamedDependency, Provide
from litestar.params import BodyKwarg, FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct, UnsetType

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, Time, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.incidents.shapes import OptionalTime
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, refusals
from entrypoints.api.wired import By, Expected, Paged, UseCases
from socdomain.agents.agent import Criticality
from socdomain.agents.change_agent import AgentChange
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.agents.queries import get_agent, list_agents
from socdomain.errors import NotFoundError, OtherCustomerError
from socdomain.ids import AgentId, ConnectorId
from socdomain.principal import Scope
from socdomain.unset import UNSET

LONGEST_WORD = 500


class AgentOut(Struct):
    """An agent, as one connector knows it."""

    id: UUID
    connector: Annotated[UUID, Meta(description="Which connector has seen it.")]
    connector_name: Annotated[
        str | None,
        Meta(description="What people call that; null where it was removed, and for who does not see every customer."),
    ]
    connector_kind: Annotated[str | None, Meta(description="Name of its kind; null where it was removed.")]
    vendor_id: Annotated[str, Meta(description="What the product calls the agent.")]
    hostname: Annotated[str, Meta(description="Name of its machine.")]
    customer: Annotated[str | None, Meta(description="Code of whose it is; null for nobody's.")]
    customer_is_set: Annotated[bool, Meta(description="Whether somebody decided that, whatever the product says.")]
    os: Annotated[str, Meta(description="Its operating system, as the product says it.")]
    os_family: Annotated[str, Meta(description="`windows`, `linux`, `macos`, or empty where that is not known.")]
    address: str
    agent_version: Annotated[str, Meta(description="Version of the agent's program.")]
    status: Annotated[
        str,
        Meta(description="`active`, `disconnected`, `pending`, `never_connected`, or empty where that is not said."),
    ]
    last_seen: Annotated[OptionalTime, Meta(description="When it last spoke to the product.")]
    groups: list[str]
    labels: dict[str, str]
    org: Annotated[str, Meta(description="The organisation that it belongs to there; empty for none.")]
    same_host: Annotated[list[UUID], Meta(description="The other agents on its host.")]
    ambiguous: Annotated[
        bool, Meta(description="Whether there are others of its name, and it cannot be told which are on its host.")
    ]
    first_synced: Annotated[Time, Meta(description="When the product first named it.")]
    last_synced: Annotated[Time, Meta(description="When the product last named it.")]
    vanished_at: Annotated[OptionalTime, Meta(description="When the product was found not to name it any more.")]
    criticality: Annotated[Criticality | None, Meta(description="How much depends on its host.")]
    note: Annotated[str, Meta(description="What people should know of it.")]
    version: Annotated[int, Meta(description="Counts what people changed, from 1.")]


class AgentPage(Struct):
    """A page of agents, the latest found first."""

    items: list[AgentOut]
    next_cursor: NextCursor


@frozen
class AgentPatch:
    """What to change; what is left out stays. What a product says of an agent cannot be changed here."""

    customer: Annotated[
        str | UnsetType | None,
        BodyKwarg(description="Code of whose it is from now on; null to go by what the product says again."),
    ] = msgspec.UNSET
    criticality: Annotated[
        Criticality | UnsetType | None, BodyKwarg(description="How much depends on its host; null for not known.")
    ] = msgspec.UNSET
    note: Annotated[str | UnsetType, BodyKwarg(description="At most 2,000 characters.")] = msgspec.UNSET


def agent_out(listing: AgentListing) -> AgentOut:
    """Returns an agent as it is shown."""
    agent = listing.agent
    return AgentOut(
        id=agent.id,
        connector=agent.connector_id,
        connector_name=listing.connector_name,
        connector_kind=listing.connector_kind,
        vendor_id=agent.vendor_id,
        hostname=agent.hostname,
        customer=listing.customer_code,
        customer_is_set=agent.customer_is_set,
        os=agent.os,
        os_family=agent.os_family,
        address=agent.address,
        agent_version=agent.agent_version,
        status=agent.status,
        last_seen=agent.last_seen,
        groups=list(agent.groups),
        labels=dict(agent.labels),
        org=agent.org,
        same_host=list(listing.same_host.others),
        ambiguous=listing.same_host.is_ambiguous,
        first_synced=agent.created_at,
        last_synced=agent.synced_at,
        vanished_at=agent.vanished_at,
        criticality=agent.criticality,
        note=agent.note,
        version=agent.version,
    )


def _presented(listing: Any) -> Presented:
    return Presented(agent_out(listing), etag_of(listing.agent.version))


def _word(description: str) -> Any:
    return QueryParameter(description=description, max_length=LONGEST_WORD)


def asked_filter(
    customer: Annotated[str | None, _word("Of the customer with this code.")] = None,
    connector: Annotated[UUID | None, QueryParameter(description="Seen by this connector.")] = None,
    text: Annotated[
        str | None, _word("Host name, the product's identifier, address or operating system contain this.")
    ] = None,
    os_family: Annotated[
        str | None, _word("Of this family: `windows`, `linux`, `macos`, or `other` for what is not known.")
    ] = None,
    status: Annotated[str | None, _word("Of which the product says this, such as `active`.")] = None,
    vanished: Annotated[bool | None, QueryParameter(description="Whether the product names it no more.")] = None,
    ambiguous: Annotated[
        bool | None,
        QueryParameter(description="Whether others have its name, and it cannot be told which are on its host."),
    ] = None,
    unassigned: Annotated[bool | None, QueryParameter(description="Whether it is nobody's.")] = None,
) -> AgentFilter:
    """Provides which agents are wanted."""
    return AgentFilter(
        customer=customer,
        connector_id=None if connector is None else ConnectorId(connector),
        text=text,
        os_family=os_family,
        status=status,
        has_vanished=vanished,
        is_ambiguous=ambiguous,
        is_unassigned=unassigned,
    )


@get(
    "/",
    summary="List agents",
    **needs(Scope.AGENTS_READ),
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_filter, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_some(
    wanted: NamedDependency[SkipValidation[AgentFilter]], page: Paged, by: By, container: UseCases
) -> AgentPage:
    """Lists the agents that the caller may see, the latest found first."""
    found = list_agents(container.reading(by.reach), wanted, page.request, by=by)
    return AgentPage(list(map(agent_out, found.items)), page.cursor_after(found))


@get(
    "/{agent_id:uuid}",
    summary="Show an agent",
    **needs(Scope.AGENTS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(agent_id: FromPath[UUID], by: By, container: UseCases) -> Response[AgentOut]:
    """Shows an agent."""
    found = get_agent(container.reading(by.reach), AgentId(agent_id), by=by)
    return versioned(agent_out(found), found.agent.version)


@patch(
    "/{agent_id:uuid}",
    summary="Change an agent",
    **needs(Scope.AGENTS_WRITE),
    dto=JsonBody[AgentPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, OtherCustomerError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    agent_id: FromPath[UUID], data: JSONBody[AgentPatch], versions: Expected, by: By, container: UseCases
) -> Response[AgentOut]:
    """Says whose an agent is, how much depends on its host, and what people should know of it."""
    wanted = AgentChange(
        customer=UNSET if isinstance(data.customer, UnsetType) else data.customer,
        criticality=UNSET if isinstance(data.criticality, UnsetType) else data.criticality,
        note=UNSET if isinstance(data.note, UnsetType) else data.note,
    )

    def change_as(version: int) -> AgentListing:
        use_case = container.change_agent
        return settled(use_case.execute, AgentId(agent_id), wanted, expected_version=version, by=by)

    with presenting(_presented):
        found = matching(versions, change_as)
    return versioned(agent_out(found), found.agent.version)


ROUTER = Router("/api/agents", route_handlers=[list_some, show, change], tags=["agents"])
