"""``watchfloor holds``: legal holds."""

from __future__ import annotations

from collections.abc import Iterable

import click

from entrypoints.cli.console import Exit, out, printable, shown_time, write_json, write_json_list, write_table
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code, identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.artifacts.hold_queries import HoldListing, get_hold, list_holds
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.place_hold import NewHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.ids import ArtifactId, CaseId, HoldId


@click.group()
def holds() -> None:
    """Hold stored files, so that neither people nor retention remove them."""


@holds.command("list")
@click.option("--customer", help="Code of a customer.")
@click.option("--case", "case_id", help="On the case with this identifier.")
@click.option("--file", "artifact_id", help="On the file with this identifier by itself.")
@click.option("--in-force/--lifted", default=None, help="Only those that hold still, or only those that do not.")
@list_options
def list_command(
    customer: str | None,
    case_id: str | None,
    artifact_id: str | None,
    in_force: bool | None,
    limit: int,
    whole: bool,
    as_json: bool,
) -> int:
    """List legal holds, the latest first."""
    with opened(current_settings()) as platform:
        wanted = HoldFilter(
            customer_code(platform, customer),
            None if case_id is None else CaseId(identifier(case_id)),
            None if artifact_id is None else ArtifactId(identifier(artifact_id)),
            in_force,
        )
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_holds(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write_list(found, as_json=as_json)
    return Exit.DONE


@holds.command()
@click.option("--customer", help="Hold all files of the customer with this code.")
@click.option("--case", "case_id", help="Hold the files of the case with this identifier.")
@click.option("--file", "artifact_id", help="Hold the file with this identifier.")
@click.option("--reason", required=True, help="Why.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def place(customer: str | None, case_id: str | None, artifact_id: str | None, reason: str, as_json: bool) -> int:
    """Place a hold on a customer, a case or a file; on what comes later, too."""
    by = person_here()
    with opened(current_settings()) as platform:
        wanted = NewHold(
            reason,
            customer_code(platform, customer),
            None if case_id is None else CaseId(identifier(case_id)),
            None if artifact_id is None else ArtifactId(identifier(artifact_id)),
        )
        hold = platform.container.artifacts.place_hold.execute(wanted, by=by)
        listing = get_hold(platform.container.reading(by.reach), hold.id, by=by)
    _write(listing, f"Placed the hold {hold.id} on {_target(listing)}.", as_json=as_json)
    return Exit.DONE


@holds.command()
@click.argument("hold_id")
@click.option("--reason", required=True, help="Why.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
def lift(hold_id: str, reason: str, as_json: bool) -> int:
    """Lift the hold HOLD_ID."""
    by = person_here()
    with opened(current_settings()) as platform:
        hold = platform.container.artifacts.lift_hold.execute(HoldId(identifier(hold_id)), reason, by=by)
        listing = get_hold(platform.container.reading(by.reach), hold.id, by=by)
    _write(listing, f"The hold {hold.id} on {_target(listing)} is lifted.", as_json=as_json)
    return Exit.DONE


def _write(listing: HoldListing, sentence: str, *, as_json: bool) -> None:
    if as_json:
        # Here and below: what API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.artifacts.holds import hold_out

        write_json(hold_out(listing))
    else:
        out.print(printable(sentence))


def _write_list(found: Iterable[HoldListing], *, as_json: bool) -> None:
    if as_json:
        from entrypoints.api.artifacts.holds import hold_out

        write_json_list(map(hold_out, found))
        return
    rows = [
        [
            str(one.hold.id),
            _target(one),
            shown_time(one.hold.placed_at),
            one.hold.placed_by,
            one.hold.reason,
            _lifted(one.hold),
        ]
        for one in found
    ]
    write_table(["id", "on", "placed", "by", "reason", "lifted"], rows)


def _target(listing: HoldListing) -> str:
    hold = listing.hold
    if hold.artifact_id is not None:
        return f"file {hold.artifact_id} of {listing.customer_code}"
    if hold.case_id is not None:
        return f"case {hold.case_id} of {listing.customer_code}"
    return f"all files of {listing.customer_code}"


def _lifted(hold: LegalHold) -> str:
    return "-" if hold.lifted_at is None else f"{shown_time(hold.lifted_at)} by {hold.lifted_by}: {hold.lift_reason}"
