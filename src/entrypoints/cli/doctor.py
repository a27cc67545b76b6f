"""``watchfloor doctor``: what is wrong, and what to do about it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import click
from attrs import frozen

from entrypoints.bootstrap import Platform, check_keys, database_role, revision
from entrypoints.bootstrap_jobs import queue_check, queue_forgets_by
from entrypoints.cli.console import Exit, out, printable, write_json
from entrypoints.cli.platform import Trouble, current_settings, missing_file, opened, other_version, person_here
from entrypoints.setting_rules import SettingsError
from entrypoints.settings import Settings
from socdomain.errors import NotFoundError, QueueUnavailableError, WatchfloorError
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import count_rejected_events
from socdomain.startup.builtin_seeds import builtin_seeds
from socdomain.startup.queries import list_changed_seeds

_SEPARATE_ROLES = "Give the application a role of its own: WATCHFLOOR_OWNER_DATABASE_URL, docs/howto/deploy.md."
_OF_A_FOLDER = "See that the data folder can be read and written to."
_OF_S3 = "See that the server is well, and that WATCHFLOOR_S3_... are right: docs/howto/deploy.md."
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
def doctor(as_json: bool) -> int:
    """Look whether everything is as it should be; exit code 4 if not."""
    findings = list(examine(current_settings()))
    if as_json:
        write_json(
            [{"check": one.check, "ok": one.is_well, "detail": one.detail, "remedy": one.remedy} for one in findings]
        )
    else:
        for one in findings:
            out.print("ok      " if one.is_well else "problem ", style="green" if one.is_well else "red", end="")
            out.print(f"{one.check}: {printable(one.detail)}")
            if one.remedy:
                out.print(f"        {printable(one.remedy)}")
    return Exit.DONE if all(one.is_well for one in findings) else Exit.UNHEALTHY


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at everything, and makes nothing; a check that cannot be made is itself a finding."""
    try:
        yield from _examine(settings)
    except SettingsError:
        raise
    except (WatchfloorError, OSError) as error:
        yield Finding("platform", False, str(error), "Mend what it says, and look again.")


def _examine(settings: Settings) -> Iterator[Finding]:
    yield _folder(settings.data_dir)
    if not settings.data_dir.is_dir():
        return
    yield _disk(settings.data_dir)
    yield _keys(settings)
    if trouble := missing_file(settings):
        yield _trouble(trouble)
        return
    with opened(settings, is_new=True) as platform:
        yield from _examine_platform(platform)


def _examine_platform(platform: Platform) -> Iterator[Finding]:
    if trouble := other_version(platform):
        # The others ask the database, and would not understand it.
        yield _trouble(trouble)
        return
    kind = "SQLite" if platform.settings.is_embedded else "PostgreSQL"
    yield Finding("database", True, f"{kind} at revision {revision(platform)}")
    if finding := _role(platform.settings):
        yield finding
    yield _buckets(platform)
    yield _administrator(platform)
    yield _seeds(platform)
    yield _rejected(platform)
    yield _queue(platform.settings)


def _queue(settings: Settings) -> Finding:
    try:
        queue_check(settings)()
        policy = queue_forgets_by(settings)
    except QueueUnavailableError as error:
        if not settings.redis_url:
            # It runs for as long as `up` does.
            return Finding("queue", True, f"the one that comes along with `watchfloor up`; now: {error}")
        return Finding("queue", False, str(error), "Until it is there, what is asked of jobs is kept, and waits.")
    if policy:
        # Which makes jobs late, and nothing else: what it has forgotten it is told again.
        detail = f"carries jobs to workers; when Redis is full it forgets some of them ({policy})"
        return Finding("queue", True, detail, "Set its maxmemory-policy to noeviction.")
    return Finding("queue", True, "carries jobs to workers")


def _role(settings: Settings) -> Finding | None:
    found = database_role(settings)
    if found is None:
        return None
    if found.passes_by:
        detail = f"row-level security does not hold {found.role!r}, which is or may become one that passes by it"
        return Finding("database role", False, detail, _SEPARATE_ROLES)
    if found.owns:
        # Held all the same, and enough for a small deployment.
        return Finding("database role", True, f"{found.role!r} owns the tables that it works with", _SEPARATE_ROLES)
    return Finding("database role", True, f"row-level security holds {found.role!r}")


def _trouble(trouble: Trouble) -> Finding:
    return Finding("database", False, trouble.found, f"{trouble.remedy[0].upper()}{trouble.remedy[1:]}.")


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding(
            "data folder", False, f"there is no folder {folder}", "Run `watchfloor migrate`, which makes it."
        )
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name != "nt" and mode & 0o077:
        return Finding(
            "data folder", False, f"{folder} can be read by others ({mode:04o})", f"chmod 700 {folder}: it holds keys."
        )
    return Finding("data folder", True, str(folder))


def _keys(settings: Settings) -> Finding:
    try:
        missing = check_keys(settings)
    except WatchfloorError as error:
        return Finding("keys", False, str(error), "Do so: whoever has a key can sign in as anybody.")
    except OSError as error:
        # Such as keys that root has made, with which nobody else can start anything.
        return Finding("keys", False, str(error), "Give the folder and its files to the user that runs Watchfloor.")
    if missing and not settings.is_embedded:
        remedy = "Run `watchfloor keys generate`, or give them by WATCHFLOOR_<NAME>_KEY or WATCHFLOOR_<NAME>_KEY_FILE."
        return Finding("keys", False, f"missing: {', '.join(missing)}", remedy)
    if missing:
        return Finding("keys", True, f"not made yet: {', '.join(missing)}")
    detail = "only their owner can read them; secrets in the database cannot be read without them, so back them up: "
    return Finding("keys", True, f"{detail}{settings.key_folder}")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1024**3:.1f} GiB free"
    if free < _LEAST_FREE_BYTES:
        return Finding("disk", False, detail, "Make room: when the disk is full, no event can be stored.")
    return Finding("disk", True, detail)


def _administrator(platform: Platform) -> Finding:
    with platform.container.reading(Reach.nothing()) as work:
        exist = work.users.exist()
    if not exist:
        return Finding("users", False, "nobody can sign in", "Run `watchfloor migrate`, which adds an administrator.")
    return Finding("users", True, "somebody can sign in")


def _buckets(platform: Platform) -> Finding:
    try:
        platform.require_buckets()
    except NotFoundError as error:
        return Finding("buckets", False, str(error), "Run `watchfloor migrate`, which makes it.")
    except WatchfloorError as error:
        return Finding("buckets", False, str(error), _OF_S3 if platform.settings.s3_url else _OF_A_FOLDER)
    return Finding("buckets", True, ", ".join(platform.settings.buckets))


def _seeds(platform: Platform) -> Finding:
    by = person_here()
    changed = list_changed_seeds(
        platform.container.reading(by.reach), builtin_seeds(platform.container.connectors.kinds.all()), by=by
    )
    if not changed:
        return Finding("seeds", True, "all as they come with the product")
    # To change them is an operator's right; that later versions pass them by is for them to know.
    detail = ", ".join(f"{one.seed.kind.replace('_', ' ')} {one.seed.key} ({one.fate.value})" for one in changed)
    remedy = "Later versions of the product leave these as they are; look at its changes, and make those you want."
    return Finding("seeds", True, detail, remedy)


def _rejected(platform: Platform) -> Finding:
    counts = count_rejected_events(platform.container.reading(person_here().reach), RejectedFilter(), by=person_here())
    if not counts:
        return Finding("rejected events", True, "none")
    detail = ", ".join(f"{count:,} {reason.value}" for reason, count in sorted(counts.items()))
    remedy = "Look at GET /api/sources/rejected; mend the mapping or add the customer, then replay them."
    # Documents that a source got wrong are for somebody to look at, and no fault of the platform.
    return Finding("rejected events", True, detail, remedy)
