"""Agents of a customer."""

from __future__ import annotations

from typing import Any, Final

from socdomain.ids import AgentId, ConnectorId
from tests.api.driving import Api
from tests.builders import EVERYONE, an_agent

AGENTS: Final = "/api/agents"


def make_agents(api: Api, word: str, code: str) -> dict[str, Any]:
    """Adds more than a page of one, each text of which holds a word, on the host that the customer's alerts name."""
    connector_id = ConnectorId(api.container.ids.new())
    agents = [
        an_agent(
            f"{word}-host{domain}",
            # Of the application's own making: another one might be that of a session, which is shown.
            id=AgentId(api.container.ids.new()),
            connector_id=connector_id,
            customer_id=api.customer_id(code),
            vendor_id=f"{word}-{domain}",
            os=f"{word} in the title",
            groups=(f"{word}-group",),
            note=f"{word} is noted",
        )
        for domain in ("", ".example.org")
    ]
    with api.container.work(EVERYONE) as work:
        work.agents.add_all(agents)
        work.commit()
    return {"agent": str(agents[0].id)}
