"""The queries that the client sends, read as Graylog would read them; other ones are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from typing import Any, Final

Matches = Callable[[Mapping[str, Any]], bool]

_NAME: Final = r"(?P<name>(?:\\.|[\w.@])+)"
_QUOTED: Final = r'"((?:\\.|[^"\\])*)"'
_TIMES: Final = re.compile(rf'{_NAME}:\["(?P<low>[^"]+)" TO "(?P<high>[^"]+)"\}}')
_VALUE: Final = re.compile(rf"{_NAME}:{_QUOTED}")
_ONE_OF: Final = re.compile(rf"{_NAME}:\((?P<values>{_QUOTED}(?: OR {_QUOTED})*)\)")
_LEAST: Final = re.compile(rf"{_NAME}:\[(?P<low>-?\d+) TO \*\]")
_AND: Final = " AND "


class UnreadableQueryError(ValueError):
    """A query of another form."""


def read_query(text: str) -> Matches:
    """Returns what tells the documents that a query is for from others.

    Args:
        text: Conditions between ``AND``: a time range, values, numbers to be reached.

    Raises:
        UnreadableQueryError: It is something else.
    """
    conditions: list[Matches] = []
    place = 0
    while True:
        for form, made in ((_TIMES, _within), (_LEAST, _reaches), (_ONE_OF, _is_one), (_VALUE, _equals)):
            if found := form.match(text, place):
                conditions.append(made(found))
                place = found.end()
                break
        else:
            raise UnreadableQueryError(text)
        if place == len(text):
            return lambda document: all(condition(document) for condition in conditions)
        if not text.startswith(_AND, place):
            raise UnreadableQueryError(text)
        place += len(_AND)


def _within(found: re.Match[str]) -> Matches:
    low, high, name = found["low"], found["high"], _plain(found["name"])
    # Times of one form are ordered as texts are.
    return lambda document: low <= str(_at(document, name)) < high


def _reaches(found: re.Match[str]) -> Matches:
    low, name = int(found["low"]), _plain(found["name"])
    return lambda document: isinstance(value := _at(document, name), int) and value >= low


def _equals(found: re.Match[str]) -> Matches:
    return _has_one(_plain(found["name"]), {_plain(found[2])})


def _is_one(found: re.Match[str]) -> Matches:
    return _has_one(_plain(found["name"]), {_plain(one[1]) for one in re.finditer(_QUOTED, found["values"])})


def _has_one(name: str, wanted: Set[str]) -> Matches:
    def has_one(document: Mapping[str, Any]) -> bool:
        value = _at(document, name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        return any(str(one) in wanted for one in values)

    return has_one


def _at(document: Mapping[str, Any], name: str) -> Any:
    if name in document:
        return document[name]
    first, _, rest = name.partition(".")
    inner = document.get(first)
    return _at(inner, rest) if rest and isinstance(inner, Mapping) else None


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
