"""A program that fails where nobody expects it, with secrets at hand.

``python -m tests.failing FILE NAME COUNT ARGUMENT...`` runs the command line with the arguments. It raises an error
when the crash point NAME is passed for the COUNT-th time, and writes each password that it makes into FILE.
"""

from __future__ import annotations

import sys
from pathlib import Path

from adapters import crash_points
from adapters.secrets.password_maker import RandomPasswords
from entrypoints.cli.main import main


def fail_at(name: str, count: int) -> None:
    """Arms this process."""
    passed = 0

    def hook(reached: str) -> None:
        nonlocal passed
        passed += reached == name
        if reached == name and passed == count:
            raise RuntimeError("nobody expects this")

    crash_points.arm(hook)


def tell_passwords(file: Path) -> None:
    """Has the passwords that are made written down as well."""
    make = RandomPasswords.new

    def new(self: RandomPasswords) -> str:
        password = make(self)
        with file.open("a") as opened:
            opened.write(f"{password}\n")
        return password

    RandomPasswords.new = new  # type: ignore[method-assign]  # this process is for nothing else


if __name__ == "__main__":
    tell_passwords(Path(sys.argv[1]))
    fail_at(sys.argv[2], int(sys.argv[3]))
    main(sys.argv[4:])
