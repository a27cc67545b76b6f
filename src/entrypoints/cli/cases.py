"""``watchfloor cases``: list them, show one, open one."""

from __future__ import annotations

from typing import Any

import click

from entrypoints.cli.alerts import identifier
from entrypoints.cli.console import SEVERITY_STYLES, Exit, out, printable, shown_time, write_json, write_table
from entrypoints.cli.platform import opened, person_here
from entrypoints.settings import Settings
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_filter import CaseFilter
from socdomain.incidents.case import Case
from socdomain.incidents.queries import get_case, list_cases
from socdomain.incidents.status import Status
from socdomain.incidents.views import CaseDetail
from socdomain.pages import LARGEST_PAGE, PageRequest


@click.group(invoke_without_command=True)
@click.option("--status", type=click.Choice([status.value for status in Status], case_sensitive=False), multiple=True)
@click.option("--customer", help="Code of a customer.")
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def cases(context: click.Context, status: tuple[str, ...], customer: str | None, limit: int, as_json: bool) -> int:
    """List cases, the latest opened first; show one, or open one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    settings: Settings = context.obj
    wanted = CaseFilter(status=frozenset(map(Status, status)), customer=customer)
    with opened(settings) as platform:
        page = list_cases(platform.container.reading(), wanted, PageRequest(limit), by=person_here())
    if as_json:
        write_json([case_json(one.case, one.customer_code) | {"alert_count": one.alert_count} for one in page.items])
        return Exit.DONE
    rows = [
        [
            str(one.case.id),
            f"{one.customer_code} {one.case.number}",
            one.case.severity.word,
            one.case.status.value,
            shown_time(one.case.opened_at),
            f"{one.alert_count:,}",
            printable(one.case.name),
        ]
        for one in page.items
    ]
    write_table(["id", "number", "severity", "status", "opened", "alerts", "name"], rows, styles=SEVERITY_STYLES)
    if page.next is not None:
        out.print("There are more; narrow the list, or raise --limit.")
    return Exit.DONE


@cases.command()
@click.argument("case_id")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
@click.pass_obj
def show(settings: Settings, case_id: str, as_json: bool) -> int:
    """Show the case CASE_ID with its alerts."""
    with opened(settings) as platform:
        detail = get_case(platform.container.reading(), CaseId(identifier(case_id)), by=person_here())
    _show(detail, as_json)
    return Exit.DONE


@cases.command(name="open")
@click.argument("alert_id")
@click.option("--join", is_flag=True, help="If a case is open for the alert already, show that one.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
@click.pass_obj
def open_(settings: Settings, alert_id: str, join: bool, as_json: bool) -> int:
    """Open a case from the alert ALERT_ID."""
    with opened(settings) as platform:
        use_case = platform.container.open_case_from_alert
        opened_case = use_case.execute(AlertId(identifier(alert_id)), by=person_here(), join_existing=join)
    _show(opened_case.detail, as_json)
    return Exit.DONE


def case_json(case: Case, customer_code: str) -> dict[str, Any]:
    """Returns a case, with the names that the API uses."""
    return {
        "id": str(case.id),
        "number": case.number,
        "customer": customer_code,
        "name": case.name,
        "severity": case.severity.word,
        "status": case.status.value,
        "assignee": case.assignee,
        "opened_at": case.opened_at.isoformat(),
        "opened_by": case.opened_by,
    }


def _show(detail: CaseDetail, as_json: bool) -> None:
    case = detail.case
    if as_json:
        write_json(
            case_json(case, detail.customer_code)
            | {
                "description": case.description,
                "alerts": [{"id": str(alert.id), "title": alert.title} for alert in detail.alerts],
                "assets": [asset.name for asset in detail.assets],
                "observables": [shown.observable.value for shown in detail.observables],
            }
        )
        return
    out.print(f"Case {case.number} of {detail.customer_code}: {printable(case.name)}", style="bold", markup=False)
    out.print(f"{case.severity.word}, {case.status.value}, opened {shown_time(case.opened_at)} by {case.opened_by}")
    for alert in detail.alerts:
        out.print(f"  {alert.severity.word} {alert.status.value} {printable(alert.title)}", markup=False)
    for asset in detail.assets:
        out.print(f"  {asset.kind.value} {printable(asset.name)}", markup=False)
