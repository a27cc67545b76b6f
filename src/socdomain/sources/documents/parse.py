"""One document's bytes into its value."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from math import isfinite
from typing import Any

from socdomain.sources.documents.problems import DocumentError, DocumentProblem

# A string whose end is missing reaches to the end of the body.
_STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRING_OR_BRACKET = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)
_STRING_OR_NUMBER = re.compile(_STRING + rb"|NaN|-?Infinity|-?[0-9][0-9.eE+-]*+", re.DOTALL)
_QUOTED = re.compile(rb'"[^"]*+"?')
_ALL_BUT_QUOTES_AND_BRACKETS = bytes(set(range(256)) - set(b'"{}[]'))
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


def parse_document(body: bytes, *, max_depth: int = 100) -> dict[str, Any]:
    r"""Parses a document as strict JSON (RFC 8259) in UTF-8.

    Of a name that comes twice the last value counts, as in most parsers (RFC 8259, section 4). Strings are as the
    document gives them: NUL and half surrogate pairs written as escapes (``\u0000``, ``\ud800``) are JSON, so a
    document with them is kept, and ``clean_text`` is for whoever takes text out of it. Integers are exact, up to the
    number of digits that Python converts (4,300 unless the program that uses this has set another limit).

    Args:
        body: The document's bytes; white space around it does not matter.
        max_depth: How many objects and arrays may stand in each other, the document itself counted.

    Returns:
        The document: dict, list, str, int, finite float, bool and None.

    Raises:
        DocumentError: With the problem ``NOT_UTF8``, ``NOT_JSON``, ``NOT_AN_OBJECT``, ``TOO_DEEP`` or ``BAD_NUMBER``.
    """
    # Brackets are counted quickly; the exact way is needed only where there are that many of them. To split is quicker
    # than ``count``, which looks at one byte after the other.
    if len(body.split(b"{", max_depth + 1)) + len(body.split(b"[", max_depth + 1)) > max_depth + 2:
        _refuse_too_deep(body, max_depth)
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError as error:
        raise DocumentError(DocumentProblem.NOT_UTF8, "not UTF-8", error.start) from error
    except json.JSONDecodeError as error:
        offset = len(error.doc[: error.pos].encode())
        raise DocumentError(DocumentProblem.NOT_JSON, error.msg.removesuffix(" at"), offset) from error
    except ValueError as error:
        offset_or_none = _offset_of_bad_number(body)
        raise DocumentError(DocumentProblem.BAD_NUMBER, "not a number that can be held", offset_or_none) from error
    except RecursionError as error:
        raise DocumentError(DocumentProblem.TOO_DEEP, "deeper than this program can read") from error
    if not isinstance(value, dict):
        raise DocumentError(DocumentProblem.NOT_AN_OBJECT, "not an object", 0)
    return value


def _finite_float(literal: str) -> float:
    value = float(literal)
    if not isfinite(value):
        raise ValueError(literal)
    return value


# Built once: building it costs as much as parsing a small document.
_DECODER = json.JSONDecoder(parse_float=_finite_float, parse_constant=_finite_float)


def _offset_of_bad_number(body: bytes) -> int | None:
    """Returns where the first number stands that has no finite value; None if there is none."""
    for match in _STRING_OR_NUMBER.finditer(body):
        token = match[0].decode()
        if token[0] == '"':
            continue
        try:
            _ = int(token) if token.lstrip("-").isdigit() else _finite_float(token)
        except ValueError:
            return match.start()
    return None


def _refuse_too_deep(body: bytes, max_depth: int) -> None:
    """Raises DocumentError if objects and arrays stand in each other too deep."""
    quotes_and_brackets = (
        body.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, delete=_ALL_BUT_QUOTES_AND_BRACKETS)
    )
    brackets = _QUOTED.sub(b"", quotes_and_brackets)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > max_depth:
        offset = _offset_of_depth(body, max_depth + 1)
        # Backslashes outside strings mislead the count above; the parser knows better what is wrong with those.
        if offset is not None:
            raise DocumentError(DocumentProblem.TOO_DEEP, f"deeper than {max_depth}", offset)


def _offset_of_depth(body: bytes, wanted_depth: int) -> int | None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(body):
        depth += _STEPS.get(body[match.start()], 0)
        if depth == wanted_depth:
            return match.start()
    return None
