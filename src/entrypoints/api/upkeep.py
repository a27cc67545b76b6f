"""What the audit log needs each minute: refusals written down, and the ends of its chains signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import structlog
from litestar import Litestar

from entrypoints.api.equipment import equipment_of
from entrypoints.audit_use_cases import AuditUseCases
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import PrincipalId, derived_id
from socdomain.principal import Principal, PrincipalKind, Reach, Scope

_log = structlog.get_logger(__name__)

KEEPER: Final = Principal(
    id=PrincipalId(derived_id("system principal", "audit")),
    name="system:audit",
    kind=PrincipalKind.SYSTEM,
    scopes=frozenset({Scope.AUDIT_READ, Scope.AUDIT_WRITE}),
    reach=Reach.everyone(),
)
"""The principal as which the log is kept; nobody can sign in as it."""


@asynccontextmanager
async def keeping_up(app: Litestar) -> AsyncIterator[None]:
    """Keeps the log up while an application runs, and once more when it ends.

    Other processes may do the same at the same time.
    """
    equipment = equipment_of(app)
    stop = asyncio.Event()
    task = asyncio.create_task(_repeat(equipment.container.audit, stop, equipment.settings.upkeep_interval_s))
    try:
        yield
    finally:
        stop.set()
        await task


def keep_up(audit: AuditUseCases, *, is_last: bool) -> None:
    """Does once what is needed; what fails is told in the log, and done the next time.

    Args:
        audit: The use cases.
        is_last: Whether nothing comes after.
    """
    # Each by itself: refusals that cannot be written down must not keep what is written from being signed.
    for step in (
        partial(audit.record_refusals.execute, by=KEEPER, is_last=is_last),
        partial(audit.sign.execute, by=KEEPER),
    ):
        try:
            step()
        except ConcurrentChangeError as error:
            # Somebody writes for long, such as a large import; the next time will do.
            _log.warning("audit log kept up later", reason=str(error))
        except Exception as error:
            _log.error("audit log not kept up", exc_info=error)


async def _repeat(audit: AuditUseCases, stop: asyncio.Event, interval_s: float) -> None:
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), interval_s)
        except TimeoutError:
            await asyncio.to_thread(keep_up, audit, is_last=False)
    await asyncio.to_thread(keep_up, audit, is_last=True)
