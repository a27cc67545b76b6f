"""``watchfloor cases``: list them, show one, open one, export the evidence of one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from entrypoints.cli.console import (
    SEVERITY_STYLES,
    Exit,
    out,
    printable,
    shown_time,
    write_json,
    write_json_list,
    write_table,
)
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code, identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.queries import get_case, list_cases
from socdomain.incidents.status import Status
from socdomain.incidents.views import CaseDetail, CaseListing


@click.group(invoke_without_command=True)
@click.option("--status", type=click.Choice([status.value for status in Status], case_sensitive=False), multiple=True)
@click.option("--customer", help="Code of a customer.")
@list_options
@click.pass_context
def cases(
    context: click.Context, status: tuple[str, ...], customer: str | None, limit: int, whole: bool, as_json: bool
) -> int:
    """List cases, the latest opened first; show one, or open one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    with opened(current_settings()) as platform:
        wanted = CaseFilter(status=frozenset(map(Status, status)), customer=customer_code(platform, customer))
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_cases(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write_list(found, as_json=as_json)
    return Exit.DONE


@cases.command()
@click.argument("case_id")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def show(case_id: str, as_json: bool) -> int:
    """Show the case CASE_ID with its alerts."""
    wanted = CaseId(identifier(case_id))
    by = person_here()
    with opened(current_settings()) as platform:
        detail = get_case(platform.container.reading(by.reach), wanted, by=by)
    _show(detail, as_json=as_json)
    return Exit.DONE


@cases.command(name="open")
@click.argument("alert_id")
@click.option("--join", is_flag=True, help="If a case is open for the alert already, show that one.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def open_(alert_id: str, join: bool, as_json: bool) -> int:
    """Open a case from the alert ALERT_ID."""
    wanted = AlertId(identifier(alert_id))
    with opened(current_settings()) as platform:
        use_case = platform.container.open_case_from_alert
        opened_case = use_case.execute(wanted, by=person_here(), join_existing=join)
    _show(opened_case.detail, as_json=as_json)
    return Exit.DONE


@cases.command("evidence-bundle")
@click.argument("case_id")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file to write.  [default: one of its own name here]"
)
@click.option("--json", "as_json", is_flag=True, help="Write what was made as JSON.")
def evidence_bundle(case_id: str, output: Path | None, as_json: bool) -> int:
    """Export the evidence of the case CASE_ID as one signed zip, which watchfloor-verify verifies.

    It is written down in the custody of each file.
    """
    if output is not None and output.exists():
        raise InvalidInputError("--output", f"{output} is there already")
    wanted = CaseId(identifier(case_id))
    with opened(current_settings()) as platform:
        bundle = platform.container.export_bundle.execute(wanted, by=person_here())
        path = output or Path(bundle.file_name)
        size_bytes = _write(path, bundle.content)
    if as_json:
        write_json({"id": bundle.id, "file": str(path), "size_bytes": size_bytes})
    else:
        out.print(f"Wrote {size_bytes:,} bytes to {printable(str(path))}", soft_wrap=True)
    return Exit.DONE


def _write(path: Path, content: Iterable[bytes]) -> int:
    """Writes a new file whole, or none, and returns its length."""
    with path.open("xb") as file:
        try:
            file.writelines(content)
        except BaseException:
            path.unlink()
            raise
        return file.tell()


def _write_list(listings: Iterable[CaseListing], *, as_json: bool) -> None:
    if as_json:
        # Here and below: what API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.incidents.case_shapes import case_out

        write_json_list(map(case_out, listings))
        return
    rows = [
        [
            str(one.case.id),
            f"{one.customer_code} {one.case.number}",
            one.case.severity.word,
            one.case.status.value,
            shown_time(one.case.opened_at),
            f"{one.alert_count:,}",
            one.case.name,
        ]
        for one in listings
    ]
    write_table(["id", "number", "severity", "status", "opened", "alerts", "name"], rows, styles=SEVERITY_STYLES)


def _show(detail: CaseDetail, *, as_json: bool) -> None:
    if as_json:
        from entrypoints.api.incidents.case_shapes import case_detail_out

        write_json(case_detail_out(detail))
        return
    case = detail.case
    out.print(f"Case {case.number} of {detail.customer_code}: {printable(case.name)}", style="bold")
    opened_by = printable(case.opened_by)
    out.print(f"{case.severity.word}, {case.status.value}, opened {shown_time(case.opened_at)} by {opened_by}")
    for alert in detail.alerts:
        out.print(f"  {alert.severity.word} {alert.status.value} {printable(alert.title)}")
    for asset in detail.assets:
        out.print(f"  {asset.kind.value} {printable(asset.name)}")
