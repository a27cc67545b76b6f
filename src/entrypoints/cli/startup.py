"""``watchfloor up``, ``api`` and ``migrate``: making the platform ready, and running its processes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click
from attrs import evolve
from rich.console import Console

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, complain, err, out, printable, write_json
from entrypoints.cli.platform import current_settings, opened
from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals
from entrypoints.prepare import prepare
from entrypoints.settings import Settings, child_environment
from socdomain.startup.ensure_administrator import FirstAdministrator
from socdomain.startup.prepare_platform import Outcome, StepReport

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
@click.option("--simulate", is_flag=True, help="Run stand-ins for products too, and have connectors lead to them.")
def up(host: str | None, port: int | None, simulate: bool) -> int:
    """Prepare the platform and run all its processes until Ctrl-C."""
    settings = current_settings(host=host, port=port)
    with contextlib.ExitStack() as ending:
        if simulate:
            settings = evolve(settings, connect_to_loopback=True)
        _prepare(settings, partial(_simulate, settings, ending) if simulate else None)
        return run_processes(settings, lambda: out.print(f"Watchfloor runs at {address(settings)}  (Ctrl-C stops it)"))


def _simulate(settings: Settings, ending: contextlib.ExitStack, platform: Platform) -> None:
    # What simulates loads what speaks HTTP, which nothing else here needs.
    from entrypoints.bootstrap_connectors import simulators
    from entrypoints.cli.simulate import simulating, wire

    wire(platform, ending.enter_context(simulating(simulators(settings))))


def _prepare(settings: Settings, also: Callable[[Platform], None] | None) -> None:
    with opened(settings, is_new=True) as platform:
        # The log goes to standard error too, so a password may be written there only if somebody sees it at once.
        is_seen = sys.stderr.isatty()
        prepare(
            platform,
            tell=lambda report: show(report, to=err, is_brief=True),
            show=partial(show_password if is_seen else say_how_to_get_one, to=err),
        )
        if also is not None:
            also(platform)


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
    """Returns the processes that make up the platform.

    The queue is first, so that it is there once the API is ready, and those that come after do not complain of it.
    """
    environment = child_environment(settings)

    def of_jobs(name: str) -> ProcessSpec:
        return ProcessSpec(name, (name,), environment, is_restarted=True)

    queue = [] if settings.redis_url else [of_jobs("queue")]
    return [*queue, ProcessSpec("api", ("api",), environment), of_jobs("worker"), of_jobs("scheduler")]


def address(settings: Settings) -> str:
    """Returns the address that a person on this machine would use."""
    is_here = settings.host in ("127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104 - compared, not bound
    name = "localhost" if is_here else f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.tls_certificate else 'http'}://{name}:{settings.port}"


@click.command()
@address_options
def api(host: str | None, port: int | None) -> int:
    """Run the API alone."""
    from entrypoints.api.serve import serve
    from entrypoints.console.routers import console_routers, lost_in_console

    settings = current_settings(host=host, port=port)
    try:
        with opened(settings) as platform, stop_on_signals():
            serve(
                platform,
                console_routers(),
                lost_in_console(),
                on_ready=lambda: out.print(f"The API is at {address(settings)}"),
            )
    except StopRequested:
        return Exit.DONE
    return Exit.FAILED


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write what was done as JSON.")
def migrate(as_json: bool) -> int:
    """Prepare keys, database, buckets and what everybody needs; can be repeated."""
    reports: list[StepReport] = []
    made: list[FirstAdministrator] = []
    try:
        with opened(current_settings(), is_new=True) as platform:
            prepare(
                platform,
                tell=reports.append if as_json else lambda report: show(report, to=out),
                show=made.append if as_json else lambda administrator: show_password(administrator, to=out),
            )
    finally:
        if as_json and reports:
            administrator = {"login": made[0].login, "password": made[0].password} if made else None
            write_json({"steps": [_as_json(report) for report in reports], "administrator": administrator})
    return Exit.DONE


def show(report: StepReport, *, to: Console, is_brief: bool = False) -> None:
    """Tells how a step of preparing ended.

    Args:
        report: How.
        to: Where.
        is_brief: Whether to leave out what was so already, unless somebody gave what cannot be used.
    """
    if is_brief and report.outcome is Outcome.ALREADY_SO and not report.done.refused:
        return
    style = "red" if report.outcome is Outcome.FAILED else "green"
    to.print(f"{report.outcome.value:<11}", style=style, end="")
    to.print(report.step)
    lines = [*report.done.changes, *report.done.notes, *([report.remedy] if report.remedy else [])]
    for line in lines:
        to.print(f"{'':<13}{printable(line)}")
    for line in report.done.refused:
        to.print(f"{'':<13}{printable(line)}", style="yellow")


def show_password(administrator: FirstAdministrator, *, to: Console) -> None:
    """Shows the first password, here, once, and nowhere else.

    Args:
        administrator: Whose.
        to: Where no log goes, or a terminal.
    """
    to.print(f"Administrator: {administrator.login}")
    to.print(f"Password (shown this once): {administrator.password}")


def say_how_to_get_one(administrator: FirstAdministrator, *, to: Console) -> None:
    """Says how to get a password where the first one cannot be shown; nobody knows that one then.

    Args:
        administrator: Whose.
        to: Where; a log may go there too.
    """
    to.print(f"Administrator: {administrator.login}")
    to.print("No terminal shows the password; `watchfloor users reset-password admin` makes another and shows it.")


def _as_json(report: StepReport) -> dict[str, Any]:
    return {
        "step": report.step,
        "outcome": report.outcome.value,
        "changes": list(report.done.changes),
        "notes": list(report.done.notes),
        "refused": list(report.done.refused),
        "problem": str(report.error or ""),
        "remedy": report.remedy,
    }
