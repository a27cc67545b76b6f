"""A role: what one kind of user may do."""

from __future__ import annotations

from attrs import frozen

from socdomain.principal import Scope


@frozen
class Role:
    """A role.

    Attributes:
        name: What users refer to it by, such as ``analyst``; unique, lower case.
        title: What people call it.
        scopes: What its users may do.
        version: Counts changes, from 1.
    """

    name: str
    title: str
    scopes: frozenset[Scope]
    version: int = 1
