"""``watchfloor up``, ``api`` and ``migrate``: making the platform ready, and running its processes."""

from __future__ import annotations

import click
from attrs import evolve

from entrypoints.bootstrap import Prepared, prepare
from entrypoints.cli.console import Exit, err, out, write_json
from entrypoints.cli.platform import opened
from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals
from entrypoints.settings import Settings, child_environment


@click.command()
@click.option("--host", help="Address to listen on.  [default: $WATCHFLOOR_HOST or 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: $WATCHFLOOR_PORT or 8080]")
@click.pass_obj
def up(settings: Settings, host: str | None, port: int | None) -> int:
    """Prepare the platform and run all its processes until Ctrl-C."""
    settings = evolve(settings, host=host or settings.host, port=port or settings.port)
    with opened(settings, is_new=True) as platform:
        report(prepare(platform))
    return run_processes(settings)


def run_processes(settings: Settings) -> int:
    """Runs all processes until somebody asks to stop, or one of them ends."""
    group = ProcessGroup(process_specs(settings))
    try:
        with stop_on_signals():
            group.start()
            out.print(f"Watchfloor runs at http://{shown_host(settings)}:{settings.port}  (Ctrl-C stops it)")
            ended = group.wait()
    except StopRequested:
        out.print("Stopping.")
        return Exit.DONE
    finally:
        group.stop()
    err.print(f"watchfloor: the process {ended!r} ended; its last log lines say why", style="red")
    return Exit.FAILED


def process_specs(settings: Settings) -> list[ProcessSpec]:
    """Returns the processes that make up the platform."""
    return [ProcessSpec("api", ("api",), child_environment(settings))]


def shown_host(settings: Settings) -> str:
    """Returns the host name that a person on this machine would use."""
    return "localhost" if settings.host in ("127.0.0.1", "::1", "0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound


@click.command()
@click.pass_obj
def api(settings: Settings) -> int:
    """Run the API alone."""
    from entrypoints.api.serve import serve

    with opened(settings) as platform:
        serve(platform)
    return Exit.DONE


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write what was done as JSON.")
@click.pass_obj
def migrate(settings: Settings, as_json: bool) -> int:
    """Bring the database up to date and add what everybody needs; can be repeated."""
    with opened(settings, is_new=True) as platform:
        done = prepare(platform)
    if as_json:
        write_json({"migrations": list(done.migrations), "sources": list(done.sources)})
    report(done)
    return Exit.DONE


def report(done: Prepared) -> None:
    """Tells on standard error what preparing did; the first password is shown here, once, and written nowhere."""
    if done.migrations:
        err.print(f"Applied migrations: {', '.join(done.migrations)}.")
    if done.sources:
        err.print(f"Added sources: {', '.join(done.sources)}.")
    if done.administrator is not None:
        err.print(f"Administrator: {done.administrator.login}")
        err.print(f"Password (shown this once): {done.administrator.password}", markup=False)
