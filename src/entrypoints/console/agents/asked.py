"""Which agents a page is asked for; what a form leaves empty does not narrow."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.agents import LONGEST_WORD
from socdomain.agents.ports import AgentFilter
from socdomain.errors import InvalidInputError
from socdomain.ids import ConnectorId

_FLAGS: Final = {"": None, "true": True, "false": False}

Word = Annotated[str, QueryParameter(max_length=LONGEST_WORD)]


@frozen
class AskedAgents:
    """What a page of agents is asked for.

    Attributes:
        text: What host name, the product's identifier, address or operating system contain.
        customer: Code of whose they are.
        status: What their product says of them.
        os_family: Of which family their operating system is.
        connector: Which connector has seen them.
        vanished: Whether their product names them no more: ``true``, ``false`` or empty.
        ambiguous: Whether it cannot be told which others are on their host; written the same way.
        unassigned: Whether they are nobody's; written the same way.
    """

    text: str = ""
    customer: str = ""
    status: str = ""
    os_family: str = ""
    connector: str = ""
    vanished: str = ""
    ambiguous: str = ""
    unassigned: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self != AskedAgents()

    def filter(self) -> AgentFilter:
        """Returns the same as a filter.

        Raises:
            InvalidInputError: Something in it cannot be meant.
        """
        return AgentFilter(
            customer=self.customer or None,
            connector_id=_connector(self.connector),
            text=self.text or None,
            os_family=self.os_family or None,
            status=self.status or None,
            has_vanished=_flag("vanished", self.vanished),
            is_ambiguous=_flag("ambiguous", self.ambiguous),
            is_unassigned=_flag("unassigned", self.unassigned),
        )


def asked_agents(
    text: Word = "",
    customer: Word = "",
    status: Word = "",
    os_family: Word = "",
    connector: Word = "",
    vanished: Word = "",
    ambiguous: Word = "",
    unassigned: Word = "",
) -> AskedAgents:
    """Provides which agents are asked for."""
    return AskedAgents(text.strip(), customer, status, os_family, connector, vanished, ambiguous, unassigned)


Asked = NamedDependency[SkipValidation[AskedAgents]]
"""As ``wanted``: which agents are asked for."""


def _connector(text: str) -> ConnectorId | None:
    try:
        return ConnectorId(UUID(text)) if text else None
    except ValueError:
        raise InvalidInputError("connector", "must be a UUID") from None


def _flag(name: str, text: str) -> Any:
    if text not in _FLAGS:
        raise InvalidInputError(name, "must be true or false")
    return _FLAGS[text]
