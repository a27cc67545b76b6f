"""A run: one time that a job is done, with all attempts that it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import evolve, field, frozen

from socdomain.ids import PrincipalId, RunId, ScheduleId, derived_id
from socdomain.jobs.kind import Arguments

LONGEST_TEXT: Final = 500
"""Characters that are kept of an error, of a line, or of a phrase that says how far a run is."""

# What no database keeps in text: NUL, and halves of surrogate pairs. An error may quote anything.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class RunStatus(StrEnum):
    """How far a run is."""

    PLANNED = "planned"
    """It is due later, or will be tried again later."""
    QUEUED = "queued"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    LOST = "lost"
    """Nobody knows what became of it: its worker is gone."""
    SKIPPED = "skipped"
    """It was due, and another run stood for it."""

    @property
    def is_end(self) -> bool:
        """Whether nothing comes after it."""
        return self not in (RunStatus.PLANNED, RunStatus.QUEUED, RunStatus.STARTED)


class Cause(StrEnum):
    """Why there is a run."""

    SCHEDULE = "schedule"
    REQUEST = "request"
    """Somebody asked for it."""
    CHANGE = "change"
    """A change of state made it necessary."""


@frozen
class Attempt:
    """One try at a run.

    Attributes:
        worker: Who tries.
        started_at: Since when, aware UTC.
        ended_at: Until when; None while it goes on.
        outcome: How it ended: finished, failed or lost; queued where a worker that had to stop gave it back.
        error: What was wrong.
    """

    worker: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: RunStatus | None = None
    error: str = ""


@frozen(kw_only=True)
class Run:
    """A run.

    Attributes:
        id: Its identifier; effects that must happen once belong to it, whichever attempt brings them about.
        job: Name of the job.
        arguments: What the job is told.
        cause: Why there is one.
        schedule_id: Of which schedule; None for what a change of state made necessary.
        by_id: Who asked; None where nobody did.
        by_name: Their name at that time.
        due_at: When it was due, aware UTC; of a schedule and a time there is one run.
        ready_at: From when on the next attempt may begin, aware UTC.
        status: How far it is.
        queued_at: When it was queued last.
        ended_at: When the last attempt ended, after which there is none.
        attempts: All attempts, the first one first.
        percent: How far the present attempt is, 0 to 100.
        phrase: What it is doing.
        counts: What it says it has done, by name.
        note: What there is to say about it, such as that its schedule is paused.
        version: Counts its changes, from 1.
    """

    id: RunId
    job: str
    arguments: Arguments = field(factory=dict)
    cause: Cause
    schedule_id: ScheduleId | None
    by_id: PrincipalId | None = None
    by_name: str = ""
    due_at: datetime
    ready_at: datetime
    status: RunStatus
    queued_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    percent: int = 0
    phrase: str = ""
    counts: Mapping[str, int] = field(factory=dict)
    note: str = ""
    version: int = 1

    @property
    def attempt(self) -> int:
        """The number of the last attempt, from 1; 0 before the first. Those that were given back do not count."""
        return sum(one.outcome is not RunStatus.QUEUED for one in self.attempts)

    @property
    def started_at(self) -> datetime | None:
        """When the first attempt began."""
        return self.attempts[0].started_at if self.attempts else None

    @property
    def says_anew(self) -> bool:
        """Whether how far it is follows from its status: an attempt has just begun, or all is done."""
        return self.status in (RunStatus.STARTED, RunStatus.FINISHED)

    @property
    def error(self) -> str:
        """What was wrong with the last attempt, or why there was none; empty if nothing was."""
        if self.attempts:
            return self.attempts[-1].error
        return self.note if self.status is RunStatus.FAILED else ""

    def may_begin(self, at: datetime) -> bool:
        """Tells whether it is time for an attempt; that of a run that is queued has come, by whichever clock."""
        return self.status is RunStatus.QUEUED or (self.status is RunStatus.PLANNED and self.ready_at <= at)

    def queued(self, at: datetime) -> Run:
        """Returns it as waiting for a worker."""
        return evolve(self, status=RunStatus.QUEUED, queued_at=at, version=self.version + 1)

    def begun(self, worker: str, at: datetime) -> Run:
        """Returns it as worked on."""
        attempts = (*self.attempts, Attempt(worker, at))
        started = evolve(self, status=RunStatus.STARTED, attempts=attempts, percent=0, phrase="")
        return evolve(started, version=self.version + 1)

    def finished(self, counts: Mapping[str, int], at: datetime) -> Run:
        """Returns it as done."""
        ended = self._attempt_ended(RunStatus.FINISHED, at)
        # True is an integer to Python, and none to JSON.
        kept = {name: int(count) for name, count in counts.items()}
        return evolve(ended, status=RunStatus.FINISHED, ended_at=at, percent=100, counts=kept)

    def broken_off(self, outcome: RunStatus, error: str, at: datetime, *, again_at: datetime | None) -> Run:
        """Returns it as failed or lost, or as to be tried again.

        Args:
            outcome: Which of the two the attempt is.
            error: What was wrong.
            at: When.
            again_at: When it is tried again; None for never.
        """
        ended = self._attempt_ended(outcome, at, kept_text(error))
        if again_at is None:
            return evolve(ended, status=outcome, ended_at=at)
        return evolve(ended, status=RunStatus.PLANNED, ready_at=again_at)

    def given_back(self, at: datetime) -> Run:
        """Returns it as waiting again, because its worker had to stop."""
        return evolve(self._attempt_ended(RunStatus.QUEUED, at), status=RunStatus.QUEUED, queued_at=at)

    def skipped(self, why: str, at: datetime) -> Run:
        """Returns it as not worth doing any more."""
        return evolve(self, status=RunStatus.SKIPPED, ended_at=at, note=why, version=self.version + 1)

    def refused(self, why: str, at: datetime) -> Run:
        """Returns it as failed without being tried, or tried again: no worker could do it."""
        ended = evolve(self, status=RunStatus.FAILED, ended_at=at, note=kept_text(why))
        return evolve(ended, version=self.version + 1)

    def _attempt_ended(self, outcome: RunStatus, at: datetime, error: str = "") -> Run:
        *before, last = self.attempts
        attempts = (*before, evolve(last, ended_at=at, outcome=outcome, error=error))
        return evolve(self, attempts=attempts, version=self.version + 1)


@frozen
class RunLine:
    """A line of a run's log.

    Attributes:
        number: Its place among the lines of the run, from 1.
        at: When it was written, aware UTC.
        text: What it says.
    """

    number: int
    at: datetime
    text: str


def kept_text(text: str) -> str:
    """Returns what is kept of a text: its beginning, with a mark in place of what no database keeps."""
    return _UNSTORABLE.sub("\ufffd", text[:LONGEST_TEXT])


def run_id_of(schedule_id: ScheduleId, due_at: datetime) -> RunId:
    """Returns the identifier of the run of a schedule at a time, which is the same whoever plans it."""
    return RunId(derived_id("run of a schedule", schedule_id.bytes, due_at.isoformat()))
