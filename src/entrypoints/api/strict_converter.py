"""JSON values into attrs classes, strictly: nothing unknown, nothing guessed, a JSON path for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import Enum
from functools import reduce
from itertools import islice
from operator import or_
from types import UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin
from uuid import UUID

import attrs
import msgspec
from cattrs import (
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn
from msgspec import UnsetType

from entrypoints.api.api_errors import BodyFault, InvalidBodyError
from entrypoints.api.text_forms import TIME, word_of
from socdomain.errors import InvalidInputError

MOST_FAULTS = 20

AnyText = NewType("AnyText", str)
"""Text that is kept as it comes, with whatever no text column takes; for names that others have given to things."""

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]


class UnfitError(ValueError):
    """A value of the wrong shape; its text says what would be accepted."""


def structured(value: Any, kind: type[T]) -> T:
    """Reads a JSON value as a class.

    Args:
        value: dict, list, str, int, float, bool or None.
        kind: An attrs class.

    Raises:
        InvalidBodyError: It is not one; names up to 20 places.
    """
    try:
        return _CONVERTER.structure(value, kind)
    except (ClassValidationError, IterableValidationError, UnfitError) as error:
        raise InvalidBodyError(*islice(_faults(error, "$"), MOST_FAULTS)) from error


def _faults(error: BaseException, path: str) -> Iterator[BodyFault]:
    if isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            yield from _faults(inner, f"{path}.{note.name}")
        for other in others:
            yield from _faults(other, path)
    elif isinstance(error, IterableValidationError):
        for inner, position in error.group_exceptions()[0]:
            yield from _faults(inner, f"{path}[{position.index}]")
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            yield BodyFault(f"{path}.{name}", "is not known here")
    elif isinstance(error, InvalidInputError):
        yield BodyFault(f"{path}.{error.field}", error.reason)
    elif isinstance(error, KeyError):
        yield BodyFault(path, "must be given")
    else:
        yield BodyFault(path, str(error))


def _text(value: Any, kind: Any) -> Any:
    # A StrEnum is a str as well, and cattrs finds its hook by that.
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(value, kind)
    if not isinstance(value, str):
        raise UnfitError("must be a string")
    if "\x00" in value:
        raise UnfitError("must not hold a NUL")
    return value


def _any_text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise UnfitError("must be a string")
    return value


def _whole_number(value: Any, _: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnfitError("must be a whole number")
    return value


def _yes_or_no(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise UnfitError("must be true or false")
    return value


def _identifier(value: Any, _: Any) -> UUID:
    try:
        return msgspec.convert(value, UUID)
    except msgspec.ValidationError as error:
        raise UnfitError("must be a UUID") from error


def _time(value: Any, _: Any) -> datetime:
    if not isinstance(value, str) or not TIME.fits(value):
        raise UnfitError(TIME.accepted)
    try:
        # In UTC, as it is kept; by its zone a time may still lie beyond the last year that there is.
        return msgspec.convert(value, datetime).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError) as error:
        raise UnfitError(TIME.accepted) from error


def _object(value: Any, _: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnfitError("must be an object")
    return value


def _object_or_text(value: Any, _: Any) -> dict[str, Any] | str:
    if not isinstance(value, dict | str):
        raise UnfitError("must be an object or a string")
    return value


def _member(value: Any, kind: type[Enum]) -> Enum:
    for one in kind:
        if isinstance(value, str) and one.value == value:
            return one
    raise UnfitError(word_of(kind).accepted)


def _tuple_hook(kind: Any, converter: Converter) -> Hook:
    element = get_args(kind)[0]
    read: Hook = converter.get_structure_hook(element)

    def entries(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise UnfitError("must be an array")
        found: list[Any] = []
        faults: list[Exception] = []
        for position, one in enumerate(value):
            try:
                found.append(read(one, element))
            except Exception as error:
                error.add_note(IterableValidationNote(f"at {position}", position, element))
                faults.append(error)
                # A fault weighs hundreds of times what it takes to send one, and more are never told.
                if len(faults) == MOST_FAULTS:
                    break
        if faults:
            raise IterableValidationError("entries do not fit", faults, kind)
        return tuple(found)

    return entries


def _class_hook(kind: Any, converter: Converter) -> Hook:
    read = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True)

    def instance(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise UnfitError("must be an object")
        return read(value, kind)

    return instance


def _settable_hook(kind: Any, converter: Converter) -> Hook:
    """A field that may be left out: what is sent is read as what is left of its type."""
    given = reduce(or_, (one for one in get_args(kind) if one is not UnsetType))
    read = converter.get_structure_hook(given)
    return lambda value, _: read(value, given)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _make_converter() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    scalars: dict[Any, Hook] = {
        str: _text,
        AnyText: _any_text,
        int: _whole_number,
        bool: _yes_or_no,
        UUID: _identifier,
        datetime: _time,
    }
    for kind, hook in scalars.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_factory(attrs.has, _class_hook)
    converter.register_structure_hook_factory(_is_tuple, _tuple_hook)
    converter.register_structure_hook_func(lambda kind: kind == dict[str, Any], _object)
    converter.register_structure_hook_func(lambda kind: kind == dict[str, Any] | str, _object_or_text)
    converter.register_structure_hook_factory(
        lambda kind: _is_union(kind) and UnsetType in get_args(kind), _settable_hook
    )
    return converter


_CONVERTER = _make_converter()
