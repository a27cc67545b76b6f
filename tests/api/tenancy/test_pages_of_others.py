"""Whatever would change something in the console is asked for by a page of ours, of the very session, or it is refused.

Each call would go through otherwise: it is the one that the walk over every page sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import httpx
import pytest
from attrs import evolve

from entrypoints.console.forms import CSRF_FIELD
from entrypoints.console.guard import CSRF_HEADER
from socdomain.auth.builtin_roles import ADMIN
from tests.api.driving import Api, refused
from tests.api.tenancy.browsing import PageWalker, called
from tests.api.tenancy.endpoints import Endpoint, endpoints
from tests.api.tenancy.questions import Asking, Question
from tests.api.tenancy.sides import everything_of
from tests.api.tenancy.walking import World
from tests.console.browsers import Browser

ANOTHER_SITE: Final = "https://evil.example"

FOREIGN: Final[Mapping[str, dict[str, str | None]]] = {
    "a page of another site": {"Origin": ANOTHER_SITE},
    "a page of another site that says it is ours": {"Origin": ANOTHER_SITE, "Sec-Fetch-Site": "same-origin"},
    "a page that does not say whose it is": {"Origin": "null"},
    "nobody knows whose page": {"Origin": None},
}


def without_token(walker: PageWalker, question: Question, token: str | None) -> Iterator[httpx.Response]:
    """Calls with something else as the token, in a header and in a form; None for nothing at all."""
    form = {name: value for name, value in (question.form or {}).items() if name != CSRF_FIELD}
    bare = evolve(question, form=None if question.form is None else form)
    yield called(walker.browser, bare, {CSRF_HEADER: token})
    if token is not None and question.body is None:
        yield called(walker.browser, evolve(bare, form={**form, CSRF_FIELD: token}), {CSRF_HEADER: None})


def changing(api: Api) -> list[Endpoint]:
    """The routes of the console that change something."""
    return [one for one in endpoints(api.app) if one.is_of_console and one.method != "GET"]


@pytest.fixture
def walker(api: Api) -> PageWalker:
    """Somebody who may do everything, with their own things."""
    return PageWalker.with_role(World.over(api), ADMIN, None)


@pytest.mark.parametrize("whose", FOREIGN)
def test_no_route_is_open_to_pages_of_others(walker: PageWalker, whose: str) -> None:
    api, own = walker.world.api, walker.own()
    before = everything_of(api, walker.world.own)
    found = changing(api)
    assert len(found) > 50
    for endpoint in found:
        question = Asking(endpoint, own).base()
        refused(called(walker.browser, walker.filled(question), FOREIGN[whose]), 403, "cross-site")
    assert everything_of(api, walker.world.own) == before


@pytest.mark.parametrize("token", ["none", "empty", "made up", "of another session", "the cookie"])
def test_no_route_is_open_without_the_token_of_the_session(walker: PageWalker, token: str) -> None:
    """In the header or in the form; who signs in, or chooses colours, has no session yet."""
    api, own = walker.world.api, walker.own()
    other = Browser(api)
    other.sign_in("anna")
    shown = {"none": None, "empty": "", "made up": "x" * 43, "of another session": other.csrf}
    before = everything_of(api, walker.world.own)
    for endpoint in changing(api):
        if endpoint.is_public:
            continue
        question = walker.filled(Asking(endpoint, own).base())
        for answer in without_token(walker, question, shown.get(token, walker.browser.cookie)):
            refused(answer, 403, "cross-site")
    assert everything_of(api, walker.world.own) == before
