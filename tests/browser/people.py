"""Who works at the console: one of each kind that sees something else."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from adapters.secrets.argon2_hasher import Argon2Hasher
from entrypoints.bootstrap import Platform
from socdomain.auth.builtin_roles import ADMIN, ANALYST, AUDITOR
from socdomain.auth.local_principal import local_principal
from socdomain.auth.user import User
from socdomain.ids import PrincipalId
from tests.builders import EVERYONE

PASSWORD: Final = "correct horse battery staple"
"""Everybody's, so that one hash does for all."""


@frozen
class Person:
    """Somebody who may sign in.

    Attributes:
        login: What they sign in as.
        role: The name of their role.
        customers: The codes of the customers whose data they see; None for everyone's.
        must_change_password: Whether they have to choose another password first.
    """

    login: str
    role: str = ANALYST
    customers: tuple[str, ...] | None = None
    must_change_password: bool = False


ADMINISTRATOR: Final = Person("ada", ADMIN)
ANALYST_OF_ACME: Final = Person("alex", customers=("ACME",))
ANALYST_OF_GLOBEX: Final = Person("beth", customers=("GLOBEX",))
READER: Final = Person("rita", AUDITOR)
NEWCOMER: Final = Person("nora", must_change_password=True)
"""Has never signed in; a test that signs in as a newcomer for good asks for one of its own."""

PEOPLE: Final = (ADMINISTRATOR, ANALYST_OF_ACME, ANALYST_OF_GLOBEX, READER, NEWCOMER)


def add_people(platform: Platform, *people: Person) -> None:
    """Adds people to a platform whose customers are there, with the password of ``PASSWORD``."""
    container, hashed = platform.container, Argon2Hasher().hash(PASSWORD)
    reach = local_principal("test").reach
    with container.work(EVERYONE) as work:
        for person in people:
            codes = person.customers
            seen = None if codes is None else frozenset(work.customers.by_code(one, reach=reach).id for one in codes)
            user = User(
                id=PrincipalId(container.ids.new()),
                login=person.login,
                password_hash=hashed,
                role=person.role,
                customers=seen,
                created_at=container.clock.now(),
                must_change_password=person.must_change_password,
            )
            work.users.add(user)
        work.commit()
