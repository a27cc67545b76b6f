"""Bring what comes with the product into the database, and leave what operators made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import ConcurrentChangeError, StaleVersionError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope
from socdomain.startup.seed_kinds import SEED_KINDS
from socdomain.startup.seeds import AppliedSeed, Fate, Seed, StartupWork, fate_of

_MOST_TRIES: Final = 5
"""Who applies seeds at the same time has the same ones, so that one try after theirs is enough; some are to spare."""

_VERBS: Final = {Fate.ADDED: "created", Fate.UPDATED: "changed"}


@frozen
class SeedFate:
    """What became of a seed.

    Attributes:
        seed: Which.
        fate: What became of it.
    """

    seed: Seed
    fate: Fate


@frozen
class ApplySeeds:
    """Adds seeds that are new, and brings those that nobody changed to their later version; all of it, or nothing."""

    work: Callable[[Reach], StartupWork]
    clock: Clock
    ids: Ids
    seeds: tuple[Seed, ...]

    def execute(self, *, by: Principal) -> tuple[SeedFate, ...]:
        """Applies the seeds, and returns what became of each.

        Args:
            by: Who asks; needs to write users and sources, since seeds say what roles may do.

        Raises:
            ConcurrentChangeError: Others are applying them at this moment, again and again.
        """
        by.require_any_scope(Scope.USERS_WRITE)
        by.require_any_scope(Scope.SOURCES_WRITE)
        for _ in range(_MOST_TRIES - 1):
            try:
                return self._apply(by)
            except (ConcurrentChangeError, StaleVersionError):
                continue
        return self._apply(by)

    def _apply(self, by: Principal) -> tuple[SeedFate, ...]:
        with self.work(by.reach) as work:
            applied = {(one.kind, one.key): one for one in work.seeds.all()}
            fates = tuple(fates_of(work, self.seeds))
            for one in fates:
                self._apply_one(work, one, applied.get((one.seed.kind, one.seed.key)), by=by)
            work.commit()
        return fates

    def _apply_one(self, work: StartupWork, one: SeedFate, applied: AppliedSeed | None, *, by: Principal) -> None:
        kind, seed, now = SEED_KINDS[one.seed.kind], one.seed, self.clock.now()
        if one.fate is Fate.ADDED:
            kind.add(work, seed, at=now)
        elif one.fate is Fate.UPDATED and applied is not None:
            kind.update(work, seed, was=applied, at=now)
        if verb := _VERBS.get(one.fate):
            action, after = f"{seed.kind}.{verb}", {"seed_version": seed.version}
            work.audit.add(AuditRecord.of(by, action, seed.key, id=self.ids.new(), at=now, after=after))
        if _is_news(one, applied):
            work.seeds.put(AppliedSeed.of(seed))


def fates_of(work: StartupWork, seeds: Iterable[Seed]) -> Iterable[SeedFate]:
    """Returns what would become of each seed; changes nothing.

    Args:
        work: Where.
        seeds: As the product has them now.
    """
    applied = {(one.kind, one.key): one for one in work.seeds.all()}
    contents = {name: kind.contents(work) for name, kind in SEED_KINDS.items()}
    return [
        SeedFate(seed, fate_of(seed, applied.get((seed.kind, seed.key)), contents[seed.kind].get(seed.key)))
        for seed in seeds
    ]


def _is_news(one: SeedFate, applied: AppliedSeed | None) -> bool:
    """Tells whether what is known as applied has to change."""
    if applied is None:
        return True
    # What somebody changed is known by what it was before: it is updated again once they have changed it back.
    return one.fate in (Fate.UPDATED, Fate.KEPT) and one.seed.version > applied.version
