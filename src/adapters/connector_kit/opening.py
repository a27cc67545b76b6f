"""Clients of products, by their kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from attrs import field, frozen

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.breaker import Breakers
from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.deadline import Deadline
from adapters.connector_kit.kind import Kind
from adapters.connector_kit.kit_limits import KitLimits
from socdomain.connectors.kind import ConnectorClient, Setup
from socdomain.errors import NotFoundError


@frozen
class ClientsByKind:
    """Makes clients, as ``OpensClients``; may be used from several threads.

    Attributes:
        kinds: Returns the kinds that there are, by name, always the same.
        addresses: Which addresses are connected to.
        limits: How long to wait, and how much to take.
        breakers: Those of this process.
    """

    kinds: Callable[[], Mapping[str, Kind]]
    addresses: AddressRules = field(factory=AddressRules)
    limits: KitLimits = field(factory=KitLimits)
    breakers: Breakers = field(factory=Breakers)

    @contextmanager
    def __call__(
        self, setup: Setup, *, within_s: float | None = None, is_trial: bool = False
    ) -> Iterator[ConnectorClient]:
        """Returns a client for the length of a block; nothing of it is left behind.

        Args:
            setup: Of what.
            within_s: How long the whole block may wait for the product, in seconds; None for the usual limits.
            is_trial: Whether the product is asked even while it is left alone after failures.

        Raises:
            ConnectorError: A client cannot be made of that, or anything in the block that asks the product.
            NotFoundError: There is no such kind.
        """
        kind = self.kinds().get(setup.kind)
        if kind is None:
            raise NotFoundError("connector kind", setup.kind)
        breaker = self.breakers.of(setup.connector_id, setup.version, self.limits)
        with ExitStack() as ending:
            deadline, limits = Deadline.within(within_s), self.limits.of_trial() if is_trial else self.limits
            yield kind.build(ClientKit(setup, limits, deadline, self.addresses, breaker, is_trial, ending))
