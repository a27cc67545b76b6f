"""Each test has an application of its own, and a user who may sign in."""

from collections.abc import Iterator

import pytest

from socdomain.memory import MemoryPlatform
from tests.api.driving import STORES, Api, running_api, works_over
from tests.console.browsers import Browser
from tests.console.clerks import Clerk, at_browser


@pytest.fixture
def api() -> Iterator[Api]:
    """An application over memory."""
    with running_api(MemoryPlatform().works()) as api:
        api.user("carl")
        yield api


@pytest.fixture(params=STORES)
def any_api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """The same, over memory and over each database."""
    with works_over(request) as works, running_api(works) as api:
        api.user("carl")
        yield api


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
def clerk(api: Api) -> Clerk:
    """Somebody who may do everything, at pages over memory."""
    return at_browser(api, "carl")


@pytest.fixture
def any_clerk(any_api: Api) -> Clerk:
    """The same, over memory and over each database."""
    return at_browser(any_api, "carl")
