"""Trying a connector as the platform does, and looking afterwards whether anything came out or stayed behind."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import psutil
import pytest
from attrs import frozen

from adapters.connector_kit.addresses import AddressRules
from adapters.connector_kit.kind import Kind
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.simulation import Simulator
from adapters.connector_kit.trying import TriesInThreads
from adapters.connector_registry import connector_kinds
from socdomain.connectors.kind import Setup
from socdomain.connectors.secret_values import secret_names
from socdomain.connectors.verify_connectors import Tried
from socdomain.ids import ConnectorId
from tests.canaries import SHORTEST, Canaries

HTTP_KINDS: Final = [kind for kind in connector_kinds().values() if kind.speaks_http]
PATIENT: Final = KitLimits(backoff_s=0.001)
HURRIED: Final = KitLimits(verify_s=0.5, backoff_s=0.001)
"""For products that never answer."""

GONE_WITHIN_S: Final = 20.0
LOOPBACK: Final = AddressRules(allows_loopback=True)


@frozen
class Trial:
    """Tries connectors of one kind.

    Attributes:
        kind: Of which.
        logs: What is written meanwhile.
    """

    kind: Kind
    logs: pytest.LogCaptureFixture

    def __call__(
        self, values: Mapping[str, str], limits: KitLimits = PATIENT, addresses: AddressRules = LOOPBACK
    ) -> Tried:
        """Tries a connector with some values, and returns what became of it once no secret of it was found anywhere."""
        opens = ClientsByKind(lambda: {self.kind.name: self.kind}, addresses, limits)
        setup = Setup(ConnectorId(uuid4()), 1, self.kind.name, values)
        with self.logs.at_level(logging.DEBUG):
            ((_, tried),) = TriesInThreads(opens)([setup])
        secrets = Canaries()
        for name in secret_names(self.kind) & values.keys():
            if len(values[name]) >= SHORTEST:
                secrets.add(name, values[name])
        assert secrets.found_in(f"{tried}\n{setup}\n{self.logs.text}") == []
        assert tried.advice.endswith(".")
        return tried

    def simulator(self, **given: object) -> Simulator:
        """Returns a simulator of the kind, which does not run yet."""
        made = self.kind.simulator(**given)
        assert isinstance(made, Simulator)
        return made

    def values_for(self, url: str) -> dict[str, str]:
        """Returns values that would do for the kind's simulator, and lead elsewhere."""
        with self.simulator() as simulator:
            return {**simulator.values, "url": url}


@contextmanager
def nothing_left() -> Iterator[None]:
    """Fails if a thread or a socket that was not there before is there for long after the block."""
    threads, sockets = set(threading.enumerate()), _sockets()
    yield
    give_up_at = time.monotonic() + GONE_WITHIN_S
    while left := (set(threading.enumerate()) - threads, _sockets() - sockets):
        if left == (set(), set()):
            return
        assert time.monotonic() < give_up_at, left
        time.sleep(0.01)


def _sockets() -> set[int]:
    return {one.fd for one in psutil.Process().net_connections(kind="inet")}
