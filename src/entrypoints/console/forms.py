"""What a browser sends: JSON, or the fields of a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from litestar import Request
from litestar.di import Provide

from entrypoints.api.api_errors import BodyFault, InvalidBodyError, UnsupportedMediaError
from entrypoints.api.bodies import IDENTITY, JSON, content_coding, decoded, media_type
from entrypoints.api.strict_converter import structured

FORM: Final = "application/x-www-form-urlencoded"
CSRF_FIELD: Final = "csrf_token"
SHAPE: Final = "shape"
"""The attribute in which what reads a form says what it reads."""
_MOST_FIELDS: Final = 1_100
_LONGEST_NUMBER: Final = 18
_YES: Final = "on"
"""What browsers send for a box that is checked."""

T = TypeVar("T")


def is_form(request: Request[Any, Any, Any]) -> bool:
    """Tells whether the body is said to be a form."""
    return media_type(request.headers.get("content-type", "")) == FORM


async def sent_fields(request: Request[Any, Any, Any]) -> Any:
    """Returns what was sent, but for the CSRF token of a form.

    Raises:
        UnsupportedMediaError: It is not said to be JSON or a form, or is compressed.
        InvalidBodyError: It is not what it is said to be.
    """
    if content_coding(request.headers.get("content-encoding", "")) != IDENTITY:
        raise UnsupportedMediaError(JSON, FORM)
    if is_form(request):
        return {name: value for name, value in (await form_fields(request)).items() if name != CSRF_FIELD}
    if media_type(request.headers.get("content-type", "")) != JSON:
        raise UnsupportedMediaError(JSON, FORM)
    return decoded(await request.body())


async def form_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Returns the fields of a form.

    Raises:
        InvalidBodyError: It is not one, or a field comes twice.
    """
    pairs = await form_pairs(request)
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise InvalidBodyError(*(BodyFault(f"$.{one}", "must be given once") for one in fields if names.count(one) > 1))
    return fields


async def form_pairs(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """Returns the fields of a form as they come.

    Raises:
        InvalidBodyError: It is not one.
    """
    # Not by the framework, whose reader remembers what it has read.
    body = await request.body()
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InvalidBodyError(BodyFault("$", f"must be a form in UTF-8 with at most {_MOST_FIELDS} fields")) from error


def sends(shape: type[T]) -> dict[str, Provide]:
    """Returns the dependencies of a route that takes a form, as ``sent``.

    What is left empty is not sent at all; a tuple takes a field as often as it comes, a whole number is written in
    digits, and a box is checked or not. The rest is as strict as the bodies of the API.

    Args:
        shape: An attrs class whose fields are the form's.
    """

    async def read(request: Request[Any, Any, Any]) -> Any:
        if not is_form(request):
            raise UnsupportedMediaError(FORM)
        return form_as(shape, await form_pairs(request))

    reader: Callable[..., Awaitable[Any]] = read
    setattr(reader, SHAPE, shape)
    return {"sent": Provide(reader)}


def form_as(shape: type[T], pairs: list[tuple[str, str]]) -> T:
    """Returns the fields of a form as a class.

    Raises:
        InvalidBodyError: They are not its fields.
    """
    kinds = get_type_hints(shape)
    values: dict[str, Any] = {name: [] for name, kind in kinds.items() if _is_tuple(kind)}
    for name, text in pairs:
        if name == CSRF_FIELD or (text == "" and not _is_tuple(kinds.get(name))):
            continue
        # What browsers make of a line break in a text area (HTML, section 4.10.21.8).
        value = _value(kinds.get(name), text.replace("\r\n", "\n"))
        if isinstance(values.get(name), list):
            values[name].append(value)
        elif name in values:
            raise InvalidBodyError(BodyFault(f"$.{name}", "must be given once"))
        else:
            values[name] = value
    return structured(values, shape)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _value(kind: Any, text: str) -> Any:
    kinds = {kind, *get_args(kind)}
    if bool in kinds:
        return text == _YES
    if int in kinds and text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    return text
