"""Guides as pages show them: Markdown that comes with the program, or with a plugin, as HTML without any of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup

_BELOW: Final = 1
"""A page has a first heading of its own, so that a guide's begin one further down."""
_LAST: Final = 6

# What stands between angle brackets is text; a link that a browser would run is no link. Pictures come from nowhere.
_READER: Final = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@lru_cache(maxsize=64)
def guide_html(markdown: str) -> Markup:
    """Returns a guide as HTML.

    Args:
        markdown: CommonMark, with tables.
    """
    tokens = _READER.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + _BELOW, _LAST)}"
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrSet("rel", "noopener noreferrer")
    return Markup(_READER.renderer.render(tokens, _READER.options, {}))  # noqa: S704 - escaped by the reader, as above
