"""Every secret that a test makes is looked for in all that comes out meanwhile: logs, answers, records, programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import field, frozen

from tests.canaries import SHORTEST, Canaries

HANDED_OUT: Final = ("access_token", "refresh_token", "token", "password", "csrf_token")
"""Members of an answer's body whose purpose it is to hand a secret out."""


@frozen
class Watch:
    """Secrets, and what came out.

    Attributes:
        canaries: Every secret there is.
        heard: What came out, and where.
    """

    canaries: Canaries = field(factory=Canaries)
    heard: list[tuple[str, str | bytes]] = field(factory=list, repr=False)

    def hides(self, name: str, secret: str | bytes) -> None:
        """Adds a secret."""
        self.canaries.add(name, secret)

    def hear(self, where: str, content: str | bytes, **handed_out: str) -> None:
        """Keeps what came out somewhere, but for the secrets that it hands out, once each, and adds those."""
        for name, secret in handed_out.items():
            self.hides(name, secret)
            assert isinstance(content, str)
            content = without(content, secret)
        self.heard.append((where, content))

    def hear_answer(self, where: str, head: str, body: str, cookies: dict[str, str]) -> None:
        """Keeps an answer, but for what such an answer is there to hand out."""
        members = _members(body)
        given = {name: members[name] for name in HANDED_OUT if isinstance(members.get(name), str)} | cookies
        self.hear(where, f"{head}\n{body}", **{name: one for name, one in given.items() if len(one) >= SHORTEST})

    def hear_files(self, folder: Path) -> None:
        """Adds the keys and the password of a queue that are below a folder, and keeps the logs there."""
        for key in folder.glob("**/keys/*.key"):
            if key.is_file() and len(content := key.read_bytes()) >= SHORTEST:
                self.hides(f"the key {key.stem}", content)
        for address in folder.glob("**/queue/url"):
            self.hides("the password of the queue", urlsplit(address.read_text()).password or "")
        for log in folder.glob("**/*.log"):
            self.hear(log.name, log.read_bytes())

    def told(self) -> list[str]:
        """Returns where secrets have come out, and which."""
        return [f"{where}: {name}" for where, content in self.heard for name in self.canaries.found_in(content)]


WATCHES: Final = [Watch()]
"""That of the test that runs is the last; the first is for what is done between tests."""


def watch() -> Watch:
    """Returns the watch of the test that runs."""
    return WATCHES[-1]


def without(text: str, secret: str) -> str:
    """Takes a secret out of what hands it out; a second time there would be found."""
    before, found, after = text.partition(secret)
    assert found, "it is handed out here"
    return before + after


def cookies_of(headers: Iterable[str]) -> dict[str, str]:
    """Returns the values of the cookies that some ``Set-Cookie`` headers set, by name."""
    return {one.key: one.value for text in headers for one in SimpleCookie(text).values() if one.value}


def _members(body: str) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
