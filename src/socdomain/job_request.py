"""Work to be done later, asked for in the transaction that makes it necessary."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class JobRequest:
    """A job that should run once the present unit of work has been committed.

    Attributes:
        name: Name of the job in the catalog.
        arguments: What the job is told; plain JSON values.
    """

    name: str
    arguments: Mapping[str, str | int | bool | None] = field(factory=dict)
