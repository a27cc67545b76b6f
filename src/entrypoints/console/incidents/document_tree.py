"""A document as a tree to read: every name and value as it came, none of it trusted."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

_MOST_NODES: Final = 2_000
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


class _Budget:
    """How many nodes may still be made."""

    def __init__(self) -> None:
        self.left = _MOST_NODES
        self.is_cut = False

    def take(self) -> bool:
        self.left -= 1
        self.is_cut = self.is_cut or self.left < 0
        return self.left >= 0


def tree_of(body: bytes) -> Tree:
    """Returns the tree of a document: at most 2,000 names, and 2,000 characters of a value."""
    try:
        value = json.loads(body, parse_float=_Number, parse_int=_Number, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return Tree((), is_cut=len(body) > _LONGEST_BYTES, other=b64encode(body[:_LONGEST_BYTES]).decode())
    budget = _Budget()
    nodes = tuple(_nodes(value, budget)) if isinstance(value, tuple | list) else (Node("", _text(value, budget)),)
    return Tree(nodes, is_cut=budget.is_cut)


def _nodes(value: tuple[Any, ...] | list[Any], budget: _Budget) -> Iterator[Node]:
    # An object is a tuple of pairs, so that a name that comes twice is seen twice.
    pairs = value if isinstance(value, tuple) else [(str(place), one) for place, one in enumerate(value)]
    for name, one in pairs:
        if not budget.take():
            return
        if isinstance(one, tuple | list):
            yield Node(name, None, tuple(_nodes(one, budget)))
        else:
            yield Node(name, _text(one, budget))


def _text(value: Any, budget: _Budget) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    if len(text) <= _LONGEST_VALUE:
        return str(text)
    budget.is_cut = True
    return f"{text[:_LONGEST_VALUE]}…"
