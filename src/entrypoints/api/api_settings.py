"""What the wiring decides about the API."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

MEBIBYTE = 1024**2
GIBIBYTE = 1024**3


@frozen
class Dependency:
    """Something that the process needs, beside its database, to do its work.

    Attributes:
        name: What it is called in answers.
        check: Raises an error of ours, or of the system, when it cannot be used.
        reason: Says so, in words that help no stranger.
        is_needed: Whether the process cannot answer without it; of the others it is said, and answering goes on.
    """

    name: str
    check: Callable[[], object]
    reason: str
    is_needed: bool = True


@frozen
class ApiSettings:
    """What the wiring decides about the API.

    Attributes:
        cursor_key: 32 bytes that the key of cursors is made from; the same in every process that answers for the same
            data.
        max_threads: Threads that run use cases, and so requests that are worked on at a time; with
            ``max_writing_ingests`` no more than the database pool has connections, so that none waits for one while it
            holds a thread.
        max_ingests: Documents are taken in from so many requests at a time, each on a thread of its own, so that slow
            senders do not take the threads of analysts.
        max_writing_ingests: So many of those write at a time.
        max_uploads: So many files, or parts of some, are taken in at a time.
        max_downloads: So many are handed out at a time.
        max_checks: So many files are read again, put together or looked into at a time.
        max_watchers: So many watch runs at a time.
        max_trials: So many try a connector, or wait to, at a time.
        max_body_bytes: The largest body of an ingest, decompressed.
        max_json_body_bytes: The largest body of any other route.
        ingest_idle_timeout_s: An ingest or upload whose sender is silent for longer is broken off, and so is a download
            whose client takes nothing.
        dependencies: What is looked at, beside the database, before the process says that it can work.
        upkeep_interval_s: Seconds after which the audit log is signed again.
        allow_plain_http: Whether callers that are not on this machine may come without TLS.
        allowed_origins: Origins whose pages may call the API from a browser.
        server_urls: Where the API can be reached, for its description; ``/`` means where the description came from.
    """

    cursor_key: bytes = field(repr=False)
    max_threads: int = 4
    max_ingests: int = 12
    max_writing_ingests: int = 4
    max_uploads: int = 12
    max_downloads: int = 24
    max_checks: int = 6
    max_watchers: int = 20
    max_trials: int = 20
    max_body_bytes: int = 2 * GIBIBYTE
    max_json_body_bytes: int = 2 * MEBIBYTE
    ingest_idle_timeout_s: float = 60.0
    dependencies: tuple[Dependency, ...] = ()
    upkeep_interval_s: float = 60.0
    allow_plain_http: bool = False
    allowed_origins: tuple[str, ...] = ()
    server_urls: tuple[str, ...] = ("/",)
