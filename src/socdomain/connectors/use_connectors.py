"""Use connectors for what they can do, whatever product they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from attrs import frozen

from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import found_connector
from socdomain.connectors.kind import ConnectorKinds, OpensClients
from socdomain.connectors.ports import ConnectorsWork
from socdomain.connectors.secret_values import SecretValues
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import NotFoundError
from socdomain.ids import ConnectorId
from socdomain.principal import Reach

T = TypeVar("T")


@frozen
class UseConnectors:
    """Finds connectors by what they can do, and opens them.

    Each time that one is opened it is read anew, so that what was changed is in force at once, in every process.

    Attributes:
        work: Makes units of work that read; none is open while a product is asked.
        kinds: The kinds that there are.
        secrets: Opens secrets.
        opens: Makes clients.
    """

    work: Callable[[Reach], ConnectorsWork]
    kinds: ConnectorKinds
    secrets: SecretValues
    opens: OpensClients

    def having(self, capability: type) -> tuple[Connector, ...]:
        """Returns the connectors that are enabled and can do something: by kind, the default one of it first.

        Args:
            capability: A protocol of ``capabilities``.
        """
        with self.work(Reach.everyone()) as work:
            enabled = [one for one in work.connectors.all() if one.is_enabled]
        return tuple(one for one in enabled if self._can(one, capability))

    def require_working(self) -> None:
        """Makes sure that every connector that is enabled works, as far as it was tried as it is now.

        Raises:
            ConnectorError: Some do not; names them.
        """
        with self.work(Reach.everyone()) as work:
            tried = [(one, one.verification) for one in work.connectors.all() if one.is_enabled]
        failing = [(one, found) for one, found in tried if found is not None and not found.outcome.works]
        if failing:
            names = ", ".join(one.name for one, _ in failing)
            raise ConnectorError(failing[0][1].outcome, f"{len(failing)} of {len(tried)} connectors fail: {names}")

    @contextmanager
    def opened(self, connector_id: ConnectorId, capability: type[T], *, within_s: float | None = None) -> Iterator[T]:
        """Opens a connector for the length of a block.

        Args:
            connector_id: Which.
            capability: A protocol of ``capabilities``: what it is to do.
            within_s: How long the block may take, where somebody waits for it.

        Raises:
            NotFoundError: There is none of that identifier, or it cannot do that.
            ConnectorError: It is switched off, its secrets cannot be read, or anything in the block that asks the
                product.
        """
        with self.work(Reach.everyone()) as work:
            connector = found_connector(work, connector_id)
        if not self._can(connector, capability):
            raise NotFoundError("connector that can do this", connector_id)
        if not connector.is_enabled:
            raise ConnectorError(Outcome.ERROR, f"The connector {connector.name} is switched off.")
        with self.opens(self.secrets.setup(connector), within_s=within_s) as client:
            if not isinstance(client, capability):
                raise TypeError(f"a client of {connector.kind} lacks what its kind says that it can do")
            yield client

    def _can(self, connector: Connector, capability: type) -> bool:
        try:
            return capability in self.kinds.get(connector.kind).capabilities
        except NotFoundError:
            # A plugin's, which is not loaded now.
            return False
