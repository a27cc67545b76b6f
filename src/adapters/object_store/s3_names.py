"""Which name an object has in S3, and which key a name means.

Servers of S3 keep objects as files (MinIO, SeaweedFS), so that no name may be a folder of another one's, and no part of
a name may be long. A key as Watchfloor makes them, ``<id>/<id>/report.pdf``, is its own name; others are written a
little differently, so that every key has a name, and one of its own:

* a folder's part holds ``A-Z a-z 0-9 _ -`` and nothing else, the last part holds a dot: neither can be the other;
* what else there is in a key is written as ``=`` and two digits for each byte of UTF-8, a dot at the beginning too;
* a last part without a dot ends in ``.~``;
* a key whose name would be too long has the name ``~keys/`` and the SHA-256 of the key, which is kept with the object.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

TOO_LONG: Final = "~keys/"
"""Begins the names of objects whose keys are kept with them."""
_LONGEST_PART: Final = 200
"""Bytes; file systems take 255, and servers add endings of their own."""
_LONGEST_NAME: Final = 900
"""Bytes; S3 takes 1,024, and a file system's paths have to hold a server's folders too."""
_NO_DOT: Final = ".~"

_IN_FOLDER: Final = re.compile(rb"[^A-Za-z0-9_-]")
_IN_FILE: Final = re.compile(rb"^\.|[^A-Za-z0-9_.-]")
_SAME_IN_BOTH: Final = re.compile(r"[A-Za-z0-9_-]*")
_ESCAPE: Final = re.compile(rb"=([0-9a-f]{2})")


def name_of(key: str) -> str:
    """Returns the name of the object with a key."""
    *folders, last = key.split("/")
    parts = [*(_escaped(_IN_FOLDER, part) for part in folders), _escaped(_IN_FILE, last)]
    if "." not in parts[-1]:
        parts[-1] += _NO_DOT
    name = "/".join(parts)
    if len(name) > _LONGEST_NAME or any(len(part) > _LONGEST_PART for part in parts):
        return TOO_LONG + hashlib.sha256(key.encode()).hexdigest()
    return name


def key_of(name: str) -> str | None:
    """Returns the key of the object with a name; None where its key is kept with it, or it is not one of ours."""
    try:
        text = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), name.removesuffix(_NO_DOT).encode())
        key = text.decode()
    except UnicodeError:
        return None
    return key if key and name_of(key) == name else None


def beginning_of(prefix: str) -> str | None:
    """Returns how the names of objects begin whose keys begin so, but for keys that are too long.

    Returns:
        A beginning that names of other keys may have too; None where there is no such name.
    """
    *folders, last = prefix.split("/")
    if "" in folders:
        return None
    try:
        parts = [_escaped(_IN_FOLDER, part) for part in folders]
    except UnicodeError:
        return None
    same = _SAME_IN_BOTH.match(last)
    name = "".join(f"{part}/" for part in parts) + (same[0] if same else "")
    return name if len(name) <= _LONGEST_NAME else None


def _escaped(pattern: re.Pattern[bytes], part: str) -> str:
    return pattern.sub(lambda found: b"=%02x" % found[0][0], part.encode()).decode()
