"""What makes the parts of a mapping valid; each check names the field that fails."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from socdomain.errors import InvalidInputError

LONGEST_PATH = 200
MOST_SEGMENTS = 12


def check_path(path: object, field: str) -> None:
    """Refuses what is not a path: keys joined by dots, such as ``data.win.eventdata.image``.

    Args:
        path: What was given.
        field: Dotted name of the field that it was given for.

    Raises:
        InvalidInputError: It is not text, too long, or a key in it is empty or unprintable.
    """
    if not isinstance(path, str):
        raise InvalidInputError(field, "must be a path of keys joined by dots")
    segments = path.split(".")
    if len(path) > LONGEST_PATH or len(segments) > MOST_SEGMENTS:
        raise InvalidInputError(field, f"must have at most {LONGEST_PATH} characters and {MOST_SEGMENTS} keys")
    if not path.isprintable() or any(segment != segment.strip() or not segment for segment in segments):
        raise InvalidInputError(field, "must be a path of keys joined by dots, none of them empty")


def check_paths(paths: object, field: str, *, most: int) -> None:
    """Refuses what is not a tuple of different paths.

    Args:
        paths: What was given.
        field: Dotted name of the field that it was given for.
        most: How many there may be.

    Raises:
        InvalidInputError: One is not a path, there are too many, or one is there twice.
    """
    known = check_tuple(paths, field, most=most)
    for position, path in enumerate(known):
        check_path(path, f"{field}.{position}")
    check_different(known, field)


def check_tuple(values: object, field: str, *, most: int) -> tuple[Any, ...]:
    """Refuses what is not a tuple of at most so many values, and returns it.

    Raises:
        InvalidInputError: It is something else, or longer.
    """
    if not isinstance(values, tuple):
        raise InvalidInputError(field, "must be a list")
    if len(values) > most:
        raise InvalidInputError(field, f"must have at most {most} entries")
    return values


def check_instances(values: object, kind: type, field: str, *, most: int) -> None:
    """Refuses what is not a tuple of at most so many values of one class.

    Raises:
        InvalidInputError: It is something else, or longer, or holds something else.
    """
    for position, value in enumerate(check_tuple(values, field, most=most)):
        if not isinstance(value, kind):
            raise InvalidInputError(f"{field}.{position}", f"must be a {kind.__name__}")


def check_different(values: Iterable[Hashable], field: str) -> None:
    """Refuses a list that holds a value twice.

    Raises:
        InvalidInputError: One is there twice.
    """
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise InvalidInputError(field, f"{value!s} is there twice")
        seen.add(value)


def check_text(text: object, field: str, *, longest: int) -> None:
    """Refuses what is not a line of printable text.

    Raises:
        InvalidInputError: It is something else, or empty, too long or unprintable.
    """
    if not isinstance(text, str) or not 1 <= len(text) <= longest or not text.isprintable() or text != text.strip():
        raise InvalidInputError(field, f"must be 1 to {longest} printable characters")


def check_whole_number(number: object, field: str, *, least: int, most: int) -> None:
    """Refuses what is not a whole number within bounds.

    Raises:
        InvalidInputError: It is something else, or outside.
    """
    if type(number) is not int or not least <= number <= most:
        raise InvalidInputError(field, f"must be a whole number from {least} to {most}")
