"""What a run that is being done is held by: its lease, its time, and whoever asks it to stop."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread, main_thread
from types import FrameType
from typing import Final

from attrs import define, field, frozen

from socdomain.errors import LeaseLostError, WatchfloorError
from socdomain.jobs.lease import RENEW_AFTER, RUN_LEASE, Lease
from socdomain.jobs.ports import JobsWork
from socdomain.jobs.running import JobStoppedError, JobTimeoutError
from socdomain.principal import Reach

GIVE_BACK_AFTER_S: Final = 8.0
"""Seconds in which a run may still end by itself once its worker has to stop; well within the grace of 20."""

HANGS_AFTER_S: Final = 10.0
"""Seconds beyond its time after which a job that cannot even be interrupted is ended with its process."""

_AGAIN_AFTER_S: Final = 5.0
"""A job that swallows that its time is over is told again."""

_LOOK_EVERY_S: Final = 0.25
_WHOLE: Final = Reach.everyone()


@define
class StopRequest:
    """Whether this process was asked to stop, and since when."""

    since: float | None = None

    def listen(self, *numbers: int) -> None:
        """Has signals ask for it."""
        for number in numbers:
            signal.signal(number, self._asked)

    def is_due(self) -> bool:
        """Tells whether what is being done has had its time to end by itself."""
        return self.since is not None and time.monotonic() >= self.since + GIVE_BACK_AFTER_S

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.since = self.since or time.monotonic()


@frozen
class KeepsRuns:
    """Keeps the lease of a run, and interrupts the run when it has to end; as ``KeepsLeases``, in the main thread.

    Attributes:
        work: Makes units of work.
        stopping: Whether to give the run back.
        tell: Is told, once, that the lease cannot be renewed at present.
        parent: The process without which this one has no business; None where there is none.
    """

    work: Callable[[Reach], JobsWork]
    stopping: StopRequest
    tell: Callable[[str], None]
    parent: int | None = None

    @contextlib.contextmanager
    def __call__(self, lease: Lease, *, within_s: float) -> Iterator[None]:
        """Renews a lease for the length of a block.

        Args:
            lease: Which.
            within_s: For how many seconds at most.

        Raises:
            JobTimeoutError: They are over.
            JobStoppedError: This process has to stop.
            LeaseLostError: Somebody else may do now what the block does.
        """
        kept = _Kept(self, lease, time.monotonic() + within_s + HANGS_AFTER_S)
        before = signal.signal(signal.SIGALRM, kept.interrupt)
        # Needs neither the interpreter nor its lock: a job may hang in a library, and hold both.
        faulthandler.dump_traceback_later(within_s + HANGS_AFTER_S, exit=True, file=sys.__stderr__ or sys.stderr)
        signal.setitimer(signal.ITIMER_REAL, within_s, _AGAIN_AFTER_S)
        beats = Thread(target=kept.beat, name="lease", daemon=True)
        beats.start()
        try:
            try:
                yield
            finally:
                # From here on nothing interrupts; what does so until then is told as below.
                kept.ended.set()
        except BaseException as error:
            # What comes out may be what somebody made of it on the way.
            if kept.reason is not None:
                raise kept.reason from error
            raise
        finally:
            kept.ended.set()
            # Else it might interrupt what this process does next. It may wait for the database, and longer than this.
            beats.join(_LOOK_EVERY_S)
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()
            signal.signal(signal.SIGALRM, before)


class _Interrupted(KeyboardInterrupt):
    """Ends what is being done; of this kind drivers of databases know that they have to call off what they asked."""


@define
class _Kept:
    keeper: KeepsRuns
    lease: Lease
    until: float
    ended: Event = field(factory=Event)
    reason: BaseException | None = None

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Ends what the main thread does; runs there, between two of its steps."""
        if not self.ended.is_set():
            self.reason = self.reason or JobTimeoutError()
            raise _Interrupted

    def beat(self) -> None:
        """Renews the lease until the block ends; runs in a thread of its own."""
        renew_at, is_told = time.monotonic() + RENEW_AFTER.total_seconds(), False
        while not self.ended.wait(_LOOK_EVERY_S):
            self._die_with_parent()
            now = time.monotonic()
            if now > self.until:
                return
            if self.keeper.stopping.is_due() and self.reason is None:
                self._interrupt_main(JobStoppedError())
            if now < renew_at:
                continue
            renew_at = now + RENEW_AFTER.total_seconds()
            try:
                self._renew()
            except LeaseLostError as lost:
                self._interrupt_main(lost)
                return
            except WatchfloorError as error:
                # Until the database is there again, the lease may still last; nothing is written without it anyway.
                if not is_told:
                    self.keeper.tell(str(error))
                is_told = True

    def _renew(self) -> None:
        with self.keeper.work(_WHOLE) as work:
            work.leases.renew(self.lease, lasts=RUN_LEASE)
            work.commit()

    def _interrupt_main(self, reason: BaseException) -> None:
        self.reason, main = self.reason or reason, main_thread().ident
        # To that thread, which may wait for the database: another would take the signal and leave it waiting.
        if main is not None and not self.ended.is_set():
            signal.pthread_kill(main, signal.SIGALRM)

    def _die_with_parent(self) -> None:
        """Ends this process as `kill -9` would once its worker is gone: nobody looks after it any more."""
        if self.keeper.parent is not None and os.getppid() != self.keeper.parent:
            os.kill(os.getpid(), signal.SIGKILL)
