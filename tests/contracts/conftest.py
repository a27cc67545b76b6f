"""Each contract runs once on every store."""

from collections.abc import Iterator

import pytest

from socdomain.auth.user import User
from socdomain.customers.customer import Customer
from tests.builders import a_customer, a_role, a_user
from tests.contracts.backends import KINDS, Backend, Works, committed, open_backend
from tests.contracts.object_stores import s3_servers as s3_servers, store as store


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """An empty store of each kind."""
    with open_backend(request.param, request.getfixturevalue) as store:
        yield store


@pytest.fixture
def works(backend: Backend) -> Works:
    """Makes units of work over an empty store."""
    return backend.works


@pytest.fixture
def acme(works: Works) -> Customer:
    """A stored customer, whose rows a test is about."""
    return _stored(works, a_customer("ACME", further_codes=("acme-cloud",)))


@pytest.fixture
def globex(works: Works) -> Customer:
    """Another stored customer, whose rows must not get in the way."""
    return _stored(works, a_customer("Globex"))


@pytest.fixture
def anna(works: Works) -> User:
    """A stored user, of the only role that there is."""
    user = a_user("anna")
    with committed(works) as work:
        work.roles.add(a_role())
        work.users.add(user)
    return user


def _stored(works: Works, customer: Customer) -> Customer:
    with committed(works) as work:
        work.customers.add(customer)
    return customer
