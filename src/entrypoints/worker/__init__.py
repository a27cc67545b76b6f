"""The worker: does runs, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from socdomain.ids import RunId

_do: Callable[[RunId], None] | None = None


def do_with(do: Callable[[RunId], None]) -> None:
    """Says how this process does runs, and those that it forks.

    Args:
        do: Does one; raises nothing that it expects.
    """
    global _do
    _do = do


def run_job(run_id: str) -> None:
    """Does a run; the only function that what lies in the queue can name.

    Args:
        run_id: Its identifier; which job that is, and what it is told, stands in the database.
    """
    if _do is None:
        raise RuntimeError("this process does no runs")
    _do(RunId(UUID(run_id)))
