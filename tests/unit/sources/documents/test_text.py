"""Text out of a document can be stored and shown anywhere."""

from __future__ import annotations

import pytest

from socdomain.sources.documents import clean_text


@pytest.mark.parametrize(
    "text", ["", "plain", "Grüße, мир, \N{GRINNING FACE}", "two\nlines\tand\r\nmore", "\xa0\u200b\u202e\ue000"]
)
def test_text_without_such_characters_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize("code", [0x00, 0x01, 0x08, 0x0B, 0x1B, 0x1F, 0x7F, 0x85, 0x9F, 0xD800, 0xDFFF])
def test_what_cannot_be_stored_or_shown_becomes_the_replacement_character(code: int) -> None:
    character = chr(code)
    assert clean_text(f"a{character}\nb{character}{character}") == "a\ufffd\nb\ufffd\ufffd"
