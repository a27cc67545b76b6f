"""``watchfloor ingest``: documents from a file into alerts."""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

import click
from attrs import define, field
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from entrypoints.api.ingest_shapes import ingest_out
from entrypoints.cli.console import Exit, complain, err, out, printable, write_json
from entrypoints.cli.named import customer_code, source_name
from entrypoints.cli.platform import current_settings, opened, person_here
from entrypoints.cli.processes import StopRequested, stop_on_signals
from socdomain.errors import InvalidInputError
from socdomain.incidents.ingest_summary import IngestRequest, IngestStoppedError, IngestSummary

_CHUNK_BYTES = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_SHOWN = 10


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--source", required=True, help="What the documents are of, such as wazuh.")
@click.option("--customer", help="Code of the customer of documents that do not name one.")
@click.option("--backfill", is_flag=True, help="They are history: they get alerts of their own time.")
@click.option("--json", "as_json", is_flag=True, help="Write the summary as JSON.")
def ingest(file: IO[bytes], source: str, customer: str | None, backfill: bool, as_json: bool) -> int:
    """Take in documents from FILE, or from standard input for "-".

    A JSON array, JSON lines or concatenated objects; plain or gzip. Sending a file twice changes nothing.
    """
    with opened(current_settings()) as platform, _reading(file) as reading:
        request = IngestRequest(
            source_name(platform, source), customer_code(platform, customer), backfill=backfill, skip_minimum=True
        )
        use_case = platform.container.ingest_documents
        try:
            with stop_on_signals():
                summary = use_case.execute(
                    plain(reading.chunks()), request, by=person_here(), on_batch=reading.batch_done
                )
        except IngestStoppedError as stopped:
            _show(stopped.summary, as_json)
            raise
        except StopRequested:
            _show(reading.so_far, as_json)
            complain("stopped; what is counted is stored. To go on, send the same again: nothing is taken twice")
            return Exit.FAILED
    _show(summary, as_json)
    return Exit.REJECTED if summary.rejected else Exit.DONE


def plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the chunks, unpacked if they are gzip (RFC 1952), also of several members.

    Raises:
        InvalidInputError: The gzip data are broken, or end too early.
    """
    chunks = iter(chunks)
    first = next(chunks, b"")
    while len(first) < len(_GZIP_MAGIC) and (more := next(chunks, b"")):
        first += more
    whole = _chained(first, chunks)
    yield from _unpacked(whole) if first.startswith(_GZIP_MAGIC) else whole


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if member.eof:
                    if not data.strip(b"\0"):
                        break  # tapes and some tools pad with zeros
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                # In bounded pieces, so that a small file that unpacks to a huge one does not fill the memory.
                yield member.decompress(data, _CHUNK_BYTES)
                data = member.unconsumed_tail or member.unused_data
        yield member.flush()
    except zlib.error as error:
        raise InvalidInputError("file", f"broken gzip data: {error}") from error
    if not member.eof:
        raise InvalidInputError("file", "the gzip data end too early")


@define
class _Reading:
    """A file that is being read, under a progress bar.

    Attributes:
        so_far: What has become of it.
    """

    _file: IO[bytes]
    _bar: Progress
    _task: TaskID
    so_far: IngestSummary = field(init=False, factory=IngestSummary)

    def chunks(self) -> Iterator[bytes]:
        """Yields what is in the file."""
        # Past the file's own buffer: a thread that waits for more has its lock, without which Python cannot end.
        while chunk := os.read(self._file.fileno(), _CHUNK_BYTES):
            self._bar.advance(self._task, len(chunk))
            yield chunk

    def batch_done(self, summary: IngestSummary) -> None:
        """Notes and shows how far it is."""
        self.so_far = summary
        self._bar.update(self._task, description=f"{summary.received:,} documents")


@contextlib.contextmanager
def _reading(file: IO[bytes]) -> Iterator[_Reading]:
    """Reads a file under a progress bar, which is shown on a terminal only."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
    with bar:
        yield _Reading(file, bar, bar.add_task("reading", total=_size_bytes(file)))


def _size_bytes(file: IO[bytes]) -> int | None:
    try:
        position = file.tell()
        size = file.seek(0, 2)
        file.seek(position)
    except OSError:
        return None
    return size


def _show(summary: IngestSummary, as_json: bool) -> None:
    if as_json:
        write_json(ingest_out(summary))
        return
    out.print(
        f"{summary.received:,} documents: {summary.created:,} began an alert, {summary.joined:,} joined one, "
        f"{summary.replayed:,} were known, {summary.rejected:,} were rejected."
    )
    for rejection in summary.rejections[:_MOST_SHOWN]:
        err.print(printable(f"  document {rejection.position}: {rejection.reason}: {rejection.detail}"))
    if summary.rejected > _MOST_SHOWN:
        err.print(f"  and {summary.rejected - _MOST_SHOWN:,} more")
