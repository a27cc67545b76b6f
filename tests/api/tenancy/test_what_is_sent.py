"""A route, or a parameter, that these tests cannot send something in fails them by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import pytest
from attrs import frozen
from litestar import Litestar, Request, asgi, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter, SkipValidation
from litestar.types import Receive, Scope as AsgiScope, Send

from entrypoints.api.bodies import JsonBody
from entrypoints.console.forms import form_fields, sends
from entrypoints.console.guard import PATH
from tests.api.tenancy.endpoints import endpoints
from tests.api.tenancy.parameters import UnknownPartError
from tests.api.tenancy.questions import Asking, Question
from tests.api.tenancy.sides import MISSING


@frozen
class _Inner:
    owner: str


@frozen
class _Body:
    alert_id: UUID
    inners: tuple[_Inner, ...] = ()


@get("/things/{thing_id:uuid}", sync_to_thread=False)
def by_path(thing_id: FromPath[UUID]) -> None: ...


@get("/things", sync_to_thread=False)
def by_query(whose: Annotated[str | None, QueryParameter(description="Whose.")] = None) -> None: ...


@get("/things", sync_to_thread=False)
def by_header(whose: Annotated[str | None, HeaderParameter(name="X-Whose")] = None) -> None: ...


@post("/things", dto=JsonBody[_Body], sync_to_thread=False)
def by_body(data: JSONBody[_Body]) -> None: ...


@dataclass
class _Image(Operation):
    def __post_init__(self) -> None:
        self.request_body = RequestBody(content={"image/png": OpenAPIMediaType(schema=Schema())})


@post("/things", operation_class=_Image, sync_to_thread=False)
def by_hand(request: Request[Any, Any, Any]) -> None: ...


@get("/things", sync_to_thread=False)
def by_state(state: State) -> None: ...


@frozen
class _Form:
    owner: str = ""


@post(f"{PATH}/things", dependencies=sends(_Form), sync_to_thread=False)
def by_form(sent: NamedDependency[SkipValidation[_Form]]) -> None: ...


@post(f"{PATH}/things", dependencies={"sent": Provide(form_fields)}, sync_to_thread=False)
def by_form_of_its_own(sent: NamedDependency[SkipValidation[dict[str, str]]]) -> None: ...


@asgi("/things", copy_scope=True)
async def another_application(scope: AsgiScope, receive: Receive, send: Send) -> None: ...


@pytest.mark.parametrize(
    ("handler", "named"),
    [
        (by_path, r"GET /things/\{thing_id:uuid\}: .* path thing_id"),
        (by_query, "GET /things: .* query whose"),
        (by_header, "GET /things: .* header X-Whose"),
        (by_body, "POST /things: .* body inners.owner"),
        (by_hand, "image/png"),
        (by_state, "state"),
        (by_form, "POST /console/things: .* form owner"),
        (by_form_of_its_own, "say in forms.py what .*form_fields.* reads"),
        (another_application, "/things is no route of HTTP"),
    ],
)
def test_what_nobody_can_fill_is_named(handler: BaseRouteHandler, named: str) -> None:
    with pytest.raises(UnknownPartError, match=named):
        filled(Litestar([handler]))


def filled(app: Litestar) -> list[Question]:
    """What is sent to each endpoint at least."""
    asked = [Asking(endpoint, MISSING) for endpoint in endpoints(app)]
    return [question for asking in asked for question in (asking.base(), *asking.plain())]
