"""What simulators are asked and answer."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen


@frozen
class SimulatedRequest:
    """What a simulator was asked.

    Attributes:
        method: The HTTP method.
        path: The path, decoded, without the query.
        query: The query's parameters, each with its values.
        headers: The headers, by name in lower case.
        body: All of the body.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """The body's value; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def basic(self) -> tuple[str, str] | None:
        """The user and the password that it was asked with; None for none."""
        try:
            username, colon, password = b64decode(self._authorization("basic"), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return (username, password) if colon else None

    @property
    def bearer(self) -> str | None:
        """The token that it was asked with; None for none."""
        return self._authorization("bearer") or None

    def one(self, name: str, default: str = "") -> str:
        """Returns the last value of a parameter."""
        return self.query.get(name, [default])[-1]

    def below(self, prefix: str) -> SimulatedRequest:
        """Returns it with its path as seen from below another one."""
        return evolve(self, path=self.path.removeprefix(prefix))

    def _authorization(self, scheme: str) -> str:
        said, _, what = self.headers.get("authorization", "").partition(" ")
        return what if said.lower() == scheme else ""


@frozen
class Reply:
    """What a simulator answers.

    Attributes:
        status: The HTTP status.
        content: A value to be sent as JSON, or bytes as they are.
        headers: Further headers.
    """

    status: int = 200
    content: Any = field(factory=dict)
    headers: Mapping[str, str] = field(factory=dict)

    @property
    def body(self) -> bytes:
        """What is sent."""
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
