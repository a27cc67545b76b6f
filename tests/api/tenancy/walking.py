"""Somebody who walks through every route, and what they are answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, Self
from urllib.parse import quote, quote_plus

import httpx
from attrs import define, field, frozen
from httpx import QueryParams

from entrypoints.api.cursors import Cursors, digest_of_question
from entrypoints.api.incidents.alert_bodies import BulkBody, question_of_bulk
from entrypoints.api.strict_converter import structured
from socdomain.ids import AlertId
from socdomain.incidents.views import ChangesPosition
from socdomain.pages import Position
from socdomain.principal import Scope
from tests.api.driving import NOW, SETTINGS, Api, ok
from tests.api.tenancy.connectors import make_connector
from tests.api.tenancy.console_places import LISTENING
from tests.api.tenancy.endpoints import Endpoint, is_of_console
from tests.api.tenancy.files import HOLDS, begin_upload, belongs, is_end_of_file, lift_all, make_files
from tests.api.tenancy.jobs import add_schedule, make_jobs
from tests.api.tenancy.parameters import Parameter
from tests.api.tenancy.places import CURSOR
from tests.api.tenancy.questions import Asking, Question, reference
from tests.api.tenancy.sides import (
    KEYS,
    MISSING,
    NOTHING,
    SESSIONS,
    Headers,
    Side,
    make_shared_source,
    make_side,
    spellings,
)
from tests.api.tenancy.views import is_end_of_view, save_view, share_view
from tests.builders import EVERYONE, IDS

MADE_UP_CURSOR: Final = "A" * 70
_BESIDE_THE_POINT: Final = frozenset({"content-length", "date"})
_DIFFERENT_BY_ITSELF: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # The identifier of a rejected document follows from its bytes.
        r'(?<="position":0,"id":")[0-9a-f-]{36}',
        # The session's token looks different on each page, and what is done once has a key of its own on each.
        r'(?<=name="csrf_token" value=")[^"]*',
        r'(?<=name="once" value=")[^"]*',
        # A cursor holds a number by chance.
        r'(?<=data-after=")[^"]*',
        *(rf"(?<={name}=)[\w-]{{60,}}" for name in ("cursor", "after", "since")),
    )
)
"""What is another one each time, whoever asks for whatever."""


@define
class World:
    """An application with two customers.

    Attributes:
        api: The application, called by somebody who sees everyone.
        own: The customer of whoever walks.
        other: The one that they must not learn of.
    """

    api: Api
    own: Side
    other: Side

    @classmethod
    def over(cls, api: Api) -> World:
        """Fills an application that is empty."""
        other = make_side(api, "zebrafish", "203.0.113.77", "T1499", "suricata")
        own = make_side(api, "aardvark", "198.51.100.7", "T1110", "ecs")
        make_shared_source(api, other)
        make_jobs(api)
        make_connector(api)
        # So that their sessions, too, are more than one page of one.
        api.headers("anna")
        return cls(api, own, Side(other.things, other.canaries - own.canaries))

    def cursor_of_all(self, parameter: Parameter, question: Question) -> str:
        """A place in the same list, as somebody got it who sees everyone."""
        if parameter.place == "body":
            body = structured(question.body, BulkBody)
            return Cursors(SETTINGS.cursor_key).of_position(Position(NOW, IDS.new()), question_of_bulk(body, EVERYONE))
        if is_of_console(question.template):
            return self._cursor_of_page(parameter, question)
        query = {name: one for name, one in question.query.items() if name != parameter.path[0]} | {"limit": 1}
        page = ok(self.api.http.get(question.path, params=query))
        found: str | None = page["next"] if parameter.path == ("after",) else page["next_cursor"]
        assert found, f"{question.about}: all of it is on one page"
        return found

    def _cursor_of_page(self, parameter: Parameter, question: Question) -> str:
        """The same for lists of the console, which are longer than what there is."""
        cursors = Cursors(SETTINGS.cursor_key)
        asked = {name: one for name, one in question.query.items() if name != parameter.path[0]}
        if LISTENING in asked.values() or parameter.path[0] != "cursor":
            latest = ChangesPosition(1, AlertId(IDS.new()))
            return cursors.of_changes(latest, digest_of_question(("news of the queue", ()), reach=EVERYONE))
        question_of_list = (question.path, sorted(QueryParams(asked).multi_items()))
        return cursors.of_position(Position(NOW, IDS.new()), digest_of_question(question_of_list, reach=EVERYONE))


@define
class Walker:
    """Somebody who calls.

    Attributes:
        login: The name by which they sign in; None for a key.
        scopes: What they may do.
        headers: What they show.
        session: Their session.
        upload: A file that they are sending.
        view: A view of their own.
    """

    world: World
    login: str | None
    scopes: frozenset[Scope]
    headers: Headers
    session: str | None = None
    upload: str | None = None
    view: str | None = None

    @classmethod
    def with_role(cls, world: World, role: str, customers: list[str] | None) -> Self:
        """A user of a role."""
        headers = world.api.user(f"walker-{role}", role=role, customers=customers)
        with world.api.container.reading(EVERYONE) as work:
            scopes = work.roles.get(role).scopes
        walker = cls(world, f"walker-{role}", scopes, headers)
        walker.begin()
        return walker

    @classmethod
    def with_key(cls, world: World) -> Walker:
        """A machine with a key of one customer and one source, that may do everything."""
        body = {"name": "walker", "scopes": list(Scope), "customers": [world.own.code], "source": "wazuh"}
        token = ok(world.api.http.post(KEYS, json=body), 201)["token"]
        return cls(world, None, frozenset(Scope), {"Authorization": f"Bearer {token}"})

    def begin(self) -> None:
        """Begins a session."""
        if self.login is not None:
            self.headers = self.world.api.headers(self.login)
            listed = ok(self.world.api.http.get(SESSIONS, headers=self.headers))["items"]
            self.session = next(one["id"] for one in listed if one["is_this"])

    def own(self) -> Side:
        """What is theirs, and names that nobody has yet."""
        session = self.session or NOTHING.things["session"]
        names = {name: thing for name, thing in NOTHING.things.items() if callable(thing)}
        things = {**self.world.own.things, **names, "session": session}
        if self.upload is None and self.world.own is not NOTHING and Scope.ARTIFACTS_WRITE in self.scopes:
            self.upload = begin_upload(self.world.api, things, self.headers)
        # Who has none begins none, and what others send is not theirs.
        things["upload"] = self.upload or NOTHING.things["upload"]
        if self.login is not None and self.world.own is not NOTHING and Scope.ALERTS_READ in self.scopes:
            self.view = self.view or save_view(self.world.api, self.headers)
            things["view"] = self.view
        return Side(things, self.world.own.canaries)

    def ask(self, endpoint: Endpoint, question: Question) -> Answer:
        """Sends a request."""
        answer = self.world.api.http.request(question.method, question.path, **question.arguments(self.headers))
        self.mend(endpoint, is_done=answer.is_success)
        if endpoint.is_own and endpoint.method != "GET":
            # It may have ended the session.
            self.begin()
        return Answer(question, answer)

    def mend(self, endpoint: Endpoint, *, is_done: bool) -> None:
        """Makes things as they were, since others are asked about as well, in whatever order."""
        if endpoint.is_end_of("/api/scheduler", "/console/jobs/schedules"):
            add_schedule(self.world.api)
        if endpoint.is_end_of("/api/connectors", "/console/connectors"):
            make_connector(self.world.api)
        if not is_done:
            return
        if endpoint.method == "POST" and (endpoint.path == HOLDS or endpoint.path.endswith("/holds")):
            lift_all(self.world.api)
        if endpoint.path.startswith("/console/agents/{agent_id:uuid}/customer") and self.world.own is not NOTHING:
            belongs(self.world.api, self.world.own.things["agent"], self.world.own.code)
        if is_end_of_file(endpoint.method, endpoint.path):
            self.world.own.things.update(make_files(self.world.api, self.world.own.code.lower(), self.world.own.things))
            self.upload = None
        if is_end_of_view(endpoint.method, endpoint.path):
            self.view = None
            for side in (self.world.own, self.world.other):
                share_view(self.world.api, side.code)


@frozen
class Answer:
    """What is answered.

    Attributes:
        question: To what.
        response: How.
    """

    question: Question
    response: httpx.Response = field(repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def told(self) -> tuple[Any, ...]:
        """All that it tells, but for what was sent by the caller and stands in it again."""
        text = self._without_sent(self.response.text)
        for pattern in _DIFFERENT_BY_ITSELF:
            text = pattern.sub("<another>", text)
        return self.status, self._headers, text

    def canaries(self, side: Side) -> list[str]:
        """What it holds that is a customer's, but for what the caller sent."""
        told = f"{self._headers} {self._without_sent(self.response.text)}".lower()
        return [one for one in side.canaries if any(spelling in told for spelling in spellings(one))]

    @property
    def _headers(self) -> dict[str, str]:
        headers = self.response.headers.items()
        return {name: self._without_sent(value) for name, value in headers if name not in _BESIDE_THE_POINT}

    def _without_sent(self, text: str) -> str:
        for sent in self.question.sent:
            # Within an address that stands in another one, it is escaped twice.
            for written in (sent, *(one for once in (quote(sent), quote_plus(sent)) for one in (once, quote(once)))):
                text = text.replace(written, "<it>")
        return text


def about(world: World, walker: Walker, endpoint: Endpoint) -> Iterator[tuple[Parameter | None, Question, Question]]:
    """Yields pairs of requests: about what is another's, and the same about what is not there."""
    asking = Asking(endpoint, walker.own())
    others, missing = asking.about(world.other), asking.about(MISSING)
    for (parameter, of_other), (_, of_nobody) in zip(others, missing, strict=True):
        yield parameter, of_other, of_nobody
    for parameter in endpoint.parameters:
        # Who has nothing has no alert of which the history would have pages.
        if reference(parameter) == CURSOR and world.own is not NOTHING:
            made_up = asking.with_cursor(parameter, MADE_UP_CURSOR)
            yield parameter, asking.with_cursor(parameter, world.cursor_of_all(parameter, made_up)), made_up
