"""A mapping as plain JSON: what the API shows and takes, and what storage keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from socdomain.errors import InvalidInputError
from socdomain.sources.mapping.mapped_fields import (
    ContextField,
    CustomerField,
    HostFields,
    ObservableField,
    ScanField,
    SeverityField,
)
from socdomain.sources.mapping.severity_table import SeverityTable
from socdomain.sources.mapping.source_mapping import PATH_LISTS, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.observables import ObservableType
from socdomain.sources.severity import Severity

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_HOST_LISTS = ("agent_ids", "agent_names", "collector_ids", "names", "addresses")
_LONGEST_WINDOW_S = 10**9


def mapping_to_document(mapping: SourceMapping) -> dict[str, Any]:
    """Writes a mapping as JSON: every attribute by its name, the window as ``window_s`` in seconds."""
    return {
        "name": mapping.name,
        "version": mapping.version,
        "fallback_title": mapping.fallback_title,
        **{name: list(getattr(mapping, name)) for name in PATH_LISTS},
        "severity": [{"path": entry.path, "table": _table_to_document(entry.table)} for entry in mapping.severity],
        "customer": [{"path": entry.path, "claim": entry.claim.value} for entry in mapping.customer],
        "host": {name: list(getattr(mapping.host, name)) for name in _HOST_LISTS},
        "observables": [_typed_to_document(entry) for entry in mapping.observables],
        "scan": [_typed_to_document(entry) for entry in mapping.scan],
        "context": [{"name": entry.name, "paths": list(entry.paths)} for entry in mapping.context],
        "window_s": int(mapping.window.total_seconds()),
    }


def mapping_from_document(document: object) -> SourceMapping:
    """Reads a mapping written by ``mapping_to_document``, or by a person; what is left out has its default.

    Raises:
        InvalidInputError: A key is not known, a value is of the wrong type, or the mapping is not valid; names the
            field by its dotted path, list positions from 0.
    """
    known = _object(document, "mapping")
    read: dict[str, Any] = {}
    for key, value in known.items():
        reader = _READERS.get(key)
        if reader is None:
            raise InvalidInputError(key, "is not known")
        name, read_value = reader
        read[name] = read_value(value, key)
    if "name" not in read:
        raise InvalidInputError("name", "is missing")
    return SourceMapping(**read)


def _typed_to_document(entry: ObservableField | ScanField) -> dict[str, Any]:
    return {"path": entry.path, "types": [kind.value for kind in entry.types]}


def _table_to_document(table: SeverityTable | str) -> str | dict[str, Any]:
    if isinstance(table, str):
        return table
    return {
        "words": {word: severity.word for word, severity in table.words},
        "steps": [{"from": number, "severity": severity.word} for number, severity in table.steps],
        "up_to": table.up_to,
    }


def _object(value: object, field: str, keys: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInputError(field, "must be an object" + (f" of {', '.join(keys)}" if keys else ""))
    for key in value:
        if not isinstance(key, str) or (keys is not None and key not in keys):
            raise InvalidInputError(f"{field}.{key}", "is not known")
    return value


def _list(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidInputError(field, "must be a list")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(field, "must be text")
    return value


def _any(value: object, field: str) -> Any:
    return value


def _texts(value: object, field: str) -> tuple[str, ...]:
    return tuple(_text(entry, f"{field}.{position}") for position, entry in enumerate(_list(value, field)))


def _each(read: Callable[[object, str], T]) -> Callable[[object, str], tuple[T, ...]]:
    def read_all(value: object, field: str) -> tuple[T, ...]:
        return tuple(read(entry, f"{field}.{position}") for position, entry in enumerate(_list(value, field)))

    return read_all


def _choice(kind: type[E], value: object, field: str) -> E:
    try:
        return kind(_text(value, field))
    except ValueError as error:
        raise InvalidInputError(field, f"must be one of {', '.join(kind)}") from error


def _severity_word(value: object, field: str) -> Severity:
    try:
        return Severity.from_word(_text(value, field))
    except ValueError as error:
        raise InvalidInputError(field, str(error)) from error


@contextmanager
def _inside(field: str) -> Iterator[None]:
    """Names the field that a check fails for by its whole path."""
    try:
        yield
    except InvalidInputError as error:
        raise InvalidInputError(f"{field}.{error.field}", error.reason) from error


def _typed(kind: Callable[[str, tuple[ObservableType, ...]], T]) -> Callable[[object, str], T]:
    def read(value: object, field: str) -> T:
        entry = _object(value, field, ("path", "types"))
        types = _each(_observable_type)(entry.get("types", []), f"{field}.types")
        with _inside(field):
            return kind(entry.get("path", ""), types)

    return read


def _observable_type(value: object, field: str) -> ObservableType:
    return _choice(ObservableType, value, field)


def _customer_field(value: object, field: str) -> CustomerField:
    entry = _object(value, field, ("path", "claim"))
    claim = _choice(CustomerClaim, entry.get("claim"), f"{field}.claim")
    with _inside(field):
        return CustomerField(entry.get("path", ""), claim)


def _context_field(value: object, field: str) -> ContextField:
    entry = _object(value, field, ("name", "paths"))
    paths = _texts(entry.get("paths", []), f"{field}.paths")
    with _inside(field):
        return ContextField(entry.get("name", ""), paths)


def _severity_field(value: object, field: str) -> SeverityField:
    entry = _object(value, field, ("path", "table"))
    table = entry.get("table", "words")
    known = table if isinstance(table, str) else _table(table, f"{field}.table")
    with _inside(field):
        return SeverityField(entry.get("path", ""), known)


def _table(value: object, field: str) -> SeverityTable:
    entry = _object(value, field, ("words", "steps", "up_to"))
    words = _object(entry.get("words", {}), f"{field}.words")
    steps = _each(_step)(entry.get("steps", []), f"{field}.steps")
    known = tuple((word, _severity_word(severity, f"{field}.words.{word}")) for word, severity in words.items())
    with _inside(field):
        return SeverityTable(words=known, steps=steps, up_to=entry.get("up_to"))


def _step(value: object, field: str) -> tuple[Any, Severity]:
    entry = _object(value, field, ("from", "severity"))
    return entry.get("from"), _severity_word(entry.get("severity"), f"{field}.severity")


def _host_fields(value: object, field: str) -> HostFields:
    entry = _object(value, field, _HOST_LISTS)
    lists = {name: _texts(paths, f"{field}.{name}") for name, paths in entry.items()}
    with _inside(field):
        return HostFields(**lists)


def _window_s(value: object, field: str) -> timedelta:
    if type(value) is not int or not 0 <= value <= _LONGEST_WINDOW_S:
        raise InvalidInputError(field, "must be a whole number of seconds")
    return timedelta(seconds=value)


# The attribute that each key stands for, and what reads its value.
_READERS: dict[str, tuple[str, Callable[[object, str], Any]]] = {
    "name": ("name", _any),
    "version": ("version", _any),
    "fallback_title": ("fallback_title", _any),
    **{name: (name, _texts) for name in PATH_LISTS},
    "severity": ("severity", _each(_severity_field)),
    "customer": ("customer", _each(_customer_field)),
    "host": ("host", _host_fields),
    "observables": ("observables", _each(_typed(ObservableField))),
    "scan": ("scan", _each(_typed(ScanField))),
    "context": ("context", _each(_context_field)),
    "window_s": ("window", _window_s),
}
