"""``/health``: whether the process lives, and whether it can work; for load balancers, without a token."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Annotated, Any

import structlog
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import UNSET, Meta, Struct, UnsetType

from entrypoints.api.api_errors import DependencyDownError, DependencyState
from entrypoints.api.api_settings import ApiSettings, Dependency
from entrypoints.api.caller import PUBLIC
from entrypoints.api.problem_docs import refusals
from entrypoints.api.transport import PLAIN
from entrypoints.api.wired import UseCases
from entrypoints.container import Container
from socdomain.errors import WatchfloorError
from socdomain.principal import Reach

_log = structlog.get_logger(__name__)
# Load balancers ask within their own network, and nothing in the answer is anybody's secret.
_PROBE: dict[str, Any] = {"opt": {**PUBLIC["opt"], **PLAIN}}


class Health(Struct):
    """How the process is."""

    status: Annotated[str, Meta(description="`ok`; `degraded` where something is down that can wait.")]


class DependencyOut(Struct):
    """How something is that the process needs."""

    name: Annotated[str, Meta(description="What it is.", examples=["database"])]
    ok: Annotated[bool, Meta(description="Whether it can be used.")]
    latency_ms: Annotated[float, Meta(description="How long it took to find out, in milliseconds.", examples=[0.4])]
    reason: Annotated[str | UnsetType, Meta(description="What the matter is.")] = UNSET


class Readiness(Health):
    """How the process is, and what it needs."""

    dependencies: Annotated[list[DependencyOut], Meta(description="All that it needs.")]


@get("/live", summary="Is the process alive?", **_PROBE, sync_to_thread=False)
def live() -> Health:
    """Answers as long as the process does; asks nothing of the database."""
    return Health("ok")


@get(
    "/ready",
    summary="Can the process work?",
    **_PROBE,
    responses=refusals(DependencyDownError, is_public=True),
    sync_to_thread=True,
)
def ready(container: UseCases, settings: NamedDependency[SkipValidation[ApiSettings]]) -> Readiness:
    """Answers 200 when everything can be used that the process needs, and 503 when something cannot.

    What carries jobs to workers can be away for a while: what is asked of them is kept, and the status is `degraded`.
    The refusal has a member `dependencies`, which also says of each what the matter is.
    """
    database = Dependency("database", lambda: _ask(container), "does not answer")
    dependencies = (database, *settings.dependencies)
    states = tuple(map(_state, dependencies))
    if not all(state.ok for one, state in zip(dependencies, states, strict=True) if one.is_needed):
        raise DependencyDownError(states)
    status = "ok" if all(state.ok for state in states) else "degraded"
    return Readiness(status, list(map(_out, states)))


def _out(state: DependencyState) -> DependencyOut:
    return DependencyOut(state.name, state.ok, state.latency_ms, state.reason or UNSET)


def _ask(container: Container) -> None:
    with container.reading(Reach.nothing()) as work:
        work.users.exist()


def _state(dependency: Dependency) -> DependencyState:
    started = perf_counter()
    error = _error_of(dependency.check)
    latency_ms = round((perf_counter() - started) * 1_000, 1)
    if error is None:
        return DependencyState(dependency.name, True, latency_ms)
    # What it says may name machines and folders, which is for whoever reads the log.
    _log.warning("dependency down", dependency=dependency.name, reason=str(error))
    return DependencyState(dependency.name, False, latency_ms, dependency.reason)


def _error_of(check: Callable[[], object]) -> Exception | None:
    try:
        check()
    except (WatchfloorError, OSError) as error:
        return error
    return None


ROUTER = Router("/health", route_handlers=[live, ready], tags=["health"])
