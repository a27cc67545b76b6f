"""Addresses of pages about jobs."""

from __future__ import annotations

from urllib.parse import quote

from entrypoints.console.addresses import address


def schedule_address(name: str, done: str = "") -> str:
    """Returns where a schedule is.

    Args:
        name: By which people know it; an old one may be called anything.
        done: What was done to it before.
    """
    return address(f"/jobs/schedules/{quote(name, safe='')}", [("done", done)] if done else ())
