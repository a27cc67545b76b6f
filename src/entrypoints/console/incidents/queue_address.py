"""Where the queue is."""

from __future__ import annotations

from typing import Final

from entrypoints.console.addresses import Pairs
from socdomain.incidents.status import Status

BELOW: Final = "/alerts"
LIVE: Final[Pairs] = (("status", Status.OPEN.value), ("status", Status.IN_PROGRESS.value))
"""What is in the queue, where nothing else is asked for."""
