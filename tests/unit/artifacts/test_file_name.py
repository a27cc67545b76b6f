"""Names that hostile people give to files."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from socdomain.artifacts.file_name import LONGEST_GIVEN, LONGEST_SAFE, checked_name, safe_name, shown_name
from socdomain.errors import InvalidInputError

RIGHT_TO_LEFT = "\u202e"


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("..", "file"),
        (".", "file"),
        ("/", "file"),
        (".bashrc", "bashrc"),
        ("a\x00b.txt", "a_b.txt"),
        ('x"; filename="y.exe', "x_filename_y.exe"),
        ("a\r\nSet-Cookie: b=c", "a_Set-Cookie_b_c"),
        (f"invoice{RIGHT_TO_LEFT}fdp.exe", "invoicefdp.exe"),
        ("con.txt", "file_con.txt"),
        ("NUL", "file_NUL"),
        ("COM1.log", "file_COM1.log"),
        ("aux.tar.gz", "file_aux.tar.gz"),
        ("Übersicht Q1.xlsx", "Ubersicht_Q1.xlsx"),
        ("日本語.zip", "file.zip"),
        ("日本語", "file"),
        ("x" * 4_000 + ".evtx", "x" * (LONGEST_SAFE - 5) + ".evtx"),
        ("a." + "b" * 40, "a." + "b" * 40),
        ("trailing. . .", "trailing"),
    ],
)
def test_a_safe_name_leads_nowhere_and_keeps_its_ending(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(max_size=300))
def test_every_name_has_a_safe_one(name: str) -> None:
    safe = safe_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", safe)
    assert len(safe) <= LONGEST_SAFE + len("file_")
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Übersicht 日本語.xlsx", "Übersicht 日本語.xlsx"),
        (f"invoice{RIGHT_TO_LEFT}fdp.exe", "invoice\\u{202e}fdp.exe"),
        ("a\x00b\r\n", "a\\u{0}b\\u{d}\\u{a}"),
        ("a\ud800", "a\\u{d800}"),
        ("zero\u200bwidth", "zero\\u{200b}width"),
    ],
)
def test_what_hides_letters_is_shown(given_name: str, shown: str) -> None:
    assert shown_name(given_name) == shown


def test_a_name_is_kept_as_it_was_given() -> None:
    for name in ("../x", "a\x00b", "x" * LONGEST_GIVEN):
        assert checked_name(name) == name


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_GIVEN + 1)])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="file_name"):
        checked_name(name)
