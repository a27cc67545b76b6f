"""The principal that the command line acts as."""

from __future__ import annotations

from socdomain.ids import PrincipalId, derived_id
from socdomain.principal import Principal, PrincipalKind, Reach, Scope


def local_principal(system_user: str) -> Principal:
    """Returns the principal of someone at the machine itself, who could read the database anyway.

    Args:
        system_user: Name of the operating system's user.
    """
    name = f"local:{system_user}"
    return Principal(
        id=PrincipalId(derived_id("local principal", name)),
        name=name,
        kind=PrincipalKind.LOCAL,
        scopes=frozenset(Scope),
        reach=Reach.everyone(),
    )
