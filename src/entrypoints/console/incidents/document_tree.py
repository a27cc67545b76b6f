"""A document as a tree to read: every name and value as it came, none of it trusted."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

_MOST_NODES: Final = 2_000
_MOST_CHARACTERS: Final = 200_000
_LONGEST_VALUE: Final = 2_000
_LONGEST_BYTES: Final = 4_096


@frozen
class Node:
    """One name with its value.

    Attributes:
        name: The name within its object, or the place within its array.
        text: The value; None for an object or an array.
        children: What is in it.
    """

    name: str
    text: str | None
    children: tuple[Node, ...] = ()


@frozen
class Tree:
    """A document.

    Attributes:
        nodes: What is in it, from above; none where it is not JSON.
        is_cut: Whether some of it is left out.
        other: Its bytes in base64, cut, where it is not JSON; empty otherwise.
    """

    nodes: tuple[Node, ...]
    is_cut: bool = False
    other: str = ""


class _Number(str):
    """A number as it is written, since none may be rounded."""

    __slots__ = ()


class Budget:
    """How much of documents one page may still show."""

    def __init__(self) -> None:
        self.nodes = _MOST_NODES
        self.characters = _MOST_CHARACTERS

    def takes(self, *texts: str) -> bool:
        """Tells whether there is room for a name with these texts, and takes it."""
        self.nodes -= 1
        self.characters -= sum(map(len, texts))
        return self.nodes >= 0 and self.characters >= 0


def tree_of(body: bytes, budget: Budget | None = None) -> Tree:
    """Returns the tree of a document, as far as there is room for it; of a value at most 2,000 characters.

    Args:
        body: The document.
        budget: What the page may still show; of its own where none is given.
    """
    budget = budget or Budget()
    try:
        value = json.loads(body, parse_float=_Number, parse_int=_Number, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        kept = body[:_LONGEST_BYTES] if budget.takes("x" * min(len(body), _LONGEST_BYTES)) else b""
        return Tree((), is_cut=len(kept) < len(body), other=b64encode(kept).decode())
    cut: list[str] = []
    pairs = _pairs(value) if isinstance(value, tuple | list) else [("", value)]
    return Tree(tuple(_nodes(pairs, budget, cut)), is_cut=bool(cut))


def _pairs(value: tuple[Any, ...] | list[Any]) -> list[tuple[str, Any]]:
    # An object is a tuple of pairs, so that a name that comes twice is seen twice.
    return list(value) if isinstance(value, tuple) else [(str(place), one) for place, one in enumerate(value)]


def _nodes(pairs: list[tuple[str, Any]], budget: Budget, cut: list[str]) -> Iterator[Node]:
    for whole, one in pairs:
        name, text = _shortened(whole, cut), None if isinstance(one, tuple | list) else _shortened(_text(one), cut)
        if not budget.takes(name, text or ""):
            cut.append(name)
            return
        yield Node(name, text, tuple(_nodes(_pairs(one), budget, cut)) if isinstance(one, tuple | list) else ())


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else json.dumps(value)


def _shortened(text: str, cut: list[str]) -> str:
    if len(text) <= _LONGEST_VALUE:
        return text
    cut.append(text[:1])
    return f"{text[:_LONGEST_VALUE]}…"
