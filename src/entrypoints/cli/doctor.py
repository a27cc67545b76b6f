"""``watchfloor doctor``: what is wrong, and what to do about it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator

import click
from attrs import frozen

from entrypoints.bootstrap import Platform, expected_revision, revision
from entrypoints.cli.console import Exit, out, printable, write_json
from entrypoints.cli.platform import opened, person_here
from entrypoints.settings import Settings
from socdomain.errors import WatchfloorError
from socdomain.sources.queries import count_rejected_events

_LEAST_FREE_BYTES = 1024**3


@frozen
class Finding:
    """What one check found.

    Attributes:
        check: What was looked at.
        is_well: Whether it is as it should be.
        detail: What was found.
        remedy: What to do about it; empty when all is well.
    """

    check: str
    is_well: bool
    detail: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
@click.pass_obj
def doctor(settings: Settings, as_json: bool) -> int:
    """Look whether everything is as it should be; exit code 4 if not."""
    with opened(settings, is_new=True) as platform:
        findings = list(examine(platform))
    if as_json:
        write_json(
            [{"check": one.check, "ok": one.is_well, "detail": one.detail, "remedy": one.remedy} for one in findings]
        )
    else:
        for one in findings:
            mark = "[green]ok[/]     " if one.is_well else "[red]problem[/]"
            out.print(f"{mark} {one.check}: ", end="")
            out.print(printable(one.detail), markup=False)
            if one.remedy:
                out.print(f"        {one.remedy}", markup=False)
    return Exit.DONE if all(one.is_well for one in findings) else Exit.UNHEALTHY


def examine(platform: Platform) -> Iterator[Finding]:
    """Looks at everything; a check that cannot be made is itself a finding."""
    yield _made(_folder, platform)
    yield _made(_disk, platform)
    database = _made(_database, platform)
    yield database
    # The others ask the database, and would only say the same again.
    if database.is_well:
        yield _made(_administrator, platform)
        yield _made(_rejected, platform)


def _made(check: Callable[[Platform], Finding], platform: Platform) -> Finding:
    try:
        return check(platform)
    except (WatchfloorError, OSError) as error:
        return Finding(check.__name__.strip("_"), False, str(error), "Mend what it says, and look again.")


def _folder(platform: Platform) -> Finding:
    folder = platform.settings.data_dir
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "data folder", False, f"{folder} can be read by others ({mode:04o})", f"chmod 700 {folder}: it holds keys."
        )
    return Finding("data folder", True, str(folder))


def _disk(platform: Platform) -> Finding:
    free = shutil.disk_usage(platform.settings.data_dir).free
    detail = f"{free / 1024**3:.1f} GiB free"
    if free < _LEAST_FREE_BYTES:
        return Finding("disk", False, detail, "Make room: when the disk is full, no event can be stored.")
    return Finding("disk", True, detail)


def _database(platform: Platform) -> Finding:
    present, wanted = revision(platform), expected_revision()
    kind = "SQLite" if platform.settings.is_embedded else "PostgreSQL"
    if present != wanted:
        detail = f"{kind} is at {present or 'nothing'}, this version needs {wanted}"
        return Finding("database", False, detail, "Run `watchfloor migrate`.")
    return Finding("database", True, f"{kind} at {present}")


def _administrator(platform: Platform) -> Finding:
    with platform.container.reading() as work:
        exist = work.users.exist()
    if not exist:
        return Finding("users", False, "nobody can sign in", "Run `watchfloor migrate`, which adds an administrator.")
    return Finding("users", True, "somebody can sign in")


def _rejected(platform: Platform) -> Finding:
    counts = count_rejected_events(platform.container.reading(), by=person_here())
    if not counts:
        return Finding("rejected events", True, "none")
    detail = ", ".join(f"{count:,} {reason.value}" for reason, count in sorted(counts.items()))
    remedy = "Look at GET /api/sources/rejected; mend the mapping or add the customer, then replay them."
    # Documents that a source got wrong are for somebody to look at, and no fault of the platform.
    return Finding("rejected events", True, detail, remedy)
