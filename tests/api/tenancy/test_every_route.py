"""Whoever sees one customer learns nothing of another, on any route, by whatever stands in any parameter.

What is another's is answered as what is not there: the same status, the same headers, the same body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from adapters.database.alert_changes import MOST_BRANCHES
from socdomain.auth.builtin_roles import ADMIN, BUILTIN_ROLES
from socdomain.ids import CustomerId
from tests.api.driving import Api, refused
from tests.api.tenancy.endpoints import Endpoint, endpoints
from tests.api.tenancy.faults import faults_of, no_fault, outcome
from tests.api.tenancy.permissions import FOR_EVERYONE, FOR_USERS
from tests.api.tenancy.questions import Asking
from tests.api.tenancy.sides import NOTHING, everything_of
from tests.api.tenancy.walking import Answer, Walker, World, about
from tests.builders import EVERYONE, a_customer

REFUSED_ALWAYS: Final = {"POST /api/auth/refresh", "PUT /api/auth/password", "GET /schema/{path:str}"}
"""What the requests do not go through with: a token and a password that are made up, and a page that is not there."""

A_KEY: Final = "key"
OF_MANY: Final = "admin-of-many"
"""Who sees more customers than queries ask for one by one, and among them not the other."""


def walker_of(world: World, kind: str) -> Walker:
    if kind == A_KEY:
        return Walker.with_key(world)
    if kind == OF_MANY:
        return Walker.with_role(world, ADMIN, [world.own.code, *further_customers(world, MOST_BRANCHES)])
    return Walker.with_role(world, kind, [world.own.code])


def further_customers(world: World, count: int) -> list[str]:
    """Makes customers who have nothing."""
    ids = world.api.container.ids
    made = [a_customer(f"NUMBER-{number}", id=CustomerId(ids.new())) for number in range(count)]
    with world.api.container.work(EVERYONE) as work:
        for customer in made:
            work.customers.add(customer)
        work.commit()
    return [customer.code for customer in made]


# What roles differ in is the same on every store; SQLite's own part is in its queries, which these two reach all.
WALKS: Final = [(store, kind) for store in ("memory", "postgres") for kind in (*BUILTIN_ROLES, A_KEY)]
WALKS_ON_SQLITE: Final = [("sqlite", ADMIN), ("sqlite", A_KEY)]
WALKS_OF_MANY: Final = [(store, OF_MANY) for store in ("sqlite", "postgres")]


@pytest.mark.parametrize(("any_api", "kind"), [*WALKS, *WALKS_ON_SQLITE, *WALKS_OF_MANY], indirect=["any_api"])
def test_who_sees_one_customer_learns_nothing_of_another(world: World, kind: str) -> None:
    walker = walker_of(world, kind)
    before = everything_of(world.api, world.other)
    faults = [fault for endpoint in of_bearers(world.api) for fault in faults_of_route(world, walker, endpoint)]
    assert not faults, "\n".join(faults)
    assert everything_of(world.api, world.other) == before


@pytest.mark.parametrize("any_api", ["memory", "postgres"], indirect=True)
def test_who_sees_no_customer_learns_nothing_of_any(world: World) -> None:
    """A reach that is empty is not one that was left out."""
    walker = Walker.with_role(world, ADMIN, [])
    for side in (world.own, world.other):
        walker.world = World(world.api, NOTHING, side)
        before = everything_of(world.api, side)
        for endpoint in of_bearers(world.api):
            faults = faults_of_route(walker.world, walker, endpoint, has_own=False)
            assert not list(faults), endpoint
        assert everything_of(world.api, side) == before


@pytest.mark.parametrize("kind", [ADMIN, A_KEY])
def test_the_console_takes_no_bearer(api: Api, kind: str) -> None:
    """What it shows to whom is tried in ``test_every_page``, with the cookies of browsers."""
    world = World.over(api)
    walker = walker_of(world, kind)
    of_console = [one for one in endpoints(api.app) if one.is_of_console and not one.is_public]
    assert of_console
    for endpoint in of_console:
        answer = walker.ask(endpoint, Asking(endpoint, walker.own()).base())
        # Where the call comes from is asked before who calls.
        refused(answer.response, *((401, "not-signed-in") if endpoint.method == "GET" else (403, "cross-site")))


def of_bearers(api: Api) -> list[Endpoint]:
    """The routes that callers with tokens and keys may call."""
    return [endpoint for endpoint in endpoints(api.app) if not endpoint.is_of_console]


def faults_of_route(world: World, walker: Walker, endpoint: Endpoint, *, has_own: bool = True) -> Iterator[str]:
    """What is wrong with the answers of one endpoint, for somebody who has something or nothing."""
    return faults_of(
        world,
        walker,
        endpoint,
        fault_of_first=(lambda first: fault_of_first(walker, endpoint, first)) if has_own else no_fault,
        is_refusal=lambda answer: is_refusal(answer, endpoint),
    )


def fault_of_first(walker: Walker, endpoint: Endpoint, first: Answer) -> str | None:
    """What is wrong with the answer about their own things; if these were all refused, nothing would be shown."""
    is_known = str(endpoint) in REFUSED_ALWAYS or (walker.login is None and endpoint.is_own)
    refusing = FOR_EVERYONE | (FOR_USERS if walker.login is None else frozenset())
    wanted = range(403, 404) if str(endpoint) in refusing else range(200, 300)
    return None if is_known or first.status in wanted else f"{endpoint}: {outcome(first)}"


def is_refusal(answer: Answer, endpoint: Endpoint) -> bool:
    return answer.status == 403 and answer.response.json()["needed"] == list(endpoint.scopes)


def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    stranger = Walker(world, None, frozenset(), {"Authorization": "Bearer made-up"})
    for endpoint in of_bearers(world.api):
        asking = Asking(endpoint, world.own)
        for question in (asking.base(), *asking.plain(), *(one for _, one in asking.about(world.other))):
            answer = stranger.ask(endpoint, question)
            assert not answer.canaries(world.other)
            if not endpoint.is_public:
                refused(answer.response, 401, "not-signed-in")


PARTS: Final = ("", "/custody", "/download", "/entries")
SHELVES: Final = {
    "/api/agent_data_store/agent/{agent_id:uuid}/artifacts": "agent_id",
    "/api/incident_management/cases/{case_id:uuid}/data-store": "case_id",
    "/api/sysmon_config/{customer:str}": "customer",
}
ALIKE_FOR_EVERYBODY: Final = {
    ("POST /api/auth/token", "form username"): "with a wrong password",
    **{
        (f"{route} /api/agent_data_store/uploads/{{upload_id:uuid}}{part}", "path upload_id"): "nobody sends for others"
        for route, part in (("DELETE", ""), ("GET", ""), ("PUT", "/parts/{number:int}"), ("POST", "/complete"))
    },
    **{
        (f"{route} {shelf}/{{artifact_id:uuid}}{part}", f"path {parameter}"): "what is elsewhere is not here"
        for shelf, name in SHELVES.items()
        for route, part in (("DELETE", ""), *(("GET", part) for part in PARTS), ("POST", "/verify"))
        for parameter in (name, "artifact_id")
    },
    **{(f"GET {shelf}", "query sha256"): "nor are files with such a content" for shelf in SHELVES},
    ("DELETE /api/auth/sessions/{session_id:uuid}", "path session_id"): "nobody ends sessions of others",
    ("POST /api/sources/{source:str}/preview", "body document"): "no customer is looked up",
    ("POST /api/incident_alert/create/manual", "body alert_id"): "a document elsewhere, which no connector leads to",
    (
        "DELETE /api/incident_management/cases/{case_id:uuid}/alerts/{alert_id:uuid}",
        "path alert_id",
    ): "neither is in this case",
}


def test_who_sees_everyone_is_told_the_difference(api: Api) -> None:
    """Else what is asked about another's things would be wrong in itself, and alike for that."""
    world = World.over(api)
    walker = Walker.with_role(world, "admin", None)
    alike = set()
    for endpoint in of_bearers(api):
        base = walker.ask(endpoint, Asking(endpoint, walker.own()).base())
        assert base.status in range(200, 300) or str(endpoint) in REFUSED_ALWAYS, base.told
        for parameter, of_other, of_nobody in about(world, walker, endpoint):
            if walker.ask(endpoint, of_other).told == walker.ask(endpoint, of_nobody).told:
                alike.add((str(endpoint), str(parameter)))
    assert alike == ALIKE_FOR_EVERYBODY.keys()
