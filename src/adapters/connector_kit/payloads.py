"""The JSON of products into attrs classes, leniently: what is unknown is passed by, what is needed has to be there.

A class says what is needed of an answer and no more, so that a product may add what it likes:

    @frozen
    class Organisation:
        id: int
        name: str
        seen_at: str = field(default="", metadata=called("lastSeenAt"))
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter, IterableValidationError
from cattrs.gen import make_dict_structure_fn, mapping_structure_factory, override

from adapters.connector_kit.errors import UnknownFormError

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

_KEY: Final = "key in JSON"


class _UnfitError(ValueError):
    """A value of another shape; says which is expected, and never what is there."""


def called(key: str) -> dict[str, str]:
    """Returns metadata for a field whose key in JSON is not its name."""
    return {_KEY: key}


def structured(value: Any, kind: type[T]) -> T:
    """Reads a JSON value as a class.

    Args:
        value: dict, list, str, int, float, bool or None.
        kind: An attrs class, or a tuple or dict of them; a value of null stands for a field that is not there.

    Raises:
        UnknownFormError: What is needed is not there, or of another shape; names the first such place.
    """
    try:
        return _CONVERTER.structure(value, kind)
    except (ClassValidationError, IterableValidationError, _UnfitError) as error:
        where, what = _first_fault(error, "$")
    # Not chained: the errors of cattrs hold the values.
    raise UnknownFormError(where, what)


def _first_fault(error: BaseException, path: str) -> tuple[str, str]:
    if isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        if noted:
            inner, note = noted[0]
            return _first_fault(inner, f"{path}.{_key_of(attrs.fields_dict(error.cl)[note.name])}")
        return _first_fault(others[0], path)
    if isinstance(error, IterableValidationError):
        inner, place = error.group_exceptions()[0][0]
        # Of a list the position; of an object no key, which is the product's own word.
        return _first_fault(inner, f"{path}[{place.index if isinstance(place.index, int) else ''}]")
    if isinstance(error, KeyError):
        return path, "is missing"
    return path, str(error) if isinstance(error, _UnfitError) else "is of another shape"


def _key_of(one: attrs.Attribute[Any]) -> str:
    return str(one.metadata.get(_KEY, one.name))


def _text(value: Any, kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(value, kind)
    if not isinstance(value, str):
        raise _UnfitError("is not a string")
    # JSON may hold halves of characters (`\ud800`), which can be written nowhere.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _member(value: Any, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise _UnfitError("is not one of the known words") from None


def _whole_number(value: Any, _: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _UnfitError("is not a whole number")
    return value


def _number(value: Any, _: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _UnfitError("is not a number")
    return float(value)


def _yes_or_no(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise _UnfitError("is not true or false")
    return value


def _object(value: Any, _: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _UnfitError("is not an object")
    return value


def _class_hook(kind: Any, converter: Converter) -> Hook:
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    optional = frozenset(_key_of(one) for one in fields if one.default is not attrs.NOTHING)
    renamed: dict[str, Any] = {one.name: override(rename=_key_of(one)) for one in fields}
    read = make_dict_structure_fn(kind, converter, _cattrs_detailed_validation=True, **renamed)

    def instance(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise _UnfitError("is not an object")
        present = {key: one for key, one in value.items() if one is not None or key not in optional}
        return read(present, kind)

    return instance


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _tuple_hook(kind: Any, converter: Converter) -> Hook:
    read: Hook = converter.get_structure_hook(list[get_args(kind)[0]])  # type: ignore[misc]  # a type that runs

    def entries(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _UnfitError("is not an array")
        return tuple(read(value, list[get_args(kind)[0]]))  # type: ignore[misc]  # a type that runs

    return entries


def _is_mapping(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is dict


def _mapping_hook(kind: Any, converter: Converter) -> Hook:
    read: Hook = mapping_structure_factory(kind, converter, detailed_validation=True)

    def entries(value: Any, _: Any) -> dict[str, Any]:
        found: dict[str, Any] = read(_object(value, kind), kind)
        return found

    return entries


def _make_converter() -> Converter:
    converter = Converter(detailed_validation=True)
    scalars: dict[Any, Hook] = {str: _text, int: _whole_number, float: _number, bool: _yes_or_no}
    for kind, hook in scalars.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_factory(attrs.has, _class_hook)
    converter.register_structure_hook_factory(_is_tuple, _tuple_hook)
    converter.register_structure_hook_factory(_is_mapping, _mapping_hook)
    converter.register_structure_hook_func(lambda kind: kind == dict[str, Any], _object)
    return converter


_CONVERTER: Final = _make_converter()
