"""``watchfloor artifacts verify``: whether stored files are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, complain, err, out, printable, write_json
from entrypoints.cli.listing import walked
from entrypoints.cli.named import identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.artifacts.verify_artifacts import Checked
from socdomain.errors import InvalidInputError
from socdomain.ids import ArtifactId, CaseId
from socdomain.principal import Principal

Tell = Callable[[Artifact, Checked], None]

_CUT_SHORT: Final = "the store of files does not answer; the other files were not looked at"


@click.command()
@click.argument("artifact_id", required=False)
@click.option("--all", "whole", is_flag=True, help="Verify every file, those looked at longest ago first.")
@click.option("--case", "case_id", help="Verify the files of the case with this identifier.")
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def verify(artifact_id: str | None, whole: bool, case_id: str | None, as_json: bool) -> int:
    """Read stored files again, and tell whether they are as they were; exit code 1 if one is not.

    Give the identifier of a file, or --case, or --all. What was found stands in the custody of each file. A store that
    does not answer says nothing of a file; the exit code is 1 then, too.
    """
    if sum((artifact_id is not None, whole, case_id is not None)) != 1:
        raise InvalidInputError("ARTIFACT_ID", "must be given, or --case, or --all, and one of them alone")
    by = person_here()
    with opened(current_settings()) as platform, progress_on(err) as tell:
        if artifact_id is not None:
            done = _one(platform, ArtifactId(identifier(artifact_id)), tell, by)
        elif case_id is not None:
            of_case = list(_of_case(platform, CaseId(identifier(case_id)), by))
            done = platform.container.artifacts.verify_many.these(of_case, by=by, tell=tell)
        else:
            use_case = platform.container.artifacts.verify_many
            done = use_case.execute(by=by, older_than=timedelta(), most_bytes=None, tell=tell)
    _write(done, as_json=as_json)
    return Exit.FAILED if done.damaged or done.unread else Exit.DONE


def _one(platform: Platform, artifact_id: ArtifactId, tell: Tell, by: Principal) -> Checked:
    done, found = Checked(), platform.container.artifacts.verify.execute(artifact_id, by=by)
    done.add(found)
    tell(found, done)
    return done


def _of_case(platform: Platform, case_id: CaseId, by: Principal) -> Iterator[Artifact]:
    reading = platform.container.reading
    with reading(by.reach) as work:
        work.cases.get(case_id, reach=by.reach)
    wanted = ArtifactFilter(case_id=case_id)
    for listing in walked(lambda page: list_artifacts(reading(by.reach), wanted, page, by=by), None):
        if listing.artifact.status.has_object:
            yield listing.artifact


@contextmanager
def progress_on(console: Console) -> Iterator[Tell]:
    """Shows how far it is, on a terminal only, and names what is not as it was as soon as it is found."""
    bar = Progress(
        SpinnerColumn(),
        # A file's name is no markup, whatever is between brackets in it.
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("reading", total=None)

        def tell(artifact: Artifact, done: Checked) -> None:
            mib = done.bytes // (1024 * 1024)
            bar.update(
                task, description=f"{done.files:,} files, {mib:,} MiB: {printable(shown_name(artifact.file_name))}"
            )
            if done.damaged and done.damaged[-1].id == artifact.id:
                complain(printable(f"{_named(artifact)} is {artifact.status}: {artifact.reason}"))

        yield tell


def _named(artifact: Artifact) -> str:
    return f"{artifact.id} ({shown_name(artifact.file_name)})"


def _write(done: Checked, *, as_json: bool) -> None:
    if as_json:
        damaged = [
            {
                "id": str(one.id),
                "file_name": shown_name(one.file_name),
                "status": one.status.value,
                "reason": one.reason,
            }
            for one in done.damaged
        ]
        unread = [str(one.id) for one in done.unread]
        if done.is_cut_short:
            complain(_CUT_SHORT)
        write_json({"files": done.files, "intact": done.intact, "damaged": damaged, "unread": unread})
        return
    for one in done.unread:
        complain(printable(f"{_named(one)} could not be read; nothing is known of it"))
    if done.is_cut_short:
        complain(_CUT_SHORT)
    out.print(f"Verified {done.files:,} files: {done.intact:,} as they were, {len(done.damaged):,} not.")
