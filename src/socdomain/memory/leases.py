"""Leases in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from socdomain.clock import Clock
from socdomain.errors import LeaseLostError
from socdomain.jobs.lease import Lease
from socdomain.memory.state import State
from socdomain.memory.state_rows import GivenLease


@frozen
class MemoryLeaseRepository:
    """The leases, as ``LeaseRepository``; they end by a clock of the store's."""

    _state: State
    _clock: Clock

    def take(self, key: str, holder: str, *, lasts: timedelta) -> Lease | None:
        """Takes a lease that nobody has."""
        present = self._state.leases.get(key)
        if present is not None and present.expires_at > self._clock.now():
            return None
        lease = Lease(key, holder, 1 if present is None else present.lease.fence + 1)
        self._put(lease, self._clock.now() + lasts)
        return lease

    def renew(self, lease: Lease, *, lasts: timedelta) -> None:
        """Keeps a lease for longer."""
        self.require(lease)
        self._put(lease, self._clock.now() + lasts)

    def require(self, lease: Lease) -> None:
        """Makes sure that a lease lasts; nobody else writes before this work ends."""
        if not self._lasts(lease):
            raise LeaseLostError(lease.key)

    def release(self, lease: Lease) -> None:
        """Gives a lease back; its fence is kept for the next one."""
        if self._lasts(lease):
            self._put(lease, self._clock.now())

    def forget(self, key: str) -> None:
        """Removes what is known of a lease."""
        self._state.leases.pop(key, None)

    def holders(self, keys: Collection[str]) -> Mapping[str, str]:
        """Returns who has the leases of some keys, by key."""
        found = {key: self._state.leases[key] for key in keys if key in self._state.leases}
        return {key: given.lease.holder for key, given in found.items() if given.expires_at > self._clock.now()}

    def _put(self, lease: Lease, until: datetime) -> None:
        self._state.leases[lease.key] = GivenLease(lease, until)

    def _lasts(self, lease: Lease) -> bool:
        present = self._state.leases.get(lease.key)
        return present is not None and present.lease.fence == lease.fence and present.expires_at > self._clock.now()
