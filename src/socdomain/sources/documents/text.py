"""Text out of a document, made fit to be stored and shown."""

from __future__ import annotations

import re

# C0 without tab, newline and carriage return, DEL, C1, and surrogates: the last never stand alone in good text.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""Returns text that every database and screen takes.

    JSON allows NUL (``\u0000``) and half a surrogate pair (``\ud800``) in strings, and a document with one is still a
    document; but PostgreSQL's text holds no NUL, and UTF-8 no surrogate. Each of these and of the control characters
    becomes U+FFFD, the replacement character; tab, newline and carriage return stay.
    """
    return text if text.isprintable() else _UNFIT.sub("\ufffd", text)
