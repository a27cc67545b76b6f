"""Tests that come to one floor are together."""

import pytest

from tests.browser.sharing import share_of


@pytest.mark.parametrize(
    ("test", "share"),
    [
        ("test_floor.py::test_x[sqlite]", "sqlite"),
        ("test_signing_in.py::test_x[dark-sqlite-phone]", "sqlite"),
        ("test_signing_in.py::test_x[postgresql-dark]", "postgresql"),
        ("test_every_page.py::test_x[sqlite-/console/alerts-light]", "test_every_page"),
        ("test_hostile_texts.py::test_x[/console/alerts]", "test_hostile_texts"),
        ("test_payloads.py::test_x[7-HTML]", "tests/browser/test_payloads.py"),
    ],
)
def test_a_test_is_together_with_those_of_its_floor(test: str, share: str) -> None:
    assert share_of(f"tests/browser/{test}") == share
