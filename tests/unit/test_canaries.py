"""What looks for secrets finds them, however they are written."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest

from tests.canaries import Canaries

TEXT = 'a "pass/word" with + ü & \\ in it?'
KEY = bytes(range(200, 232))


def found(content: str | bytes, secret: str | bytes = TEXT) -> bool:
    canaries = Canaries()
    canaries.add("one", secret)
    return bool(canaries.found_in(content))


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:", "somebody"])
@pytest.mark.parametrize("after", ["", ".", ":x", "and more"])
def test_base64_is_seen_wherever_a_secret_stands_in_it(before: str, after: str) -> None:
    for secret in (TEXT, "eight678", "nine56789", "ten4567890"):
        content = f"{before}{secret}{after}".encode()
        for encoded in (
            base64.b64encode(content),
            base64.urlsafe_b64encode(content),
            base64.b64encode(content).rstrip(b"="),
        ):
            assert found(b"log: " + encoded, secret)
        assert found(quote_plus(base64.b64encode(content)), secret)


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.encode(),
        json.dumps({"a": [TEXT]}),
        json.dumps({"a": TEXT}, ensure_ascii=False),
        json.dumps({"a": json.dumps({"b": TEXT})}),
        urlencode({"password": TEXT}),
        quote(TEXT),
        quote(TEXT, safe="").lower(),
        f"https://x/?q={quote_plus(TEXT)}",
        TEXT.encode().hex(),
    ],
)
def test_a_text_is_seen_in_every_form(content: str | bytes) -> None:
    assert found(content)


@pytest.mark.parametrize(
    "content", [KEY, KEY.hex(), KEY.hex().upper(), base64.b64encode(b"x" + KEY), quote(KEY, safe="")]
)
def test_a_key_is_seen_in_every_form(content: str | bytes) -> None:
    assert found(content, KEY)


@pytest.mark.parametrize("content", ["", TEXT[:-1], TEXT[1:], base64.b64encode(TEXT[1:].encode()), "pass/word"])
def test_less_than_a_secret_is_none(content: str | bytes) -> None:
    assert not found(content)


def test_what_is_found_is_named_and_not_shown() -> None:
    canaries = Canaries()
    canaries.add("the password", "correct horse")
    assert canaries.found_in(f"x{base64.b64encode(b'correct horse').decode()}") == ["the password, base64"]
    assert "correct" not in repr(canaries)
    with pytest.raises(ValueError, match="the pin"):
        canaries.add("the pin", "1234")
