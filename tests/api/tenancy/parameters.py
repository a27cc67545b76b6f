"""Something that a route takes."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from attrs import frozen
from msgspec import UnsetType

ABSENT = (type(None), UnsetType)
DROPPED: Final = object()
"""Stands for what is not sent at all."""


class UnknownPartError(AssertionError):
    """Something that a route is or takes, and that nobody has taught these tests to send."""


@frozen
class Parameter:
    """Something that a route takes.

    Attributes:
        place: ``path``, ``query``, ``header``, ``body``, ``form``, ``file``, ``bytes`` or ``documents``.
        path: Its name; of a member of a body the names from the outside in.
        owners: What declares each of these names: a class of bodies, or the place.
        lists: Whether each of them is a list.
        kind: The type of its values.
        is_required: Whether it has to be given in what is around it.
        is_around_required: Whether all that is around it has to be given.
    """

    place: str
    path: tuple[str, ...]
    owners: tuple[str, ...]
    lists: tuple[bool, ...]
    kind: Any
    is_required: bool
    is_around_required: bool = True

    @property
    def is_list(self) -> bool:
        return self.lists[-1]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which a value for it may stand, the nearest first."""
        return f"{self.owners[-1]}.{self.path[-1]}", f"{self.place}.{self.path[-1]}", self.path[-1]

    def __str__(self) -> str:
        return f"{self.place} {'.'.join(self.path)}"


def unwrapped(kind: Any) -> tuple[Any, bool]:
    """Returns the type of a value that is given, and whether it comes as a list of them."""
    if get_origin(kind) is Annotated:
        return unwrapped(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        given = [one for one in get_args(kind) if one not in ABSENT]
        return unwrapped(given[0])
    if get_origin(kind) in (tuple, list):
        return unwrapped(get_args(kind)[0])[0], True
    return get_origin(kind) or kind, False
