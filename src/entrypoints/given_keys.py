"""Keys that an operator gives: in a variable, or in a file that a variable names."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from socdomain.startup.weak_key import why_weak

KEYS: Final = ("access_token", "cursor", "secrets", "audit")
"""Keys of a platform; each is a file in the data folder, or given by ``WATCHFLOOR_<NAME>_KEY`` or ``..._KEY_FILE``."""

_LARGEST_FILE_BYTES: Final = 1_024


class GivenKeyError(ValueError):
    """A given key that is not one; says why, never the key."""


@frozen
class GivenKey:
    """A key as it was given.

    Attributes:
        text: Base64 of its 32 bytes, where a variable held it.
        file: The file that a variable named.
    """

    text: str = field(default="", repr=False)
    file: Path | None = None

    def read(self) -> bytes:
        """Returns the key.

        Raises:
            GivenKeyError: It is not base64 of 32 random bytes, or its file cannot be read.
        """
        key = _decoded(self.text) if self.file is None else _from_file(self.file)
        if reason := why_weak(key):
            raise GivenKeyError(f"{reason}; `openssl rand -base64 32` makes one")
        return key


def variables() -> dict[str, tuple[str, bool]]:
    """Returns, for each variable without its prefix, whose key it gives and whether by a file."""
    given = {f"{name.upper()}_KEY": (name, False) for name in KEYS}
    return given | {f"{variable}_FILE": (name, True) for variable, (name, _) in given.items()}


def repeated(keys: Mapping[str, bytes]) -> tuple[str, str] | None:
    """Returns two names that were given the same key, or None."""
    seen: dict[bytes, str] = {}
    for name, key in keys.items():
        if (other := seen.setdefault(key, name)) != name:
            return other, name
    return None


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text.strip(), altchars=b"-_" if {"-", "_"} & set(text) else None, validate=True)
    except (binascii.Error, ValueError) as error:
        raise GivenKeyError("must be base64 of 32 random bytes; `openssl rand -base64 32` makes one") from error


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE_BYTES)
    except OSError as error:
        raise GivenKeyError(f"names a file that cannot be read: {error.strerror}") from error
    # As `keys generate` writes it, or as text, which is how containers get their secrets.
    return content if why_weak(content) is None else _decoded(content.decode("ascii", errors="replace"))
