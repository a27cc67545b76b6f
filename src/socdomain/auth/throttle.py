"""Holds attempts to sign in to their limits, across all processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from socdomain.auth.attempts import OF_ADDRESS, none_yet, subjects_of
from socdomain.auth.ports import AuthWork
from socdomain.clock import Clock
from socdomain.errors import TooManyAttemptsError
from socdomain.ids import SessionId
from socdomain.principal import Reach


@frozen
class Throttle:
    """Counts attempts before their passwords are looked at, so that a thousand at once are not a thousand guesses."""

    work: Callable[[Reach], AuthWork]
    clock: Clock

    def reserve(self, login: str, address: str, device: SessionId | None = None) -> None:
        """Counts an attempt.

        Args:
            login: The login name, as it was written.
            address: Where it comes from.
            device: The browser, if it is known; see ``subjects_of``.

        Raises:
            TooManyAttemptsError: It comes too soon, and is not counted.
        """
        with self.work(Reach.nothing()) as work:
            now = self.clock.now()
            for subject, limit in subjects_of(login, address, device):
                attempts = work.attempts.for_change(subject, now)
                if now < attempts.next_at:
                    raise TooManyAttemptsError(attempts.next_at - now)
                work.attempts.save(attempts.after_another(now, limit))
            work.commit()

    def forget(self, work: AuthWork, login: str, address: str, now: datetime, device: SessionId | None = None) -> None:
        """Takes back what a good attempt has counted for; an account that is signed in to begins anew."""
        for subject, limit in subjects_of(login, address, device):
            attempts = work.attempts.for_change(subject, now)
            if limit is OF_ADDRESS:
                work.attempts.save(evolve(attempts, count=max(0, attempts.count - 1), next_at=now))
            else:
                work.attempts.save(none_yet(subject, now))
