"""``watchfloor artifacts``: stored files."""

from __future__ import annotations

from collections.abc import Iterable

import click

from entrypoints.cli.artifacts_transfer import download, upload
from entrypoints.cli.artifacts_verify import verify
from entrypoints.cli.console import Exit, shown_time, write_json_list, write_table
from entrypoints.cli.listing import list_options, walked
from entrypoints.cli.named import customer_code, identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.artifacts.artifact import ArtifactKind, ArtifactStatus
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import ArtifactListing, list_artifacts
from socdomain.ids import AgentId, CaseId

_STYLES = {"stored": "green", "pending": "yellow", "corrupt": "red", "missing": "red", "failed": "red"}
_COLUMNS = ("id", "file", "customer", "bytes", "status", "stored", "by", "sha256")


@click.group()
def artifacts() -> None:
    """Look after stored files."""


artifacts.add_command(upload)
artifacts.add_command(download)
artifacts.add_command(verify)


@artifacts.command("list")
@click.option("--customer", help="Code of a customer.")
@click.option("--agent", "agent_id", help="Identifier of the agent that they are about.")
@click.option("--case", "case_id", help="Identifier of the case that they belong to.")
@click.option("--status", type=click.Choice(list(ArtifactStatus)), help="How it stands with their bytes.")
@click.option("--kind", type=click.Choice(list(ArtifactKind)), help="What they are for.")
@list_options
def list_some(
    customer: str | None,
    agent_id: str | None,
    case_id: str | None,
    status: ArtifactStatus | None,
    kind: ArtifactKind | None,
    limit: int,
    whole: bool,
    as_json: bool,
) -> int:
    """List stored files, the latest first."""
    with opened(current_settings()) as platform:
        wanted = ArtifactFilter(
            customer=customer_code(platform, customer),
            agent_id=None if agent_id is None else AgentId(identifier(agent_id)),
            case_id=None if case_id is None else CaseId(identifier(case_id)),
            status=status,
            kind=kind,
        )
        reading, by = platform.container.reading, person_here()
        found = walked(lambda page: list_artifacts(reading(by.reach), wanted, page, by=by), None if whole else limit)
        _write(found, as_json=as_json)
    return Exit.DONE


def _write(found: Iterable[ArtifactListing], *, as_json: bool) -> None:
    if as_json:
        # What API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.artifacts.shapes import artifact_out

        write_json_list(map(artifact_out, found))
    else:
        write_table(_COLUMNS, list(map(_row, found)), styles=_STYLES)


def _row(listing: ArtifactListing) -> list[str]:
    one = listing.artifact
    return [
        str(one.id),
        shown_name(one.file_name),
        listing.customer_code,
        f"{one.size_bytes:,}",
        one.status.value,
        shown_time(one.collected_at),
        one.collected_by,
        "" if one.sha256 is None else one.sha256.hex()[:16],
    ]
