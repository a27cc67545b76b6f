"""A mapping as people edit it: JSON, short things on one line, and each fault with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from entrypoints.api.api_errors import InvalidBodyError
from entrypoints.api.sources import mapping_in, writable
from entrypoints.console.catalog import TEXT, filled
from socdomain.errors import InvalidInputError
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.mapping.mapping_document import mapping_to_document

FIELD: Final = "mapping"
_WIDTH: Final = 92
_PREFIX: Final = "$.mapping"
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def mapping_text(mapping: SourceMapping) -> str:
    """Returns a mapping as text; its name and version are the source's, and no part of it."""
    document = mapping_to_document(mapping)
    return _written({name: value for name, value in document.items() if name not in ("name", "version")}, 0)


def _written(value: Any, indent: int) -> str:
    short = json.dumps(value, ensure_ascii=False)
    is_short = indent > 0 and indent + len(short) <= _WIDTH
    if is_short or not value or not isinstance(value, dict | list):
        return short
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(name)}: {_written(one, indent + 2)}" for name, one in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + _written(one, indent + 2) for one in value) + "\n" + " " * indent + "]"


def read_mapping(text: str, source: str) -> SourceMapping:
    """Reads a mapping.

    Args:
        text: As it was typed.
        source: Name of the source that it is for.

    Raises:
        InvalidInputError: It is none; says where, with the line.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        why = filled(TEXT.sources.mapping_no_json, line=error.lineno, column=error.colno, why=error.msg)
        raise InvalidInputError(FIELD, why.unescape()) from error
    except (RecursionError, ValueError) as error:
        raise InvalidInputError(FIELD, TEXT.sources.mapping_no_object) from error
    if not isinstance(document, dict):
        raise InvalidInputError(FIELD, TEXT.sources.mapping_no_object)
    try:
        return mapping_in(document, source)
    except InvalidBodyError as error:
        raise InvalidInputError(
            FIELD, "; ".join(_placed(text, one.path, one.reason) for one in error.faults)
        ) from error


def _placed(text: str, path: str, reason: str) -> str:
    shown = "$" + path.removeprefix(_PREFIX)
    line = line_of(text, shown)
    template = TEXT.sources.mapping_fault if line is None else TEXT.sources.mapping_fault_line
    return filled(template, path=shown, line=line, reason=reason).unescape()


def line_of(text: str, path: str) -> int | None:
    """Returns the line on which a value of a JSON text stands, from 1; None where there is no such value.

    Args:
        text: JSON.
        path: Where the value is, as faults name it: ``$.severity[0].path``; of what is missing, where it should be.
    """
    lines = dict(_places(text))
    while path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
        if not path:
            return None
    return lines[path]


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Yields the path and the line of each value of a JSON text."""
    # Of each object or list around: its path, and the position of what comes next; None in an object.
    around: list[tuple[str, int | None]] = []
    key: str | None = None
    line, counted = 1, 0
    for found in _TOKEN.finditer(text):
        piece = found[0]
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        if piece == ":":
            continue
        if piece in "}]":
            around = around[:-1]
        elif piece == ",":
            if around and around[-1][1] is not None:
                around[-1] = (around[-1][0], around[-1][1] + 1)
        elif around and around[-1][1] is None and key is None:
            # As faults write it.
            key = writable(json.loads(piece)) if piece.startswith('"') else piece
        else:
            path = _path(around, key)
            key = None
            yield path, line
            if piece in "{[":
                around.append((path, 0 if piece == "[" else None))


def _path(around: list[tuple[str, int | None]], key: str | None) -> str:
    if not around:
        return "$"
    path, position = around[-1]
    return f"{path}.{key}" if position is None else f"{path}[{position}]"
