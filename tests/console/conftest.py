"""Each test has an application of its own, and a user who may sign in."""

from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from adapters.database import sql_works
from socdomain.memory import CountingIds, FixedClock
from tests.api.driving import NOW, Api, api_over, memory_api
from tests.console.browsers import Browser
from tests.console.clerks import Clerk, at_browser
from tests.console.page_reader import Reader


@pytest.fixture
def api() -> Iterator[Api]:
    """An application over memory."""
    yield from _running(memory_api())


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The same, over memory and over each database."""
    if request.param == "memory":
        yield from _running(memory_api())
        return
    url = cast("str", request.getfixturevalue(f"{request.param}_database"))
    with closing(sql_works(url, ids=CountingIds(), clock=FixedClock(NOW), pool_size=4)) as works:
        yield from _running(api_over(works, works.reading))


@pytest.fixture
def browser(api: Api) -> Browser:
    """A browser in which somebody has signed in."""
    made = Browser(api)
    made.sign_in()
    return made


@pytest.fixture
def any_browser(any_api: Api) -> Browser:
    """The same, over memory and over each database."""
    made = Browser(any_api)
    made.sign_in()
    return made


@pytest.fixture
def reader(api: Api) -> Reader:
    """Somebody who may do everything, and reads pages."""
    made = Reader(api)
    made.sign_in()
    return made


@pytest.fixture
def any_reader(any_api: Api) -> Reader:
    """The same, over memory and over each database."""
    made = Reader(any_api)
    made.sign_in()
    return made


def _running(api: Api) -> Iterator[Api]:
    with api.http:
        api.user("carl")
        yield api


@pytest.fixture
def clerk(api: Api) -> Clerk:
    """Somebody who may do everything, at pages over memory."""
    return at_browser(api, "carl")


@pytest.fixture
def any_clerk(any_api: Api) -> Clerk:
    """The same, over memory and over each database."""
    return at_browser(any_api, "carl")
