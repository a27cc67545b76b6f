"""``watchfloor alerts``: the queue, and one alert."""

from __future__ import annotations

from collections.abc import Iterable

import click

from entrypoints.cli.console import (
    SEVERITY_STYLES,
    Exit,
    out,
    printable,
    printable_lines,
    shown_time,
    write_json,
    write_json_list,
    write_table,
)
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code, identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.ids import AlertId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.queries import get_alert, list_alerts
from socdomain.incidents.status import Status
from socdomain.incidents.views import AlertDetail, AlertListing
from socdomain.sources.observables import defang
from socdomain.sources.severity import Severity

SEVERITIES = [severity.word for severity in Severity]


@click.group(invoke_without_command=True)
@click.option("--status", type=click.Choice([status.value for status in Status], case_sensitive=False), multiple=True)
@click.option("--severity", type=click.Choice(SEVERITIES, case_sensitive=False), multiple=True)
@click.option("--customer", help="Code of a customer.")
@click.option("--text", help="One phrase, of at least 3 characters, in title, description or asset.")
@list_options
@click.pass_context
def alerts(
    context: click.Context,
    status: tuple[str, ...],
    severity: tuple[str, ...],
    customer: str | None,
    text: str | None,
    limit: int,
    whole: bool,
    as_json: bool,
) -> int:
    """List alerts, the last seen first; or show one."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    with opened(current_settings()) as platform:
        wanted = AlertFilter(
            status=frozenset(map(Status, status)),
            severity=frozenset(map(Severity.from_word, severity)),
            customer=customer_code(platform, customer),
            text=text,
        )
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_alerts(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write_list(found, as_json=as_json)
    return Exit.DONE


@alerts.command()
@click.argument("alert_id")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def show(alert_id: str, as_json: bool) -> int:
    """Show the alert ALERT_ID with its assets and observables."""
    wanted = AlertId(identifier(alert_id))
    by = person_here()
    with opened(current_settings()) as platform:
        detail = get_alert(platform.container.reading(by.reach), wanted, by=by)
    if as_json:
        # Here and below: what API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.incidents.alert_shapes import alert_detail_out

        write_json(alert_detail_out(detail))
    else:
        _show(detail)
    return Exit.DONE


def _write_list(listings: Iterable[AlertListing], *, as_json: bool) -> None:
    if as_json:
        from entrypoints.api.incidents.alert_shapes import alert_out

        write_json_list(map(alert_out, listings))
        return
    rows = [
        [
            str(one.alert.id),
            one.alert.severity.word,
            one.alert.status.value,
            one.customer_code,
            shown_time(one.alert.last_seen),
            f"{one.alert.event_count:,}",
            one.alert.asset_name or "",
            one.alert.title,
        ]
        for one in listings
    ]
    columns = ["id", "severity", "status", "customer", "last seen", "events", "asset", "title"]
    write_table(columns, rows, styles=SEVERITY_STYLES)


def _show(detail: AlertDetail) -> None:
    alert = detail.alert
    out.print(printable(alert.title), style="bold")
    out.print(f"{alert.severity.word}, {alert.status.value}, {detail.customer_code}, {alert.source}")
    seen = f"{shown_time(alert.first_seen)} to {shown_time(alert.last_seen)}"
    out.print(f"{alert.event_count:,} events, {seen}")
    if alert.techniques:
        out.print(f"Techniques: {printable(', '.join(alert.techniques))}")
    if alert.description:
        out.print(printable_lines(alert.description))
    for shown in detail.assets:
        out.print(f"  {shown.asset.kind.value} {printable(shown.asset.name)} ({shown.share.event_count:,})")
    for seen_observable in detail.observables:
        value = printable(defang(seen_observable.observable))
        out.print(f"  {seen_observable.observable.type.value} {value}")
    for case in detail.cases:
        out.print(f"  case {case.number}: {printable(case.name)}")
