"""Everything that comes out of the product while somebody works with it, kept to be searched for secrets."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen
from redis import Redis
from sqlalchemy import select

from adapters.database.engine import make_engine
from adapters.database.metadata import metadata
from entrypoints.given_keys import KEYS
from tests.flows.floors import Floor
from tests.watching import Watch
from tests.within_reach import for_everyone


@frozen
class Watched:
    """A floor whose every word is kept.

    Attributes:
        floor: Where the work is done.
        watch: Every secret there is, and what came out.
    """

    floor: Floor
    watch: Watch = field(factory=Watch)

    def made_up(self, name: str) -> str:
        """Returns a secret that a person has thought of, and that needs to be escaped wherever it is written."""
        secret = f'{secrets.token_urlsafe(9)} "ü/{secrets.token_urlsafe(9)}+& \\'
        self.watch.hides(name, secret)
        return secret

    def hides_keys(self) -> None:
        """Adds the keys of the floor."""
        for name in KEYS:
            self.watch.hides(f"the key {name}", (self.floor.folder / "keys" / f"{name}.key").read_bytes())

    def run(self, *arguments: str, hands_out: Callable[[str], str] | None = None, **how: Any) -> str:
        """Runs a command, and returns what it writes.

        Args:
            *arguments: Of the program.
            hands_out: Finds the one secret that the command shows, where it shows one.
            **how: See ``Floor.run``.
        """
        done = self.floor.run(*arguments, **how)
        where, out = f"watchfloor {' '.join(arguments)}", done.stdout
        shown = {} if hands_out is None else {f"what {where} shows": hands_out(out)}
        self.watch.hear(where, out, **shown)
        self.watch.hear(f"{where}, standard error", done.stderr)
        return next(iter(shown.values()), out)

    def answered(self, answer: httpx.Response, **handed_out: str) -> httpx.Response:
        """Keeps an answer, but for the secrets that it hands out, once each, and adds those."""
        text = "\n".join([f"{answer.status_code} {answer.reason_phrase}", str(dict(answer.headers)), answer.text])
        self.watch.hear(f"{answer.request.method} {answer.request.url.path}", text, **handed_out)
        return answer

    @contextmanager
    def working(self) -> Iterator[None]:
        """Runs a queue and a worker for the length of a block, and keeps what they write."""
        running = []
        try:
            for name in ("queue", "worker"):
                process = self.floor.start(name, environment={"WATCHFLOOR_LOG_LEVEL": "debug"})
                running.append((name, process))
                assert process.stdout is not None
                assert process.stdout.readline()
            self.watch.hides("the password of the queue", urlsplit(self._queue_url()).password or "")
            yield
        finally:
            for name, process in reversed(running):
                process.terminate()
                for text in process.communicate():
                    self.watch.hear(f"watchfloor {name}", text)

    def hear_queue(self) -> None:
        """Keeps all that is in Redis."""
        with Redis.from_url(self._queue_url()) as client:
            names = [name for name in client.scan_iter() if isinstance(name, bytes)]
            assert names, "there is something in it"
            for name in names:
                # As Redis itself writes it down, whatever kind of value it is; small values are not compressed.
                self.watch.hear(f"queue {name!r}", name + (client.dump(name) or b""))

    def _queue_url(self) -> str:
        return (self.floor.folder / "queue" / "url").read_text()

    def hear_storage(self) -> None:
        """Keeps every row of the database, and every file of the floor but those of keys."""
        for table, row in _rows(self.floor.url):
            self.watch.hear(f"table {table}", row)
        # Where the queue's password stands is where whoever may use it finds it.
        own = {self.floor.folder / "queue" / name for name in ("url", "valkey.conf")}
        there = [path for path in self.floor.folder.rglob("*") if path.is_file() and path not in own]
        files = [path for path in there if path.parent.name != "keys"]
        for path in files:
            self.watch.hear(f"file {path.relative_to(self.floor.folder)}", path.read_bytes())


def _rows(url: str) -> Iterator[tuple[str, bytes]]:
    engine = make_engine(url, pool_size=1)
    try:
        with for_everyone(engine).connect() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    yield table.name, b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    finally:
        engine.dispose()


def lines_of(file: Path) -> list[str]:
    """Returns the lines of a file; none where it is not there."""
    return file.read_text().splitlines() if file.exists() else []
