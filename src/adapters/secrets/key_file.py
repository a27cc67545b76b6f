"""Keys in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from adapters import crash_points
from socdomain.errors import WatchfloorError
from socdomain.startup.weak_key import KEY_BYTES, why_weak

HAS_MODES: Final = os.name != "nt"
"""Whether a file's mode says who can read it; on Windows lists do, and every mode reads 0666."""


class KeyFileError(WatchfloorError):
    """A key file that others can read, or that does not hold a key."""


def read_or_create_key(path: Path) -> bytes:
    """Returns the key in a file; makes the file, mode 0600 in a folder of mode 0700, if it is not there.

    Processes that start together get the same key: the file appears in one step, and whoever comes second reads it.

    Args:
        path: The file.

    Returns:
        32 random bytes.

    Raises:
        KeyFileError: Others can read the file, or it does not hold a key.
    """
    create_key(path)
    return read_key(path)


def create_key(path: Path) -> bool:
    """Makes the file of a key if it is not there, as ``read_or_create_key``, and tells whether it was made now."""
    _make_private(path.parent)
    return not path.exists() and _create(path)


def _make_private(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, for their owner alone (XDG Base Directory Specification)."""
    # By itself a folder gets the mode that is asked for, and what is made above it the usual one.
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def read_key(path: Path) -> bytes:
    """Returns the key in a file that is there.

    Raises:
        KeyFileError: Others can read the file, or it does not hold a key.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if HAS_MODES and mode & 0o077:
        raise KeyFileError(f"{path} can be read by others ({mode:04o}); chmod 600 it, or remove it for a new key")
    key = path.read_bytes()
    if reason := why_weak(key):
        raise KeyFileError(f"{path} does not hold a key: it {reason}; remove it for a new one")
    return key


def _create(path: Path) -> bool:
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link fails where a rename would replace the key that another process has just made and handed out.
        os.link(unfinished, path)
        crash_points.reach("secrets.key_file.linked")
    except FileExistsError:
        return False
    finally:
        unfinished.unlink(missing_ok=True)
    _keep(path.parent)
    return True


def _keep(folder: Path) -> None:
    # What is sealed with a key outlives a power cut, and so the key's name has to.
    if HAS_MODES:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
