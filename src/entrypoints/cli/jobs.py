"""``watchfloor jobs``: what runs when, and what became of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import (
    Exit,
    complain,
    err,
    out,
    printable,
    shown_time,
    write_json,
    write_json_list,
    write_table,
)
from entrypoints.cli.inline import run_inline
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.ids import RunId
from socdomain.jobs.change_schedule import ScheduleChange
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import RunDetail, get_run, list_runs, list_schedules
from socdomain.jobs.run import Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.switch_schedule import To
from socdomain.jobs.timing import Cron, Every, Timing
from socdomain.unset import UNSET

if TYPE_CHECKING:
    from rich.table import Table

_LOOK_EVERY_S = 0.3
_PATIENCE_S = 3.0
"""Seconds after which it is said that a run waits: usually a worker takes it at once."""

_STYLES = {
    "finished": "green",
    "started": "cyan",
    "failed": "red",
    "lost": "bold red",
    "skipped": "dim",
    "paused": "dim",
}


@click.group()
def jobs() -> None:
    """List, run and change jobs."""


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def list_all(as_json: bool) -> int:
    """List schedules: which job is due when."""
    by = person_here()
    with opened(current_settings()) as platform:
        found = list_schedules(platform.container.reading(by.reach), by=by)
    if as_json:
        from entrypoints.api.scheduler.shapes import schedule_out

        write_json_list(map(schedule_out, found))
    else:
        rows = [[one.name, said(one.timing), _next(one), _last(one)] for one in found]
        write_table(["job", "when", "next", "last"], rows, styles=_STYLES)
    return Exit.DONE


@jobs.command()
@click.argument("name")
@click.option("--inline", is_flag=True, help="Run it in this process, without queue or worker.")
@click.option("--no-wait", is_flag=True, help="Ask for it, and do not wait until it has ended.")
@click.option("--json", "as_json", is_flag=True, help="Write the run as JSON, when it has ended.")
def run(name: str, inline: bool, no_wait: bool, as_json: bool) -> int:
    """Run the job of the schedule NAME now, and show how far it is."""
    by = person_here()
    with opened(current_settings()) as platform:
        if inline:
            ended = _looked(platform, run_inline(platform, name, by=by))
        else:
            asked = platform.container.jobs.request_run.execute(name, by=by)
            ended = _looked(platform, asked.id) if no_wait else _watched(platform, asked.id, quiet=as_json)
    if as_json:
        from entrypoints.api.scheduler.shapes import detail_out

        write_json(detail_out(ended))
    else:
        _tell(ended)
    # A script goes by it: what is tried again later, or done elsewhere, has not been done.
    is_done = ended.run.status in (RunStatus.FINISHED, RunStatus.SKIPPED) or (no_wait and not inline)
    return Exit.DONE if is_done else Exit.FAILED


@jobs.command()
@click.argument("name")
def pause(name: str) -> int:
    """Have the schedule NAME never be due, until it is started."""
    with opened(current_settings()) as platform:
        platform.container.jobs.switch_schedule.execute(name, To.PAUSED, by=person_here())
    out.print(f"Paused {name}.")
    return Exit.DONE


@jobs.command()
@click.argument("name")
def start(name: str) -> int:
    """Have the schedule NAME, which is paused, be due again."""
    with opened(current_settings()) as platform:
        started = platform.container.jobs.switch_schedule.execute(name, To.STARTED, by=person_here())
    out.print(f"Started {name}; it is due {_next(started)}.")
    return Exit.DONE


@jobs.command()
@click.argument("name")
@click.option("--interval", type=int, help="Minutes from one time to the next.")
@click.option("--cron", help="Instead: minute, hour, day of the month, month, day of the week.")
@click.option("--zone", help="Time zone of --cron.  [default: UTC]")
def update(name: str, interval: int | None, cron: str | None, zone: str | None) -> int:
    """Change when the schedule NAME is due."""
    if (interval is None) == (cron is None):
        raise click.UsageError("Give either --interval or --cron.")
    if zone is not None and cron is None:
        raise click.UsageError("--zone is for --cron.")
    timing: Timing = Every(interval) if interval is not None else Cron(cron or "", zone or "UTC")
    with opened(current_settings()) as platform:
        change = ScheduleChange(timing, UNSET)
        changed = platform.container.jobs.change_schedule.execute(name, change, expected_version=None, by=person_here())
    out.print(f"{name} is due {said(changed.timing)}; next {_next(changed)}.")
    return Exit.DONE


@jobs.command()
@click.argument("name", required=False)
@click.option("--status", type=click.Choice([one.value for one in RunStatus]), help="Only those with this status.")
@list_options
def runs(name: str | None, status: str | None, limit: int, whole: bool, as_json: bool) -> int:
    """List runs, the latest due first; of the schedule NAME, if one is given."""
    by = person_here()
    wanted = RunFilter(status=None if status is None else frozenset({RunStatus(status)}))
    with opened(current_settings()) as platform:
        reading = platform.container.reading
        found: Iterator[RunDetail] = walked(
            lambda page: list_runs(reading(by.reach), wanted, page, schedule=name, by=by), None if whole else limit
        )
        if as_json:
            from entrypoints.api.scheduler.shapes import run_out

            write_json_list(map(run_out, found))
        else:
            write_table(["due", "job", "status", "took", "counts", "error"], list(map(_row, found)), styles=_STYLES)
    return Exit.DONE


def said(timing: Timing) -> str:
    """Returns in words when something is due."""
    if isinstance(timing, Cron):
        return f"{timing.expression} ({timing.zone})"
    return "every minute" if timing.minutes == 1 else f"every {timing.minutes} minutes"


def _watched(platform: Platform, run_id: RunId, *, quiet: bool) -> RunDetail:
    """Shows how far a run is until it has ended; Ctrl-C stops the looking, not the run."""
    if quiet or not err.is_terminal:
        return _waited_for(platform, run_id, lambda detail: None)
    from rich.live import Live

    with Live(console=err, refresh_per_second=4, transient=True) as live:
        return _waited_for(platform, run_id, lambda detail: live.update(_table(detail)))


def _waited_for(platform: Platform, run_id: RunId, show: Callable[[RunDetail], None]) -> RunDetail:
    told_at = time.monotonic() + _PATIENCE_S
    while not (detail := _looked(platform, run_id)).run.status.is_end:
        show(detail)
        if detail.run.status is RunStatus.QUEUED and time.monotonic() > told_at:
            told_at = math.inf
            err.print(f"The run {run_id} waits for a worker, such as `watchfloor up` runs; Ctrl-C leaves it waiting.")
        time.sleep(_LOOK_EVERY_S)
    return detail


def _table(detail: RunDetail) -> Table:
    from rich.table import Table

    run = detail.run
    table = Table("job", "status", "attempt", "progress", "doing")
    table.add_row(run.job, run.status.value, str(run.attempt), f"{run.percent} %", printable(run.phrase))
    for line in detail.lines[-10:]:
        table.add_row("", "", "", shown_time(line.at), printable(line.text))
    return table


def _looked(platform: Platform, run_id: RunId) -> RunDetail:
    by = person_here()
    return get_run(platform.container.reading(by.reach), run_id, by=by)


def _tell(detail: RunDetail) -> None:
    run = detail.run
    for line in detail.lines:
        out.print(f"{shown_time(line.at)}  {printable(line.text)}")
    counts = ", ".join(f"{count:,} {name}" for name, count in run.counts.items())
    again = f", to be tried again from {shown_time(run.ready_at)} on" if run.status is RunStatus.PLANNED else ""
    out.print(f"{run.job} {run.status.value}{f': {counts}' if counts else ''}{again}  (run {run.id})")
    if run.error:
        complain(run.error)


def _next(schedule: Schedule) -> str:
    return "paused" if schedule.next_due_at is None else shown_time(schedule.next_due_at)


def _last(schedule: Schedule) -> str:
    failed, succeeded = schedule.last_error_at, schedule.last_success_at
    if failed is not None and (succeeded is None or failed > succeeded):
        return f"failed {shown_time(failed)}: {schedule.last_error}"
    return "" if succeeded is None else f"finished {shown_time(succeeded)}"


def _row(detail: RunDetail) -> list[str]:
    run = detail.run
    counts = ", ".join(f"{name} {count}" for name, count in run.counts.items())
    return [shown_time(run.due_at), detail.schedule or run.job, run.status.value, _took(run), counts, run.error]


def _took(run: Run) -> str:
    started, ended = run.started_at, run.ended_at
    return f"{(ended - started).total_seconds():.1f} s" if started and ended else ""
