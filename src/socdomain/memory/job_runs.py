"""Runs of jobs in memory, and what they say and bring about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, frozen

from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.ids import RunId, ScheduleId
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import Run, RunLine, RunStatus
from socdomain.memory.json_copies import run_copy
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position


@frozen
class MemoryRunRepository:
    """The runs, as ``RunRepository``."""

    _state: State

    def get(self, run_id: RunId) -> Run | None:
        """Returns a run; None where there is none."""
        found = self._state.runs.get(run_id)
        return None if found is None else run_copy(found)

    def page(self, wanted: RunFilter, page: PageRequest) -> Page[Run]:
        """Returns a page by (due_at, id), the latest first."""
        found = [run for run in self._state.runs.values() if _fits(run, wanted)]
        listed = page_of(found, page, lambda run: Position(run.due_at, run.id))
        return Page(tuple(map(run_copy, listed.items)), listed.next)

    def add(self, run: Run) -> bool:
        """Adds a run, and tells whether it did."""
        place = None if run.schedule_id is None else (run.schedule_id, run.due_at)
        if run.id in self._state.runs or place in self._state.runs_due:
            return False
        self._state.runs[run.id] = run_copy(run)
        if place is not None:
            self._state.runs_due[place] = run.id
        return True

    def save(self, run: Run, *, expected_version: int) -> None:
        """Replaces a run, but for how far it says it is, unless that follows from its status."""
        present = self._state.runs.get(run.id)
        if present is None or present.version != expected_version:
            raise ConcurrentChangeError("the run has changed, or is gone")
        said = run if run.says_anew else present
        self._state.runs[run.id] = evolve(run_copy(run), percent=said.percent, phrase=said.phrase)

    def with_status(self, status: RunStatus, *, until: datetime, limit: int) -> tuple[Run, ...]:
        """Returns the runs that are ready by a time and have a status, the earliest first."""
        ready = [run for run in self._state.runs.values() if run.status is status and run.ready_at <= until]
        first = sorted(ready, key=lambda run: (run.ready_at, run.id.int))[:limit]
        return tuple(map(run_copy, first))

    def drop_planned(self, schedule_id: ScheduleId) -> None:
        """Removes the run of a schedule that is planned and was never tried."""
        for run in list(self._state.runs.values()):
            if run.schedule_id == schedule_id and run.status is RunStatus.PLANNED and not run.attempts:
                self._remove(run)

    def progress(self, run_id: RunId, percent: int, phrase: str) -> None:
        """Writes how far a run says it is."""
        present = self._state.runs.get(run_id)
        if present is not None:
            self._state.runs[run_id] = evolve(present, percent=percent, phrase=phrase)

    def add_lines(self, run_id: RunId, lines: Iterable[tuple[datetime, str]], *, keep: int) -> None:
        """Adds lines to the log of a run, of which the last so many are kept."""
        if run_id not in self._state.runs:
            return
        present = self._state.run_lines.get(run_id, ())
        last = present[-1].number if present else 0
        new = tuple(RunLine(number, at, text) for number, (at, text) in enumerate(lines, start=last + 1))
        self._state.run_lines[run_id] = (*present, *new)[-keep:]

    def lines(self, run_id: RunId, *, after: int = 0) -> tuple[RunLine, ...]:
        """Returns the lines of a run in their order, beyond a number."""
        return tuple(line for line in self._state.run_lines.get(run_id, ()) if line.number > after)

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes runs that ended before a time, and returns how many."""
        ended = [(run.ended_at, run.id.int, run) for run in self._state.runs.values() if run.ended_at is not None]
        old = [run for at, _, run in sorted(ended, key=lambda entry: entry[:2]) if at < before]
        for run in old[:limit]:
            self._remove(run)
        return len(old[:limit])

    def _remove(self, run: Run) -> None:
        del self._state.runs[run.id]
        self._state.run_lines.pop(run.id, None)
        if run.schedule_id is not None:
            del self._state.runs_due[run.schedule_id, run.due_at]
        for key in [key for key in self._state.effects if key[0] == run.id]:
            del self._state.effects[key]


@frozen
class MemoryEffectLedger:
    """Remembers the effects of runs, as ``EffectLedger``."""

    _state: State

    def once(self, run_id: RunId, effect: str) -> bool:
        """Writes down an effect, and tells whether it is the first time."""
        if run_id not in self._state.runs:
            raise OtherCustomerError("a link leads to a run that is not there")
        is_first = (run_id, effect) not in self._state.effects
        self._state.effects[run_id, effect] = None
        return is_first


def _fits(run: Run, wanted: RunFilter) -> bool:
    return (
        wanted.schedule_id in (None, run.schedule_id)
        and wanted.job in (None, run.job)
        and (wanted.status is None or run.status in wanted.status)
    )
