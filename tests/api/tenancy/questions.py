"""Requests that an endpoint takes, with a thing of one customer or another in each of their places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from enum import Enum
from typing import Any

from attrs import evolve, field, frozen

from tests.api.driving import JSON
from tests.api.tenancy.console_places import LISTENING, WAYS
from tests.api.tenancy.endpoints import Endpoint
from tests.api.tenancy.files import FILE, FILES
from tests.api.tenancy.forms import PLACE as FORM
from tests.api.tenancy.parameters import DROPPED, Parameter, UnknownPartError
from tests.api.tenancy.places import ALSO, BESIDE, CURSOR, LATER, PLAIN, REFERENCES
from tests.api.tenancy.sides import Side, Things


@frozen
class Question:
    """A request.

    Attributes:
        about: What it is about, for whoever reads of a failure.
        template: The path of its route.
        parts: What stands in the path.
        sent: The texts by which it names somebody's things.
    """

    about: str
    method: str
    template: str
    parts: Things = field(factory=dict)
    query: Things = field(factory=dict)
    headers: dict[str, str] = field(factory=dict)
    body: Any = None
    form: Things | None = None
    files: Things | None = None
    sent: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it is sent."""
        return re.sub(r"{(\w+):\w+}", lambda found: str(self.parts[found[1]]), self.template)

    def arguments(self, headers: Mapping[str, str]) -> Things:
        """How a client sends it."""
        given: Things = {"params": self.query, "headers": {**self.headers, **headers}}
        if self.template.endswith("/connectors/upload"):
            return given | {"files": {"connector": (None, json.dumps(self.body), "application/json")}}
        if self.files is not None:
            return given | {"files": self.files, "data": self.form or {}}
        if self.form is not None:
            return given | {"data": self.form}
        if isinstance(self.body, bytes):
            return given | {"content": self.body}
        return given if self.body is None else given | {"json": self.body}


def reference(parameter: Parameter) -> str | None:
    """What kind of thing a parameter names, if it can name what is somebody else's."""
    return next((REFERENCES[key] for key in parameter.keys if key in REFERENCES), None)


def value_for(endpoint: Endpoint, parameter: Parameter, things: Things) -> Any:
    """What to send in a parameter.

    Raises:
        UnknownPartError: Nobody has said.
    """
    value = _value(endpoint, parameter, things)
    return [value] if parameter.is_list and value is not DROPPED else value


def _value(endpoint: Endpoint, parameter: Parameter, things: Things) -> Any:
    if (kind := reference(parameter)) is not None:
        if kind == CURSOR and parameter.is_required:
            return LISTENING
        thing = things[_kind_behind(endpoint.path, kind)]
        if parameter.place == FORM and isinstance(thing, dict):
            return json.dumps(thing)
        # A name that nobody has is another one each time.
        return thing() if callable(thing) else thing
    for key in parameter.keys:
        if key in PLAIN:
            return PLAIN[key]
    if isinstance(parameter.kind, type) and issubclass(parameter.kind, Enum):
        return next(iter(parameter.kind)).value
    known = {bool: "on" if parameter.place == FORM else False, int: 1, datetime: LATER}
    if parameter.kind in known:
        return known[parameter.kind]
    raise UnknownPartError(f"{endpoint}: say in places.py what stands in {parameter}, and whose it may be")


def _kind_behind(path: str, kind: str) -> str:
    """Files of several kinds are called alike, and which one is meant is said by the path."""
    if kind != FILE:
        return kind
    if path.endswith("/give-up"):
        return "upload"
    return next((other for start, other in FILES.items() if path.startswith(start)), kind)


class Asking:
    """Makes the requests of one endpoint.

    Args:
        endpoint: Which.
        own: Whose things stand where nothing else is said.
    """

    def __init__(self, endpoint: Endpoint, own: Side) -> None:
        self._endpoint = endpoint
        self._own = {**own.things, CURSOR: DROPPED}
        self._also = {(owner, name) for owner, names in ALSO.items() for name in names}

    def base(self) -> Question:
        """With nothing but what has to be given."""
        places = {one.place for one in self._endpoint.parameters}
        question = Question(
            str(self._endpoint),
            self._endpoint.method,
            self._endpoint.path,
            body={} if "body" in places else None,
            form={} if "form" in places else None,
            files={} if "file" in places else None,
        )
        for parameter in self._endpoint.parameters:
            if self._is_needed(parameter):
                question = self._with(question, parameter, value_for(self._endpoint, parameter, self._own))
        return question

    def plain(self) -> Iterator[Question]:
        """With each of what may be left out; own things stand in what names things."""
        for parameter in self._endpoint.parameters:
            value = value_for(self._endpoint, parameter, self._own)
            if value is not DROPPED and value != [DROPPED] and not self._is_needed(parameter):
                yield self._beside(self.base(), parameter, value, f"with {parameter}")

    def about(self, side: Side) -> Iterator[tuple[Parameter | None, Question]]:
        """With things of a side in each place that can name any, and last in all of those that have to be given."""
        named = [one for one in self._endpoint.parameters if (kind := reference(one)) and kind in side.things]
        for parameter in named:
            value = value_for(self._endpoint, parameter, side.things)
            sent = (side.code if reference(parameter) == "document" else _sent(value, side),)
            base = self.base()
            yield parameter, evolve(self._beside(base, parameter, value, f"about {parameter}"), sent=sent)
            for way in WAYS.get(parameter.keys[0], ()):
                yield None, evolve(self._in_a_way(parameter, value, way), sent=sent)
            if parameter.is_list and parameter.place in ("body", FORM):
                both = [value_for(self._endpoint, parameter, self._own)[0], *value]
                yield None, evolve(self._beside(base, parameter, both, f"about {parameter}, and one more"), sent=sent)
        needed = [one for one in named if self._is_needed(one) and (one.place != FORM or one.owners != (FORM,))]
        if len(needed) > 1:
            question = evolve(self.base(), about=f"{self._endpoint} all about one")
            for parameter in needed:
                value = value_for(self._endpoint, parameter, side.things)
                question = self._with(evolve(question, sent=(*question.sent, _sent(value, side))), parameter, value)
            yield None, question

    def with_cursor(self, parameter: Parameter, cursor: str) -> Question:
        """With a place in a list."""
        return evolve(self._beside(self.base(), parameter, cursor, f"with {parameter}"), sent=(cursor,))

    def _is_needed(self, parameter: Parameter) -> bool:
        name = ".".join(parameter.path)
        if parameter.place == "path" or (parameter.is_required and parameter.is_around_required):
            return True
        return (parameter.owners[0], name) in self._also or parameter.path == ("If-Match",)

    def _beside(self, question: Question, parameter: Parameter, value: Any, about: str) -> Question:
        question = evolve(question, about=f"{self._endpoint} {about}")
        for depth, (owner, name) in enumerate(zip(parameter.owners, parameter.path, strict=True)):
            for beside, given in BESIDE.get(f"{owner}.{name}", {}).items():
                question = _placed(question, parameter.place, (*parameter.path[:depth], beside), (), given)
        for other in self._endpoint.parameters:
            if other.is_required and not other.is_around_required and other.path[:-1] == parameter.path[:-1]:
                question = self._with(question, other, value_for(self._endpoint, other, self._own))
        return self._with(question, parameter, value)

    def _in_a_way(self, parameter: Parameter, value: Any, way: Mapping[str, object]) -> Question:
        question = self._beside(self.base(), parameter, value, f"about {parameter} with {dict(way)}")
        for name, given in way.items():
            question = _placed(question, parameter.place, (name,), (), given)
        return question

    def _with(self, question: Question, parameter: Parameter, value: Any) -> Question:
        return _placed(question, parameter.place, parameter.path, parameter.lists, value)


def _placed(question: Question, place: str, path: tuple[str, ...], lists: tuple[bool, ...], value: Any) -> Question:
    if place == "bytes":
        return evolve(question, body=value)
    if place == "documents":
        return evolve(question, body=value, headers={**question.headers, **JSON})
    if place == "body":
        body = deepcopy(question.body or {})
        _put(body, path, lists, value)
        return evolve(question, body=body)
    attribute = {"path": "parts", "query": "query", "header": "headers", "form": "form", "file": "files"}[place]
    rest = {name: one for name, one in (getattr(question, attribute) or {}).items() if name != path[0]}
    changed: dict[str, Any] = {attribute: rest if value is DROPPED else rest | {path[0]: value}}
    return evolve(question, **changed)


def _put(body: Things, path: tuple[str, ...], lists: tuple[bool, ...], value: Any) -> None:
    for depth, name in enumerate(path[:-1]):
        is_list = depth < len(lists) and lists[depth]
        inner = body.setdefault(name, [{}] if is_list else {})
        body = inner[0] if is_list else inner
    if value is DROPPED:
        body.pop(path[-1], None)
    else:
        body[path[-1]] = value


def _sent(value: Any, side: Side) -> str:
    value = value[0] if isinstance(value, list) else value
    return value if isinstance(value, str) else side.code
