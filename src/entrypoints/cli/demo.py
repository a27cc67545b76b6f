"""``watchfloor demo``: the whole platform with a day of sample alerts, in a folder that goes away with it."""

from __future__ import annotations

import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import click
from attrs import evolve

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, out, printable
from entrypoints.cli.demo_troubles import BROKEN, connect, products, reject_some
from entrypoints.cli.platform import current_settings, opened, person_here
from entrypoints.cli.program import command_line, from_here
from entrypoints.cli.startup import address, run_processes
from entrypoints.container import Container
from entrypoints.prepare import prepare
from entrypoints.samples.day import CUSTOMERS, FURTHER_CODES
from entrypoints.samples.doors import SOURCE
from entrypoints.samples.story import story
from entrypoints.setting_rules import PREFIX
from entrypoints.settings import Settings
from socdomain.customers.create_customer import NewCustomer
from socdomain.ids import CaseId
from socdomain.incidents.alert_filter import AlertFilter, CaseFilter
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.incidents.queries import list_alerts, list_cases
from socdomain.pages import PageRequest
from socdomain.sources.severity import Severity

_OF_A_SERVER: Final = ("database_url", "owner_database_url", "bootstrap_database_url", "redis_url")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8080, or a free one]")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the data in this folder.  [default: a temporary one]",
)
@click.option("--no-serve", is_flag=True, help="Prepare and load, then end; needs --keep.")
def demo(port: int | None, keep: Path | None, no_serve: bool) -> int:
    """Try Watchfloor: sample alerts of two customers, a case, stand-ins for two products, the console and the API."""
    if no_serve and keep is None:
        raise click.UsageError("--no-serve needs --keep, or nothing would be left to look at.")
    given = current_settings()
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchfloor-demo-")))
        # The demo passes over a database or a Redis that is set, whose runs its worker would take; the commands that it
        # prints have to do the same.
        embedded: dict[str, Any] = dict.fromkeys(_OF_A_SERVER, "")
        settings = evolve(
            given,
            **embedded,
            data_dir=folder,
            log_level="warning",
            port=port or _free_port(),
            connect_to_loopback=not no_serve,
        )
        case = _prepare(settings)
        unset = "".join(f"{PREFIX}{name.upper()}= " for name in _OF_A_SERVER if getattr(given, name))
        watchfloor = f"{unset}{command_line('--data-dir', from_here(folder))}"
        if no_serve:
            _suggest("Try next:", watchfloor, f"start the API         {watchfloor} up", case)
            return Exit.DONE
        password = _connect(settings, stack)
        return run_processes(settings, lambda: _greet(settings, watchfloor, case, password))


def _prepare(settings: Settings) -> CaseId | None:
    """Loads what is not there, and returns the latest case."""
    with opened(settings, is_new=True) as platform:
        _load_anew(settings, platform)
        by = person_here()
        found = list_cases(platform.container.reading(by.reach), CaseFilter(), PageRequest(1), by=by).items
        return found[0].case.id if found else None


def _connect(settings: Settings, stack: ExitStack) -> str:
    """Runs stand-ins for products as long as the stack is there, and returns the password that a connector lacks."""
    running = stack.enter_context(products(settings))
    with opened(settings) as platform:
        return connect(platform, running)


def _load_anew(settings: Settings, platform: Platform) -> None:
    made = prepare(platform).administrator
    if made is None:
        kept = from_here(settings.data_dir)
        out.print(f"{kept} holds data already: nothing is added, and the password is the one shown at first.")
        return
    # Before anything that could fail, since nobody can show it again.
    out.print(f"  user      {made.login}")
    out.print(f"  password  {made.password}   (shown this once)")
    out.print()
    _load(platform)


def _load(platform: Platform) -> None:
    container, by = platform.container, person_here()
    for code, name in CUSTOMERS.items():
        container.create_customer.execute(NewCustomer(code, name, FURTHER_CODES[code]), by=by)
    for source, lines in story(container.clock.now()).items():
        summary = container.ingest_documents.execute([lines], IngestRequest(source, backfill=True), by=by)
        out.print(f"  {source}: {summary.received} documents, {summary.created} alerts")
    reject_some(platform)
    _open_case(container)


def _open_case(container: Container) -> None:
    by = person_here()
    worst = AlertFilter(severity=frozenset({Severity.CRITICAL}))
    alert = list_alerts(container.reading(by.reach), worst, PageRequest(1), by=by).items[0].alert
    case = container.open_case_from_alert.execute(alert.id, by=by).detail
    out.print(f"  case {case.case.number} of {case.customer_code}: {printable(case.case.name)}")


def _greet(settings: Settings, watchfloor: str, case: CaseId | None, password: str) -> None:
    out.print()
    out.print(f"Watchfloor runs at {address(settings)}  (Ctrl-C stops it): sign in there.", style="bold")
    out.print(
        f"  Two things wait to be mended: the source {SOURCE}, whose events say whose they are in `site`, and the"
    )
    out.print(f"  connector {BROKEN}, whose password is {password}")
    _suggest("Try next, in another terminal:", watchfloor, f"browse the API        {address(settings)}/schema", case)


def _suggest(heading: str, watchfloor: str, first: str, case: CaseId | None) -> None:
    out.print()
    out.print(heading)
    evidence = f"store evidence        {watchfloor} artifacts upload --name note.txt --case {case} -"
    for line in (
        first,
        f"list the alerts       {watchfloor} alerts",
        f"look at the case      {watchfloor} cases",
        *([] if case is None else [evidence, f"export what it has    {watchfloor} cases evidence-bundle {case}"]),
        f"take in your own      {watchfloor} ingest alerts.json --source wazuh --customer ACME",
    ):
        # Broken to the width of the terminal, a command could not be copied.
        out.print(f"  {line}", soft_wrap=True)
    out.print()


def _free_port() -> int:
    """Returns 8080 if nobody listens there, else a port that is free now."""
    for port in (8080, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise OSError("no port is free")
