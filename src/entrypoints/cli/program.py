"""How the program that runs can be started again by the person who started it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

_NAME: Final = "watchfloor"


def command_line(*arguments: str) -> str:
    """Returns a command of this program, as it can be typed in the folder that the person is in.

    Args:
        *arguments: What follows the program's name.
    """
    return shlex.join([*_program(), *arguments])


def from_here(path: Path) -> str:
    """Returns the way to a file or folder from the present folder, if it lies below, else its whole path."""
    whole, here = path.absolute(), Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def _program() -> list[str]:
    started = Path(sys.argv[0]).absolute()
    if started.stem != _NAME:
        return [from_here(Path(sys.executable)), "-m", "entrypoints.cli.main"]
    # That the path finds it says nothing about the person's own path: nox puts its environment in front, for itself
    # alone. What lies below the present folder is therefore called by the way to it.
    found = shutil.which(_NAME)
    if not started.is_relative_to(Path.cwd()) and found is not None and Path(found).absolute() == started:
        return [_NAME]
    way = from_here(started)
    # The shell would look for a name alone on its path.
    return [way if "/" in way else f"./{way}"]
