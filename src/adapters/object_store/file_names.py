"""Which file an object's key means, and which key a file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

OBJECT: Final = ".object"
"""Ends the name of a file, so that ``a`` and ``a/b`` may both be objects: no encoded part holds a dot."""
_CONTINUED: Final = "+"
"""Ends a folder's name whose part goes on in the next name."""
_LONGEST_NAME: Final = 200
"""File systems take 255 bytes."""

# Upper case is encoded too: there are file systems on which `A` and `a` are one name.
_ENCODED: Final = re.compile(rb"[^a-z0-9_-]")
_TEXT: Final = re.compile(r"(?:[a-z0-9_/-]|%[0-9a-f]{2})+", re.ASCII)


def path_of(key: str) -> tuple[str, ...]:
    """Returns the names of the folders and of the file in which an object lies."""
    *folders, last = names_of_parts(key.split("/"))
    return (*folders, last + OBJECT)


def names_of_parts(parts: Sequence[str]) -> list[str]:
    """Returns the names that stand for whole parts of a key."""
    return [name for part in parts for name in _names(part)]


def key_of(names: Sequence[str]) -> str | None:
    """Returns the key of the object in a file; None where the file is not one of ours.

    Args:
        names: Of the folders from the bucket on, and of the file.
    """
    text = ""
    for name in (*names[:-1], names[-1].removesuffix(OBJECT)):
        text += name.removesuffix(_CONTINUED) + ("" if name.endswith(_CONTINUED) else "/")
    text = text.removesuffix("/")
    if not _TEXT.fullmatch(text):
        return None
    try:
        key = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None
    return key if path_of(key) == tuple(names) else None


def _names(part: str) -> list[str]:
    text = _ENCODED.sub(lambda found: b"%%%02x" % found[0][0], part.encode(errors="surrogatepass")).decode()
    cut = [text[at : at + _LONGEST_NAME] for at in range(0, len(text), _LONGEST_NAME)]
    return [name + _CONTINUED for name in cut[:-1]] + cut[-1:]
