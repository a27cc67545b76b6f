"""Leases: who may do something that only one may do at a time, for as long as they keep saying so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final, Protocol

from attrs import frozen

RUN_LEASE: Final = timedelta(seconds=15)
"""For how long a worker that says nothing keeps a run."""

RENEW_AFTER: Final = timedelta(seconds=5)
"""How long a worker waits before it says that it is still there: often enough that two failures do no harm."""


@frozen
class Lease:
    """The right to do something.

    Attributes:
        key: To do what.
        holder: Whose right it is.
        fence: Greater than that of every lease of this key before. What is written under a lease is refused once
            another has been given.
    """

    key: str
    holder: str
    fence: int


class LeaseRepository(Protocol):
    """The leases that there are; they end by the time of the database, which is the same for everybody."""

    def take(self, key: str, holder: str, *, lasts: timedelta) -> Lease | None:
        """Takes a lease that nobody has; None where somebody has it, be it the same holder."""
        ...

    def renew(self, lease: Lease, *, lasts: timedelta) -> None:
        """Keeps a lease for longer.

        Raises:
            LeaseLostError: It has ended.
        """
        ...

    def require(self, lease: Lease) -> None:
        """Makes sure that a lease lasts until this unit of work is committed or ends.

        Raises:
            LeaseLostError: It has ended.
        """
        ...

    def release(self, lease: Lease) -> None:
        """Gives a lease back; one that has ended is left as it is."""
        ...

    def forget(self, key: str) -> None:
        """Removes what is known of a lease that nobody will take again, since fences would begin anew.

        Whoever has it has it no longer.
        """
        ...

    def holders(self, keys: Collection[str]) -> Mapping[str, str]:
        """Returns who has the leases of some keys, by key; a key of which nobody has one is left out."""
        ...
