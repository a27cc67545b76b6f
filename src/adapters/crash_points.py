"""Named points that adapters pass, at which tests may end the process.

An adapter passes a point after each external effect and each commit. In production nothing is armed and a point costs
one comparison. Tests arm a hook in a child process and read the names from the calls in the code, so that a step
without a point, and a point that nobody has died at, can both be seen.
"""

from __future__ import annotations

from collections.abc import Callable

_hook: Callable[[str], None] | None = None


def arm(hook: Callable[[str], None] | None) -> None:
    """Has a function called with the name of each point that is passed from now on.

    Args:
        hook: What to call, in the thread that passes the point; None disarms.
    """
    global _hook
    _hook = hook


def reach(name: str) -> None:
    """Passes a point.

    Args:
        name: A literal, ``<adapter>.<what>.<what has just happened>``; used at one place in the code.
    """
    if _hook is not None:
        _hook(name)
