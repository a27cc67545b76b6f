"""Anchors of the audit log as files in a folder; better one on another machine, or that can only be added to."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from adapters import crash_points
from socdomain.errors import NotFoundError

_UNFINISHED = ".unfinished-"


class FolderAnchors:
    """Keeps anchors as files, as ``KeepsAnchors``.

    Args:
        folder: Where; made with mode 0700 when the first is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, body: bytes) -> None:
        """Keeps an object: the file appears in one step, when all of it is on the disk."""
        path = self._path(key)
        for folder in reversed([path.parent, *path.parent.parents]):
            if folder.is_relative_to(self._folder):
                folder.mkdir(mode=0o700, exist_ok=True, parents=True)
        unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_folder(path.parent)
        crash_points.reach("audit_anchors.after_put")

    def names(self) -> list[str]:
        """Returns the names of all objects, in their order."""
        found = (path for path in self._folder.rglob("*") if path.is_file() and not path.name.startswith(_UNFINISHED))
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def get(self, key: str) -> bytes:
        """Returns the bytes of an object."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotFoundError("anchor", key) from None

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(part in ("", ".", "..") for part in parts):
            raise ValueError("an anchor's name would lead out of its folder")
        return self._folder.joinpath(*parts)


def _sync_folder(folder: Path) -> None:
    # The name of a new file is part of its folder; Windows cannot open one, and needs not.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
