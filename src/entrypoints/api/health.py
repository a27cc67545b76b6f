"""``/health``: whether the process lives, and whether it can work; for load balancers, without a token."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from msgspec import Meta, Struct

from entrypoints.api.caller import PUBLIC
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import UseCases
from socdomain.principal import Reach


class Health(Struct):
    """How the process is."""

    status: Annotated[str, Meta(description="`ok`.", examples=["ok"])]


@get("/live", summary="Is the process alive?", **PUBLIC, sync_to_thread=False)
def live() -> Health:
    """Answers as long as the process does; asks nothing of the database."""
    return Health("ok")


@get("/ready", summary="Can the process work?", **PUBLIC, responses=refusals(is_public=True), sync_to_thread=True)
def ready(container: UseCases) -> Health:
    """Answers 200 when the database answers, 503 when it does not."""
    with container.reading(Reach.nothing()) as work:
        work.users.exist()
    return Health("ok")


ROUTER = Router("/health", route_handlers=[live, ready], tags=["health"])
