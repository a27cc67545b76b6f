"""``python -m tests.soak [--minutes N] [--database sqlite|postgres]``: exits with 1 on any violation.

Two schedulers, three workers and eight schedules are disturbed for some minutes. Then what the database says is set
against what should have happened.
"""

from __future__ import annotations

import argparse
import random
import re
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from attrs import evolve

from bench.platforms import DATABASES, empty_database, settings_for
from bench.report import heading, line, machine
from entrypoints.bootstrap import generate_keys
from entrypoints.prepare import prepare
from tests.soak.accounts import HEADINGS, Accounts, Line
from tests.soak.jobs import platform_of
from tests.soak.soak import Soak

_WRONG: Final = re.compile(r'"level": "(?:error|critical)"|Traceback')


def main() -> int:
    """Runs a soak, and tells whether nothing was wrong."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="for how long  [default: 3]")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="of all that is random")
    parser.add_argument("--database", choices=DATABASES, default="sqlite", help="on which  [default: sqlite]")
    parser.add_argument("--logs", type=Path, help="a folder for what the processes say, where it is to be kept")
    given = parser.parse_args()
    machine()
    heading(f"Soak of {given.minutes:g} minutes on {given.database}, seed {given.seed}")
    with empty_database(given.database) as (folder, url):
        settings = evolve(settings_for(folder, url), log_level="info")
        generate_keys(settings)
        platform = platform_of(settings)
        prepare(platform)
        logs = given.logs or folder
        logs.mkdir(exist_ok=True)
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=given.minutes)
        soak = Soak(platform, logs, until, random.Random(given.seed))  # noqa: S311 - repeatable, not secret
        accounts = soak.run()
        _show(accounts)
        wrong = [*soak.accusations, *accounts.violations(), *_said(logs)]
        platform.close()
    line("\n".join(["", *wrong, f"{len(wrong)} violations."]) if wrong else "\nNo violation.")
    return 1 if wrong else 0


def _show(accounts: Accounts) -> None:
    rows = [[one.name, *Line(accounts, one).cells()] for one in accounts.schedules]
    line("")
    for cells in (["schedule", *HEADINGS], *rows):
        line("".join(f"{cell:>12}" for cell in cells))


def _said(folder: Path) -> Iterator[str]:
    """What the processes say that nobody expected."""
    for log in sorted(folder.glob("*.log")):
        said = log.read_text(encoding="utf-8", errors="replace")
        yield from (f"{log.name}: {text[:2_000]}" for text in said.splitlines() if _WRONG.search(text))


if __name__ == "__main__":
    sys.exit(main())
