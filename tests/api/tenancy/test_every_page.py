"""Whoever sees one customer learns nothing of another in the console, by whatever stands in any address or form.

What is another's is answered as what is not there: the same status, the same headers, the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

import pytest

from socdomain.auth.builtin_roles import ADMIN, ANALYST, BUILTIN_ROLES
from tests.api.driving import Api
from tests.api.tenancy.browsing import PageWalker, called
from tests.api.tenancy.endpoints import Endpoint, endpoints
from tests.api.tenancy.faults import faults_of, no_fault, outcome
from tests.api.tenancy.permissions import FOR_EVERYONE
from tests.api.tenancy.questions import Asking
from tests.api.tenancy.sides import NOTHING, everything_of
from tests.api.tenancy.walking import Answer, World, about
from tests.console.browsers import SESSION, Browser
from tests.console.clerks import PAGE, PART

REFUSED_ALWAYS: Final = {"PUT /console/session/password", "POST /console/password"}
"""What the requests do not go through with: the present password is made up."""

DONE: Final = (200, 201, 204, 303)
"""A page, something new, nothing, or another page to go to."""
SIGN_IN: Final = "/console/sign-in?next="

ROLES: Final = [("memory", role) for role in BUILTIN_ROLES]
ROLES_ON_DATABASES: Final = [(store, role) for store in ("sqlite", "postgres") for role in (ADMIN, ANALYST)]


@pytest.mark.parametrize(("any_api", "role"), [*ROLES, *ROLES_ON_DATABASES], indirect=["any_api"])
def test_who_sees_one_customer_is_shown_nothing_of_another(world: World, role: str) -> None:
    walk_as_one_of(world, role, PAGE)


@pytest.mark.parametrize("role", [ADMIN, ANALYST])
def test_nor_in_parts_of_pages(api: Api, role: str) -> None:
    """A part of a page is made by another template than the page."""
    walk_as_one_of(World.over(api), role, PART)


def walk_as_one_of(world: World, role: str, wanted: Mapping[str, str]) -> None:
    """Walks as somebody who sees their own customer."""
    walker = PageWalker.with_role(world, role, [world.own.code])
    walker.wanted = wanted
    before = everything_of(world.api, world.other)
    faults = [fault for endpoint in of_console(world.api) for fault in faults_of_pages(world, walker, endpoint)]
    assert not faults, "\n".join(faults)
    assert everything_of(world.api, world.other) == before


@pytest.mark.parametrize("any_api", ["memory", "postgres"], indirect=True)
def test_who_sees_no_customer_is_shown_nothing_of_any(world: World) -> None:
    """A reach that is empty is not one that was left out."""
    walker = PageWalker.with_role(world, ADMIN, [])
    for side in (world.own, world.other):
        walker.world = World(world.api, NOTHING, side)
        before = everything_of(world.api, side)
        for endpoint in of_console(world.api):
            assert not list(faults_of_pages(walker.world, walker, endpoint, has_own=False)), endpoint
        assert everything_of(world.api, side) == before


def of_console(api: Api) -> list[Endpoint]:
    """The routes that browsers call."""
    return [endpoint for endpoint in endpoints(api.app) if endpoint.is_of_console]


def faults_of_pages(world: World, walker: PageWalker, endpoint: Endpoint, *, has_own: bool = True) -> Iterator[str]:
    """What is wrong with the answers of one endpoint."""
    return faults_of(
        world,
        walker,
        endpoint,
        fault_of_first=(lambda first: fault_of_first(endpoint, first)) if has_own else no_fault,
        is_refusal=lambda answer: answer.status == 403,
    )


def fault_of_first(endpoint: Endpoint, first: Answer) -> str | None:
    """What is wrong with the answer about their own things; if these were all refused, nothing would be shown."""
    wanted = (403,) if str(endpoint) in FOR_EVERYONE else DONE
    is_known = str(endpoint) in REFUSED_ALWAYS
    return None if is_known or (first.status in wanted and not is_led_out(first)) else f"{endpoint}: {outcome(first)}"


def is_led_out(answer: Answer) -> bool:
    """Whether it leads to where strangers sign in."""
    return bool(answer.response.headers.get("location", "").startswith(SIGN_IN))


@pytest.mark.parametrize("wanted", [PAGE, PART, {}])
def test_a_stranger_is_led_to_sign_in(api: Api, wanted: dict[str, str]) -> None:
    """Who asks for a page; scripts, and what would change something, are told that nobody is signed in."""
    world = World.over(api)
    for endpoint in of_console(api):
        asking = Asking(endpoint, world.own)
        for question in (asking.base(), *asking.plain(), *(one for _, one in asking.about(world.other))):
            answer = Answer(question, called(Browser(api), question, wanted))
            assert not answer.canaries(world.other)
            if endpoint.is_public:
                continue
            if endpoint.method == "GET" and wanted == PAGE and endpoint.path != SESSION:
                assert answer.status == 303, question.about
                assert answer.response.headers["location"].startswith(SIGN_IN + quote(question.path, safe=""))
            else:
                assert answer.status == 401, question.about


FILTERS_OF_CASES: Final = ("customer", "assignee")
FILTERS: Final = (*FILTERS_OF_CASES, "tag", "asset", "observable", "technique", "text")
UPLOADS: Final = "/console/artifacts/uploads/{upload_id:uuid}"
ALIKE_FOR_EVERYBODY: Final[Mapping[tuple[str, str], str]] = {
    ("POST /console/session", "form login"): "with a wrong password",
    ("POST /console/sign-in", "form login"): "with a wrong password",
    ("POST /console/sessions/{session_id:uuid}/end", "path session_id"): "nobody ends sessions of others",
    ("GET /console/alerts", "query done_case"): "a link to it, which is asked about when it is followed",
    **{
        (f"GET /console/{listed}/narrow", f"query {name}"): "an address of the list, which answers then"
        for listed, names in (("alerts", FILTERS), ("cases", FILTERS_OF_CASES))
        for name in names
    },
    ("POST /console/sources/_new", "form rejected"): "what was tried is not looked at",
    ("POST /console/sources/_new/preview", "form rejected"): "nor is it, where the document is sent",
    ("POST /console/sources/{source:str}", "form document"): "nor is the document, where nothing is tried",
    ("POST /console/customers/{code:str}/holds/{hold_id:uuid}/lift", "path code"): "the hold is neither's",
    ("POST /console/customers/{code:str}/holds/{hold_id:uuid}/lift", "path hold_id"): "neither is this customer's",
    (
        "POST /console/cases/{case_id:uuid}/alerts/{alert_id:uuid}/unlink",
        "path alert_id",
    ): "neither is in this case",
    **{
        (f"POST /console/{form}", "form assignee"): "nobody of theirs works on this"
        for form in ("alerts/bulk", "alerts/{alert_id:uuid}", "cases/{case_id:uuid}/assignee")
    },
    ("POST /console/artifacts/{artifact_id:uuid}/give-up", "path artifact_id"): "nobody sends for others",
    **{
        (f"{method} {UPLOADS}{part}", "path upload_id"): "nobody sends for others"
        for method, part in (("DELETE", ""), ("GET", ""), ("PUT", "/parts/{number:int}"), ("POST", "/complete"))
    },
}
"""What is asked about that is answered alike to whoever sees both, and why."""


def test_who_sees_everyone_is_shown_the_difference(api: Api) -> None:
    """Else what is asked about another's things would be wrong in itself, and alike for that."""
    world = World.over(api)
    walker = PageWalker.with_role(world, ADMIN, None)
    alike = set()
    for endpoint in of_console(api):
        base = walker.ask(endpoint, Asking(endpoint, walker.own()).base())
        assert (base.status in DONE and not is_led_out(base)) or str(endpoint) in REFUSED_ALWAYS, outcome(base)
        for _, of_other, of_nobody in about(world, walker, endpoint):
            if walker.ask(endpoint, of_other).told == walker.ask(endpoint, of_nobody).told:
                alike.add((str(endpoint), of_other.about.removeprefix(f"{endpoint} about ")))
    assert alike == ALIKE_FOR_EVERYBODY.keys(), sorted(alike ^ ALIKE_FOR_EVERYBODY.keys())
