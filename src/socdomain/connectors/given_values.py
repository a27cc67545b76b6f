"""What is given for a connector's fields: what each takes, and which of it is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import urlsplit

from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.kind import ConnectorKind
from socdomain.errors import InvalidInputError

T = TypeVar("T")

LONGEST_VALUE: Final = 4_096
LONGEST_FILE: Final = 65_536
"""In characters."""

_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
_FLAGS: Final = ("true", "false")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\ud800-\udfff\u2028\u2029]")
_CONTROL_IN_FILE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def checked_values(kind: ConnectorKind, given: Mapping[str, str]) -> dict[str, str]:
    """Returns what was given for a kind's fields, but for what was left empty, once each has been found fit.

    Args:
        kind: Of which kind.
        given: By field, secrets in the clear.

    Raises:
        InvalidInputError: A field is missing, or holds what it does not take; a secret is not quoted.
    """
    fields = {asked.name: asked for asked in kind.fields}
    unknown = sorted(given.keys() - fields.keys())
    if unknown:
        raise InvalidInputError(f"values.{unknown[0]}", f"a {kind.name} has no such field")
    values = {name: _checked(fields[name], value) for name, value in given.items() if value}
    for asked in kind.fields:
        if asked.name not in values and not asked.is_optional:
            raise InvalidInputError(f"values.{asked.name}", "must be given")
    kind.check(values)
    return values


def texts_of_files(kind: ConnectorKind, files: Mapping[str, bytes]) -> dict[str, str]:
    """Returns what files hold that are given for a kind's fields; whether it is fit is for ``checked_values`` to say.

    Args:
        kind: Of which kind.
        files: By field, as they were sent; a byte order mark before the text does not count.

    Raises:
        InvalidInputError: A field takes no file, or a file is empty or no text; nothing of it is quoted.
    """
    fields = {asked.name: asked for asked in kind.fields}
    texts = {}
    for name, content in files.items():
        where = f"values.{name}"
        if name not in fields:
            raise InvalidInputError(where, f"a {kind.name} has no such field")
        if fields[name].form is not FieldForm.FILE:
            raise InvalidInputError(where, "takes no file")
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Not chained: it holds the file.
            raise InvalidInputError(where, "must be a file of text in UTF-8") from None
        if not texts[name]:
            # What is empty would count as left out, and take away what is there.
            raise InvalidInputError(where, "must be a file that is not empty")
    return texts


def together(kind: ConnectorKind, values: Mapping[str, T], files: Mapping[str, bytes]) -> dict[str, T | str]:
    """Returns what was given for a kind's fields, as values and as files.

    Raises:
        InvalidInputError: A field was given as both, or see ``texts_of_files``.
    """
    for name in sorted(values.keys() & files.keys()):
        raise InvalidInputError(f"values.{name}", "must be given once: as a value, or as a file")
    return {**values, **texts_of_files(kind, files)}


def _checked(asked: AskedField, value: str) -> str:
    field = f"values.{asked.name}"
    is_file = asked.form is FieldForm.FILE
    longest = LONGEST_FILE if is_file else LONGEST_VALUE
    if len(value) > longest:
        raise InvalidInputError(field, f"must be at most {longest:,} characters long")
    if (_CONTROL_IN_FILE if is_file else _CONTROL).search(value):
        raise InvalidInputError(field, "must not contain control characters")
    match asked.form:
        case FieldForm.URL:
            return _checked_url(field, value)
        case FieldForm.PORT if not (_PORT.fullmatch(value) and int(value) <= 65_535):
            raise InvalidInputError(field, "must be a port from 1 to 65535")
        case FieldForm.FLAG if value not in _FLAGS:
            raise InvalidInputError(field, "must be true or false")
        case FieldForm.CHOICE if value not in asked.choices:
            raise InvalidInputError(field, f"must be one of {', '.join(asked.choices)}")
    return value


def _checked_url(field: str, value: str) -> str:
    """Returns a URL without a slash at its end."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise InvalidInputError(field, "must be a URL such as https://wazuh.example.org:55000") from None
    is_plain = value.isprintable() and " " not in value and "\\" not in value
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not is_plain:
        raise InvalidInputError(field, "must be a URL such as https://wazuh.example.org:55000")
    if parts.username is not None or parts.password is not None:
        raise InvalidInputError(field, "must not hold a user or a password; there are fields for them")
    if parts.query or parts.fragment or "?" in value or "#" in value:
        raise InvalidInputError(field, "must end with its path, without ? or #")
    return value.rstrip("/")
