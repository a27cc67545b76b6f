"""Secrets that must be found nowhere, in whatever form they may be written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, quote_from_bytes, quote_plus

from attrs import field, frozen

SHORTEST: Final = 8
"""Characters of a secret that cannot be found by chance."""

FORMS: Final = ("plain", "base64", "URL-encoded", "JSON-escaped", "hexadecimal")


@frozen
class Canaries:
    """Secrets, and a look for them.

    Attributes:
        names: What each is, by the bytes that it may be written as.
    """

    names: dict[bytes, str] = field(factory=dict, repr=False)

    def add(self, name: str, secret: str | bytes) -> None:
        """Adds a secret.

        Args:
            name: What it is.
            secret: It; text or bytes.
        """
        if len(secret) < SHORTEST:
            raise ValueError(f"{name} is too short to be told from chance")
        for form, written in _forms(secret):
            self.names.setdefault(written, f"{name}, {form}")

    def found_in(self, content: str | bytes) -> list[str]:
        """Returns which are in a text or in bytes, and in which form."""
        looked_at = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        return sorted({name for written, name in self.names.items() if written in looked_at})


def _forms(secret: str | bytes) -> Iterator[tuple[str, bytes]]:
    plain = secret if isinstance(secret, bytes) else secret.encode()
    yield "plain", plain
    for text in _base64(plain):
        yield "base64", text
        # As part of an address, where its signs are encoded once more.
        yield "base64", quote(text.decode(), safe="").encode()
    yield "hexadecimal", plain.hex().encode()
    yield "hexadecimal", plain.hex().upper().encode()
    encoded = [quote_from_bytes(plain, safe="")]
    if isinstance(secret, str):
        encoded += [quote(secret), quote_plus(secret), quote(secret, safe="/:@!$&'()*+,;=")]
        for only_ascii in (True, False):
            yield "JSON-escaped", json.dumps(secret, ensure_ascii=only_ascii)[1:-1].encode()
            yield "JSON-escaped", json.dumps(json.dumps(secret, ensure_ascii=only_ascii))[3:-3].encode()
    for text_encoded in encoded:
        yield "URL-encoded", text_encoded.encode()
        yield "URL-encoded", _lower_escapes(text_encoded).encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yields what is sure to be in the base64 of anything that holds these bytes, by where in a group they begin."""
    for offset in range(3):
        first = -(-offset * 8 // 6)
        last = (offset + len(plain)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(offset) + plain)[first:last]


def _lower_escapes(text: str) -> str:
    pieces = text.split("%")
    return "%".join([pieces[0], *(piece[:2].lower() + piece[2:] for piece in pieces[1:])])
