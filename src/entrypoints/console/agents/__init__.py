"""Pages about agents: the inventory, and one with what people say of it."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from entrypoints.console.agents import changing, lists, one

HANDLERS: list[HTTPRouteHandler] = [*lists.HANDLERS, *one.HANDLERS, *changing.HANDLERS]
