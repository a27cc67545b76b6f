"""That a process which does a run does not outlive its worker."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
"""prctl(2)"""


def end_with(parent: int) -> None:
    """Has this process end as `kill -9` would once its parent is gone, be it stuck in a library.

    Only Linux can do so; elsewhere this looks whether the parent is there now, and ``KeepsRuns`` again and again.

    Args:
        parent: The process that it was forked from.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
