"""Names of files: as they were given, as they are shown, and as parts of keys.

Whoever sends a file may be whoever is investigated. What a name was is evidence and is kept; what is shown or stored
cannot lead anywhere, hide its end or be taken for a device.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from socdomain.errors import InvalidInputError

LONGEST_GIVEN: Final = 4_096
"""In characters; a longer one is no name of a file on any system."""
LONGEST_SAFE: Final = 100
"""In bytes; beside the other parts of a key, a file system takes it."""
_LONGEST_ENDING: Final = 16

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in (*"0123456789", "¹", "²", "³")}
)
_NOT_SAFE: Final = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)
_DOTS: Final = re.compile(r"[._-]*\.[._-]*", re.ASCII)
_SEPARATORS: Final = re.compile(r"[/\\]+")
# What changes how the text around it reads: controls, directions (Cf), halves of surrogate pairs, private use.
_HIDING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def checked_name(given: str) -> str:
    """Returns a name as it is kept: exactly as it was given.

    Raises:
        InvalidInputError: It is empty, or longer than a name can be.
    """
    if not given.strip():
        raise InvalidInputError("file_name", "must not be empty")
    if len(given) > LONGEST_GIVEN:
        raise InvalidInputError("file_name", f"must have at most {LONGEST_GIVEN} characters")
    return given


def shown_name(given: str) -> str:
    r"""Returns a name as people may read it: what hides or turns other letters stands as ``\u{202e}``."""
    return "".join(f"\\u{{{ord(letter):x}}}" if unicodedata.category(letter) in _HIDING else letter for letter in given)


def safe_name(given: str) -> str:
    """Returns the last part of a key for a file: ASCII letters, digits, ``.``, ``_`` and ``-``; its ending is kept.

    It is not unique: what stands before it in the key is.
    """
    last = _SEPARATORS.split(given)[-1].lstrip(".")
    stem, dot, ending = last.rpartition(".")
    stem, ending = (_plain(stem), _plain(ending)) if dot else (_plain(last), "")
    if len(ending) > _LONGEST_ENDING:
        stem, ending = f"{stem}.{ending}".lstrip("."), ""
    suffix = f".{ending}" if ending else ""
    stem = stem[: LONGEST_SAFE - len(suffix)].rstrip("._-")
    if not stem or stem.split(".")[0].casefold() in _DEVICES:
        stem = f"file_{stem}".rstrip("_")
    return stem + suffix


def _plain(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _DOTS.sub(".", _NOT_SAFE.sub("_", ascii_only)).strip("._-")
