"""Each test has an application of its own."""

from collections.abc import Iterator

import pytest

from socdomain.memory import MemoryPlatform
from tests.api.driving import STORES, Api, running_api, works_over


@pytest.fixture
def api() -> Iterator[Api]:
    """An application over memory, called by somebody who may do everything."""
    with running_api(MemoryPlatform().works()) as api:
        api.sign_in()
        yield api


@pytest.fixture(params=STORES)
def any_api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The same, over memory and over each database."""
    with works_over(request) as works, running_api(works) as api:
        api.sign_in()
        yield api
