"""Where to go from a form that could not be done: the page of what it was about."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request

_GET: Final = "GET"


def page_above(request: Request[Any, Any, Any], path: str, otherwise: str) -> str:
    """Returns the nearest page at a path, or above it.

    Args:
        request: The request.
        path: From where.
        otherwise: Where to go where there is no such page.
    """
    shown = [route.path for route in request.app.routes if _GET in route.methods]
    steps = path.rstrip("/").split("/")
    while len(steps) > 1:
        if any(_fits(template.split("/"), steps) for template in shown):
            return "/".join(steps)
        steps.pop()
    return otherwise


def _fits(template: list[str], steps: list[str]) -> bool:
    return len(template) == len(steps) and all(map(_fits_step, template, steps))


def _fits_step(part: str, step: str) -> bool:
    if not part.startswith("{"):
        return part == step
    return not part.endswith(":uuid}") or _is_uuid(step)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
