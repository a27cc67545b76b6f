"""Verifications of the audit log that run beside the requests of those who asked for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Final
from uuid import UUID, uuid4

import structlog
from attrs import Factory, define

from entrypoints.api.api_errors import TooBusyError
from socdomain.audit.findings import AuditReport
from socdomain.clock import Clock
from socdomain.ids import PrincipalId

MOST_RUNNING: Final = 2
MOST_KEPT: Final = 20
_log = structlog.get_logger(__name__)

Verify = Callable[[Callable[[int], None]], AuditReport]
"""Verifies the log, and tells now and then how many records were looked at since it told last."""


@define
class Verification:
    """One verification.

    Attributes:
        id: Its identifier.
        by: Who asked for it.
        records: How many records were looked at so far.
        report: What was found; None until it is.
        finished_at: When it ended; None while it runs.
        ended: Is set when it has.
    """

    id: UUID
    by: PrincipalId
    records: int = 0
    report: AuditReport | None = None
    finished_at: datetime | None = None
    ended: Event = Factory(Event)


class Verifications:
    """The verifications of one process; what another one runs is not known here.

    Reading a long log takes longer than a browser, or what stands before us, waits for an answer.

    Args:
        clock: Tells when they end.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[UUID, Verification] = {}

    def begin(self, verify: Verify, by: PrincipalId) -> Verification:
        """Begins one, or returns the one of the same reader that runs already.

        Args:
            verify: Does it.
            by: Who asks.

        Raises:
            TooBusyError: Two are running.
        """
        with self._lock:
            running = [one for one in self._kept.values() if one.finished_at is None]
            for one in running:
                if one.by == by:
                    return one
            if len(running) >= MOST_RUNNING:
                raise TooBusyError("verifications are running")
            begun = Verification(uuid4(), by)
            self._kept[begun.id] = begun
            ended = [one.id for one in self._kept.values() if one.finished_at is not None]
            for old in ended[: max(0, len(self._kept) - MOST_KEPT)]:
                del self._kept[old]
        # It only reads, so that the process may end without waiting for it.
        Thread(target=self._run, args=(begun, verify), name="verification", daemon=True).start()
        return begun

    def find(self, verification_id: UUID, by: PrincipalId) -> Verification | None:
        """Returns a verification of the reader's own; None where there is none here."""
        found = self._kept.get(verification_id)
        return found if found is not None and found.by == by else None

    def _run(self, begun: Verification, verify: Verify) -> None:
        def tell(records: int) -> None:
            begun.records += records

        try:
            begun.report = verify(tell)
        except Exception as error:
            # Nobody waits for it; whoever looks is told that it broke off.
            _log.error("verification broke off", verification=str(begun.id), exc_info=error)
        finally:
            begun.finished_at = self._clock.now()
            begun.ended.set()
