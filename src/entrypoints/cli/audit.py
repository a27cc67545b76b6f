"""``watchfloor audit``: what was done, whether the log of it is whole, and keeping it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click

from entrypoints.cli.console import Exit, complain, out, printable, shown_time, write_json, write_json_list, write_table
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.audit.chain import PLATFORM_CHAIN, ChainId
from socdomain.audit.findings import AuditReport, ChainReport, Finding
from socdomain.audit.queries import list_audit
from socdomain.audit.trail import AuditFilter, ListedRecord
from socdomain.errors import InvalidInputError

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")


@click.group()
def audit() -> None:
    """Show the audit log, verify it, and keep it."""


@audit.command("list")
@click.option("--customer", help="Code of a customer.")
@click.option("--actor", help="Name of a principal.")
@click.option("--action", help="An action; `alert.` finds all that begin so.")
@click.option("--object-type", help="On this kind of thing.")
@click.option("--object-id", help="On the one with this identifier.")
@click.option("--from", "at_from", help="At this time or after, such as 2026-08-20T08:00:00Z.")
@click.option("--until", "at_until", help="Before this time.")
@list_options
def list_command(
    customer: str | None,
    actor: str | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
    at_from: str | None,
    at_until: str | None,
    limit: int,
    whole: bool,
    as_json: bool,
) -> int:
    """List what was done, the latest first."""
    times = _time("--from", at_from), _time("--until", at_until)
    with opened(current_settings()) as platform:
        code = customer_code(platform, customer)
        wanted = AuditFilter(code, actor, action, object_type, object_id, *times)
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_audit(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write_list(found, as_json=as_json)
    return Exit.DONE


@audit.command()
@as_json_option
def verify(as_json: bool) -> int:
    """Tell whether the audit log is as it was written; exit code 4 if not.

    Each record is held against the one before it, and the ends of the chains against what was signed, in the database
    and among the anchors. Nothing can be said of what was written since the last signature of a chain.
    """
    with opened(current_settings()) as platform:
        report = platform.container.audit.verify.execute(by=person_here())
    if as_json:
        write_json(_report_json(report))
    else:
        _write_report(report)
    return Exit.DONE if report.is_whole else Exit.UNHEALTHY


@audit.command()
@as_json_option
def sign(as_json: bool) -> int:
    """Sign where the chains of records end; the API does so each minute."""
    with opened(current_settings()) as platform:
        signatures = platform.container.audit.sign.execute(by=person_here())
    if as_json:
        write_json({"signed": [{"chain": _name(one.head.chain), "sequence": one.head.sequence} for one in signatures]})
    else:
        out.print(f"Signed the ends of {len(signatures):,} chains.")
    return Exit.DONE


@audit.command()
@as_json_option
def anchor(as_json: bool) -> int:
    """Sign, and keep the signatures outside the database.

    They are objects in a bucket of their own; copy them to where nobody can change them.
    """
    with opened(current_settings()) as platform:
        done = platform.container.audit.anchor.execute(by=person_here())
    if as_json:
        write_json({"key": done.key, "heads": done.heads})
    else:
        out.print(f"Kept the signed ends of {done.heads:,} chains as {done.key}.")
    return Exit.DONE


@audit.command()
@as_json_option
def prune(as_json: bool) -> int:
    """Remove records that are too old, from the beginning of each chain; exit code 4 if a chain is not whole.

    How long they are kept is WATCHFLOOR_AUDIT_RETENTION_DAYS. What is not signed stays, and so does a chain in which
    something is wrong.
    """
    with opened(current_settings()) as platform:
        chains = platform.container.audit.prune.execute(by=person_here())
    if as_json:
        shown = [{"chain": _name(one.chain), "records": one.records, "refused": one.refused or None} for one in chains]
        write_json({"pruned": shown})
    else:
        out.print(f"Removed {sum(one.records for one in chains):,} records.")
        for one in chains:
            if one.refused:
                complain(f"chain {_name(one.chain)} is not whole, and stays: {printable(one.refused)}")
    return Exit.UNHEALTHY if any(one.refused for one in chains) else Exit.DONE


def _time(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(option, f"{text!r} is not a time, such as 2026-08-20T08:00:00Z") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _write_list(found: Iterable[ListedRecord], *, as_json: bool) -> None:
    if as_json:
        from entrypoints.api.audit import record_out

        write_json_list(map(record_out, found))
        return
    rows = [
        (
            shown_time(record.at),
            record.by_name,
            record.by_address or "-",
            record.action,
            record.object_id,
            one.customer or "-",
        )
        for one in found
        for record in (one.chained.record,)
    ]
    write_table(("AT", "BY", "FROM", "ACTION", "ON", "CUSTOMER"), rows)


def _write_report(report: AuditReport) -> None:
    for chain in report.chains:
        out.print("ok      " if chain.is_whole else "problem ", style="green" if chain.is_whole else "red", end="")
        signed = "all signed" if chain.signed_until >= chain.last else f"signed up to {chain.signed_until}"
        out.print(f"{_name(chain.chain)}: {chain.records:,} records up to {chain.last}, {signed}")
        for finding in chain.findings:
            _write_finding(finding)
        if chain.more_findings:
            out.print(f"        and {chain.more_findings:,} more")
    for finding in report.findings:
        _write_finding(finding)


def _write_finding(finding: Finding) -> None:
    out.print(f"        {finding.kind}: {printable(finding.detail)}")


def _report_json(report: AuditReport) -> dict[str, Any]:
    return {
        "ok": report.is_whole,
        "chains": [_chain_json(chain) for chain in report.chains],
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def _chain_json(chain: ChainReport) -> dict[str, Any]:
    return {
        "chain": _name(chain.chain),
        "ok": chain.is_whole,
        "first": chain.first,
        "last": chain.last,
        "records": chain.records,
        "signed_until": chain.signed_until,
        "findings": [_finding_json(finding) for finding in chain.findings],
        "more_findings": chain.more_findings,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "detail": finding.detail,
        "sequence": finding.sequence or None,
        "id": finding.record_id,
        "at": finding.at,
        "action": finding.action,
    }


def _name(chain: ChainId) -> str:
    return "platform" if chain == PLATFORM_CHAIN else str(chain)
