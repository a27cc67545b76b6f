"""Leaving a product alone for a while that has failed several times in a row."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from attrs import define, field, frozen

from adapters.connector_kit.errors import PassingError
from adapters.connector_kit.kit_limits import KitLimits
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.ids import ConnectorId

_COUNTS_AS_FAILURE: Final = (Outcome.UNREACHABLE, Outcome.TLS_FAILED)

_ADVICE = "It has failed several times in a row and is left alone for half a minute; try the connector to see why."


@define
class Breaker:
    """Leaves one product alone while it fails; may be used from several threads.

    Attributes:
        limits: How many failures it takes, and for how long.
        clock: Tells seconds that only go up.
    """

    limits: KitLimits
    clock: Callable[[], float] = time.monotonic
    _lock: Lock = field(factory=Lock, init=False, repr=False)
    _failures: int = field(default=0, init=False)
    _asks_again_at: float = field(default=0.0, init=False)

    def ask(self) -> None:
        """Is told that the product is to be asked. After a rest one caller may ask, and the others once it has.

        Raises:
            ConnectorError: It is left alone now.
        """
        with self._lock:
            if self._failures < self.limits.failures:
                return
            now = self.clock()
            if now < self._asks_again_at:
                raise ConnectorError(Outcome.UNREACHABLE, _ADVICE)
            self._asks_again_at = now + self.limits.rest_s

    def succeeded(self) -> None:
        """Is told that the product answered, whatever it said."""
        with self._lock:
            self._failures = 0

    def raised(self, error: ConnectorError) -> None:
        """Is told what was raised instead of an answer."""
        # That it refuses somebody, or cannot find something, shows that it works.
        if error.outcome in _COUNTS_AS_FAILURE or isinstance(error, PassingError):
            self.failed()
        else:
            self.succeeded()

    def failed(self) -> None:
        """Is told that the product did not answer as one that works."""
        with self._lock:
            self._failures += 1
            self._asks_again_at = self.clock() + self.limits.rest_s


@frozen
class Breakers:
    """The breakers of a process, one for each connector as it is now."""

    _lock: Lock = field(factory=Lock, init=False, repr=False)
    _by_id: dict[ConnectorId, tuple[int, Breaker]] = field(factory=dict, init=False, repr=False)

    def of(self, connector_id: ConnectorId, version: int, limits: KitLimits) -> Breaker:
        """Returns the breaker of a connector; one that was changed since begins anew."""
        with self._lock:
            known = self._by_id.get(connector_id)
            if known is None or known[0] != version:
                known = self._by_id[connector_id] = (version, Breaker(limits))
            return known[1]
