"""The use cases of connectors, made once for a process."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.connectors.add_connector import AddConnector
from socdomain.connectors.change_connector import ChangeConnector
from socdomain.connectors.connector_changes import ConnectorChanges
from socdomain.connectors.kind import ConnectorKinds, OpensClients
from socdomain.connectors.ports import ConnectorsWork
from socdomain.connectors.prune_history import PruneConnectorHistory
from socdomain.connectors.remove_connector import RemoveConnector
from socdomain.connectors.secret_values import SecretValues
from socdomain.connectors.switch_connector import MakeDefault, SwitchConnector
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verify_connectors import TriesConnectors, VerifyConnectors
from socdomain.ids import Ids
from socdomain.principal import Reach
from socdomain.sealed import SealsSecrets


@frozen
class ConnectorUseCases:
    """The use cases of connectors, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        reading: Makes units of work that only read.
        clock: Tells the time.
        ids: Makes identifiers.
        make_box: Returns what seals secrets, always the same; most commands need none.
        kinds: The kinds that there are.
        opens: Makes clients of products.
        tries: Asks products whether they can be used.
    """

    work: Callable[[Reach], ConnectorsWork]
    reading: Callable[[Reach], ConnectorsWork]
    clock: Clock
    ids: Ids
    make_box: Callable[[], SealsSecrets]
    kinds: ConnectorKinds
    opens: OpensClients
    tries: TriesConnectors

    @property
    def add(self) -> AddConnector:
        """Adds a connector."""
        return AddConnector(self._changes)

    @property
    def change(self) -> ChangeConnector:
        """Changes a connector."""
        return ChangeConnector(self._changes)

    @property
    def switch(self) -> SwitchConnector:
        """Switches a connector on or off."""
        return SwitchConnector(self._changes)

    @property
    def make_default(self) -> MakeDefault:
        """Has a connector be the default one of its kind."""
        return MakeDefault(self._changes)

    @property
    def remove(self) -> RemoveConnector:
        """Removes a connector."""
        return RemoveConnector(self._changes)

    @property
    def verify(self) -> VerifyConnectors:
        """Tries connectors."""
        return VerifyConnectors(self.work, self._secrets, self.tries, self.clock, self.ids)

    @property
    def prune_history(self) -> PruneConnectorHistory:
        """Removes old entries about trying connectors."""
        return PruneConnectorHistory(self.work, self.clock)

    @property
    def use(self) -> UseConnectors:
        """Finds connectors by what they can do, and opens them."""
        return UseConnectors(self.reading, self.kinds, self._secrets, self.opens)

    @property
    def _changes(self) -> ConnectorChanges:
        return ConnectorChanges(self.work, self.kinds, self._secrets, self.clock, self.ids)

    @property
    def _secrets(self) -> SecretValues:
        return SecretValues(self.make_box())
