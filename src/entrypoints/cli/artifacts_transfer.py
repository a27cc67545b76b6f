"""``watchfloor artifacts upload`` and ``download``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from entrypoints.cli.console import Exit, complain, err, out, printable, write_json
from entrypoints.cli.named import identifier
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.file_name import safe_name, shown_name
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.queries import get_artifact
from socdomain.errors import InvalidInputError
from socdomain.ids import AgentId, ArtifactId, CaseId

_CHUNK_BYTES: Final = 1024 * 1024

Advance = Callable[[int], None]


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--case", "case_id", help="Identifier of the case that it belongs to.")
@click.option("--agent", "agent_id", help="Identifier of the agent that it is about.")
@click.option("--name", help="What it is called; the name of the file where it is left out.")
@click.option("--notes", default="", help="What people should know of it.")
@click.option("--json", "as_json", is_flag=True, help="Write what is known of it as JSON.")
def upload(
    file: IO[bytes], case_id: str | None, agent_id: str | None, name: str | None, notes: str, as_json: bool
) -> int:
    """Store FILE as evidence of a case, about an agent, or both; - reads standard input."""
    wanted = NewArtifact(
        file_name=name or Path(file.name).name,
        agent_id=None if agent_id is None else AgentId(identifier(agent_id)),
        case_id=None if case_id is None else CaseId(identifier(case_id)),
        notes=notes,
    )
    by = person_here()
    with opened(current_settings()) as platform:
        with _bar("storing", _size_bytes(file)) as advance:
            stored = platform.container.artifacts.store.execute(wanted, _chunks(file, advance), by=by)
        listing = get_artifact(platform.container.reading(by.reach), stored.id, by=by)
    if as_json:
        # What API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.artifacts.shapes import artifact_out

        write_json(artifact_out(listing))
        return Exit.DONE
    out.print(f"Stored {stored.id}: {stored.size_bytes:,} bytes, SHA-256 {_hex(stored)}")
    for twin in listing.twins:
        out.print(f"  the same bytes as {twin}")
    return Exit.DONE


@click.command()
@click.argument("artifact_id")
@click.option(
    "--to", type=click.Path(path_type=Path), help="Where to write it; a new file of its name, here, where left out."
)
def download(artifact_id: str, to: Path | None) -> int:
    """Write the stored file ARTIFACT_ID into a new file, and say whether it has the bytes that were stored.

    What is there already is never overwritten. Who downloads stands in the custody of the file. The exit code is 1
    where the bytes are not those that were stored; they are written all the same, under a name that ends in .corrupt.
    """
    by, wanted = person_here(), ArtifactId(identifier(artifact_id))
    with opened(current_settings()) as platform:
        known = get_artifact(platform.container.reading(by.reach), wanted, by=by).artifact
        target = to or Path(safe_name(known.file_name))
        # Looked at before the file is read: whoever downloads is written down.
        for path in (target, _corrupt(target)):
            if path.exists():
                raise InvalidInputError("--to", f"{path} is there already")
        artifact, content = platform.container.artifacts.read.execute(wanted, by=by)
        digest = _written(artifact, content, target)
    if digest != artifact.sha256:
        complain(
            f"the bytes have the SHA-256 {digest.hex()}, and were stored with {_hex(artifact)}: {_corrupt(target)}"
        )
        return Exit.FAILED
    out.print(printable(f"Wrote {target}: {shown_name(artifact.file_name)}, {artifact.size_bytes:,} bytes, as stored"))
    return Exit.DONE


def _written(artifact: Artifact, content: Iterator[bytes], target: Path) -> bytes:
    """Writes a file under another name until it is whole, and returns its SHA-256."""
    coming = target.with_name(f"{target.name}.part")
    digest = hashlib.sha256()
    try:
        with _bar("writing", artifact.size_bytes) as advance, coming.open("xb") as file:
            for chunk in content:
                digest.update(chunk)
                file.write(chunk)
                advance(len(chunk))
        is_good = digest.digest() == artifact.sha256
        _name(coming, target if is_good else _corrupt(target))
    except FileExistsError:
        raise InvalidInputError("--to", f"{coming} is there already") from None
    except InvalidInputError:
        raise
    except BaseException:
        coming.unlink(missing_ok=True)
        raise
    return digest.digest()


def _name(coming: Path, target: Path) -> None:
    """Gives a file its name; what somebody has made there meanwhile stays."""
    try:
        target.hardlink_to(coming)
    except FileExistsError:
        raise InvalidInputError("--to", f"{target} is there by now; what was written is {coming}") from None
    except OSError:
        # Not every file system has links.
        coming.rename(target)
    else:
        coming.unlink()


def _corrupt(target: Path) -> Path:
    return target.with_name(f"{target.name}.corrupt")


def _chunks(file: IO[bytes], advance: Advance) -> Iterator[bytes]:
    with closing(file):
        while chunk := file.read(_CHUNK_BYTES):
            advance(len(chunk))
            yield chunk


@contextmanager
def _bar(doing: str, size_bytes: int | None) -> Iterator[Advance]:
    """Shows how far it is, on a terminal only."""
    bar = Progress(
        TextColumn(doing),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(doing, total=size_bytes)
        yield lambda count: bar.advance(task, count)


def _size_bytes(file: IO[bytes]) -> int | None:
    try:
        position = file.tell()
        size = file.seek(0, 2)
        file.seek(position)
    except OSError:
        return None
    return size


def _hex(artifact: Artifact) -> str:
    return artifact.sha256.hex() if artifact.sha256 else ""
