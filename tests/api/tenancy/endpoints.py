"""What the application takes: every route and method, with every parameter that it declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, get_args, get_type_hints

import attrs
from attrs import evolve, frozen
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute

from entrypoints.api.auth.token_forms import FORM
from entrypoints.api.caller import OWN, SCOPES, is_public
from entrypoints.api.connectors.bodies import ConnectorBody
from entrypoints.api.incidents.ingest import NDJSON
from entrypoints.api.uploads import MULTIPART
from entrypoints.console.guard import PATH
from socdomain.principal import Scope
from tests.api.tenancy.forms import form_parameters
from tests.api.tenancy.parameters import Parameter, UnknownPartError, unwrapped

BYTES = "application/octet-stream"
JSON_PARTS: Mapping[str, type] = {"connector": ConnectorBody}
"""Parts of uploads that are JSON, by name, and what they hold."""


@frozen
class Endpoint:
    """A method of a route."""

    method: str
    path: str
    scopes: tuple[Scope, ...]
    is_public: bool
    is_own: bool
    parameters: tuple[Parameter, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_of_console(self) -> bool:
        """Whether it takes a browser's cookie, and never a bearer."""
        return is_of_console(self.path)

    def is_end_of(self, *folders: str) -> bool:
        """Whether it removes something that is below one of these paths."""
        is_removal = self.method == "DELETE" or self.path.endswith("/remove")
        return is_removal and self.path.startswith(folders)


def endpoints(app: Litestar) -> Iterator[Endpoint]:
    """Yields every method of every route, in the order of the application.

    Raises:
        UnknownPartError: There is a route, or a parameter, of another kind than those that are known here.
    """
    described = app.openapi_schema.to_schema()["paths"]
    answering = list(_answering(app))
    # What the console has of the API's is described there alone.
    by_handler: dict[str, Mapping[str, Any]] = {
        str(handler): operation
        for route, method, handler in answering
        if (operation := described.get(route.path_format, {}).get(method.lower()))
    }
    for route, method, handler in answering:
        operation = described.get(route.path_format, {}).get(method.lower(), by_handler.get(str(handler), {}))
        found = list(_parameters(handler, operation))
        if is_of_console(route.path):
            found += form_parameters(handler)
        yield Endpoint(
            method=method,
            path=route.path,
            scopes=handler.opt.get(SCOPES, ()),
            is_public=is_public(handler),
            is_own=bool(handler.opt.get(OWN)),
            parameters=tuple(found),
        )


def is_of_console(path: str) -> bool:
    """Tells whether a route takes a browser's cookie, and never a bearer."""
    return path == "/" or f"{path}/".startswith(f"{PATH}/")


def _answering(app: Litestar) -> Iterator[tuple[HTTPRoute, str, HTTPRouteHandler]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise UnknownPartError(f"{route.path} is no route of HTTP; say here how it is called")
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield route, str(method), handler


def _parameters(handler: HTTPRouteHandler, operation: Mapping[str, Any]) -> Iterator[Parameter]:
    found = dict(_fields(handler))
    for name, field in found.items():
        kwarg = field.kwarg_definition
        if name == "data":
            yield from _of_body(field.annotation)
        elif isinstance(kwarg, ParameterKwarg):
            kind, is_list = unwrapped(field.annotation)
            place = kwarg.param_type.value
            yield Parameter(place, (kwarg.name or name,), (place,), (is_list,), kind, field.is_required)
        elif name != "request":
            raise UnknownPartError(f"{handler}: cannot tell what {name} is")
    if "data" not in found:
        yield from _read_by_hand(operation)


def _of_body(kind: Any) -> Iterator[Parameter]:
    """Of a body that may be of several classes, members of all but the first may be left out."""
    first, *others = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    yield from body_parameters(first)
    for other in others:
        yield from (evolve(one, is_required=False) for one in body_parameters(other))


def _fields(handler: HTTPRouteHandler) -> Iterator[tuple[str, Any]]:
    dependencies = handler.resolve_dependencies()
    waiting = dict(handler.parsed_fn_signature.parameters)
    seen: set[str] = set()
    while waiting:
        name, field = waiting.popitem()
        if name in seen:
            continue
        seen.add(name)
        if name in dependencies:
            waiting.update(dependencies[name].parsed_fn_signature.parameters)
        else:
            yield name, field


def _read_by_hand(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    """What a route reads from its body itself, as it is described."""
    content = operation.get("requestBody", {}).get("content", {})
    if FORM in content:
        schema = content[FORM]["schema"]
        for name in schema["properties"]:
            yield Parameter("form", (name,), ("form",), (False,), str, name in schema["required"])
    elif MULTIPART in content:
        for name in content[MULTIPART]["schema"]["properties"]:
            if name in JSON_PARTS:
                yield from body_parameters(JSON_PARTS[name])
            else:
                yield _of_form(name, content[MULTIPART]["schema"])
    elif BYTES in content:
        yield Parameter("bytes", ("part",), ("bytes",), (False,), bytes, is_required=True)
    elif NDJSON in content:
        yield Parameter("documents", ("documents",), ("documents",), (True,), dict, True)
    elif content:
        raise UnknownPartError(f"{operation['operationId']}: cannot tell what {sorted(content)} is")


def _of_form(name: str, schema: Mapping[str, Any]) -> Parameter:
    """A part of a form with a file: the file, or what comes before it."""
    is_required = name in schema["required"]
    if schema["properties"][name].get("format") == "binary":
        return Parameter("file", (name,), ("file",), (False,), bytes, is_required)
    return Parameter("form", (name,), ("form",), (False,), str, is_required)


def body_parameters(kind: type, around: Parameter | None = None) -> Iterator[Parameter]:
    """Yields the members of a class of bodies, and the members of those."""
    hints = get_type_hints(kind, include_extras=True)
    for member in attrs.fields(kind):
        inner, is_list = unwrapped(hints[member.name])
        parameter = Parameter(
            place="body",
            path=(*(around.path if around else ()), member.name),
            owners=(*(around.owners if around else ()), kind.__name__),
            lists=(*(around.lists if around else ()), is_list),
            kind=inner,
            is_required=member.default is attrs.NOTHING,
            is_around_required=around is None or (around.is_required and around.is_around_required),
        )
        if attrs.has(inner):
            yield from body_parameters(inner, parameter)
        else:
            yield parameter
