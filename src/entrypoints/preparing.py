"""The steps in which a platform is prepared, over whatever it runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import frozen

from entrypoints.connector_values import refused_value
from socdomain.object_store import ObjectStore
from socdomain.startup.apply_seeds import SeedFate
from socdomain.startup.connect_given import GivenFate
from socdomain.startup.ensure_administrator import FirstAdministrator
from socdomain.startup.prepare_platform import Done, Step
from socdomain.startup.seeds import Fate


@frozen
class Means:
    """What the steps are done with.

    Attributes:
        folder: The data folder.
        make_keys: Makes keys that may be made, looks at all of them, and returns the names of those that it made.
        prepare_database: Brings the database up to date, and returns what it did, in a few words each.
        objects: Where files are kept.
        buckets: The buckets that have to be there.
        apply_seeds: Applies what comes with the product.
        ensure_administrator: Adds the first administrator.
        ensure_scheduler: Adds the principal of scheduled jobs, and tells whether it was missing.
        connect_given: Adds the connectors that the environment gives.
    """

    folder: Path
    make_keys: Callable[[], tuple[str, ...]]
    prepare_database: Callable[[], tuple[str, ...]]
    objects: ObjectStore
    buckets: tuple[str, ...]
    apply_seeds: Callable[[], Iterable[SeedFate]]
    ensure_administrator: Callable[[], FirstAdministrator | None]
    ensure_scheduler: Callable[[], bool]
    connect_given: Callable[[], Iterable[GivenFate]]


def platform_steps(means: Means) -> tuple[Step, ...]:
    """Returns the steps in their order."""
    return (
        Step("data folder", lambda: _folder(means.folder), "Choose a folder that may be written to, by --data-dir."),
        Step("keys", lambda: _made("key", means.make_keys()), "Give or make the keys, as it says, and try again."),
        Step(
            "database",
            lambda: Done(means.prepare_database()),
            "Mend what it says, and try again; the tables were not changed.",
        ),
        Step("buckets", lambda: _buckets(means), "See that files can be kept there, and that there is room."),
        Step("seeds", lambda: _seeds(means.apply_seeds()), "Try again; nothing of it was changed."),
        Step("administrator", lambda: _administrator(means.ensure_administrator()), "Try again; nobody was added."),
        Step("scheduler", lambda: _scheduler(is_new=means.ensure_scheduler()), "Try again; nobody was added."),
        Step("connectors", lambda: _connectors(means.connect_given()), "Try again; what is listed can be used."),
    )


def _folder(folder: Path) -> Done:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return Done()
    return Done((f"made the folder {folder}",))


def _made(what: str, names: Iterable[str]) -> Done:
    return Done(tuple(f"made the {what} {name}" for name in names))


def _buckets(means: Means) -> Done:
    return _made("bucket", [name for name in means.buckets if means.objects.ensure_bucket(name)])


def _seeds(fates: Iterable[SeedFate]) -> Done:
    told = {Fate.ADDED: "added {}", Fate.UPDATED: "brought up to date {}"}
    noted = {Fate.CHANGED: "left as you changed it: {}", Fate.DELETED: "not added again since you deleted it: {}"}
    fates = tuple(fates)
    return Done(_lines(fates, told), _lines(fates, noted))


def _lines(fates: Iterable[SeedFate], texts: dict[Fate, str]) -> tuple[str, ...]:
    names: dict[str, list[str]] = {}
    for one in fates:
        if one.fate in texts:
            kind = texts[one.fate].format(one.seed.kind.replace("_", " "))
            names.setdefault(kind, []).append(one.seed.key)
    return tuple(f"{kind} {', '.join(keys)}" for kind, keys in names.items())


def _administrator(made: FirstAdministrator | None) -> Done:
    return Done() if made is None else Done((f"added the administrator {made.login}",))


def _scheduler(*, is_new: bool) -> Done:
    return Done(("added the principal of scheduled jobs",)) if is_new else Done()


def _connectors(fates: Iterable[GivenFate]) -> Done:
    fates = tuple(fates)
    kinds = {fate: ", ".join(one.kind for one in fates if one.fate is fate) for fate in Fate}
    told = {Fate.ADDED: "added connector {}, as the environment gives it"}
    noted = {
        Fate.CHANGED: "left as it is, though the environment gives another one: connector {}",
        Fate.DELETED: "not added again since you deleted it: connector {}",
    }
    changes, notes = (
        tuple(text.format(kinds[fate]) for fate, text in texts.items() if kinds[fate]) for texts in (told, noted)
    )
    return Done(changes, notes, tuple(refused_value(one.kind, one.refusal) for one in fates if one.refusal is not None))
