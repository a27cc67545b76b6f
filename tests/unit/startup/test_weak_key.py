"""What is no good as a key."""

import hashlib
import re
import secrets
from base64 import b64decode
from pathlib import Path

import pytest

from socdomain.startup.weak_key import why_weak

ROOT = Path(__file__).parents[3]
GOOD = hashlib.sha256(b"any").digest()


def test_nothing_speaks_against_random_bytes() -> None:
    assert [key for key in (secrets.token_bytes(32) for _ in range(20_000)) if why_weak(key)] == []


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\xff" * 32,
        b"\x01\x80" * 16,
        GOOD[:8] * 4,
        b"changeme".ljust(32, b"\0"),
        b"secret" * 5 + b"se",
        b"correct horse battery staple 123",
        b"0123456789abcdef0123456789abcdef",
        bytes(range(32)),
        bytes(range(255, 223, -1)),
        bytes(range(128, 224, 3)),
    ],
    ids=bytes.hex,
)
def test_what_somebody_could_guess_is_refused(key: bytes) -> None:
    assert len(key) == 32
    assert "random" in (why_weak(key) or "")


@pytest.mark.parametrize("length", [0, 1, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert f"not {length}" in (why_weak((GOOD + GOOD)[:length]) or "")


def test_the_docs_show_no_key_that_would_be_taken() -> None:
    """Whatever stands in a manual is in use somewhere within the week."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = [
        text
        for page in pages
        for text in re.findall(r"[A-Za-z0-9+/_-]{43}=", page.read_text("utf-8"))
        if why_weak(b64decode(text, altchars=b"-_")) is None
    ]
    assert pages
    assert shown == []
