"""Routers of pages: guarded like all of the console, and what goes wrong there is a page as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from entrypoints.api.caller import FINDS_CALLER
from entrypoints.console.failures import failures
from entrypoints.console.guard import PATH, find_out_browser, require_csrf
from entrypoints.console.pages import Pages


def page_router(
    pages: Pages,
    path: str,
    handlers: Sequence[HTTPRouteHandler],
    further: Mapping[str, object] | None = None,
    **options: Any,
) -> Router:
    """Returns routes of pages; each declares who may call it, as in ``console_router``.

    Args:
        pages: Makes them.
        path: Where they are, below the console.
        handlers: What answers.
        further: What they may ask for by name, beside what every page may; or what provides it.
        **options: Of all of them.
    """
    shared = {"pages": pages, "assets": pages.assets, **(further or {})}
    return Router(
        f"{PATH}{path}",
        route_handlers=handlers,
        guards=[require_csrf],
        opt={FINDS_CALLER: find_out_browser, **options},
        dependencies={name: _given(thing) for name, thing in shared.items()},
        exception_handlers=failures(pages),
        include_in_schema=False,
    )


def _given(thing: Any) -> Provide:
    return thing if isinstance(thing, Provide) else Provide(lambda: thing, sync_to_thread=False)
