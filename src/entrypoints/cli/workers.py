"""``watchfloor worker``, ``scheduler`` and ``queue``: the processes of jobs."""

from __future__ import annotations

import click

from entrypoints.cli.console import Exit, err, out
from entrypoints.cli.platform import current_settings, opened
from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals
from entrypoints.setting_rules import listed
from entrypoints.settings import Settings, child_environment


def _queues(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Takes names of queues that there are: from another one nothing would ever come."""
    names = tuple(dict.fromkeys(listed(value)))
    if names:
        from entrypoints.bootstrap_jobs import queue_names

        for name in names:
            if name not in queue_names():
                raise click.BadParameter(f"there is no queue {name!r}; there are: {', '.join(queue_names())}")
    return names


@click.command()
@click.option(
    "--queues",
    default="",
    callback=_queues,
    help="From which queues, separated by commas; so far there is one, in which all runs wait: runs.  [default: all]",
)
@click.option("-n", "count", type=click.IntRange(1, 64), default=1, show_default=True, help="How many workers.")
def worker(queues: tuple[str, ...], count: int) -> int:
    """Run jobs that are due, until Ctrl-C; what is being done then is finished or given back."""
    settings = current_settings()
    if count > 1:
        return _several(settings, queues, count)
    from entrypoints.worker.serve import serve

    with opened(settings) as platform:
        serve(platform, queues, on_ready=lambda: out.print("The worker waits for jobs."))
    return Exit.DONE


@click.command()
def scheduler() -> int:
    """See to it that jobs run when they are due, until Ctrl-C; of several schedulers one leads."""
    from entrypoints.scheduler.serve import serve

    try:
        with opened(current_settings()) as platform, stop_on_signals():
            serve(platform, on_ready=lambda: out.print("The scheduler runs."))
    except StopRequested:
        return Exit.DONE
    return Exit.FAILED


@click.command()
def queue() -> int:
    """Run the Redis-compatible server that comes along, on this machine alone, until Ctrl-C."""
    from entrypoints.bootstrap_jobs import embedded_server

    settings = current_settings()
    if settings.redis_url:
        raise click.UsageError("WATCHFLOOR_REDIS_URL names another server; nobody would use this one.")
    server = embedded_server(settings)
    try:
        with stop_on_signals():
            server.start()
            out.print("The queue runs.")
            server.keep_running(until=lambda: False, tell=err.print)
    except StopRequested:
        return Exit.DONE
    finally:
        server.stop()
    return Exit.FAILED


def _several(settings: Settings, queues: tuple[str, ...], count: int) -> int:
    """Runs workers side by side; one that ends is started again."""
    environment = child_environment(settings)
    one = ("worker", "--queues", ",".join(queues))
    group = ProcessGroup(
        [ProcessSpec(f"worker {number}", one, environment, is_restarted=True) for number in range(1, count + 1)]
    )
    try:
        with stop_on_signals():
            group.start()
            out.print(f"{count} workers run.")
            group.wait()
    except StopRequested:
        return Exit.DONE
    finally:
        group.stop()
    return Exit.FAILED
