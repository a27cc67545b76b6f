"""How much memory a job may take."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

_MEBIBYTE: Final = 1024**2
_M_ARENA_MAX: Final = -8
_OWN_PAGES: Final = Path("/proc/self/statm")


def limit_memory(most_mib: int) -> None:
    """Bounds the address space of this process: beyond it, asking for memory is a ``MemoryError`` (setrlimit(2)).

    Args:
        most_mib: How many MiB it may take beyond what it has now.
    """
    # Windows has neither.
    with contextlib.suppress(ImportError):
        import resource

        _share_arenas()
        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _pages_bytes(0) + most_mib * _MEBIBYTE
        is_bounded = hardest not in (resource.RLIM_INFINITY, -1)
        resource.setrlimit(resource.RLIMIT_AS, (min(wanted, hardest) if is_bounded else wanted, hardest))


def _share_arenas() -> None:
    """Has threads that begin from now on allocate from what others have, where the C library is GNU's (mallopt(3)).

    Else a thread may reserve an arena of 64 MiB of address space for itself, of which it uses a hundredth, and what
    the job may take would depend on whether an earlier thread had just ended.
    """
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def lift_limit() -> None:
    """Undoes the bound, so that what went wrong can be told."""
    with contextlib.suppress(ImportError):
        import resource

        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hardest, hardest))


def resident_bytes() -> int:
    """Returns how much memory this process has; where the system does not say, nothing."""
    return _pages_bytes(1)


def _pages_bytes(column: int) -> int:
    """Returns what proc(5) says in a column of `statm`, which begins with the address space and what of it is there."""
    try:
        return int(_OWN_PAGES.read_text(encoding="ascii").split()[column]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
