"""``watchfloor up``, ``api`` and ``migrate``: making the platform ready, and running its processes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from rich.console import Console

from entrypoints.bootstrap import Platform, Prepared, prepare, revision
from entrypoints.cli.console import Exit, complain, err, out, write_json
from entrypoints.cli.platform import NotReadyError, current_settings, missing_file, opened
from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals
from entrypoints.settings import Settings, child_environment
from socdomain.principal import Reach

Command = TypeVar("Command", bound=Callable[..., Any])


def address_options(command: Command) -> Command:
    """Gives a command ``--host`` and ``--port``."""
    for option in (
        click.option(
            "--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: $WATCHFLOOR_PORT or 8080]"
        ),
        click.option("--host", help="Address to listen on.  [default: $WATCHFLOOR_HOST or 127.0.0.1]"),
    ):
        command = option(command)
    return command


@click.command()
@address_options
def up(host: str | None, port: int | None) -> int:
    """Prepare the platform and run all its processes until Ctrl-C."""
    settings = current_settings(host=host, port=port)
    with opened(settings, is_new=True) as platform:
        # The log goes to standard error too, so a password may be written there only if somebody sees it at once.
        if not sys.stderr.isatty() and not _somebody_can_sign_in(platform):
            raise NotReadyError(
                "there is no administrator yet, and no terminal to show the password on; run `watchfloor migrate` first"
            )
        report(prepare(platform), to=err)
    return run_processes(settings, lambda: out.print(f"Watchfloor runs at {address(settings)}  (Ctrl-C stops it)"))


def run_processes(settings: Settings, greet: Callable[[], None]) -> int:
    """Runs all processes until somebody asks to stop, or one of them ends.

    Args:
        settings: What they get.
        greet: Called when they are ready.
    """
    group = ProcessGroup(process_specs(settings))
    try:
        with stop_on_signals():
            ended = group.start()
            if ended is None:
                greet()
                ended = group.wait()
    except StopRequested:
        # The terminal may be what was closed.
        with contextlib.suppress(OSError):
            out.print("Stopping.")
        return Exit.DONE
    finally:
        group.stop()
    complain(f"the process {ended!r} ended; its last lines say why")
    return Exit.FAILED


def process_specs(settings: Settings) -> list[ProcessSpec]:
    """Returns the processes that make up the platform."""
    return [ProcessSpec("api", ("api",), child_environment(settings))]


def address(settings: Settings) -> str:
    """Returns the address that a person on this machine would use."""
    is_here = settings.host in ("127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104 - compared, not bound
    name = "localhost" if is_here else f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{name}:{settings.port}"


@click.command()
@address_options
def api(host: str | None, port: int | None) -> int:
    """Run the API alone."""
    from entrypoints.api.serve import serve

    settings = current_settings(host=host, port=port)
    try:
        with opened(settings) as platform, stop_on_signals():
            serve(platform, on_ready=lambda: out.print(f"The API is at {address(settings)}"))
    except StopRequested:
        return Exit.DONE
    return Exit.FAILED


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write what was done as JSON.")
def migrate(as_json: bool) -> int:
    """Bring the database up to date and add what everybody needs; can be repeated."""
    with opened(current_settings(), is_new=True) as platform:
        done = prepare(platform)
    if as_json:
        made = done.administrator
        administrator = made and {"login": made.login, "password": made.password}
        write_json({"migrations": list(done.migrations), "sources": list(done.sources), "administrator": administrator})
    else:
        report(done, to=out)
    return Exit.DONE


def report(done: Prepared, *, to: Console) -> None:
    """Tells what preparing did; the first password is shown here, once, and written nowhere.

    Args:
        done: What it did.
        to: Where no log goes, or a terminal.
    """
    if done.migrations:
        to.print(f"Applied migrations: {', '.join(done.migrations)}.")
    if done.sources:
        to.print(f"Added sources: {', '.join(done.sources)}.")
    if done.administrator is not None:
        to.print(f"Administrator: {done.administrator.login}")
        to.print(f"Password (shown this once): {done.administrator.password}")


def _somebody_can_sign_in(platform: Platform) -> bool:
    if missing_file(platform.settings) or revision(platform) is None:
        return False
    with platform.container.reading(Reach.nothing()) as work:
        return work.users.exist()
