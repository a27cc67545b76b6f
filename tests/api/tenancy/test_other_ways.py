"""Ways to another customer's things beside parameters: keys for doing a thing once, exports, and one's own account."""

from __future__ import annotations

import json
from typing import Final

from attrs import evolve

from socdomain.auth.builtin_roles import ADMIN
from tests.api.driving import CASES, FROM_ALERT, MANUAL, Api, ok
from tests.api.tenancy.endpoints import Endpoint, endpoints
from tests.api.tenancy.permissions import FOR_EVERYONE
from tests.api.tenancy.questions import Asking, Question
from tests.api.tenancy.sides import AUDIT, REJECTED, SHARED_SOURCE, SOURCES, Side, everything_of
from tests.api.tenancy.walking import Answer, Walker, World

NOBODY_ELSES: Final = "POST /api/views"
"""What it saves is its caller's own, and of no customer."""


def repeatable(api: Api) -> list[Endpoint]:
    """What can be asked for once, however often it is sent, and is about what is somebody's."""
    declared = [(one, {"".join(parameter.path) for parameter in one.parameters}) for one in endpoints(api.app)]
    return [
        one
        for one, names in declared
        # What the console has of the API's does what that does, for who shows a cookie.
        if "Idempotency-Key" in names and str(one) != NOBODY_ELSES and not one.is_of_console
    ]


def with_key(question: Question) -> Question:
    """The same, to be done once; each route has a key of its own."""
    return evolve(question, headers={**question.headers, "Idempotency-Key": question.template})


def about_the_other(world: World, walker: Walker, endpoint: Endpoint) -> Question:
    """Something new about what is another's."""
    others = {kind: world.other.things[kind] for kind in ("alert", "case", "customer", "view")}
    return Asking(endpoint, Side({**walker.own().things, **others})).base()


def test_a_key_for_doing_things_once_gives_nobody_what_another_did(world: World) -> None:
    """Whatever another did under a key: the answer is that to the same request without it."""
    walkers = [Walker.with_role(world, ADMIN, [world.own.code]), Walker.with_key(world)]
    found = repeatable(world.api)
    assert {MANUAL, FROM_ALERT} < {endpoint.path for endpoint in found}
    for endpoint in found:
        question = about_the_other(world, walkers[0], endpoint)
        first = world.api.http.request(question.method, question.path, **with_key(question).arguments({}))
        assert first.is_success, first.text
        for walker in walkers:
            again, without = walker.ask(endpoint, with_key(question)), walker.ask(endpoint, question)
            assert again.told == without.told, endpoint
            assert again.status in (403, 404), again.told


def test_two_who_use_one_key_for_doing_things_once_are_not_in_each_others_way(world: World) -> None:
    url, remark = f"{CASES}/{world.own.things['case']}/comments", {"text": "a remark"}
    walkers = [Walker.with_role(world, ADMIN, [world.own.code]), Walker.with_key(world)]
    made = [
        ok(world.api.http.post(url, json=body, headers={**walker.headers, "Idempotency-Key": "1"}), 201)["id"]
        for walker, body in zip(walkers, (remark, {"text": "another"}), strict=True)
    ]
    assert made[0] != made[1]


def test_an_export_holds_what_the_pages_do(world: World) -> None:
    walker = Walker.with_role(world, ADMIN, [world.own.code])
    lines = {**walker.headers, "Accept": "application/jsonl"}
    answer = world.api.http.get(AUDIT, headers=lines)
    assert {json.loads(line)["customer"] for line in answer.text.splitlines()} == {world.own.code}
    assert Answer(Question("", "GET", AUDIT), answer).canaries(world.other) == []
    told = [world.api.http.get(AUDIT, headers=lines, params={"customer": one}) for one in (world.other.code, "QUOKKA")]
    assert told[0].text == told[1].text == ""


def test_the_customer_that_a_source_falls_back_on_is_shown_to_who_sees_them(world: World) -> None:
    path = f"{SOURCES}/{SHARED_SOURCE}"
    limited = Walker.with_role(world, ADMIN, [world.own.code])
    assert ok(world.api.http.get(path, headers=limited.headers))["default_customer"] is None
    assert ok(world.api.http.get(path))["default_customer"] == world.other.code


def test_what_is_counted_is_counted_within_reach(world: World) -> None:
    """The counts before and after are the same, whatever happens to another."""
    walker = Walker.with_role(world, ADMIN, [world.own.code])
    paths = ("/api/incident_management/alerts/summary", REJECTED, "/api/auth/me", "/api/auth/sessions")
    before = [world.api.http.get(path, headers=walker.headers).text for path in paths]
    world.api.ingest({"rule": {"description": "more", "level": 15}, "agent": {"name": "x"}}, customer=world.other.code)
    world.api.ingest({"no": "customer"}, customer=world.other.code, source=SHARED_SOURCE)
    assert [world.api.http.get(path, headers=walker.headers).text for path in paths] == before


def test_a_reach_that_is_taken_away_takes_the_things_with_it(world: World) -> None:
    """Also what somebody made themselves, under a key for doing things once."""
    walker = Walker.with_role(world, ADMIN, [world.own.code, world.other.code])
    found = [endpoint for endpoint in repeatable(world.api) if str(endpoint) not in FOR_EVERYONE]
    made = {endpoint: with_key(about_the_other(world, walker, endpoint)) for endpoint in found}
    for endpoint, question in made.items():
        assert walker.ask(endpoint, question).status in (200, 201)
    user = ok(world.api.http.get("/api/auth/me", headers=walker.headers))["id"]
    change = {"customers": [world.own.code]}
    ok(world.api.http.patch(f"/api/auth/users/{user}", json=change, headers={"If-Match": '"1"'}))
    walker.begin()

    before = everything_of(world.api, world.other)
    for endpoint, question in made.items():
        without = walker.ask(endpoint, evolve(question, headers={}))
        assert walker.ask(endpoint, question).told == without.told, endpoint
        assert without.status == 404
    assert everything_of(world.api, world.other) == before
