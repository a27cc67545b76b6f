"""``watchfloor alerts``: the queue, and one alert."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from entrypoints.cli.console import SEVERITY_STYLES, Exit, out, printable, shown_time, write_json, write_table
from entrypoints.cli.platform import opened, person_here
from entrypoints.settings import Settings
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import get_alert, list_alerts
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertDetail, AlertListing
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.sources.observables import defang
from socdomain.sources.severity import Severity

SEVERITIES = [severity.word for severity in Severity]


@click.group(invoke_without_command=True)
@click.option("--status", type=click.Choice([status.value for status in Status], case_sensitive=False), multiple=True)
@click.option("--severity", type=click.Choice(SEVERITIES, case_sensitive=False), multiple=True)
@click.option("--customer", help="Code of a customer.")
@click.option("--text", help="Words in title, description or asset.")
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def alerts(
    context: click.Context,
    status: tuple[str, ...],
    severity: tuple[str, ...],
    customer: str | None,
    text: str | None,
    limit: int,
    as_json: bool,
) -> int:
    """List alerts, the last seen first; or show one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    settings: Settings = context.obj
    wanted = AlertFilter(
        status=frozenset(map(Status, status)),
        severity=frozenset(map(Severity.from_word, severity)),
        customer=customer,
        text=text,
    )
    with opened(settings) as platform:
        page = list_alerts(platform.container.reading(), wanted, PageRequest(limit), by=person_here())
    if as_json:
        write_json([listing_json(listing) for listing in page.items])
    else:
        _show_list(list(page.items), more=page.next is not None)
    return Exit.DONE


@alerts.command()
@click.argument("alert_id")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
@click.pass_obj
def show(settings: Settings, alert_id: str, as_json: bool) -> int:
    """Show the alert ALERT_ID with its assets and observables."""
    with opened(settings) as platform:
        detail = get_alert(platform.container.reading(), AlertId(identifier(alert_id)), by=person_here())
    if as_json:
        write_json(detail_json(detail))
    else:
        _show(detail)
    return Exit.DONE


def identifier(text: str) -> UUID:
    """Reads an identifier.

    Raises:
        InvalidInputError: It is not a UUID.
    """
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInputError("id", f"{text!r} is not an identifier, such as `--json` shows them") from None


def listing_json(listing: AlertListing) -> dict[str, Any]:
    """Returns an alert in a list, with the names that the API uses."""
    alert = listing.alert
    return {
        "id": str(alert.id),
        "customer": listing.customer_code,
        "source": alert.source,
        "title": alert.title,
        "severity": alert.severity.word,
        "status": alert.status.value,
        "verdict": alert.verdict.value if alert.verdict else None,
        "assignee": alert.assignee,
        "asset_name": alert.asset_name,
        "event_count": alert.event_count,
        "first_seen": alert.first_seen.isoformat(),
        "last_seen": alert.last_seen.isoformat(),
        "rule_id": alert.rule_id,
        "techniques": list(alert.techniques),
        "tags": list(alert.tags),
    }


def detail_json(detail: AlertDetail) -> dict[str, Any]:
    """Returns an alert with what belongs to it, with the names that the API uses."""
    return {
        **listing_json(AlertListing(detail.alert, detail.customer_code)),
        "description": detail.alert.description,
        "assets": [
            {"name": shown.asset.name, "kind": shown.asset.kind.value, "event_count": shown.share.event_count}
            for shown in detail.assets
        ],
        "observables": [
            {
                "type": shown.observable.type.value,
                "value": shown.observable.value,
                "internal": shown.observable.internal,
            }
            for shown in detail.observables
        ],
        "cases": [{"id": str(case.id), "number": case.number, "name": case.name} for case in detail.cases],
    }


def _show_list(listings: list[AlertListing], *, more: bool) -> None:
    rows = [
        [
            str(one.alert.id),
            one.alert.severity.word,
            one.alert.status.value,
            one.customer_code,
            shown_time(one.alert.last_seen),
            f"{one.alert.event_count:,}",
            printable(one.alert.asset_name or ""),
            printable(one.alert.title),
        ]
        for one in listings
    ]
    columns = ["id", "severity", "status", "customer", "last seen", "events", "asset", "title"]
    write_table(columns, rows, styles=SEVERITY_STYLES)
    if more:
        out.print("There are more; narrow the list, or raise --limit.")


def _show(detail: AlertDetail) -> None:
    alert = detail.alert
    out.print(printable(alert.title), style="bold", markup=False)
    out.print(f"{alert.severity.word}, {alert.status.value}, {detail.customer_code}, {alert.source}", markup=False)
    seen = f"{shown_time(alert.first_seen)} to {shown_time(alert.last_seen)}"
    out.print(f"{alert.event_count:,} events, {seen}")
    if alert.techniques:
        out.print(f"Techniques: {', '.join(alert.techniques)}", markup=False)
    if alert.description:
        out.print(printable(alert.description), markup=False)
    for shown in detail.assets:
        out.print(
            f"  {shown.asset.kind.value} {printable(shown.asset.name)} ({shown.share.event_count:,})", markup=False
        )
    for seen_observable in detail.observables:
        value = printable(defang(seen_observable.observable))
        out.print(f"  {seen_observable.observable.type.value} {value}", markup=False)
    for case in detail.cases:
        out.print(f"  case {case.number}: {printable(case.name)}", markup=False)
