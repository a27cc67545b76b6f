"""Whose an agent is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Protocol

from attrs import frozen

from socdomain.connectors.connector import Connector
from socdomain.connectors.ports import ConnectorsWork
from socdomain.customers.customer import folded
from socdomain.ids import CustomerId
from socdomain.principal import Reach

CUSTOMER_LABEL: Final = "customer"
"""The label whose value is a customer's code."""


class SaysWhose(Protocol):
    """What says of an agent whose it is: an agent as it was seen, or as it is stored."""

    @property
    def groups(self) -> Collection[str]:
        """Groups that it is in."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of it, by name."""
        ...

    @property
    def org(self) -> str:
        """The organisation that it belongs to; empty for none."""
        ...


@frozen
class Whose:
    """Decides whose the agents of a connector are.

    Attributes:
        connector: The connector.
        owners: The customer of each folded code that somebody has, of those that the agents name.
        present: The customers that there are, of those that the connector names.
    """

    connector: Connector
    owners: Mapping[str, CustomerId]
    present: frozenset[CustomerId]

    @classmethod
    def read(cls, work: ConnectorsWork, connector: Connector, agents: Iterable[SaysWhose]) -> Whose:
        """Reads what it takes to decide that of some agents, in two statements at most."""
        from_connector = {*connector.org_customers.values(), *filter(None, [connector.customer_id])}
        codes = {code for agent in agents if not agent.org for code in _codes(agent)}
        owners = work.customers.owners(codes) if codes else {}
        present = work.customers.by_ids(from_connector, reach=Reach.everyone()) if from_connector else {}
        return cls(connector, owners, frozenset(present))

    def of(self, agent: SaysWhose) -> CustomerId | None:
        """Returns whose an agent is; None for nobody's.

        In a product with organisations they decide, by the connector's table. Else the label does; one that names
        nobody leaves the agent nobody's, since somebody is meant whom nobody knows here. Else the one group does that
        is a customer's code. Where nothing says so, it is whose the connector's finds are.
        """
        if agent.org:
            return self._known(self.connector.org_customers.get(agent.org, self.connector.customer_id))
        if label := folded(agent.labels.get(CUSTOMER_LABEL, "")):
            return self.owners.get(label)
        of_groups = {self.owners[code] for code in map(folded, agent.groups) if code in self.owners}
        return of_groups.pop() if len(of_groups) == 1 else self._known(self.connector.customer_id)

    def _known(self, customer_id: CustomerId | None) -> CustomerId | None:
        return customer_id if customer_id in self.present else None


def _codes(agent: SaysWhose) -> set[str]:
    return {folded(agent.labels.get(CUSTOMER_LABEL, "")), *map(folded, agent.groups)} - {""}
