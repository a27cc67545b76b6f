"""Runs of jobs, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, union_all, update

from adapters.database.conflicts import insert_into
from adapters.database.job_rows import run_of, run_row
from adapters.database.job_tables import job_run_lines, job_runs
from adapters.database.narrowing import in_chunks, latest_first, page_of
from adapters.database.unstorable import cannot_be_stored
from socdomain.errors import ConcurrentChangeError
from socdomain.ids import RunId, ScheduleId
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.run import Run, RunLine, RunStatus
from socdomain.pages import Page, PageRequest, Position

_runs, _lines = job_runs.c, job_run_lines.c


class SqlRunRepository:
    """The runs, as ``RunRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, run_id: RunId) -> Run | None:
        """Returns a run; None where there is none."""
        row = self._connection.execute(select(job_runs).where(_runs.id == run_id)).one_or_none()
        return None if row is None else run_of(row)

    def page(self, wanted: RunFilter, page: PageRequest) -> Page[Run]:
        """Returns a page by (due_at, id), the latest first."""
        if cannot_be_stored(wanted.job) or wanted.status == frozenset():
            return Page(())
        rows = self._connection.execute(_listed(wanted, page)).all()
        return page_of(rows, page, run_of, lambda row: Position(row.due_at, row.id))

    def add(self, run: Run) -> bool:
        """Adds a run, and tells whether it did."""
        statement = insert_into(self._connection, job_runs).values(**run_row(run), line_count=0)
        # Whoever comes second waits here until the first has been committed, or rolled back.
        return self._connection.scalar(statement.on_conflict_do_nothing().returning(_runs.id)) is not None

    def save(self, run: Run, *, expected_version: int) -> None:
        """Replaces a run, but for how far it says it is, unless that follows from its status."""
        is_this = (_runs.id == run.id) & (_runs.version == expected_version)
        kept = () if run.says_anew else ("percent", "phrase")
        values = {name: value for name, value in run_row(run).items() if name not in kept}
        if not self._connection.execute(update(job_runs).where(is_this).values(values)).rowcount:
            raise ConcurrentChangeError("another writer was first: the run has changed, or is gone")

    def with_status(self, status: RunStatus, *, until: datetime, limit: int) -> tuple[Run, ...]:
        """Returns the runs that are ready by a time and have a status, but for those that somebody changes now."""
        ready = select(job_runs).where(_runs.status == status.value, _runs.ready_at <= until)
        first = ready.order_by(_runs.ready_at, _runs.id).limit(limit)
        # What brings about an effect of a run refers to it, and is not kept from that.
        locked = first.with_for_update(skip_locked=True, key_share=True)
        return tuple(map(run_of, self._connection.execute(locked)))

    def drop_planned(self, schedule_id: ScheduleId) -> None:
        """Removes the run of a schedule that is planned and was never tried."""
        is_planned = (_runs.schedule_id == schedule_id) & (_runs.status == RunStatus.PLANNED.value)
        self._connection.execute(delete(job_runs).where(is_planned, _runs.started_at.is_(None)))

    def progress(self, run_id: RunId, percent: int, phrase: str) -> None:
        """Writes how far a run says it is."""
        self._connection.execute(update(job_runs).where(_runs.id == run_id).values(percent=percent, phrase=phrase))

    def add_lines(self, run_id: RunId, lines: Iterable[tuple[datetime, str]], *, keep: int) -> None:
        """Adds lines to the log of a run, of which the last so many are kept."""
        new = list(lines)
        # Two that write at the same time get their numbers one after the other.
        counted = update(job_runs).where(_runs.id == run_id).values(line_count=_runs.line_count + len(new))
        last = self._connection.scalar(counted.returning(_runs.line_count)) if new else None
        if last is None:
            return
        first = last - len(new) + 1
        numbered = [
            {"run_id": run_id, "number": number, "at": at, "text": text}
            for number, (at, text) in enumerate(new, start=first)
            if number > last - keep
        ]
        if numbered:
            self._connection.execute(insert(job_run_lines), numbered)
        self._connection.execute(delete(job_run_lines).where(_lines.run_id == run_id, _lines.number <= last - keep))

    def lines(self, run_id: RunId, *, after: int = 0) -> tuple[RunLine, ...]:
        """Returns the lines of a run in their order, beyond a number."""
        wanted = select(job_run_lines).where(_lines.run_id == run_id, _lines.number > after).order_by(_lines.number)
        return tuple(RunLine(row.number, row.at, row.text) for row in self._connection.execute(wanted))

    def prune(self, before: datetime, *, limit: int) -> int:
        """Removes runs that ended before a time, and returns how many."""
        first = select(_runs.id).where(_runs.ended_at < before).order_by(_runs.ended_at).limit(limit)
        ids = self._connection.scalars(first.with_for_update(skip_locked=True)).all()
        for chunk in in_chunks(ids):
            # Their lines and effects go with them, by the foreign keys.
            self._connection.execute(delete(job_runs).where(_runs.id.in_(chunk)))
        return len(ids)


def _listed(wanted: RunFilter, page: PageRequest) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.schedule_id is not None:
        conditions.append(_runs.schedule_id == wanted.schedule_id)
    if wanted.job is not None:
        conditions.append(_runs.job == wanted.job)
    first = _first_of_schedule if wanted.schedule_id is not None else _first
    if wanted.status is None:
        return first(select(job_runs).where(*conditions), page)
    # The first page of each status by an index of its own, and of all of them the first.
    statuses = ([*conditions, _runs.status == status.value] for status in sorted(wanted.status))
    pages = [first(select(_runs.id).where(*of_status), page).subquery() for of_status in statuses]
    keys = union_all(*(select(each.c.id) for each in pages)).subquery("listed")
    listed = select(job_runs).join(keys, keys.c.id == _runs.id)
    return listed.order_by(_runs.due_at.desc(), _runs.id.desc()).limit(page.limit + 1)


def _first(statement: Select[Any], page: PageRequest) -> Select[Any]:
    return latest_first(statement, _runs.due_at, _runs.id, page)


def _first_of_schedule(statement: Select[Any], page: PageRequest) -> Select[Any]:
    # Of a schedule and a time there is one run. Ordered by more, PostgreSQL would rather read everybody's runs from the
    # latest on, which are many where those of the schedule are old.
    if page.after is not None:
        statement = statement.where(_runs.due_at < page.after.at)
    return statement.order_by(_runs.due_at.desc()).limit(page.limit + 1)
