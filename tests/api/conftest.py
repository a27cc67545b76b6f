"""Each test has an application of its own."""

from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from adapters.database import sql_works
from socdomain.memory import CountingIds, FixedClock
from tests.api.driving import NOW, Api, api_over, memory_api


@pytest.fixture
def api() -> Iterator[Api]:
    """An application over memory, called by somebody who may do everything."""
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


def _running(api: Api) -> Iterator[Api]:
    with api.http:
        api.sign_in()
        yield api
