"""One scheduler among several: leads, or waits until it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from attrs import define, field

from socdomain.errors import ConcurrentChangeError, LeaseLostError, QueueUnavailableError, WatchfloorError
from socdomain.jobs.lead import LEADS, LEADS_FOR, Lead
from socdomain.jobs.lease import Lease
from socdomain.jobs.ports import JobsWork
from socdomain.principal import Reach

_WHOLE = Reach.everyone()


class Tells(Protocol):
    """Writes down what happens."""

    def __call__(self, event: str, **fields: object) -> None:
        """Writes down something."""
        ...


@define
class Scheduler:
    """Leads the schedulers while nobody else does.

    Attributes:
        work: Makes units of work.
        lead: Takes the turns.
        tick: Has the queue move what is due.
        holder: Its name, of which there is no other.
        tell: Writes down what changes.
        lease: The right to lead; None while another one leads.
    """

    work: Callable[[Reach], JobsWork]
    lead: Lead
    tick: Callable[[], int]
    holder: str
    tell: Tells
    lease: Lease | None = field(default=None, init=False)
    _troubles: dict[str, str] = field(factory=dict, init=False)

    def turn(self) -> bool:
        """Takes a turn, if it leads or can; what goes wrong is told once, and tried again with the next turn.

        Returns:
            Whether the database could be used.
        """
        try:
            self._hold()
            is_carried = self.lease is not None and self._lead(self.lease)
        except LeaseLostError:
            self.lease = None
            self.tell("another scheduler leads")
        except ConcurrentChangeError:
            # Another writer was first; what it left is seen in the next turn.
            pass
        except WatchfloorError as error:
            self._note("database", str(error))
            return False
        else:
            # What the queue does not take it cannot move either, and to find that out twice takes time.
            if is_carried:
                self._carry(self.tick)
        self._note("database", "")
        return True

    def hand_over(self) -> None:
        """Gives the right to lead back, so that another need not wait for its end."""
        if self.lease is None:
            return
        try:
            with self.work(_WHOLE) as work:
                work.leases.release(self.lease)
                work.commit()
        except WatchfloorError as error:
            # It ends by itself.
            self.tell("leadership not handed over", reason=str(error))
        self.lease = None

    def _hold(self) -> None:
        with self.work(_WHOLE) as work:
            if self.lease is not None:
                work.leases.renew(self.lease, lasts=LEADS_FOR)
                work.commit()
                return
            taken = work.leases.take(LEADS, self.holder, lasts=LEADS_FOR)
            work.commit()
        if taken is not None:
            # Only now: a lease that was not committed is nobody's.
            self.lease = taken
            self.tell("this scheduler leads")

    def _lead(self, lease: Lease) -> bool:
        return self._carry(lambda: self.lead.execute(lease))

    def _carry(self, do: Callable[[], object]) -> bool:
        """Does something that needs the queue, and tells whether it was there."""
        try:
            do()
        except QueueUnavailableError as error:
            self._note("queue", str(error))
            return False
        self._note("queue", "")
        return True

    def _note(self, what: str, trouble: str) -> None:
        """Tells a trouble when it comes, when it becomes another one, and when it has gone."""
        before = self._troubles.get(what, "")
        self._troubles[what] = trouble
        if trouble and trouble != before:
            self.tell(f"{what} unavailable", reason=trouble)
        elif before and not trouble:
            self.tell(f"{what} available again")
