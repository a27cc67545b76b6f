"""Bringing a platform up to date, before any of its processes works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import frozen

from entrypoints.bootstrap import Platform, make_keys, prepare_database, step_ended
from entrypoints.connector_values import given_connectors
from entrypoints.container import Container
from entrypoints.preparing import Means, platform_steps
from entrypoints.settings import connector_values
from socdomain.auth.local_principal import local_principal
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from socdomain.startup.connect_given import ConnectGiven, GivenFate
from socdomain.startup.ensure_administrator import EnsureAdministrator, FirstAdministrator
from socdomain.startup.ensure_scheduler import EnsureScheduler
from socdomain.startup.prepare_platform import PreparePlatform, StepReport


@frozen
class Prepared:
    """What preparing did.

    Attributes:
        steps: How each step ended.
        administrator: The administrator who was added now, with the password to show once.
    """

    steps: tuple[StepReport, ...]
    administrator: FirstAdministrator | None


def prepare(
    platform: Platform,
    *,
    tell: Callable[[StepReport], None] = lambda _: None,
    show: Callable[[FirstAdministrator], None] = lambda _: None,
) -> Prepared:
    """Brings the platform up to date and makes sure that what everybody needs is there; can be repeated.

    Args:
        platform: Which.
        tell: Called with the report of each step as soon as it has ended.
        show: Called with the administrator as soon as there is one, since nobody can show the password again: what
            fails after that must not take it along.

    Raises:
        WatchfloorError, OSError: What a step failed of; it was told before.
    """
    made: list[FirstAdministrator] = []

    def ensure_administrator() -> FirstAdministrator | None:
        container = platform.container
        parts = container.work, container.clock, container.ids, container.hasher, container.passwords
        if (administrator := EnsureAdministrator(*parts).execute()) is not None:
            show(administrator)
            made.append(administrator)
        return administrator

    steps = platform_steps(_means(platform, ensure_administrator))
    prepare_platform = PreparePlatform(steps, step_ended)
    reports = prepare_platform.execute(by=local_principal("startup"), tell=tell)
    if (error := reports[-1].error) is not None:
        raise error
    return Prepared(reports, made[0] if made else None)


def _means(platform: Platform, ensure_administrator: Callable[[], FirstAdministrator | None]) -> Means:
    settings, container = platform.settings, platform.container
    apply_seeds = ApplySeeds(
        container.work, container.clock, container.ids, builtin_seeds(container.connectors.kinds.all())
    )
    return Means(
        folder=settings.data_dir,
        make_keys=partial(make_keys, settings),
        prepare_database=partial(prepare_database, settings),
        objects=platform.objects,
        buckets=settings.buckets,
        apply_seeds=partial(apply_seeds.execute, by=local_principal("startup")),
        ensure_administrator=ensure_administrator,
        ensure_scheduler=EnsureScheduler(container.work, container.clock, container.ids).execute,
        connect_given=partial(_connect_given, container),
    )


def _connect_given(container: Container) -> tuple[GivenFate, ...]:
    given = given_connectors(connector_values(container.connectors.kinds.all()))
    if not given:
        # What seals secrets is not loaded where there are none.
        return ()
    return ConnectGiven(container.work, container.connectors.add).execute(given, by=local_principal("startup"))
