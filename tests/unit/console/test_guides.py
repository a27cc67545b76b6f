"""Guides as HTML: what stands in them is text, but for what Markdown means by it."""

from __future__ import annotations

import pytest

from adapters.connector_registry import connector_kinds
from entrypoints.console.guides import guide_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Hound", "<h2>Hound</h2>\n"),
        ("###### Deep", "<h6>Deep</h6>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
        ("[a](https://a.example)", '<p><a href="https://a.example" rel="noopener noreferrer">a</a></p>\n'),
    ],
)
def test_a_guide_holds_no_html_of_its_own(markdown: str, html: str) -> None:
    assert guide_html(markdown) == html


def test_a_picture_is_never_fetched() -> None:
    assert "<img" not in guide_html("![a](https://a.example/p.png)")


def test_a_table_says_what_its_heads_are_for() -> None:
    assert '<th scope="col">a</th>' in guide_html("| a | b |\n|---|---|\n| 1 | 2 |\n")


def test_every_guide_that_comes_along_is_shown_without_a_style() -> None:
    """Pages carry none: their policy forbids it, and an aligned table would have one."""
    for kind in connector_kinds().values():
        html = guide_html(kind.guide)
        assert html.startswith("<h2>")
        assert "style=" not in html
