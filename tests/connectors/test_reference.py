"""The page of reference about connectors is true."""

from __future__ import annotations

from adapters.connector_registry import connector_kinds
from tests.connectors.reference import COMMAND, PAGE, page


def test_the_page_says_what_the_kinds_say() -> None:
    kinds = connector_kinds()
    assert PAGE.read_text(encoding="utf-8") == page(kinds.values()), f"write it anew: {COMMAND}"
    assert all(f"(`{name}`)" in PAGE.read_text(encoding="utf-8") for name in kinds)
