"""Dying at named points: which there are, and a program that dies at one.

``python -m tests.crash_points NAME COUNT ARGUMENT...`` runs the command line with the arguments, and kills itself as
``kill -9`` would when the point NAME is passed for the COUNT-th time.
"""

from __future__ import annotations

import ast
import os
import signal
import sys
from pathlib import Path
from typing import Final

from adapters import crash_points
from entrypoints import bootstrap
from entrypoints.cli.main import main

ADAPTERS: Final = Path(crash_points.__file__).parent


def names() -> list[str]:
    """Returns the names of all points, read out of the code of adapters and of the wiring."""
    found = [
        call.args[0].value
        for path in sorted([*ADAPTERS.rglob("*.py"), Path(bootstrap.__file__)])
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "crash_points.reach"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]
    if len(found) != len(set(found)):
        raise AssertionError(f"a point's name is used at one place in the code: {sorted(found)}")
    return sorted(found)


def die_at(name: str, count: int) -> None:
    """Arms this process."""
    passed = 0

    def hook(reached: str) -> None:
        nonlocal passed
        passed += reached == name
        if reached == name and passed == count:
            os.kill(os.getpid(), signal.SIGKILL)

    crash_points.arm(hook)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
    main(sys.argv[3:])
