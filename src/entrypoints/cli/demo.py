"""``watchfloor demo``: the whole platform with a day of sample alerts, in a folder that goes away with it."""

from __future__ import annotations

import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from attrs import evolve

from entrypoints.bootstrap import Platform, Prepared, prepare
from entrypoints.cli.console import Exit, out
from entrypoints.cli.platform import opened, person_here
from entrypoints.cli.startup import run_processes
from entrypoints.container import Container
from entrypoints.samples.day import CUSTOMERS, FURTHER_CODES
from entrypoints.samples.story import story
from entrypoints.settings import Settings
from socdomain.customers.create_customer import NewCustomer
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.incidents.queries import list_alerts
from socdomain.incidents.views import CaseDetail
from socdomain.pages import PageRequest
from socdomain.sources.severity import Severity


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8080, or a free one]")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the data in this folder.  [default: a temporary one]",
)
@click.option("--no-serve", is_flag=True, help="Prepare and load, then end; with --keep.")
@click.pass_obj
def demo(settings: Settings, port: int | None, keep: Path | None, no_serve: bool) -> int:
    """Try Watchfloor: sample alerts of two customers, a case, and the API."""
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchfloor-demo-")))
        settings = evolve(settings, data_dir=folder, database_url="", log_level="warning", port=port or _free_port())
        with opened(settings, is_new=True) as platform:
            done = prepare(platform)
            case = _load(platform) if done.administrator else None
        _greet(settings, done, case)
        return Exit.DONE if no_serve else run_processes(settings)


def _load(platform: Platform) -> CaseDetail:
    container, by = platform.container, person_here()
    for code, name in CUSTOMERS.items():
        container.create_customer.execute(NewCustomer(code, name, FURTHER_CODES[code]), by=by)
    for source, lines in story(container.clock.now()).items():
        summary = container.ingest_documents.execute([lines], IngestRequest(source, backfill=True), by=by)
        out.print(f"  {source}: {summary.received} documents, {summary.created} alerts")
    return _open_case(container)


def _open_case(container: Container) -> CaseDetail:
    by = person_here()
    worst = AlertFilter(severity=frozenset({Severity.CRITICAL}))
    alert = list_alerts(container.reading(), worst, PageRequest(1), by=by).items[0].alert
    return container.open_case_from_alert.execute(alert.id, by=by).detail


def _greet(settings: Settings, done: Prepared, case: CaseDetail | None) -> None:
    address = f"http://localhost:{settings.port}"
    if case is not None:
        out.print(f"  case {case.case.number} of {case.customer_code}: {case.case.name}", markup=False)
    out.print()
    out.print(f"Watchfloor: {address}", style="bold")
    if done.administrator is not None:
        out.print(f"  user     {done.administrator.login}")
        out.print(f"  password {done.administrator.password}   (shown this once)", markup=False)
    out.print()
    out.print("Try next:")
    out.print(f"  browse the API        {address}/schema")
    data_dir = f"--data-dir {settings.data_dir}"
    out.print(f"  list the alerts       watchfloor {data_dir} alerts", soft_wrap=True)
    out.print(f"  look at the case      watchfloor {data_dir} cases", soft_wrap=True)
    out.print(
        f"  take in your own      watchfloor {data_dir} ingest alerts.json --source wazuh --customer ACME",
        soft_wrap=True,
    )
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
