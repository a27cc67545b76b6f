"""Pages about connectors: which there are and how they are, one with its history, and adding and changing one."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from entrypoints.console.connectors import acts, adding, changing, lists, one

HANDLERS: list[HTTPRouteHandler] = [
    *lists.HANDLERS,
    *adding.HANDLERS,
    *one.HANDLERS,
    *changing.HANDLERS,
    *acts.HANDLERS,
]
