"""What the tests of the search in free text have in common."""

from __future__ import annotations

from socdomain.sources.observables import find_observables


def found(text: str) -> list[str]:
    """Returns type and value of each observable in a text, in order."""
    return [f"{observable.type.value} {observable.value}" for observable in find_observables(text)]
