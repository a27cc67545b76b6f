"""Everything that comes out of the product while somebody works with it, kept to be searched for secrets."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from attrs import field, frozen
from sqlalchemy import select

from adapters.database.engine import make_engine
from adapters.database.metadata import metadata
from entrypoints.given_keys import KEYS
from tests.canaries import Canaries
from tests.flows.floors import Floor
from tests.within_reach import for_everyone


@frozen
class Watched:
    """A floor whose every word is kept.

    Attributes:
        floor: Where the work is done.
        canaries: Every secret there is.
        heard: What came out, and where.
    """

    floor: Floor
    canaries: Canaries = field(factory=Canaries)
    heard: list[tuple[str, str | bytes]] = field(factory=list, repr=False)

    def hear(self, where: str, content: str | bytes) -> None:
        """Keeps what came out somewhere."""
        self.heard.append((where, content))

    def hides(self, name: str, secret: str | bytes) -> None:
        """Adds a secret."""
        self.canaries.add(name, secret)

    def made_up(self, name: str) -> str:
        """Returns a secret that a person has thought of, and that needs to be escaped wherever it is written."""
        secret = f'{secrets.token_urlsafe(9)} "ü/{secrets.token_urlsafe(9)}+& \\'
        self.hides(name, secret)
        return secret

    def hides_keys(self) -> None:
        """Adds the keys of the floor."""
        for name in KEYS:
            self.hides(f"the key {name}", (self.floor.folder / "keys" / f"{name}.key").read_bytes())

    def run(self, *arguments: str, hands_out: Callable[[str], str] | None = None, **how: Any) -> str:
        """Runs a command, and returns what it writes.

        Args:
            *arguments: Of the program.
            hands_out: Finds the one secret that the command shows, where it shows one.
            **how: See ``Floor.run``.
        """
        done = self.floor.run(*arguments, **how)
        where, out = f"watchfloor {' '.join(arguments)}", done.stdout
        shown = ""
        if hands_out is not None:
            shown = hands_out(out)
            self.hides(f"what {where} shows", shown)
        self.hear(where, _without(out, shown) if shown else out)
        self.hear(f"{where}, standard error", done.stderr)
        return shown or out

    def answered(self, answer: httpx.Response, **handed_out: str) -> httpx.Response:
        """Keeps an answer, but for the secrets that it hands out, once each, and adds those."""
        text = "\n".join([f"{answer.status_code} {answer.reason_phrase}", str(dict(answer.headers)), answer.text])
        for name, secret in handed_out.items():
            self.hides(name, secret)
            text = _without(text, secret)
        self.hear(f"{answer.request.method} {answer.request.url.path}", text)
        return answer

    def hear_storage(self) -> None:
        """Keeps every row of the database, and every file of the floor but those of keys."""
        for table, row in _rows(self.floor.url):
            self.hear(f"table {table}", row)
        files = [path for path in self.floor.folder.rglob("*") if path.is_file() and path.parent.name != "keys"]
        for path in files:
            self.hear(f"file {path.relative_to(self.floor.folder)}", path.read_bytes())

    def told(self) -> list[str]:
        """Returns where secrets have come out, and which."""
        return [f"{where}: {name}" for where, content in self.heard for name in self.canaries.found_in(content)]


def _without(text: str, secret: str) -> str:
    """Takes a secret out of what hands it out; a second time there would be found."""
    before, found, after = text.partition(secret)
    assert found, "it is handed out here"
    return before + after


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
