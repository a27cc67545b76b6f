"""Parameters of routes: what is sent must be known, sent once, and be text that can be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from attrs import frozen
from litestar.connection import ASGIConnection
from litestar.enums import ParamType
from litestar.handlers.base import BaseRouteHandler
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from entrypoints.api.text_forms import TIME, WHOLE_NUMBER, TextForm, word_of
from socdomain.errors import InvalidInputError, NotFoundError

_FORMS = {int: WHOLE_NUMBER, datetime: TIME}


@frozen
class QueryRules:
    """What a route takes in its query.

    Attributes:
        known: Every name.
        repeatable: The names that may come several times.
        required: The names that have to come.
        forms: How the values of some are written.
    """

    known: frozenset[str]
    repeatable: frozenset[str]
    required: frozenset[str]
    forms: Mapping[str, TextForm]


def check_parameters(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuses what a route does not know, so that a misspelt filter never means no filter.

    Raises:
        InvalidInputError: A parameter is unknown, comes twice, is missing, holds a NUL or is written in another way.
        NotFoundError: A part of the path holds a NUL, which no name has.
    """
    if connection.scope.get("method") == "OPTIONS":
        # It is asked which methods there are, whatever they would be asked.
        return
    rules = rules_of(handler)
    sent = [name for name, _ in connection.query_params.multi_items()]
    for name, value in connection.query_params.multi_items():
        if name not in rules.known:
            raise InvalidInputError(name, "is not a parameter of this route")
        if name not in rules.repeatable and sent.count(name) > 1:
            raise InvalidInputError(name, "must be given once")
        if "\x00" in value:
            raise InvalidInputError(name, "must not hold a NUL")
        if (form := rules.forms.get(name)) and not form.fits(value):
            raise InvalidInputError(name, form.accepted)
    for name in rules.required.difference(sent):
        raise InvalidInputError(name, "must be given")
    for name, value in connection.path_params.items():
        if isinstance(value, str) and "\x00" in value:
            raise NotFoundError(name, repr(value))


@lru_cache(maxsize=1024)
def rules_of(handler: BaseRouteHandler) -> QueryRules:
    """Returns what a route, with all that it depends on, takes in its query."""
    fields = dict(_query_fields(handler))
    return QueryRules(
        known=frozenset(fields),
        repeatable=frozenset(name for name, field in fields.items() if _is_list(field)),
        required=frozenset(name for name, field in fields.items() if field.is_required),
        forms={name: form for name, field in fields.items() if (form := _form_of(field)) is not None},
    )


def _query_fields(handler: BaseRouteHandler) -> Iterator[tuple[str, FieldDefinition]]:
    dependencies = handler.resolve_dependencies()
    waiting = dict(handler.parsed_fn_signature.parameters)
    seen: set[str] = set()
    while waiting:
        name, field = waiting.popitem()
        if name in dependencies:
            if name not in seen:
                seen.add(name)
                waiting.update(dependencies[name].parsed_fn_signature.parameters)
        elif isinstance(kwarg := field.kwarg_definition, ParameterKwarg) and kwarg.param_type is ParamType.QUERY:
            yield kwarg.name or name, field


def _is_list(field: FieldDefinition) -> bool:
    return field.is_non_string_sequence or any(inner.is_non_string_sequence for inner in field.inner_types)


def _form_of(field: FieldDefinition) -> TextForm | None:
    if field.inner_types:
        return next(filter(None, map(_form_of, field.inner_types)), None)
    kind = field.annotation
    return word_of(kind) if isinstance(kind, type) and issubclass(kind, Enum) else _FORMS.get(kind)
