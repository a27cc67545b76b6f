"""Whom alerts and cases can be given to."""

from __future__ import annotations

from collections.abc import Collection

from entrypoints.container import Container
from socdomain.auth.colleagues import colleague_named, list_colleagues
from socdomain.ids import CustomerId
from socdomain.principal import Principal, Scope


def assignees(container: Container, customers: Collection[CustomerId], scope: Scope, by: Principal) -> tuple[str, ...]:
    """Returns the login names that are offered, at most 200; none to whoever may not give anything to anybody.

    Args:
        container: The use cases.
        customers: Whose the alerts or cases are.
        scope: What working on them takes.
        by: Who asks.
    """
    if scope not in by.scopes:
        return ()
    return list_colleagues(container.reading(by.reach), customers, scope, by=by)


def assignee_named(
    container: Container,
    name: str,
    customers: Collection[CustomerId],
    scope: Scope,
    by: Principal,
    present: str | None = None,
) -> str:
    """Returns the login name of whom something is given to.

    Args:
        container: The use cases.
        name: What was written.
        customers: Whose the alerts or cases are.
        scope: What working on them takes.
        by: Who asks.
        present: Whom it is given to now, who may keep it.

    Raises:
        InvalidInputError: It is nobody's who may work on it.
    """
    if name == present:
        return name
    return colleague_named(container.reading(by.reach), name, customers, scope, by=by)
