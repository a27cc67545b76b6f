"""``watchfloor agents``: the inventory of what watches hosts."""

from __future__ import annotations

from collections.abc import Iterable

import click

from entrypoints.cli.console import Exit, shown_time, write_json_list, write_table
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.agents.queries import list_agents

_STYLES = {"active": "green", "disconnected": "yellow", "vanished": "red", "never_connected": "dim", "pending": "dim"}
_COLUMNS = ("id", "host", "customer", "system", "state", "last seen", "connector", "vendor's id", "same host")


@click.group()
def agents() -> None:
    """List agents."""


@agents.command("list")
@click.option("--customer", help="Code of a customer.")
@click.option("--text", help="Part of the host's name, address or system, or of the product's identifier.")
@click.option("--os-family", help="windows, linux, macos, or other.")
@click.option("--status", help="What the product says, such as active.")
@click.option("--vanished/--present", "vanished", default=None, help="Those that their product names no more, or not.")
@click.option("--ambiguous", is_flag=True, help="Those of which it cannot be told which others are on their host.")
@click.option("--unassigned", is_flag=True, help="Those that are nobody's.")
@list_options
def list_some(
    customer: str | None,
    text: str | None,
    os_family: str | None,
    status: str | None,
    vanished: bool | None,
    ambiguous: bool,
    unassigned: bool,
    limit: int,
    whole: bool,
    as_json: bool,
) -> int:
    """List agents, the latest found first."""
    with opened(current_settings()) as platform:
        wanted = AgentFilter(
            customer=customer_code(platform, customer),
            text=text,
            os_family=os_family,
            status=status,
            has_vanished=vanished,
            is_ambiguous=ambiguous or None,
            is_unassigned=unassigned or None,
        )
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_agents(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write(found, as_json=as_json)
    return Exit.DONE


def _write(found: Iterable[AgentListing], *, as_json: bool) -> None:
    if as_json:
        # What API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.agents import agent_out

        write_json_list(map(agent_out, found))
    else:
        write_table(_COLUMNS, list(map(_row, found)), styles=_STYLES)


def _row(listing: AgentListing) -> list[str]:
    agent, host = listing.agent, listing.same_host
    return [
        str(agent.id),
        agent.hostname,
        listing.customer_code or "",
        agent.os,
        agent.status if agent.vanished_at is None else "vanished",
        "" if agent.last_seen is None else shown_time(agent.last_seen),
        listing.connector_name or "",
        agent.vendor_id,
        "ambiguous" if host.is_ambiguous else ", ".join(map(str, host.others)),
    ]
