"""Reads about what was prepared."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.principal import Principal, Scope
from socdomain.startup.apply_seeds import SeedFate, fates_of
from socdomain.startup.seeds import Fate, Seed, StartupWork


def list_changed_seeds(work: StartupWork, seeds: Iterable[Seed], *, by: Principal) -> tuple[SeedFate, ...]:
    """Returns the seeds whose rows somebody changed or deleted, which therefore stay without later versions.

    Args:
        work: A unit of work that has not begun.
        seeds: As the product has them now.
        by: Who asks; needs to read sources.
    """
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        fates = fates_of(work, seeds)
    return tuple(one for one in fates if one.fate in (Fate.CHANGED, Fate.DELETED))
