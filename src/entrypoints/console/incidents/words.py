"""Fields in which several words are written."""

from __future__ import annotations


def words_of(text: str) -> tuple[str, ...]:
    """Returns the words, between which stand spaces or commas."""
    return tuple(text.replace(",", " ").split())
