"""One form for a JSON value, so that equal documents have equal digests however they were written."""

from __future__ import annotations

import hashlib
import json
import re
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
# The first byte in UTF-8 of a character that UTF-16 writes with two units.
_BEYOND_BMP = re.compile(b"[\xf0-\xf4]")
# Between these powers of ten ECMAScript writes a number without an exponent (ECMA-262, Number::toString).
_LARGEST_PLAIN_EXPONENT, _SMALLEST_PLAIN_EXPONENT = 21, -6


def canonical_json(value: Any) -> bytes:
    r"""Writes a value by the JSON Canonicalization Scheme, RFC 8785.

    Names are sorted by their UTF-16 code units, numbers written as ECMAScript does, strings with the fewest escapes.
    Two things go beyond the scheme, which has numbers as IEEE doubles and no strings that are not Unicode:

    - Integers keep all their digits: two documents that differ in a 64-bit identifier alone are not the same. Up to
      2**53 this is what the scheme says.
    - Half a surrogate pair is written as its escape in lower case, such as ``\ud800``.

    Args:
        value: What a JSON parser returns, or part of it: dict with names of type str, list, str, int, float,
            bool and None.

    Returns:
        The value in UTF-8, without white space.

    Raises:
        ValueError: A number that is not finite.
        TypeError: A value that JSON does not have.
    """
    if not _holds_float(value):
        # Sorting by code points, as Python does, differs from sorting by code units only beyond the BMP.
        text = _ENCODER.encode(value)
        written = _encoded(text)
        if text.isascii() or not _BEYOND_BMP.search(written):
            return written
    return _encoded(_text(value))


def canonical_digest(value: Any) -> bytes:
    """Returns the SHA-256 of a value's canonical JSON, 32 bytes."""
    return hashlib.sha256(canonical_json(value)).digest()


def _encoded(text: str) -> bytes:
    # Surrogates alone cannot be encoded, and what Python writes instead is the very escape that JSON has for them.
    return text.encode("utf-8", "backslashreplace")


def _holds_float(value: Any) -> bool:
    containers: list[Any] = [[value]]
    for container in containers:
        for item in container.values() if isinstance(container, dict) else container:
            # Most values are strings, and this is the cheapest way to know one.
            if item.__class__ is str:
                continue
            if isinstance(item, float):
                return True
            if isinstance(item, dict | list | tuple):
                containers.append(item)
    return False


def _text(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        names = sorted(value, key=_utf16)
        return "{" + ",".join([f"{encode_basestring(name)}:{_text(value[name])}" for name in names]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(item) for item in value]) + "]"
    return _number(value) if isinstance(value, float) else _ENCODER.encode(value)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _number(value: float) -> str:
    """Writes a double as ECMA-262 does in Number::toString; Python finds the same shortest digits."""
    if not isfinite(value):
        raise ValueError("JSON has no number that is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    all_digits = (whole + fraction).lstrip("0")
    # The value is 0.DIGITS times ten to the exponent.
    exponent = len(whole) + int(power or 0) - (len(whole + fraction) - len(all_digits))
    return sign + _digits_and_exponent(all_digits.rstrip("0"), exponent)


def _digits_and_exponent(digits: str, exponent: int) -> str:
    if len(digits) <= exponent <= _LARGEST_PLAIN_EXPONENT:
        return digits.ljust(exponent, "0")
    if 0 < exponent <= _LARGEST_PLAIN_EXPONENT:
        return f"{digits[:exponent]}.{digits[exponent:]}"
    if _SMALLEST_PLAIN_EXPONENT < exponent <= 0:
        return f"0.{'0' * -exponent}{digits}"
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{mantissa}e{exponent - 1:+d}"
