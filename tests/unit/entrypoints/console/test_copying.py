"""What goes to the clipboard acts nowhere."""

from __future__ import annotations

import pytest

from entrypoints.console.copying import copyable


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("https://evil.example/?a=1&b=-2", "https://evil.example/?a=1&b=-2"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1+1)", "'@SUM(1+1)"),
        ("+1", "'+1"),
        ("-2", "'-2"),
        ("\t=1+1", "'=1+1"),
        ("\u200b=1+1", "'=1+1"),
        ("rm -rf ~\n", "rm -rf ~"),
        ("a\r\nb\u2028c", "abc"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\ud800x", "x"),
        ("größer", "größer"),
        ("", ""),
    ],
)
def test_what_acts_elsewhere_is_taken_away(text: str, copied: str) -> None:
    assert copyable(text) == copied
