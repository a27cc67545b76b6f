"""Leases, by the time of the database; each step is one statement that says its own condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Update, delete, select, update

from adapters.database.conflicts import insert_into
from adapters.database.database_time import database_now
from adapters.database.job_tables import job_leases
from adapters.database.narrowing import in_chunks
from socdomain.errors import LeaseLostError
from socdomain.jobs.lease import Lease

_leases = job_leases.c


class SqlLeaseRepository:
    """The leases, as ``LeaseRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, key: str, holder: str, *, lasts: timedelta) -> Lease | None:
        """Takes a lease that nobody has."""
        until = database_now(self._connection, later=lasts)
        statement = insert_into(self._connection, job_leases).values(key=key, holder=holder, fence=1, expires_at=until)
        fence = self._connection.scalar(
            statement.on_conflict_do_update(
                index_elements=[_leases.key],
                set_={"holder": holder, "fence": _leases.fence + 1, "expires_at": until},
                where=_leases.expires_at <= database_now(self._connection),
            ).returning(_leases.fence)
        )
        return None if fence is None else Lease(key, holder, fence)

    def renew(self, lease: Lease, *, lasts: timedelta) -> None:
        """Keeps a lease for longer."""
        until = database_now(self._connection, later=lasts)
        if not self._connection.execute(self._changed(lease).values(expires_at=until)).rowcount:
            raise LeaseLostError(lease.key)

    def require(self, lease: Lease) -> None:
        """Makes sure that a lease lasts, and that nobody takes it over before this transaction has ended."""
        # The lock is what counts: once it is there, the time may pass.
        statement = select(_leases.fence).where(self._lasts(lease)).with_for_update()
        if self._connection.execute(statement).one_or_none() is None:
            raise LeaseLostError(lease.key)

    def release(self, lease: Lease) -> None:
        """Gives a lease back."""
        self._connection.execute(self._changed(lease).values(expires_at=database_now(self._connection)))

    def forget(self, key: str) -> None:
        """Removes what is known of a lease."""
        self._connection.execute(delete(job_leases).where(_leases.key == key))

    def holders(self, keys: Collection[str]) -> Mapping[str, str]:
        """Returns who has the leases of some keys, by key."""
        has_not_ended = _leases.expires_at > database_now(self._connection)
        found: dict[str, str] = {}
        for chunk in in_chunks(sorted(set(keys))):
            held = select(_leases.key, _leases.holder).where(_leases.key.in_(chunk), has_not_ended)
            found |= {row.key: row.holder for row in self._connection.execute(held)}
        return found

    def _changed(self, lease: Lease) -> Update:
        return update(job_leases).where(self._lasts(lease))

    def _lasts(self, lease: Lease) -> ColumnElement[bool]:
        has_not_ended = _leases.expires_at > database_now(self._connection)
        return (_leases.key == lease.key) & (_leases.fence == lease.fence) & has_not_ended
